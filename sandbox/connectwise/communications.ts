import { randomUUID } from "node:crypto";
import { invalidField } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { linkRow } from "./links.ts";
import type { Origin } from "./record-type.ts";
import { findRow, isObject, rowReference } from "./references.ts";
import { COMMUNICATION_FIELDS } from "./schema.ts";
import type { Json, LengthLimits } from "./schema.ts";
import type { SetupRow } from "./setup-tables.ts";
import type { Communication, CommunicationKind, Contact, Store } from "./store.ts";
import { checkLengths, checkRequired, readFields } from "./validate.ts";
import type { FieldRules } from "./validate.ts";

/** What errors call a communication item. */
export const COMMUNICATION = "contactCommunication";

const FLAGS: readonly (readonly [flag: string, kind: CommunicationKind])[] = [
  ["emailFlag", "Email"],
  ["phoneFlag", "Phone"],
  ["faxFlag", "Fax"],
];

const kindsOf = (type: SetupRow): CommunicationKind[] =>
  FLAGS.filter(([flag]) => type[flag] === true).map(([, kind]) => kind);

/** What reading an item needs to know; `errors` gets an entry for everything that is wrong. */
export interface CommunicationContext {
  readonly store: Store;
  readonly limits: LengthLimits;
  readonly errors: FieldError[];
}

/** An item as a contact carries it; e-mail addresses have a domain. */
export function presentItem(store: Store, item: Communication, origin: Origin): Json {
  const { id, typeId, communicationType, value, extension, defaultFlag } = item;
  const row = store.state.tables.communicationTypes.find((each) => each.id === typeId);
  const at = value.lastIndexOf("@");
  return {
    id,
    type: linkRow("communicationTypes", row ? rowReference(row) : { id: typeId }, origin),
    value,
    ...(extension === undefined ? {} : { extension }),
    defaultFlag,
    ...(communicationType === "Email" && at >= 0 ? { domain: value.slice(at) } : {}),
    communicationType,
  };
}

/** An item as `/company/contacts/{id}/communications` answers it. */
export function presentCommunication(
  store: Store,
  contact: Contact,
  item: Communication,
  origin: Origin,
): Json {
  const { mobileGuid } = item;
  const { lastUpdated, updatedBy } = contact;
  return {
    ...presentItem(store, item, origin),
    contactId: contact.id,
    mobileGuid,
    _info: { lastUpdated, updatedBy },
  };
}

/** The default item of a kind. */
export function defaultItem(
  items: readonly Communication[],
  kind: CommunicationKind,
): Communication | undefined {
  return items.find((item) => item.communicationType === kind && item.defaultFlag);
}

/** Every item with its type's row in place: what `childConditions` read. */
export function readableItems(store: Store, contact: Contact): Json[] {
  return contact.communications.map((item) => presentItem(store, item, ""));
}

const RULES: FieldRules = {
  resource: COMMUNICATION,
  fields: COMMUNICATION_FIELDS,
  readOnly: new Set("id contactId domain mobileGuid _info".split(" ")),
  references: { type: { table: "communicationTypes", noun: "CommunicationType" } },
};

/**
 * Reads an item from JSON.
 *
 * @param before - the item it changes; what the body leaves out stays as it is there
 * @returns undefined when something is wrong with it
 */
export function readItem(
  body: unknown,
  { store, limits, errors }: CommunicationContext,
  before?: Communication,
): Communication | undefined {
  const found: FieldError[] = [];
  const fields = readFields(mergeItem(body, before), RULES, store, found);
  if (found.length === 0) found.push(...checkRequired(COMMUNICATION, fields, ["type", "value"]));
  found.push(...checkLengths(COMMUNICATION, fields, limits));
  const row = findRow(store.state.tables.communicationTypes, fields["type"]);
  const kind = row && chooseKind(row, fields["communicationType"], found);
  errors.push(...found);
  if (!row || !kind || found.length > 0) return undefined;
  const { value, extension } = fields as { value: string; extension?: string };
  const { id, mobileGuid } = before ?? newKeys(store);
  return {
    id,
    mobileGuid,
    typeId: row.id,
    communicationType: kind,
    value,
    ...(extension ? { extension } : {}),
    defaultFlag: fields["defaultFlag"] === true,
  };
}

const newKeys = (store: Store): Pick<Communication, "id" | "mobileGuid"> => ({
  id: store.takeId("communication"),
  mobileGuid: randomUUID(),
});

function mergeItem(body: unknown, before: Communication | undefined): Json {
  const given = isObject(body) ? body : {};
  if (!before) return given;
  const { typeId, communicationType, ...rest } = before;
  // A new type brings its own kind along.
  const kind = given["type"] === undefined ? { communicationType } : {};
  return { ...rest, type: { id: typeId }, ...kind, ...given };
}

function chooseKind(
  row: SetupRow,
  wanted: unknown,
  errors: FieldError[],
): CommunicationKind | undefined {
  const kinds = kindsOf(row);
  const kind = wanted === undefined ? kinds[0] : kinds.find((each) => each === wanted);
  if (kind) return kind;
  const message = "Enum value supplied was invalid";
  errors.push(invalidField(COMMUNICATION, "communicationType", message));
  return undefined;
}

/** Puts an item in its place, or at the end; a new default takes the flag from the old one. */
export function putItem(items: readonly Communication[], item: Communication): Communication[] {
  const others = items.map((each) =>
    item.defaultFlag && each.communicationType === item.communicationType
      ? { ...each, defaultFlag: false }
      : each,
  );
  const index = items.findIndex((each) => each.id === item.id);
  return index < 0 ? [...others, item] : others.with(index, item);
}

/**
 * Reads a whole array of items: those with the id of an old one change it, old ones that are not
 * in it are gone.
 */
export function readItems(
  body: readonly unknown[],
  context: CommunicationContext,
  old: readonly Communication[] = [],
): Communication[] {
  let items: Communication[] = [];
  for (const entry of body) {
    const id = isObject(entry) ? Number(entry["id"]) : undefined;
    const item = readItem(
      entry,
      context,
      old.find((each) => each.id === id),
    );
    if (item) items = putItem(items, item);
  }
  return items;
}

/**
 * Fills in what a person's form would: the type of an item that has none, and a default for each
 * kind that has none.
 */
export function completeItems(items: unknown, store: Store): unknown {
  if (!Array.isArray(items)) return items;
  const rows = store.state.tables.communicationTypes;
  const defaults = new Set<CommunicationKind>();
  const completed = (items as unknown[]).map((item) => {
    if (!isObject(item)) return item;
    const kind = kindOf(item, rows);
    if (item["defaultFlag"] === true) defaults.add(kind);
    const usual = rows.find((row) => row["defaultFlag"] === true && kindsOf(row).includes(kind));
    return { communicationType: kind, type: { id: usual?.id }, ...item };
  });
  return completed.map((item) => {
    if (!isObject(item) || item["defaultFlag"] !== undefined) return item;
    const kind = item["communicationType"] as CommunicationKind;
    if (defaults.has(kind)) return item;
    defaults.add(kind);
    return { ...item, defaultFlag: true };
  });
}

function kindOf(item: Json, rows: readonly SetupRow[]): CommunicationKind {
  const named = FLAGS.find(([, kind]) => kind === item["communicationType"]);
  const row = findRow(rows, item["type"]);
  const guess = String(item["value"]).includes("@") ? "Email" : "Phone";
  return named?.[1] ?? (row && kindsOf(row)[0]) ?? guess;
}
