import { defaultDefinitions } from "./custom-field-tables.ts";
import type { Json } from "./schema.ts";

/** A row of a set-up table, in the vendor's form without `_info`. */
export interface SetupRow extends Json {
  id: number;
}

/** Tables that contacts refer to. */
type ContactTableName =
  "communicationTypes" | "contactTypes" | "contactDepartments" | "contactRelationships";

/** Tables that opportunities refer to. */
type SalesTableName =
  | "opportunityStatuses"
  | "opportunityTypes"
  | "ratings"
  | "stages"
  | "probabilities"
  | "priorities"
  | "campaigns"
  | "salesRoles"
  | "departments"
  | "currencies";

/** Names of the tables an administrator fills in ConnectWise's set-up screens. */
export type SetupTableName =
  | "statuses"
  | "types"
  | "countries"
  | "states"
  | "markets"
  | "ownershipTypes"
  | "members"
  | "locations"
  | ContactTableName
  | SalesTableName
  | "userDefinedFields";

/** All set-up tables by name. */
export type SetupTables = Record<SetupTableName, SetupRow[]>;

/** Tables whose rows have a `description` where others have a `name`. */
export const DESCRIBED: ReadonlySet<SetupTableName> = new Set([
  "communicationTypes",
  "contactTypes",
  "opportunityTypes",
]);

/** Member the API keys belong to; licence class A is an API member. */
export const API_MEMBER = { memberId: 243, identifier: "Lockstep" } as const;

/** The person who makes the edits of the control API. */
export const PERSON = { memberId: 151, identifier: "dkim" } as const;

const named = (names: readonly string[], more: (name: string, index: number) => Json): SetupRow[] =>
  names.map((name, index) => ({ id: index + 1, name, ...more(name, index) }));

const STATUSES = ["Active", "Inactive", "Credit Hold", "Problem", "Not-Approved"];
const TYPES = ["Client", "Prospect", "Vendor", "Partner", "Former Client", "Competitor", "Owner"];
const MARKETS = ["Finance", "Healthcare", "Manufacturing", "Retail", "Technology", "Government"];
const COUNTRIES = [
  ["United States", "US"],
  ["Canada", "CA"],
  ["United Kingdom", "GB"],
  ["Germany", "DE"],
  ["France", "FR"],
  ["Australia", "AU"],
  ["Netherlands", "NL"],
  ["Austria", "AT"],
  ["Switzerland", "CH"],
  ["Ireland", "IE"],
  ["New Zealand", "NZ"],
  ["Spain", "ES"],
  ["Italy", "IT"],
  ["Sweden", "SE"],
  ["Denmark", "DK"],
  ["Norway", "NO"],
  ["Belgium", "BE"],
  ["South Africa", "ZA"],
] as const;
const STATES = [
  ["CA", "California"],
  ["FL", "Florida"],
  ["IL", "Illinois"],
  ["NY", "New York"],
  ["TX", "Texas"],
  ["WA", "Washington"],
] as const;

const CONTACT_TYPES = ["Decision Maker", "End User", "Billing", "Technical"];
const CONTACT_DEPARTMENTS = ["Finance", "IT", "Management", "Operations", "Sales"];
const CONTACT_RELATIONSHIPS = ["Champion", "Payments", "Neutral", "Detractor"];

const described = (
  names: readonly string[],
  more: (name: string, index: number) => Json = () => ({}),
): SetupRow[] =>
  names.map((description, index) => ({ id: index + 1, description, ...more(description, index) }));

/** Ids are a tenant's own: that 1 is Email and 2 is Direct elsewhere is chance. */
const COMMUNICATION_TYPES = [
  [2, "Fax", "faxFlag", true],
  [4, "Direct", "phoneFlag", true],
  [5, "Cell", "phoneFlag", false],
  [7, "Home", "phoneFlag", false],
  [9, "Email", "emailFlag", true],
  [12, "Personal Email", "emailFlag", false],
] as const;

const OPPORTUNITY_STATUSES = [
  ["Open", {}],
  ["Won", { wonFlag: true, closedFlag: true }],
  ["Lost", { lostFlag: true, closedFlag: true }],
  ["No Decision", { closedFlag: true }],
  ["On hold", { inactiveFlag: true }],
] as const;

const STAGES = ["Prospect", "Qualification", "Quote", "Negotiation", "Commit"];
const PROBABILITIES = [10, 25, 50, 75, 90, 100];

function salesTables(): Pick<SetupTables, SalesTableName> {
  return {
    opportunityStatuses: OPPORTUNITY_STATUSES.map(([name, flags], index) => ({
      id: index + 1,
      name,
      wonFlag: false,
      lostFlag: false,
      closedFlag: false,
      inactiveFlag: false,
      defaultFlag: index === 0,
      enteredBy: "zAdmin",
      dateEntered: "2020-01-06T00:00:00Z",
      ...flags,
    })),
    opportunityTypes: described(
      ["New Business", "Existing Business", "Renewal", "Project"],
      () => ({
        inactiveFlag: false,
      }),
    ),
    ratings: named(["Hot", "Warm", "Cold"], (_, index) => ({ sortOrder: index + 1 })),
    stages: STAGES.map((name, index) => ({
      id: index + 6,
      name,
      probability: { id: index + 1, name: String(PROBABILITIES[index]) },
      sequenceNumber: index + 1,
    })),
    probabilities: PROBABILITIES.map((probability, index) => ({ id: index + 1, probability })),
    priorities: named(["High", "Normal", "Low"], () => ({})),
    campaigns: named(["Partner Referral", "Spring Mailing"], () => ({})),
    salesRoles: named(["Decision Maker", "Influencer", "Technical Contact"], () => ({})),
    departments: [
      { id: 10, identifier: "Sales", name: "Sales" },
      { id: 11, identifier: "Services", name: "Professional Services" },
    ],
    currencies: [
      { id: 1, symbol: "$", currencyCode: "USD", numberOfDecimals: 2, name: "US Dollars" },
      { id: 2, symbol: "€", currencyCode: "EUR", numberOfDecimals: 2, name: "Euro" },
    ],
  };
}

function contactTables(): Pick<SetupTables, ContactTableName> {
  return {
    communicationTypes: COMMUNICATION_TYPES.map(([id, description, flag, defaultFlag]) => ({
      id,
      description,
      phoneFlag: false,
      faxFlag: false,
      emailFlag: false,
      [flag]: true,
      defaultFlag,
    })),
    contactTypes: described(CONTACT_TYPES, () => ({ defaultFlag: false, serviceAlertFlag: false })),
    contactDepartments: named(CONTACT_DEPARTMENTS, () => ({})),
    contactRelationships: named(CONTACT_RELATIONSHIPS, () => ({})),
  };
}

function member(id: number, identifier: string, name: string, more: Json = {}): SetupRow {
  const [firstName = "", lastName = ""] = name.split(" ");
  const email = `${firstName}.${lastName}@lockstep-demo.example`.toLowerCase();
  return {
    id,
    identifier,
    firstName,
    lastName,
    officeEmail: email,
    primaryEmail: email,
    defaultEmail: "Office",
    defaultPhone: "Office",
    licenseClass: "F",
    hireDate: "2020-01-06T00:00:00Z",
    securityRole: { id: 63, name: "Staff" },
    inactiveFlag: false,
    adminFlag: false,
    ...more,
  };
}

/** A fresh set of set-up tables: what an administrator of a small provider might have made. */
export function setupTables(): SetupTables {
  return {
    statuses: named(STATUSES, (name) => ({
      defaultFlag: name === "Active",
      inactiveFlag: name === "Inactive",
      notifyFlag: false,
      disallowSavingFlag: false,
    })),
    types: named(TYPES, (name) => ({
      defaultFlag: name === "Client",
      vendorFlag: name === "Vendor",
      serviceAlertFlag: false,
    })),
    countries: COUNTRIES.map(([name, countryCode], index) => ({
      id: index + 1,
      name,
      countryCode,
      defaultFlag: index === 0,
      currency: { id: 1, name: "US Dollars" },
    })),
    states: STATES.map(([identifier, name], index) => ({
      id: index + 1,
      identifier,
      name,
      country: { id: 1, identifier: "US", name: "United States" },
    })),
    markets: named(MARKETS, () => ({})),
    ownershipTypes: named(["Corporation", "Partnership", "Sole Proprietor"], () => ({})),
    members: [
      member(PERSON.memberId, PERSON.identifier, "Dana Kim", { adminFlag: true }),
      member(152, "mrossi", "Marco Rossi"),
      member(153, "sokafor", "Sade Okafor"),
      member(154, "lbauer", "Lena Bauer", { inactiveFlag: true }),
      member(API_MEMBER.memberId, API_MEMBER.identifier, "Lockstep Sync", { licenseClass: "A" }),
    ],
    ...contactTables(),
    ...salesTables(),
    locations: [
      { id: 2, name: "Tampa", locationFlag: true },
      { id: 3, name: "Berlin", locationFlag: true },
    ].map((row) => ({ ...row, ownerLevelId: row.id, structureLevel: { id: 1, name: "Location" } })),
    userDefinedFields: defaultDefinitions(),
  };
}
