import { decideByPerson } from "../match-by-key.ts";
import type { MatchKey } from "../match.ts";
import { SIDES } from "../model.ts";
import type { FieldMapping, Fields, RecordSnapshot, Side } from "../model.ts";
import { idsIn } from "../transforms/reference.ts";
import { isBlank, mayComeFrom } from "../values.ts";
import type { ConnectwiseDefinitions } from "../vendor-ports.ts";
import type { FieldDirection, KeyContext, ObjectDefinition, StandardFilter } from "./definition.ts";
import { childKey, namesIn, parentKeys, textAt } from "./keys.ts";
import { OWN, row } from "./row.ts";
import { activeMembers, usual } from "./usual.ts";

/** The mapping that a new connection starts with; each row can be changed by the customer. */
const DEFAULT_MAPPINGS: readonly FieldMapping[] = [
  row("cw_opportunity_id", "id", OWN),
  row("cw_recurring_revenue", "forecast/recurring", { ...OWN, transform: "number" }),
  row("cw_rating", "rating/name", OWN),
  row("cw_source", "source", OWN),
  row("cw_campaign", "campaign/name", OWN),
  row("dealname", "name"),
  row("pipeline+dealstage", "stage/id+status/id", { transform: "stage", valueMap: "stage" }),
  row("amount", "forecast/amount", { transform: "number" }),
  row("closedate", "closeDate", { transform: "datetime-day" }),
  row("hubspot_owner_id", "primarySalesRep/id", { transform: "value-map", valueMap: "owner" }),
  row("dealtype", "type/id", { transform: "value-map", valueMap: "dealtype" }),
  row("description", "notes", {
    direction: "to-connectwise",
    conflictRule: "hubspot",
    writeOn: "create",
  }),
  row("associations/company", "company/id", { transform: "reference", references: "company" }),
  row("associations/contacts", "contact/id", { transform: "references", references: "contact" }),
];

const COMPANY_PATH: Readonly<Record<Side, string>> = {
  hubspot: "associations/company",
  connectwise: "company/id",
};

const CONTACT_PATH: Readonly<Record<Side, string>> = {
  hubspot: "associations/contacts",
  connectwise: "contact/id",
};

/** Opportunities that were closed longer ago are history: no source, and nobody's counterpart. */
const CLOSED_FOR_DAYS = 365;
const DAY_MS = 86_400_000;

function isHistory({ fields }: RecordSnapshot, now: number): boolean {
  if (fields["isClosed"] !== true) return false;
  const closedAt = Date.parse(textAt(fields, "closeDate") ?? "");
  return !Number.isNaN(closedAt) && now - closedAt > CLOSED_FOR_DAYS * DAY_MS;
}

function isOldDeal({ fields }: RecordSnapshot, now: number): boolean {
  if (textAt(fields, "hs_is_closed") !== "true") return false;
  const closedAt = Date.parse(textAt(fields, "closedate") ?? "");
  return !Number.isNaN(closedAt) && now - closedAt > CLOSED_FOR_DAYS * DAY_MS;
}

function isLongClosed(side: Side, record: RecordSnapshot, now: number): boolean {
  return side === "hubspot" ? isOldDeal(record, now) : isHistory(record, now);
}

function matchKeys(side: Side, record: RecordSnapshot, context: KeyContext): readonly MatchKey[] {
  if (isLongClosed(side, record, context.now)) return [];
  const id = textAt(record.fields, COMPANY_PATH[side]);
  // Where it would be created for want of a company, its counterpart may be already.
  const isCatchAll = id === null && side === "hubspot" && context.catchAllId !== undefined;
  const [companySide, companyId] = isCatchAll
    ? (["connectwise", context.catchAllId ?? null] as const)
    : ([side, id] as const);
  return [
    ...parentKeys(companySide, { objectType: "company", id: companyId }, context),
    ...idsIn(record.fields[CONTACT_PATH[side]]).map((contactId) =>
      childKey({ objectType: "contact", side, id: contactId }),
    ),
  ];
}

/** Standard filters of deals; those of their companies and contacts come by the parents. */
const STANDARD_FILTERS: readonly StandardFilter[] = [
  {
    code: "closed_long_ago",
    sides: SIDES,
    path: { hubspot: "closedate", connectwise: "closeDate" },
    wanted: `It is open, or was closed within the last ${CLOSED_FOR_DAYS} days.`,
    reject: (side, record, { now }) =>
      isLongClosed(side, record, now)
        ? `It was closed more than ${CLOSED_FOR_DAYS} days ago.`
        : null,
  },
];

/**
 * The sum of people's own forecast lines is theirs to say: HubSpot follows. The day on which an
 * opportunity was closed is noted by ConnectWise and cannot be written; what HubSpot's people say of
 * it stays with them.
 */
const fieldDirection: FieldDirection = (field, { records, policy }) => {
  const { fields } = records.connectwise;
  if (field.connectwise === "forecast/amount") {
    const hasPeoples = Number(fields["forecast/people"] ?? 0) > 0;
    if (!hasPeoples || policy.overridesForecast === true) return null;
    return { direction: "to-hubspot", revertsDrift: true };
  }
  if (field.connectwise === "closeDate" && fields["isClosed"] === true) {
    return { direction: "to-hubspot", revertsDrift: false };
  }
  return null;
};

/** A record found after an unclear create is ours if name and company agree. */
function isSameRecord(payload: Fields, found: RecordSnapshot): boolean {
  const agrees = (path: string): boolean => {
    const sent = payload[path] ?? null;
    const now = found.fields[path] ?? null;
    return !isBlank(sent) && !isBlank(now) && mayComeFrom(sent, now);
  };
  if (payload["cw_opportunity_id"] !== undefined) return agrees("cw_opportunity_id");
  return agrees("name") && payload["company/id"] === found.fields["company/id"];
}

/** The location and the department that ConnectWise wants, and who sells what nobody owns. */
function createDefaults(connectwise: ConnectwiseDefinitions): Fields {
  const [salesRep] = activeMembers(connectwise);
  const location = usual(connectwise.choices["location"] ?? []);
  const department = usual(connectwise.choices["department"] ?? []);
  return {
    ...(location === undefined ? {} : { locationId: location.id }),
    ...(department === undefined ? {} : { businessUnitId: department.id }),
    ...(salesRep === undefined ? {} : { "primarySalesRep/id": salesRep.id }),
  };
}

/** Deals: HubSpot deals and ConnectWise opportunities. */
export const dealDefinition: ObjectDefinition = {
  objectType: "deal",
  idProperty: "cw_opportunity_id",
  defaultMappings: DEFAULT_MAPPINGS,
  extraPaths: {
    hubspot: ["dealname", "hs_is_closed", "closedate", "associations/company"],
    connectwise: ["name", "isClosed", "closeDate", "company/id", "forecast/people"],
  },
  requiredParents: ["associations/company", "associations/contacts"],
  writtenAfterCreate: {
    hubspot: ["associations/company", "associations/contacts"],
    connectwise: ["forecast/amount"],
  },
  requiredOnUpdate: { hubspot: [], connectwise: ["locationId", "businessUnitId"] },
  readApart: { hubspot: [], connectwise: ["forecast"] },
  strongKinds: ["company"],
  claimKinds: [],
  keyPaths: { hubspot: ["associations/company"], connectwise: ["company/id"] },
  matchKeys,
  decideMatches: (refs, neighbourhood, policy) =>
    decideByPerson(refs, neighbourhood, {
      kind: "company",
      isCreatedAnyway: policy.createsUnpaired === true,
    }),
  standardFilters: STANDARD_FILTERS,
  isSameRecord,
  fieldDirection,
  policyRules: {
    switches: ["createsUnpaired", "overridesForecast"],
    matchFields: [],
    usual: { dueInDays: { hubspot: {}, connectwise: { closeDate: 30 } } },
    createDefaults,
    requiredDefaults: ["locationId", "businessUnitId", "primarySalesRep/id"],
    catchAllFor: "associations/company",
  },
  shown: {
    hubspot: {
      name: ["dealname"],
      amount: ["amount"],
      date: ["closedate"],
      companyId: ["associations/company"],
    },
    connectwise: {
      name: ["name"],
      amount: ["forecast/amount"],
      date: ["closeDate"],
      companyId: ["company/id"],
    },
  },
  connectwiseWords: {
    paths: ["type/name", "stage/name", "status/name"],
    typeOf: (fields) => namesIn(fields["type/name"]),
    statusOf: (fields) => {
      const words = [namesIn(fields["stage/name"]), namesIn(fields["status/name"])];
      return words.filter((word) => word !== null).join(" / ") || null;
    },
  },
  agreeingParents: {
    hubspot: [],
    connectwise: [
      {
        path: "contact/id",
        references: "contact",
        ownerPath: "company/id",
        ownerReferences: "company",
        memberPaths: { hubspot: "associatedcompanyid", connectwise: "company/id" },
      },
    ],
  },
  requiredOneOf: {
    hubspot: [
      {
        paths: ["dealname"],
        code: "name_missing",
        message: "HubSpot needs a deal name.",
        remedy: "Give the opportunity a name in ConnectWise.",
      },
    ],
    connectwise: [
      {
        paths: ["name"],
        code: "name_missing",
        message: "ConnectWise needs a name.",
        remedy: "Give the deal a name in HubSpot.",
      },
      {
        paths: ["primarySalesRep/id"],
        code: "sales_rep_missing",
        message: "ConnectWise needs a sales rep.",
        remedy:
          "Give the deal an owner who is a ConnectWise member, or set a sales rep for deals without one.",
      },
    ],
  },
};
