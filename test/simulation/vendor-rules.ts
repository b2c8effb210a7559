import { closeHubspotDeal, closeOpportunity } from "./opportunity.ts";
import { sideRules, type ObjectRules } from "./side-rules.ts";

/** Status of ConnectWise companies that count as inactive. */
export const INACTIVE_STATUS = "2";
/** Status of all others. */
export const ACTIVE_STATUS = "1";

const COMPANY: ObjectRules = {
  objectType: "company",
  idProperty: "cw_company_id",
  hubspot: sideRules({ merges: true }),
  connectwise: sideRules({
    removal: "flagged",
    merges: true,
    unique: ["identifier"],
    required: ["name"],
    defaults: { "status/id": ACTIVE_STATUS, "status/name": "Active", deletedFlag: false },
    extra: ["identifier", "status/id", "status/name", "deletedFlag"],
  }),
  filters: [{ side: "connectwise", path: "status/id", value: INACTIVE_STATUS }],
  lookups: [["identifier"]],
};

const CONTACT: ObjectRules = {
  objectType: "contact",
  idProperty: "cw_contact_id",
  hubspot: sideRules({
    references: { associatedcompanyid: "company" },
    silent: ["associatedcompanyid"],
    merges: true,
    unique: ["email"],
    extra: ["hs_additional_emails"],
  }),
  connectwise: sideRules({
    references: { "company/id": "company" },
    removal: "gone",
    merges: true,
    required: ["firstName", "company/id"],
    defaults: { inactiveFlag: false },
    aliases: { "communications/emails": "communications/email" },
    extra: ["communications/emails", "inactiveFlag"],
  }),
  filters: [
    { side: "connectwise", path: "inactiveFlag", value: true },
    { side: "connectwise", path: "communications/email", value: null },
    { side: "hubspot", path: "email", value: null },
  ],
  lookups: [["communications/email"], ["firstName", "lastName", "company/id"]],
};

const FORECAST = ["forecast/amount", "forecast/recurring", "forecast/people"];

const DEAL: ObjectRules = {
  objectType: "deal",
  idProperty: "cw_opportunity_id",
  hubspot: sideRules({
    references: { "associations/company": "company", "associations/contacts": "contact" },
    several: ["associations/contacts"],
    silent: ["associations/company", "associations/contacts"],
    hidden: ["associations/company", "associations/contacts"],
    merges: true,
    required: ["dealname"],
    defaults: { pipeline: "default", dealstage: "new" },
    extra: ["hs_is_closed"],
    consequence: closeHubspotDeal,
  }),
  connectwise: sideRules({
    references: { "company/id": "company", "contact/id": "contact" },
    silent: FORECAST,
    untold: FORECAST,
    hidden: FORECAST,
    removal: "gone",
    required: ["name", "company/id", "contact/id", "primarySalesRep/id"],
    requiredOnUpdate: ["locationId", "businessUnitId"],
    defaults: {
      "stage/id": "1",
      "status/id": "1",
      isClosed: false,
      "forecast/people": 0,
    },
    extra: ["isClosed", "forecast/people", "locationId", "businessUnitId"],
    consequence: closeOpportunity,
  }),
  filters: [],
  lookups: [["name", "company/id"]],
};

/** The kinds of records that every world has, parents before children. */
export const OBJECT_RULES: readonly ObjectRules[] = [COMPANY, CONTACT, DEAL];
