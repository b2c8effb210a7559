import type { Json } from "./schema.ts";

/** A row of a set-up table, in the vendor's form without `_info`. */
export interface SetupRow extends Json {
  id: number;
}

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
  | "userDefinedFields";

/** All set-up tables by name. */
export type SetupTables = Record<SetupTableName, SetupRow[]>;

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

function definition(id: number, caption: string, type: string, more: Json = {}): SetupRow {
  return {
    id,
    podId: 1,
    podDescription: "Company Overview",
    caption,
    sequenceNumber: id,
    screenId: "cw300",
    screenDescription: "Company",
    fieldTypeIdentifier: type,
    numberDecimals: 0,
    entryTypeIdentifier: type === "Date" ? "Date" : "EntryField",
    requiredFlag: false,
    displayOnScreenFlag: true,
    readOnlyFlag: false,
    listViewFlag: false,
    businessUnitIds: [],
    locationIds: [],
    connectWiseID: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
    dateCreated: "2024-06-28T17:39:02Z",
    ...more,
  };
}

const option = (id: number, optionValue: string): Json => ({
  id,
  optionValue,
  defaultFlag: false,
  inactiveFlag: false,
  sortOrder: id,
});

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
    locations: [
      { id: 2, name: "Tampa", locationFlag: true },
      { id: 3, name: "Berlin", locationFlag: true },
    ].map((row) => ({ ...row, ownerLevelId: row.id, structureLevel: { id: 1, name: "Location" } })),
    userDefinedFields: [
      definition(12, "Support Tier", "Text", {
        entryTypeIdentifier: "List",
        options: [option(1, "Gold"), option(2, "Silver"), option(3, "Bronze")],
      }),
      definition(13, "HubSpot Notes", "TextArea"),
      definition(14, "Contract Start", "Date"),
      definition(15, "Seats", "Number"),
      definition(16, "Managed", "Checkbox"),
    ],
  };
}
