import { otherSide, type FieldMapping, type FieldValue } from "../../server/sync/model.ts";
import { idsIn } from "./ids.ts";
import { isReference, kindOf, typedFields, type, type Desk } from "./people-desk.ts";
import { chooseParent } from "./people-makes.ts";
import type { VendorRecord } from "./vendor-record.ts";

function referenceOf(desk: Desk, record: VendorRecord): FieldMapping | undefined {
  const fields = typedFields(kindOf(desk, record)).filter(isReference);
  return fields.length === 0 ? undefined : desk.dice.pick(fields);
}

/** True where somebody would notice a change that moves no time. */
function isNoticed({ world }: Desk): boolean {
  return world.hasSweep || world.hintRate > 0;
}

/** Moves a record to another one that it belongs to, or takes it away from there. */
export function relate(desk: Desk, record: VendorRecord): string | null {
  const { dice } = desk;
  const field = referenceOf(desk, record);
  if (field === undefined || !isNoticed(desk)) return null;
  const path = field[record.side];
  const isEmptied = record.side === "hubspot" && dice.chance(0.12);
  const value = isEmptied ? null : newRelation(desk, record, field);
  if (value === undefined || !type(desk, record, { [path]: value })) return null;
  if (value !== null && dice.chance(0.15)) relateCounterpart(desk, record, field);
  return `relate ${record.objectType} ${record.side} ${record.id} ${path} ${String(value)}`;
}

/** Whom a field names from now on; undefined when there is nobody to choose. */
function newRelation(
  desk: Desk,
  record: VendorRecord,
  field: FieldMapping,
): FieldValue | undefined {
  const path = field[record.side];
  const chosen = chooseParent(desk, record, field, record.fields);
  if (chosen === null) return undefined;
  const isSeveral = desk.records.rulesOf(record).several.includes(path);
  return isSeveral ? addedOrRemoved(desk, record.fields[path] ?? null, chosen) : chosen;
}

/** Somebody moves the counterpart as well, to the same one or to another. */
function relateCounterpart(desk: Desk, record: VendorRecord, field: FieldMapping): void {
  const other = desk.counterpart(record);
  if (other === undefined || other.isDeleted) return;
  const value = chooseParent(desk, other, field, other.fields);
  if (value !== null) type(desk, other, { [field[other.side]]: value });
}

function addedOrRemoved({ dice }: Desk, now: FieldValue, chosen: FieldValue): string | null {
  const ids = new Set(idsIn(now));
  const lot = dice.below(3);
  if (lot === 0 && ids.size > 0) ids.delete(dice.pick([...ids]));
  else if (lot === 1) ids.clear();
  for (const id of lot === 0 ? [] : idsIn(chosen)) ids.add(id);
  return ids.size === 0 ? null : idsIn([...ids].join(";")).join(";");
}

/** Deletes a record, the way its vendor has it. */
export function remove(desk: Desk, record: VendorRecord): string {
  desk.records.remove(record, "person");
  return `remove ${record.objectType} ${record.side} ${record.id}`;
}

/** Takes a record out of HubSpot's archive. */
export function restore(desk: Desk): string | null {
  const { records, world, dice } = desk;
  // What belonged to the record belongs to it again, and nobody is told.
  if (!world.hasSweep) return null;
  const archived = world.objects.flatMap(({ objectType }) =>
    records
      .all(objectType, "hubspot")
      .filter((record) => record.isDeleted && !record.isGone && record.mergedIntoId === null),
  );
  if (archived.length === 0) return null;
  const record = dice.pick(archived);
  const { unique } = records.rulesOf(record);
  const { idProperty } = kindOf(desk, record).rules;
  const isTaken = [...unique, idProperty].some((path) =>
    records.holder(record, path, record.fields[path] ?? null),
  );
  if (isTaken) return null;
  records.restore(record);
  return `restore ${record.objectType} ${record.id}`;
}

/** Makes one record of two. */
export function merge(desk: Desk, winner: VendorRecord): string | null {
  const { records, dice } = desk;
  if (!desk.world.hasSweep || !records.rulesOf(winner).merges) return null;
  const others = records.live(winner.objectType, winner.side).filter((other) => other !== winner);
  if (others.length === 0) return null;
  const loser = dice.pick(others);
  records.merge(winner, loser);
  return `merge ${winner.objectType} ${winner.side} ${loser.id} into ${winner.id}`;
}

/** Somebody wants to be forgotten. */
export function erase(desk: Desk): string | null {
  const contacts = desk.records.live("contact", "hubspot");
  if (contacts.length === 0 || !isNoticed(desk)) return null;
  const contact = desk.dice.pick(contacts);
  desk.records.erase(contact);
  return `erase ${contact.id}`;
}

/** Merges the counterparts of two records that were merged, as Lockstep asks people to do. */
export function mergeThereToo(desk: Desk): string | null {
  const { records, world, dice } = desk;
  const losers = world.objects.flatMap(({ objectType }) =>
    (["hubspot", "connectwise"] as const).flatMap((side) =>
      records.all(objectType, side).filter(({ mergedIntoId }) => mergedIntoId !== null),
    ),
  );
  if (losers.length === 0) return null;
  const loser = dice.pick(losers);
  const there = desk.counterpart(loser);
  const winner = desk.counterpart(records.survivor(loser));
  const areBoth = there !== undefined && winner !== undefined && there !== winner;
  if (!areBoth || there.isDeleted || winner.isDeleted || !records.rulesOf(there).merges)
    return null;
  records.merge(winner, there);
  return `merge ${there.objectType} ${otherSide(loser.side)} ${there.id} into ${winner.id}`;
}
