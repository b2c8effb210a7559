import { otherSide, SIDES, type FieldMapping, type ObjectType } from "../../server/sync/model.ts";
import type { RecordRef } from "../../server/sync/model.ts";
import { FREE_DOMAIN } from "./auto-association.ts";
import { idsIn } from "./ids.ts";
import { linkOfRecord, type LinkRow, type Tables } from "./memory-tables.ts";
import type { Scene } from "./oracle-findings.ts";
import type { VendorRecord } from "./vendor-record.ts";
import type { VendorRecords } from "./vendor-records.ts";
import type { OwnFilter } from "./side-rules.ts";
import { objectOf } from "./world.ts";

/** The link that a record has. */
export function linkOf(tables: Tables, record: VendorRecord): LinkRow | undefined {
  return linkOfRecord(tables, record.objectType, record);
}

/** The counterpart that a record is linked with, if it exists. */
export function counterpartOf(
  tables: Tables,
  records: VendorRecords,
  record: VendorRecord,
): VendorRecord | undefined {
  const link = linkOf(tables, record);
  if (link === undefined) return undefined;
  const other = otherSide(record.side);
  return records.get(
    record.objectType,
    other,
    other === "hubspot" ? link.hubspotId : link.connectwiseId,
  );
}

/** Id of the record that one is linked with. */
export function linkedId(tables: Tables, type: ObjectType, ref: RecordRef): string | undefined {
  const link = linkOfRecord(tables, type, ref);
  return ref.side === "hubspot" ? link?.connectwiseId : link?.hubspotId;
}

/** Fields of a kind of record that name others. */
export function parentFields(scene: Scene, objectType: ObjectType): readonly FieldMapping[] {
  const { mapping } = objectOf(scene.world, objectType);
  return mapping.fields.filter(({ references }) => references !== undefined);
}

/** Records that a field names, or named; one that does not exist any more is left out. */
export function namedIn(
  { records }: Scene,
  record: VendorRecord,
  field: FieldMapping,
  value: VendorRecord["fields"][string] | undefined = record.fields[field[record.side]],
): readonly VendorRecord[] {
  return idsIn(value).flatMap((id) => records.get(field.references ?? "", record.side, id) ?? []);
}

/** True when a filter of the connection keeps the record from being a source. */
export function isFiltered(scene: Scene, record: VendorRecord): boolean {
  const { filters } = objectOf(scene.world, record.objectType).rules;
  const isHeld = filters.some((one) => one.switch?.isOn === true && isHeldBy(one, record));
  return isHeld || isFilteredAlways(scene, record);
}

/** True when a standard filter does. Such a filter holds what belongs to the counterpart, too. */
function isFilteredAlways({ world }: Scene, record: VendorRecord): boolean {
  const { rules, policy } = objectOf(world, record.objectType);
  const isHeld = rules.filters.some((one) => isStandard(one) && isHeldBy(one, record));
  return isHeld || (policy.blocksFreeEmail === true && isFree(record));
}

/** The customer's own filter can be switched off. */
function isStandard(filter: OwnFilter): boolean {
  return filter.switch === undefined;
}

function isHeldBy({ side, path, value }: OwnFilter, record: VendorRecord): boolean {
  return side === record.side && isSameOrBlank(record.fields[path] ?? null, value);
}

function isSameOrBlank(
  value: VendorRecord["fields"][string],
  wanted: VendorRecord["fields"][string],
): boolean {
  return value === wanted || (wanted === null && String(value ?? "").trim() === "");
}

function isFree(record: VendorRecord): boolean {
  const path = record.side === "hubspot" ? "email" : "communications/email";
  return String(record.fields[path] ?? "")
    .toLowerCase()
    .endsWith(`@${FREE_DOMAIN}`);
}

/** True when a pair is left out, or a record without one: on either side, see {@link isOutThere}. */
export function isOut(scene: Scene, record: VendorRecord): boolean {
  return bothOf(scene, record).some((one) => isOutThere(scene, one));
}

/**
 * True when a record is left out on its own side, so that nothing can belong to it there: it is filtered,
 * it or its counterpart is gone, or all records of its side that it belongs to in some way are left out
 * there. The customer's filter that holds its counterpart says nothing about it; a standard one does.
 */
export function isOutThere(scene: Scene, record: VendorRecord): boolean {
  if (bothOf(scene, record).some(({ isDeleted }) => isDeleted)) return true;
  if (isFiltered(scene, record)) return true;
  if (bothOf(scene, record).some((one) => isFilteredAlways(scene, one))) return true;
  return parentFields(scene, record.objectType).some((field) => {
    const named = namedIn(scene, record, field);
    return named.length > 0 && named.every((parent) => isOutThere(scene, parent));
  });
}

/** A record, and the one that it is linked with. */
function bothOf({ tables, records }: Scene, record: VendorRecord): readonly VendorRecord[] {
  const other = counterpartOf(tables, records, record);
  return other === undefined ? [record] : [record, other];
}

/** True when a pair, or a record without one, ever was left out: on either side, see {@link wasOutThere}. */
export function wasOut(scene: Scene, record: VendorRecord): boolean {
  return bothOf(scene, record).some((one) => wasOutThere(scene, one));
}

/** True when a record, or one of its side that it ever belonged to, ever was left out there. */
export function wasOutThere(scene: Scene, record: VendorRecord): boolean {
  const known = scene.everOut.get(record);
  if (known !== undefined) return known;
  const was =
    bothOf(scene, record).some((one) => one.wasDeleted || wasFiltered(scene, one, isStandard)) ||
    wasHeldThere(scene, record);
  scene.everOut.set(record, was);
  return was;
}

function wasHeldThere(scene: Scene, record: VendorRecord): boolean {
  if (wasFiltered(scene, record, () => true)) return true;
  return parentFields(scene, record.objectType).some((field) => {
    const values = record.changes.filter(({ path }) => path === field[record.side]);
    return values.some(({ value }) =>
      namedIn(scene, record, field, value).some((parent) => wasOutThere(scene, parent)),
    );
  });
}

/** True when one of some filters ever kept the record from being a source. */
function wasFiltered(
  { world }: Scene,
  record: VendorRecord,
  counts: (filter: OwnFilter) => boolean,
): boolean {
  const { rules } = objectOf(world, record.objectType);
  const filters = rules.filters.filter((one) => one.side === record.side && counts(one));
  return (
    isFree(record) ||
    record.changes.some((change) => isGoing(filters, change)) ||
    filters.some((filter) => isHeldBy(filter, record) || wasBlank(filter, record))
  );
}

/** True for a change that made a filter count. */
function isGoing(
  filters: readonly OwnFilter[],
  { path, value }: VendorRecord["changes"][number],
): boolean {
  const isFreed = path.endsWith("email") && String(value).toLowerCase().endsWith(`@${FREE_DOMAIN}`);
  return isFreed || filters.some((one) => one.path === path && isSameOrBlank(value, one.value));
}

/** True when a field that must not be empty was not filled in from the start. */
function wasBlank({ path, value }: OwnFilter, record: VendorRecord): boolean {
  if (value !== null) return false;
  const first = record.changes.find((change) => change.path === path);
  return first === undefined || first.order > record.createdOrder + MOST_FIELDS;
}

/** More fields than a record is created with. */
const MOST_FIELDS = 40;

/** True for a record that others of its side can belong to: it is linked, and not left out there. */
export function isUsable(scene: Scene, record: VendorRecord): boolean {
  const isLinked = counterpartOf(scene.tables, scene.records, record) !== undefined;
  return isLinked && !isOutThere(scene, record);
}

/** Fields through which a record belongs to nobody who has a counterpart. */
export function openParents(scene: Scene, record: VendorRecord): readonly FieldMapping[] {
  return parentFields(scene, record.objectType).filter(
    (field) => !namedIn(scene, record, field).some((parent) => isUsable(scene, parent)),
  );
}

/** Every record of a world. */
export function everyRecord({ world, records }: Scene): readonly VendorRecord[] {
  return world.objects.flatMap(({ objectType }) =>
    SIDES.flatMap((side) => records.all(objectType, side)),
  );
}
