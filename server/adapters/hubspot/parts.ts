import { toAppError } from "../../sync/errors.ts";
import type { AppError } from "../../sync/errors.ts";
import type { Fields, FieldValue, RecordSnapshot } from "../../sync/model.ts";
import type { UpdateInput } from "../../sync/adapter-ports.ts";
import { LISTS_PATH } from "../../sync/filters.ts";
import { associate, dissociate, pair, readAssociated } from "./associations.ts";
import type { AssociationRoute, Pairing } from "./associations.ts";
import { aboutField } from "./errors.ts";
import { withLists } from "./lists.ts";
import type { Association, HubspotObject } from "./objects.ts";
import type { Transport } from "./transport.ts";
import type { WireRecord } from "./wire.ts";

/*
 * The parts of a HubSpot record are its associations and the lists it is in: fields like any other in
 * snapshots, but read, and associations written, by calls of their own.
 */

function toValue(ids: Iterable<string>): FieldValue {
  const sorted = [...new Set(ids)].toSorted((one, other) => Number(one) - Number(other));
  return sorted.length === 0 ? null : sorted.join(";");
}

function toIds(value: FieldValue): readonly string[] {
  return value === null || value === "" ? [] : String(value).split(";");
}

/** The associations among some paths that no property shows. */
export function partsAmong(
  { associations }: HubspotObject,
  paths: readonly string[],
): readonly Association[] {
  return associations.filter(({ path, isProperty }) => !isProperty && paths.includes(path));
}

/** The properties among some paths; some associations are shown by one, lists by none. */
export function propertiesAmong(
  object: HubspotObject,
  paths: readonly string[],
): readonly string[] {
  const parts = partsAmong(object, paths).map(({ path }) => path);
  return paths.filter((path) => path !== LISTS_PATH && !parts.includes(path));
}

/** The fields to write that are properties; no association is written as one. */
export function propertyFields({ associations }: HubspotObject, fields: Fields): Fields {
  const parts = associations.map(({ path }) => path);
  return Object.fromEntries(Object.entries(fields).filter(([path]) => !parts.includes(path)));
}

/** The fields to write that are associations, in the form in which they are read. */
export function partFields({ associations }: HubspotObject, fields: Fields): Fields {
  const written = associations.flatMap(({ path }) => {
    const value = fields[path];
    return value === undefined ? [] : [[path, toValue(toIds(value))] as const];
  });
  return Object.fromEntries(written);
}

/** A record just created has no associations, unless its answer shows one. */
export function withoutParts(
  { associations }: HubspotObject,
  record: RecordSnapshot,
): RecordSnapshot {
  const none = Object.fromEntries(associations.map(({ path }) => [path, null]));
  return { ...record, fields: { ...none, ...record.fields } };
}

function withPart(record: RecordSnapshot, path: string, value: FieldValue): RecordSnapshot {
  return { ...record, fields: { ...record.fields, [path]: value } };
}

async function readValues(
  route: AssociationRoute,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FieldValue>> {
  const associated = await readAssociated(route, ids);
  return new Map([...associated].map(([id, others]) => [id, toValue(others)]));
}

/**
 * Adds the associations among some paths, and the lists, to records that were read without them: one
 * call for each kind.
 *
 * @param found - at most 1,000, by the ids that were asked for
 */
export async function readParts(
  transport: Transport,
  object: HubspotObject,
  found: ReadonlyMap<string, RecordSnapshot>,
  paths: readonly string[],
): Promise<ReadonlyMap<string, RecordSnapshot>> {
  if (found.size === 0) return found;
  const ids = [...new Set([...found.values()].map(({ id }) => id))];
  const filled = new Map(found);
  for (const association of partsAmong(object, paths)) {
    const values = await readValues({ transport, object, association }, ids);
    for (const [asked, record] of filled) {
      filled.set(asked, withPart(record, association.path, values.get(record.id) ?? null));
    }
  }
  const listed = await withLists(transport, object, [...filled.values()], paths);
  return new Map(
    [...filled.keys()].flatMap((asked, index) => {
      const record = listed[index];
      return record === undefined ? [] : [[asked, record] as const];
    }),
  );
}

/** What a listing shows of an association; undefined when it does not show all of it. */
function listedValue(record: WireRecord, association: Association): FieldValue | undefined {
  const listed = record.associations?.[association.to];
  // HubSpot leaves out what was asked for and has no entries.
  if (listed === undefined) return null;
  if (listed.paging?.next !== undefined) return undefined;
  const { holds, typeName } = association;
  const counting = listed.results.filter(({ type }) => holds === "all" || type === typeName);
  return toValue(counting.map(({ id }) => id));
}

/** A record of a listing, as it came and as it is handed on. */
export interface ListedRecord {
  readonly wire: WireRecord;
  readonly record: RecordSnapshot;
}

/** Adds the associations that came with a listing; those that were cut off, and lists, are read apart. */
export async function takeListedParts(
  transport: Transport,
  object: HubspotObject,
  listed: readonly ListedRecord[],
  paths: readonly string[],
): Promise<readonly RecordSnapshot[]> {
  let records = listed.map(({ record }) => record);
  for (const association of partsAmong(object, paths)) {
    const values = new Map(listed.map(({ wire }) => [wire.id, listedValue(wire, association)]));
    const cutOff = [...values].flatMap(([id, value]) => (value === undefined ? [id] : []));
    const read =
      cutOff.length === 0 ? values : await readValues({ transport, object, association }, cutOff);
    records = records.map((record) => {
      const value = values.get(record.id) ?? read.get(record.id) ?? null;
      return withPart(record, association.path, value);
    });
  }
  return withLists(transport, object, records, paths);
}

/** How the associations of some records have to change. */
interface PartChange {
  readonly added: readonly Pairing[];
  readonly removed: readonly Pairing[];
}

/**
 * Compares what is wanted with what is there. A new primary record takes the place of the former
 * one, which stays associated without being primary: people may have labelled that association.
 */
function changeOf(
  { path, holds }: Association,
  { id, fields }: UpdateInput,
  current: FieldValue,
): PartChange {
  const [before, after] = [toIds(current), toIds(fields[path] ?? null)];
  const isReplaced = holds === "primary" && after.length > 0;
  const removed = isReplaced ? [] : before.filter((each) => !after.includes(each));
  return {
    added: after.filter((each) => !before.includes(each)).map((each) => pair(id, each)),
    removed: removed.map((each) => pair(id, each)),
  };
}

/**
 * What the records hold now: as they were read before. Only those that were not, and may hold
 * something that has to go, are read for it.
 */
async function currentValues(
  route: AssociationRoute,
  inputs: readonly UpdateInput[],
): Promise<ReadonlyMap<string, FieldValue>> {
  const { path, holds } = route.association;
  const known = inputs.flatMap(({ id, before }) => {
    const value = before?.fields[path];
    return value === undefined ? [] : [[id, value] as const];
  });
  const current = new Map(known);
  const unknown = inputs.filter(
    ({ id, fields }) => !current.has(id) && (holds === "all" || fields[path] === null),
  );
  if (unknown.length === 0) return current;
  const read = await readValues(
    route,
    unknown.map(({ id }) => id),
  );
  return new Map([...current, ...read]);
}

async function writePart(
  route: AssociationRoute,
  inputs: readonly UpdateInput[],
): Promise<ReadonlyMap<string, AppError>> {
  let current: ReadonlyMap<string, FieldValue>;
  try {
    current = await currentValues(route, inputs);
  } catch (thrown) {
    const error = toAppError(thrown);
    return new Map(inputs.map(({ id }) => [id, error]));
  }
  const changes = inputs.map((input) =>
    changeOf(route.association, input, current.get(input.id) ?? null),
  );
  const failed = await associate(
    route,
    changes.flatMap(({ added }) => added),
  );
  const removed = changes
    .flatMap((change) => change.removed)
    .filter(({ from }) => !failed.has(from));
  return new Map([...failed, ...(await dissociate(route, removed))]);
}

/**
 * Brings associations in line with the fields of some updates: for each kind one call for those
 * that are new and one for those that are gone, and none where nothing changes. An update of which
 * something failed is left alone from then on.
 *
 * @returns what failed, by the id of the update; nothing about a call is thrown
 */
export async function writeParts(
  transport: Transport,
  object: HubspotObject,
  inputs: readonly UpdateInput[],
): Promise<ReadonlyMap<string, AppError>> {
  const failures = new Map<string, AppError>();
  for (const association of object.associations) {
    const { path } = association;
    const some = inputs.filter(({ id, fields }) => fields[path] !== undefined && !failures.has(id));
    const failed = await writePart({ transport, object, association }, some);
    for (const [id, error] of failed) failures.set(id, aboutField(error, path));
  }
  return failures;
}
