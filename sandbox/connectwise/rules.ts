import {
  COMPANY_FIELDS,
  COMPANY_READ_ONLY,
  CONTACT_FIELDS,
  CONTACT_READ_ONLY,
  FORECAST_FIELDS,
  OPPORTUNITY_FIELDS,
  OPPORTUNITY_READ_ONLY,
} from "./schema.ts";
import type { FieldRules } from "./validate.ts";

/** How the plain fields of companies are read. */
export const COMPANY_RULES = {
  resource: "company",
  fields: COMPANY_FIELDS,
  readOnly: COMPANY_READ_ONLY,
  references: {
    status: { table: "statuses", noun: "Company Status" },
    country: { table: "countries", noun: "Country" },
    territory: { table: "locations", noun: "Location" },
    market: { table: "markets", noun: "Market" },
    ownershipType: { table: "ownershipTypes", noun: "Ownership Type" },
    territoryManager: { table: "members", noun: "Member" },
    parentCompany: { record: "company", noun: "Company" },
    billToCompany: { record: "company", noun: "Company" },
  },
} as const satisfies FieldRules;

/** How the plain fields of contacts are read. */
export const CONTACT_RULES = {
  resource: "contact",
  fields: CONTACT_FIELDS,
  readOnly: CONTACT_READ_ONLY,
  references: {
    company: { record: "company", noun: "Company" },
    site: { siteOf: "company" },
    country: { table: "countries", noun: "Country" },
    relationship: { table: "contactRelationships", noun: "Relationship" },
    department: { table: "contactDepartments", noun: "Department" },
    managerContact: { record: "contact", noun: "Contact" },
    assistantContact: { record: "contact", noun: "Contact" },
  },
} as const satisfies FieldRules;

/** How the plain fields of opportunities are read. */
export const OPPORTUNITY_RULES = {
  resource: "opportunity",
  fields: OPPORTUNITY_FIELDS,
  readOnly: OPPORTUNITY_READ_ONLY,
  references: {
    type: { table: "opportunityTypes", noun: "Opportunity Type" },
    stage: { table: "stages", noun: "Opportunity Stage" },
    status: { table: "opportunityStatuses", noun: "Opportunity Status" },
    priority: { table: "priorities", noun: "Opportunity Priority" },
    probability: { table: "probabilities", noun: "Opportunity Probability" },
    rating: { table: "ratings", noun: "Opportunity Rating" },
    campaign: { table: "campaigns", noun: "Campaign" },
    currency: { table: "currencies", noun: "Currency" },
    primarySalesRep: { table: "members", noun: "Member" },
    secondarySalesRep: { table: "members", noun: "Member" },
    closedBy: { table: "members", noun: "Member" },
    company: { record: "company", noun: "Company" },
    contact: { record: "contact", noun: "Contact" },
    technicalContact: { record: "contact", noun: "Contact" },
    site: { siteOf: "company" },
    shipToCompany: { record: "company", noun: "Company" },
    shipToContact: { record: "contact", noun: "Contact" },
    shipToSite: { siteOf: "shipToCompany" },
    billToCompany: { record: "company", noun: "Company" },
    billToContact: { record: "contact", noun: "Contact" },
    billToSite: { siteOf: "billToCompany" },
  },
} as const satisfies FieldRules;

/** How one line of a forecast is read. */
export const FORECAST_RULES = {
  resource: "forecastItem",
  fields: FORECAST_FIELDS,
  readOnly: new Set("id _info margin sequenceNumber quantityCancelled bill".split(" ")),
  references: { status: { table: "opportunityStatuses", noun: "Opportunity Status" } },
} as const satisfies FieldRules;
