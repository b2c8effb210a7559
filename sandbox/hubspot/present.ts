import type { ControlType } from "../shared/control.ts";
import type { Associations, RecordKey } from "./associations.ts";
import { objectTypeOf, objectTypes } from "./object-types.ts";
import type { ObjectType } from "./object-types.ts";
import type { StoredRecord } from "./store.ts";

/** Which properties a read asks for; none means the defaults of the type. */
export interface Selection {
  properties?: readonly string[] | undefined;
  withHistory?: readonly string[] | undefined;
}

const iso = (at: number): string => new Date(at).toISOString();

function selected(objectType: ObjectType, selection: Selection): Set<string> {
  const asked = [...(selection.properties ?? []), ...(selection.withHistory ?? [])];
  return new Set(
    asked.length === 0 ? objectType.defaultProperties : [...objectType.alwaysReturned, ...asked],
  );
}

function presentHistory(record: StoredRecord, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      (record.history[name] ?? []).map(({ value, at, source }) => ({
        value,
        timestamp: iso(at),
        sourceType: source.type,
        sourceId: source.id,
      })),
    ]),
  );
}

/**
 * Words a record as HubSpot answers it: only what was asked for, every value text, null where a
 * property asked for has no value.
 *
 * @param valueOf - where values come from, for an index that lags behind the record
 */
export function presentRecord(
  record: StoredRecord,
  objectType: ObjectType,
  selection: Selection,
  valueOf: (name: string) => string | undefined = (name) => record.properties[name],
): Record<string, unknown> {
  const properties: Record<string, string | null> = {};
  for (const name of selected(objectType, selection)) properties[name] = valueOf(name) ?? null;
  const { withHistory } = selection;
  return {
    id: record.id,
    properties,
    ...(withHistory === undefined || withHistory.length === 0
      ? {}
      : { propertiesWithHistory: presentHistory(record, withHistory) }),
    createdAt: iso(record.createdAt),
    updatedAt: valueOf(objectType.modifiedProperty) ?? iso(record.updatedAt),
    archived: record.archivedAt !== undefined,
    ...(record.archivedAt === undefined ? {} : { archivedAt: iso(record.archivedAt) }),
  };
}

/**
 * Words a record's associations as list and read answer them: an entry for each kind, so that a
 * primary company is there twice. Types without any are left out.
 */
export function presentAssociations(
  associations: Associations,
  key: RecordKey,
  to: readonly ControlType[],
): Record<string, unknown> {
  const entries = to.map((type) => {
    const results = associations
      .list(key, type)
      .flatMap(({ id, types }) => types.map(({ name }) => ({ id, type: name })));
    return [objectTypeOf(type).plural, { results }] as const;
  });
  return Object.fromEntries(entries.filter(([, { results }]) => results.length > 0));
}

/** Words a record for the control API: with every value and association it has. */
export function presentForControl(
  record: StoredRecord,
  type: ControlType,
  associations: Associations,
): Record<string, unknown> {
  const others = objectTypes.map(({ singular }) => singular);
  return {
    id: record.id,
    properties: record.properties,
    archived: record.archivedAt !== undefined,
    ...(record.mergedInto === undefined ? {} : { mergedInto: record.mergedInto }),
    createdAt: iso(record.createdAt),
    updatedAt: iso(record.updatedAt),
    associations: presentAssociations(associations, { type, id: record.id }, others),
  };
}
