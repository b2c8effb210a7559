import type { Fields, FieldValue, RecordSnapshot } from "../../sync/model.ts";
import type { HubspotObject } from "./objects.ts";
import type { WireRecord } from "./wire.ts";

/** HubSpot gives '' and null for the same thing: a property without a value. */
export function toFieldValue(value: string | null | undefined): FieldValue {
  return value === undefined || value === null || value === "" ? null : value;
}

/** HubSpot clears a property that is set to ''. */
export function toProperties(fields: Fields): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([path, value]) => [path, value === null ? "" : String(value)]),
  );
}

/** Reads a time that is ISO text or milliseconds. */
export function toTime(text: string | null | undefined): number {
  if (text === null || text === undefined || text === "") return Number.NaN;
  return /^\d+$/u.test(text) ? Number(text) : Date.parse(text);
}

function modifiedAtOf(object: HubspotObject, record: WireRecord): number {
  const times = [toTime(record.properties[object.modifiedProperty]), toTime(record.updatedAt)];
  return times.find((time) => !Number.isNaN(time)) ?? 0;
}

/**
 * Translates a record. A property that was asked for and is not in the answer does not exist in
 * this portal; it stays absent, which is not the same as empty.
 *
 * @param paths - properties to keep; all that the answer holds when left out
 */
export function toSnapshot(
  object: HubspotObject,
  record: WireRecord,
  paths?: readonly string[],
): RecordSnapshot {
  const names = paths ?? Object.keys(record.properties);
  const present = names.filter((name) => Object.hasOwn(record.properties, name));
  return {
    id: record.id,
    fields: Object.fromEntries(
      present.map((name) => [name, toFieldValue(record.properties[name])]),
    ),
    modifiedAt: modifiedAtOf(object, record),
    isDeleted: record.archived === true,
  };
}
