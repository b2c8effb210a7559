import { flowsTo, SIDES, type Direction, type Side, type TransformName } from "./model.ts";
import { OWNER_PATH } from "./paths.ts";
import type {
  ConnectwiseCommunicationType,
  ConnectwiseField,
  HubspotProperty,
} from "./vendor-ports.ts";

/*
 * Which HubSpot property may be mapped to which ConnectWise field, and how its values travel: the one
 * place that says so. The server refuses every other pair, and screens offer only these.
 */

/** What a HubSpot property holds, as far as mapping goes. */
export type HubspotKind =
  | "text"
  | "phone"
  | "number"
  | "boolean"
  | "date"
  | "datetime"
  | "option"
  | "options"
  | "owner"
  /** Never mapped by hand. */
  | "other";

/** What a ConnectWise field holds, as far as mapping goes. */
export type ConnectwiseKind =
  | "text"
  | "email"
  | "phone"
  | "number"
  | "boolean"
  | "date"
  | "option"
  | "reference"
  | "member"
  | "country"
  | "list"
  /** Names another record; only the fixed rows of an object type map those. */
  | "record";

/** Where the translation of options comes from, for transforms that need one. */
export type MapSource =
  | "none"
  /** Made of equal names, countries or e-mail addresses where nobody gives one. */
  | "suggested"
  /** Only a person can say what means what. */
  | "given";

/** Two kinds that may be mapped to each other. */
export interface Pairing {
  readonly hubspot: HubspotKind;
  readonly connectwise: ConnectwiseKind;
  /** Ways to translate the values, the usual one first. */
  readonly transforms: readonly TransformName[];
  /** Directions in which values may travel; `off` is always allowed. */
  readonly directions: readonly Direction[];
  readonly map: MapSource;
}

const EVERY: readonly Direction[] = ["both", "to-hubspot", "to-connectwise"];

function pair(
  kinds: `${HubspotKind} ${ConnectwiseKind}`,
  transforms: readonly TransformName[],
  map: MapSource = "none",
  directions: readonly Direction[] = EVERY,
): Pairing {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the parameter's type says so
  const [hubspot, connectwise] = kinds.split(" ") as [HubspotKind, ConnectwiseKind];
  return { hubspot, connectwise, transforms, directions, map };
}

/**
 * The table. Currency and percent are numbers. Text becomes a choice, and a choice text, only through
 * a value map; towards HubSpot a choice may also be shown as the text it is. Passwords and buttons of
 * ConnectWise are not among the fields at all. Where two rows are about the same kinds the first one
 * that fits is the usual one.
 */
export const PAIRINGS: readonly Pairing[] = [
  pair("text text", ["text", "email", "domain", "phone"]),
  pair("text email", ["email", "text"]),
  pair("text phone", ["phone", "text"]),
  pair("phone text", ["phone", "text"]),
  pair("phone phone", ["phone", "text"]),
  pair("number number", ["number", "integer"]),
  pair("boolean boolean", ["boolean"]),
  pair("date date", ["date"]),
  pair("datetime date", ["datetime-day"]),
  pair("option option", ["value-map"], "suggested"),
  pair("option reference", ["value-map"], "suggested"),
  pair("option country", ["value-map"], "suggested"),
  pair("option text", ["value-map"], "given"),
  pair("options list", ["value-map-list"], "suggested"),
  pair("owner member", ["value-map"], "suggested"),
  pair("text country", ["country"], "suggested"),
  pair("text option", ["value-map"], "given"),
  pair("text option", ["text"], "none", ["to-hubspot"]),
  pair("text reference", ["value-map"], "given"),
  pair("text list", ["text"], "none", ["to-hubspot"]),
];

const HUBSPOT_KINDS: Readonly<Record<string, HubspotKind>> = {
  string: "text",
  phone_number: "phone",
  number: "number",
  bool: "boolean",
  date: "date",
  datetime: "datetime",
  enumeration: "option",
};

/** Kinds by the way people enter a value, where that says more than the type. */
const BY_FIELD_TYPE: Readonly<Record<string, HubspotKind>> = {
  "string phonenumber": "phone",
  "string file": "other",
  "enumeration checkbox": "options",
  "enumeration booleancheckbox": "boolean",
};

/**
 * Tells what a property holds.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide
 */
export function hubspotKindOf({
  name,
  type,
  fieldType,
}: Pick<HubspotProperty, "name" | "type" | "fieldType">): HubspotKind {
  if (name === OWNER_PATH) return "owner";
  return BY_FIELD_TYPE[`${type} ${fieldType}`] ?? HUBSPOT_KINDS[type] ?? "other";
}

const MEMBERS: ReadonlySet<string> = new Set([
  "territoryManager",
  "primarySalesRep",
  "secondarySalesRep",
  "closedBy",
]);

/** References to records of their own rather than to choices of a set-up table. */
const RECORD = /(?:company|contact|site)\/id$/iu;

/** Tells what a field holds. @param types - the communication types of the connection */
export function connectwiseKindOf(
  { path, kind }: Pick<ConnectwiseField, "path" | "kind">,
  types: readonly ConnectwiseCommunicationType[],
): ConnectwiseKind {
  const [head = "", part] = path.split("/", 2);
  if (head === "communications") return communicationKind(part ?? "", types);
  if (kind !== "reference") return kind;
  if (path === "country/id") return "country";
  if (MEMBERS.has(head)) return "member";
  return RECORD.test(path) ? "record" : "reference";
}

function communicationKind(
  part: string,
  types: readonly ConnectwiseCommunicationType[],
): ConnectwiseKind {
  const kind = part === "email" ? "email" : types.find(({ id }) => id === part)?.kind;
  if (kind === "email") return "email";
  // A fax number is a phone number.
  return kind === undefined ? "text" : "phone";
}

/** Returns the rows of the table for two kinds; none for kinds that must not be mapped to each other. */
export function pairingsOf(hubspot: string, connectwise: string): readonly Pairing[] {
  return PAIRINGS.filter((row) => row.hubspot === hubspot && row.connectwise === connectwise);
}

/** Directions of a row that are left when nobody may write one of the fields. */
export function writableDirections(
  { directions }: Pick<Pairing, "directions">,
  isReadOnly: Readonly<Record<Side, boolean>>,
): readonly Direction[] {
  return directions.filter((direction) =>
    SIDES.every((side) => !isReadOnly[side] || !flowsTo(direction, side)),
  );
}

/** ConnectWise paths whose writes set another field. */
const WRITTEN_AS: Readonly<Record<string, string>> = { closeDate: "expectedCloseDate" };

/** Returns the field that a write of a ConnectWise path sets. */
export function writtenField(path: string): string {
  return WRITTEN_AS[path] ?? path;
}
