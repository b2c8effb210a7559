import { COMPANY_FIELDS, COMPANY_READ_ONLY, CONTACT_FIELDS, CONTACT_READ_ONLY } from "./schema.ts";
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
