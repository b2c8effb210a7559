import type { FieldValue, RecordSnapshot } from "../../sync/model.ts";
import { headOf } from "./objects.ts";
import type { ConnectwiseObject } from "./objects.ts";
import type { WireRecord } from "./wire.ts";

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

/** Value behind a path; undefined when the record cannot have it. */
function valueAt(
  record: WireRecord,
  path: string,
  object: ConnectwiseObject,
): FieldValue | undefined {
  const head = headOf(path);
  const part = path.slice(head.length + 1);
  if (head === "customFields") return customValue(record, part);
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

/**
 * Flattens a record. ConnectWise leaves empty fields out of its answers, so a path without a value
 * is null; only a custom field that the record does not list is left out.
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
  return {
    id: record.id,
    fields,
    modifiedAt: modifiedAtOf(record),
    isDeleted: record["deletedFlag"] === true,
  };
}

/** Every path of a complete record, as a write's answer is one. */
export function completePaths(record: WireRecord, object: ConnectwiseObject): string[] {
  const customs = Array.isArray(record["customFields"]) ? record["customFields"] : [];
  return [
    "id",
    ...Object.keys(object.fields),
    ...[...object.references, ...object.lists].flatMap((name) => [`${name}/id`, `${name}/name`]),
    ...object.references
      .filter((name) => partOf(record[name], "identifier") !== null)
      .map((name) => `${name}/identifier`),
    ...customs.flatMap((entry) => (isObject(entry) ? [`customFields/${String(entry["id"])}`] : [])),
  ];
}

/** Value of `fields=` that makes an answer hold the paths and what every snapshot needs. */
export function projection(paths: readonly string[], object: ConnectwiseObject): string {
  const mark = object.fields["deletedFlag"] === undefined ? [] : ["deletedFlag"];
  // `_info` is not sent unless it is named.
  return [...new Set(["id", ...paths.map(headOf), ...mark, "_info"])].join(",");
}
