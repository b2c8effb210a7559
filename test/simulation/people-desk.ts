import type { FieldMapping, FieldValue, ObjectType, Side } from "../../server/sync/model.ts";
import type { Dice } from "./dice.ts";
import type { Typing } from "./typing.ts";
import type { Values, VendorRecord } from "./vendor-record.ts";
import type { VendorRecords } from "./vendor-records.ts";
import type { WorldObject } from "./world-objects.ts";
import { objectOf, type Place, type World } from "./world.ts";

/** What all people work with. */
export interface Desk {
  readonly world: World;
  readonly dice: Dice;
  readonly records: VendorRecords;
  readonly typing: Typing;
  /** The record in the other system that a record is linked with. */
  readonly counterpart: (record: VendorRecord) => VendorRecord | undefined;
  /** How many records of each type people have made. */
  readonly made: Map<ObjectType, number>;
}

/** Returns the fields that people type into. */
export function typedFields({ mapping }: WorldObject): readonly FieldMapping[] {
  return mapping.fields.filter((field) => !field.isOwn);
}

/** True for a field that names other records. */
export function isReference({ references }: FieldMapping): boolean {
  return references !== undefined;
}

/** The single fields that typing a value into a mapped field sets. */
export function valuesFor(field: FieldMapping, side: Side, value: FieldValue): Values {
  const paths = field[side].split("+");
  if (paths.length === 1) return { [field[side]]: value };
  const parts = String(value ?? "").split("|");
  return Object.fromEntries(paths.map((path, index) => [path, parts[index] ?? null]));
}

/**
 * Types values into a record, unless the vendor does not take them: an address that somebody else
 * has, or nothing where something must be.
 */
export function type(desk: Desk, record: VendorRecord, values: Values): boolean {
  const { records } = desk;
  const { unique, required } = records.rulesOf(record);
  const isTaken = unique.some((path) => {
    const holder = records.holder(record, path, values[path] ?? null);
    return holder !== undefined && holder !== record;
  });
  const isMissing = required.some((path) => values[path] === null);
  if (isTaken || isMissing) return false;
  records.update(record, values, "person");
  return true;
}

/** The kind of record that a record is. */
export function kindOf(desk: Desk, { objectType }: Pick<Place, "objectType">): WorldObject {
  return objectOf(desk.world, objectType);
}
