import type { FieldValue, ObjectType, Side } from "../../server/sync/model.ts";
import { closeHubspotDeal, closeOpportunity } from "./opportunity.ts";
import type { VendorRecord } from "./vendor-records.ts";

/** What follows from a change by itself; the fields are set in the vendor's own name. */
export type Consequence = (
  record: VendorRecord,
  changed: ReadonlySet<string>,
  now: number,
) => Readonly<Record<string, FieldValue>>;

/** What one vendor does with one kind of record. */
export interface SideRules {
  /** Object types behind the paths that hold ids of other records. */
  readonly references: Readonly<Record<string, ObjectType>>;
  /** Those of them that hold any number of ids. */
  readonly several: readonly string[];
  /** Paths whose change does not move the record's time. */
  readonly silent: readonly string[];
  /** Paths of whose change nobody is told. */
  readonly untold: readonly string[];
  /** Paths that listings of changes do not show. */
  readonly hidden: readonly string[];
  /** Archived records can be restored, flagged ones are still shown, others are gone. */
  readonly removal: "archived" | "flagged" | "gone";
  /** Whether people can merge two records. */
  readonly merges: boolean;
  /** Paths in which no two live records hold the same. */
  readonly unique: readonly string[];
  /** Paths without which the vendor does not take a new record. */
  readonly required: readonly string[];
  /** Paths that must be filled whenever a record is updated. */
  readonly requiredOnUpdate: readonly string[];
  /** What a new record gets where nothing is given. */
  readonly defaults: Readonly<Record<string, FieldValue>>;
  /** Paths under which another path is shown as well. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Paths that are shown although no mapping names them. */
  readonly extra: readonly string[];
  readonly consequence?: Consequence;
}

/** A filter of the connection: a record in which the path holds the value is no source. */
export interface OwnFilter {
  readonly side: Side;
  readonly path: string;
  /** Null: the field is empty. */
  readonly value: FieldValue;
}

/** Everything the simulation knows of one kind of record besides its mapping. */
export interface ObjectRules extends Readonly<Record<Side, SideRules>> {
  readonly objectType: ObjectType;
  /** HubSpot's unique property that holds the ConnectWise id. */
  readonly idProperty: string;
  readonly filters: readonly OwnFilter[];
  /** Paths by which a ConnectWise record is looked up after an unclear create. */
  readonly lookups: readonly (readonly string[])[];
}

/** Status of ConnectWise companies that count as inactive. */
export const INACTIVE_STATUS = "2";
/** Status of all others. */
export const ACTIVE_STATUS = "1";

const PLAIN: SideRules = {
  references: {},
  several: [],
  silent: [],
  untold: [],
  hidden: [],
  removal: "archived",
  merges: false,
  unique: [],
  required: [],
  requiredOnUpdate: [],
  defaults: {},
  aliases: {},
  extra: [],
};

/** Rules of a kind of record about which a vendor is particular in some ways only. */
export function sideRules(rules: Partial<SideRules>): SideRules {
  return { ...PLAIN, ...rules };
}

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
