import type { FieldValue, RecordSnapshot } from "../../sync/model.ts";
import { headOf, isPart } from "./objects.ts";
import type { ConnectwiseObject, DerivedPath } from "./objects.ts";
import { communicationItemsSchema } from "./wire.ts";
import type { CommunicationDetails, CommunicationItem, WireRecord } from "./wire.ts";

/** NUL and characters without width, which people paste into ConnectWise without seeing them. */
// oxlint-disable-next-line no-control-regex -- NUL is one of the characters to remove
const INVISIBLE = /[\u0000\u200B\u2060\uFEFF]/gu;
/** Joiners next to ASCII are pasted rubbish, too; elsewhere scripts and emoji need them. */
const STRAY_JOINER = /(?<![^ -~])[\u200C\u200D]|[\u200C\u200D](?![^ -~])/gu;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A plain JSON value as a field's value: cleaned, empty text is null. */
export function toFieldValue(value: unknown): FieldValue {
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (typeof value !== "string") return null;
  const clean = value.replaceAll(INVISIBLE, "").replaceAll(STRAY_JOINER, "");
  return clean.trim() === "" ? null : clean;
}

/** Part of a reference; ids are texts, as all record ids are. */
function partOf(reference: unknown, part: string): FieldValue {
  const value = isObject(reference) ? reference[part] : undefined;
  return part === "id" && typeof value === "number" ? String(value) : toFieldValue(value);
}

const byNumberThenText = (a: string, b: string): number =>
  Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0);

function joinParts(list: unknown, part: string): FieldValue {
  if (!Array.isArray(list)) return null;
  const values = list.flatMap((entry) => {
    const value = partOf(entry, part);
    return value === null ? [] : [String(value)];
  });
  const sorted = values.toSorted(part === "id" ? byNumberThenText : undefined);
  return sorted.length === 0 ? null : sorted.join(";");
}

/** Value of `customFields/12`; undefined when the record has no such field (another department's). */
function customValue(record: WireRecord, id: string): FieldValue | undefined {
  const list = record["customFields"];
  if (!Array.isArray(list)) return undefined;
  const entry: unknown = list.find((each) => isObject(each) && String(each["id"]) === id);
  return isObject(entry) ? toFieldValue(entry["value"]) : undefined;
}

function derivedValue(record: WireRecord, { from, holds }: DerivedPath): FieldValue {
  const values = from.map((name) => toFieldValue(record[name]));
  const first = values.find((value) => value !== null) ?? null;
  return holds === "isSet" ? first !== null : first;
}

/**
 * E-mail addresses, phone and fax numbers of a contact. An answer without any has no such field.
 *
 * @returns undefined when they cannot be read, which must not look like none
 */
export function communicationsOf(record: WireRecord): readonly CommunicationItem[] | undefined {
  const parsed = communicationItemsSchema.safeParse(record["communicationItems"] ?? []);
  return parsed.data?.map(({ id, type, communicationType, value, extension, defaultFlag }) => ({
    id,
    typeId: type?.id ?? null,
    kind: communicationType ?? null,
    value: tidy(value),
    extension: tidy(extension),
    isDefault: defaultFlag === true,
  }));
}

function tidy(value: unknown): string | null {
  const clean = toFieldValue(value);
  return clean === null ? null : String(clean).trim();
}

/**
 * The one item that a path means where several could be: the default, else the oldest.
 *
 * @param part - `email`, or the id of a communication type
 */
export function itemBehind(
  items: readonly CommunicationItem[],
  part: string,
): CommunicationItem | undefined {
  const some = items.filter(({ kind, typeId }) =>
    part === "email" ? kind === "Email" : typeId === part,
  );
  const byAge = some.toSorted((a, b) => Number(a.id) - Number(b.id));
  return byAge.find(({ isDefault }) => isDefault) ?? byAge[0];
}

/** People type `ext. 9` into the field that is for the 9. */
const SPELLED_OUT = /^(?:ext(?:ension|n)?|x|#)[\s.:=]*/iu;

function itemText({ kind, value, extension }: CommunicationItem): FieldValue {
  const isWhole = kind === "Phone" && value !== null && extension !== null;
  return isWhole ? `${value} x${extension.replace(SPELLED_OUT, "")}` : value;
}

function emailsAmong(items: readonly CommunicationItem[]): FieldValue {
  const emails = items.flatMap(({ kind, value }) =>
    kind === "Email" && value !== null ? [value.toLowerCase()] : [],
  );
  return emails.length === 0 ? null : [...new Set(emails)].toSorted().join(";");
}

const COMMUNICATIONS = "communications";

/** Values of paths such as `communications/email`, `communications/emails` and `communications/4`. */
function communicationFields(
  items: readonly CommunicationItem[],
  paths: readonly string[],
): Record<string, FieldValue> {
  const fields: Record<string, FieldValue> = {};
  for (const path of paths) {
    if (headOf(path) !== COMMUNICATIONS) continue;
    const part = path.slice(COMMUNICATIONS.length + 1);
    const item = itemBehind(items, part);
    fields[path] =
      part === "emails" ? emailsAmong(items) : item === undefined ? null : itemText(item);
  }
  return fields;
}

/** Value behind a path; undefined when the record cannot have it, or a call of its own reads it. */
function valueAt(
  record: WireRecord,
  path: string,
  object: ConnectwiseObject,
): FieldValue | undefined {
  const head = headOf(path);
  const part = path.slice(head.length + 1);
  if (isPart(path, object)) return undefined;
  if (head === "customFields") return customValue(record, part);
  const derived = object.derived[path];
  if (derived !== undefined) return derivedValue(record, derived);
  if (object.lists.includes(head)) return joinParts(record[head], part);
  if (part !== "") return partOf(record[head], part);
  return head === "id" ? record.id : toFieldValue(record[head]);
}

/** Time of `_info.lastUpdated` in milliseconds; 0 when the server did not send it. */
function modifiedAtOf(record: WireRecord): number {
  const stamp = partOf(record["_info"], "lastUpdated");
  if (typeof stamp !== "string") return 0;
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/iu.test(stamp) ? stamp : `${stamp}Z`);
  return Number.isNaN(time) ? 0 : time;
}

/** Identifier of the member who made the record; null where the server does not tell. */
export function enteredBy(record: WireRecord): string | null {
  const member = partOf(record["_info"], "enteredBy");
  return member === null ? null : String(member);
}

/** The record with other items, in its fields and in its details. */
export function withCommunications(
  record: RecordSnapshot,
  items: readonly CommunicationItem[],
  paths: readonly string[],
): RecordSnapshot {
  const details: CommunicationDetails = { communications: items };
  return { ...record, fields: { ...record.fields, ...communicationFields(items, paths) }, details };
}

/**
 * Flattens a record. ConnectWise leaves empty fields out of its answers, so a path without a value
 * is null; only a custom field that the record does not list is left out, and what calls of their
 * own read.
 */
export function toSnapshot(
  record: WireRecord,
  object: ConnectwiseObject,
  paths: readonly string[],
): RecordSnapshot {
  const fields: Record<string, FieldValue> = {};
  for (const path of paths) {
    const value = valueAt(record, path, object);
    if (value !== undefined) fields[path] = value;
  }
  const snapshot: RecordSnapshot = {
    id: record.id,
    fields,
    modifiedAt: modifiedAtOf(record),
    isDeleted: record["deletedFlag"] === true,
  };
  const hasItems = object.parts.includes(COMMUNICATIONS);
  if (!hasItems || !paths.some((path) => headOf(path) === COMMUNICATIONS)) return snapshot;
  const items = communicationsOf(record);
  return items === undefined ? snapshot : withCommunications(snapshot, items, paths);
}

function communicationPaths(record: WireRecord): string[] {
  const parts = (communicationsOf(record) ?? []).flatMap(({ typeId }) => typeId ?? []);
  return ["email", "emails", ...parts].map((part) => `${COMMUNICATIONS}/${part}`);
}

/** When a record was closed, in milliseconds; null while it is open. */
export function closedAtOf(record: WireRecord, { closedField }: ConnectwiseObject): number | null {
  const closed = closedField === undefined ? null : toFieldValue(record[closedField]);
  return closed === null ? null : Date.parse(String(closed));
}

/** Every path of a complete record, as a write's answer is one. */
export function completePaths(record: WireRecord, object: ConnectwiseObject): string[] {
  const customs = Array.isArray(record["customFields"]) ? record["customFields"] : [];
  return [
    "id",
    ...Object.keys(object.fields),
    ...Object.keys(object.derived),
    ...[...object.references, ...object.lists].flatMap((name) => [`${name}/id`, `${name}/name`]),
    ...object.references
      .filter((name) => partOf(record[name], "identifier") !== null)
      .map((name) => `${name}/identifier`),
    ...(object.parts.includes(COMMUNICATIONS) ? communicationPaths(record) : []),
    ...customs.flatMap((entry) => (isObject(entry) ? [`customFields/${String(entry["id"])}`] : [])),
  ];
}

/** Fields of an answer that a path is made of. */
function fieldsBehind(path: string, object: ConnectwiseObject): readonly string[] {
  const head = headOf(path);
  if (!isPart(path, object)) return object.derived[path]?.from ?? [head];
  if (head === COMMUNICATIONS) return ["communicationItems"];
  // Whether a part is worth a call of its own depends on when the record was closed.
  return object.closedField === undefined ? [] : [object.closedField];
}

/** Value of `fields=` that makes an answer hold the paths and what every snapshot needs. */
export function projection(paths: readonly string[], object: ConnectwiseObject): string {
  const mark = object.fields["deletedFlag"] === undefined ? [] : ["deletedFlag"];
  const named = paths.flatMap((path) => fieldsBehind(path, object));
  // `_info` is not sent unless it is named.
  return [...new Set(["id", ...named, ...mark, "_info"])].join(",");
}
