import type { Fields, FieldValue, RecordSnapshot } from "./model.ts";

/** Between the parts of a path that names several fields, `pipeline+dealstage`. */
const PATH_JOINT = "+";
/** Between the values of those fields, `default|closedwon`. */
const VALUE_JOINT = "|";
/** HubSpot's property that names who looks after a record. */
export const OWNER_PATH = "hubspot_owner_id";

/** A part that is to stay as it is, or is left to the vendor. */
export const ANY_PART = "*";

/** Returns the single fields behind a path, which most often is one. */
export function partsOf(path: string): readonly string[] {
  return path.split(PATH_JOINT);
}

/** Returns the parts of a value of several fields; an empty field is an empty text. */
export function splitValue(value: FieldValue): readonly string[] {
  return value === null ? [] : String(value).split(VALUE_JOINT);
}

/** Joins the values of several fields into one; undefined parts stay out of what is written. */
export function joinValue(parts: readonly (FieldValue | undefined)[]): string {
  return parts.map((part) => String(part ?? "")).join(VALUE_JOINT);
}

/**
 * Returns what a path holds: undefined when one of its fields was not read, null when all of them
 * are empty.
 */
export function fieldAt(fields: Fields, path: string): FieldValue | undefined {
  if (!path.includes(PATH_JOINT)) return fields[path];
  const parts = partsOf(path);
  const values = parts.map((part) => fields[part]);
  if (values.includes(undefined)) return undefined;
  return values.every((value) => value === null) ? null : joinValue(values);
}

/** The same for a record, whose id is a field, too. */
export function valueAt(record: RecordSnapshot, path: string): FieldValue | undefined {
  return path === "id" ? record.id : fieldAt(record.fields, path);
}

/** True for a field that HubSpot keeps a history of: a property, and not an association. */
export function hasHistory(path: string): boolean {
  return !path.includes("/");
}

/** Returns the single fields that setting a path sets; a part that is to stay is left out. */
export function expandValue(path: string, value: FieldValue): Fields {
  const parts = partsOf(path);
  if (parts.length === 1) return { [path]: value };
  const values = splitValue(value);
  const expanded: Record<string, FieldValue> = {};
  for (const [index, part] of parts.entries()) {
    const each = values[index] ?? "";
    if (each !== ANY_PART) expanded[part] = each === "" ? null : each;
  }
  return expanded;
}
