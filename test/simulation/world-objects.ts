import type {
  ConflictRule,
  FieldMapping,
  MappingVersion,
  ObjectPolicy,
  RecordFilter,
  ObjectType,
  Side,
  StageMap,
  ValueMap,
} from "../../server/sync/model.ts";
import { optional } from "../../server/sync/optional.ts";
import { OWN, row } from "../../server/sync/objects/row.ts";
import type { Dice } from "./dice.ts";
import { FilterSwitch } from "./filter-switch.ts";
import type { ObjectRules } from "./side-rules.ts";
import { OBJECT_RULES } from "./vendor-rules.ts";

/** One kind of record in a simulated world. */
export interface WorldObject {
  readonly objectType: ObjectType;
  readonly rules: ObjectRules;
  /** As it is at the start; see `filter`. */
  readonly mapping: MappingVersion;
  readonly filter?: FilterSwitch;
  readonly policy: ObjectPolicy;
  /** Most records of this kind that people make. */
  readonly maxRecords: number;
}

/** Paths that an answer shows of a record that it shows all of. */
export function shownPaths({ mapping, rules }: WorldObject, side: Side): readonly string[] {
  const mapped = mapping.fields.flatMap((field) => field[side].split("+"));
  return [...new Set([...mapped, ...rules[side].extra])];
}

/** Longest text that ConnectWise's `city` takes, which the mapping knows. */
export const CITY_LIMIT = 40;

/** Owners of HubSpot that are members of ConnectWise; nobody knows the last one. */
export const OWNERS = ["11", "12", "13"] as const;
/** Members of ConnectWise; the last one is no owner in HubSpot. */
export const MEMBERS = ["21", "22", "23"] as const;

/** Member who sells what nobody owns. */
const USUAL_MEMBER = "21";

const OWNER_MAP: ValueMap = {
  toHubspot: { 21: "11", 22: "12" },
  toConnectwise: { 11: "21", 12: "22" },
  unmapped: "skip",
};

const STAGE_ROWS: StageMap["rows"] = [
  { hubspot: "default|new", connectwise: "1|1", outcome: "open" },
  { hubspot: "default|demo", connectwise: "2|1", outcome: "open" },
  { hubspot: "default|offer", connectwise: "3|1", outcome: "open" },
  { hubspot: "default|won", connectwise: "*|2", outcome: "won" },
  { hubspot: "default|lost", connectwise: "*|3", outcome: "lost" },
  { hubspot: "second|start", connectwise: "4|1", outcome: "open" },
  { hubspot: "second|won2", connectwise: "*|2", outcome: "won" },
  { hubspot: "second|lost2", connectwise: "*|3", outcome: "lost" },
];

/** What can be chosen in HubSpot; the last stage is in no row of the stage map. */
export const HUBSPOT_STAGES = [
  ...STAGE_ROWS.map(({ hubspot }) => hubspot),
  "second|limbo",
] as const;
/** What can be chosen in ConnectWise; the last stage is in no row. */
export const CONNECTWISE_STAGES = ["1|1", "2|1", "3|1", "4|1", "2|2", "3|3", "9|1"] as const;

/** What the mappings of one world have in common. */
export interface Habits {
  readonly conflictRule: ConflictRule;
  /** Whether some fields are emptied along with their counterparts. */
  readonly clears: boolean;
  /** Whether there are neither contacts nor deals. */
  readonly onlyCompanies: boolean;
  /** Dice for a filter of the customer's that leaves some of HubSpot's companies out; null: none. */
  readonly filterDice: Dice | null;
  /** How much people are going to edit. */
  readonly edits: number;
}

function companyRows({ conflictRule, clears }: Habits): FieldMapping[] {
  return [
    row("cw_company_id", "id", OWN),
    row("cw_company_identifier", "identifier", OWN),
    row("cw_company_status", "status/name", OWN),
    row("name", "name", { conflictRule }),
    row("domain", "website", { conflictRule, transform: "domain" }),
    row("address", "addressLine1", { conflictRule }),
    row("city", "city", { conflictRule, blankRule: clears ? "clear" : "keep" }),
    row("state", "state", { conflictRule, direction: "to-connectwise" }),
    row("zip", "zip", { conflictRule, direction: "to-hubspot" }),
    row("numberofemployees", "numberOfEmployees", { conflictRule, transform: "integer" }),
  ];
}

function contactRows({ conflictRule, clears }: Habits): FieldMapping[] {
  return [
    row("cw_contact_id", "id", OWN),
    row("cw_inactive", "inactiveFlag", { ...OWN, transform: "boolean" }),
    row("firstname", "firstName", { conflictRule }),
    row("lastname", "lastName", { conflictRule }),
    row("email", "communications/email", { conflictRule, transform: "email" }),
    row("jobtitle", "title", { conflictRule, blankRule: clears ? "clear" : "keep" }),
    row("associatedcompanyid", "company/id", {
      conflictRule,
      transform: "reference",
      references: "company",
    }),
  ];
}

function dealRows({ conflictRule }: Habits): FieldMapping[] {
  return [
    row("cw_opportunity_id", "id", OWN),
    row("cw_recurring_revenue", "forecast/recurring", { ...OWN, transform: "number" }),
    row("dealname", "name", { conflictRule }),
    row("pipeline+dealstage", "stage/id+status/id", {
      conflictRule,
      transform: "stage",
      valueMap: "stage",
    }),
    row("amount", "forecast/amount", { conflictRule, transform: "number" }),
    row("closedate", "closeDate", { conflictRule, transform: "datetime-day" }),
    row("hubspot_owner_id", "primarySalesRep/id", {
      conflictRule,
      transform: "value-map",
      valueMap: "owner",
    }),
    row("description", "notes", { direction: "to-connectwise", writeOn: "create" }),
    row("associations/company", "company/id", {
      conflictRule,
      transform: "reference",
      references: "company",
    }),
    row("associations/contacts", "contact/id", {
      conflictRule,
      transform: "references",
      references: "contact",
    }),
  ];
}

const ROWS: Readonly<Record<ObjectType, (habits: Habits) => FieldMapping[]>> = {
  company: companyRows,
  contact: contactRows,
  deal: dealRows,
};

const ONLY_COMPANIES: Readonly<Record<ObjectType, number>> = { company: 8, contact: 0, deal: 0 };

const MOST: readonly Readonly<Record<ObjectType, number>>[] = [
  ONLY_COMPANIES,
  { company: 4, contact: 6, deal: 0 },
  { company: 4, contact: 5, deal: 4 },
  { company: 3, contact: 4, deal: 5 },
  { company: 3, contact: 4, deal: 5 },
];

function policyOf(objectType: ObjectType, dice: Dice): ObjectPolicy {
  const policy: ObjectPolicy = {
    direction: "both",
    createIn: { hubspot: true, connectwise: true },
    firstLinkRule: dice.pick(["hubspot", "connectwise"] as const),
    createDefaults: { hubspot: {}, connectwise: {} },
    limits: { hubspot: {}, connectwise: {} },
  };
  switch (objectType) {
    case "company":
      return {
        ...policy,
        limits: { hubspot: {}, connectwise: { identifier: 25, city: CITY_LIMIT } },
      };
    case "contact":
      return { ...policy, namesFromEmail: dice.chance(0.5), blocksFreeEmail: dice.chance(0.4) };
    default:
      return {
        ...policy,
        createDefaults: {
          hubspot: {},
          connectwise: {
            "primarySalesRep/id": USUAL_MEMBER,
            locationId: "1",
            businessUnitId: "1",
          },
        },
        dueInDays: { hubspot: {}, connectwise: { closeDate: 30 } },
        createsUnpaired: dice.chance(0.7),
        overridesForecast: dice.chance(0.3),
      };
  }
}

/** A property that no row maps. */
const LEADS = { path: "lifecyclestage", value: "lead" } as const;

const NO_LEADS: RecordFilter = {
  groups: [{ conditions: [{ path: LEADS.path, operator: "is-none-of", values: [LEADS.value] }] }],
};

function withoutLeads(rules: ObjectRules, filter: FilterSwitch): ObjectRules {
  const { hubspot, filters } = rules;
  return {
    ...rules,
    hubspot: {
      ...hubspot,
      defaults: { ...hubspot.defaults, [LEADS.path]: "customer" },
      extra: [...hubspot.extra, LEADS.path],
    },
    filters: [...filters, { side: "hubspot", ...LEADS, switch: filter }],
  };
}

/** Chooses the kinds of records of a world with their mappings and policies. */
export function makeObjects(dice: Dice, habits: Habits): readonly WorldObject[] {
  const any = dice.pick(MOST);
  const most = habits.onlyCompanies ? ONLY_COMPANIES : any;
  const stageMaps = { stage: { rows: STAGE_ROWS, reopens: dice.chance(0.6) } };
  return OBJECT_RULES.map((usual): WorldObject => {
    const { objectType } = usual;
    const fields = ROWS[objectType]?.(habits) ?? [];
    const { filterDice, edits } = habits;
    const filter =
      filterDice === null || objectType !== "company"
        ? undefined
        : new FilterSwitch(filterDice, edits, NO_LEADS);
    return {
      objectType,
      rules: filter === undefined ? usual : withoutLeads(usual, filter),
      ...optional("filter", filter),
      mapping: {
        version: 1,
        fields,
        valueMaps: { owner: OWNER_MAP },
        stageMaps,
        filters: { hubspot: { groups: [] } },
      },
      policy: policyOf(objectType, dice),
      maxRecords: most[objectType] ?? 0,
    };
  });
}
