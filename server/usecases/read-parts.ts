import { SIDES, type RecordRef, type RecordSnapshot, type Side } from "../sync/model.ts";
import {
  exclusionOf,
  keysOf,
  pathsToRead,
  type PairWork,
  type PlannedPair,
  type SyncContext,
} from "./engine.ts";
import { planLinked, planNewLink } from "./plan-linked.ts";
import { planNew } from "./plan-new.ts";
import { refKey } from "./plan-verdicts.ts";
import { readRefs } from "./read-all.ts";

/** Paths among those to read that cost a call for each record. */
function partPaths(context: SyncContext, side: Side): readonly string[] {
  const parts = context.definition.readApart?.[side] ?? [];
  return pathsToRead(context, side).filter((path) =>
    parts.some((part) => path.startsWith(`${part}/`)),
  );
}

/** Paths that a run lists: those whose values come with the page. */
export function pathsToList(context: SyncContext, side: Side): readonly string[] {
  const apart = partPaths(context, side);
  return pathsToRead(context, side).filter((path) => !apart.includes(path));
}

/**
 * Reads what the run's listing left out of those records whose values are about to move, stages it,
 * and plans these pairs again: a value that was not read is no blank.
 *
 * A dry run does without it where a record would be created: it is counted all the same.
 */
export async function withParts(
  context: SyncContext,
  planned: readonly PlannedPair[],
): Promise<readonly PlannedPair[]> {
  const paths = {
    hubspot: partPaths(context, "hubspot"),
    connectwise: partPaths(context, "connectwise"),
  };
  if (SIDES.every((side) => paths[side].length === 0)) return planned;
  const lacking = planned.flatMap((one) => lackingIn(context, one, paths));
  if (lacking.length === 0) return planned;
  const read = await readRefs(context, lacking, (side) => paths[side]);
  const again = planned.map((one) => planAgain(context, one, read));
  await stageAgain(context, again, read);
  return again;
}

type PartPaths = Readonly<Record<Side, readonly string[]>>;

/** Records of a plan whose parts are still to be read. Nobody had asked for those that a filter leaves out. */
function lackingIn(context: SyncContext, planned: PlannedPair, paths: PartPaths): RecordRef[] {
  if (planned.kind !== "update" && planned.kind !== "create") return [];
  if (planned.work.isFresh) return [];
  if (planned.kind === "create" && context.dryRunId !== undefined) return [];
  return SIDES.flatMap((side) => {
    const record = planned.work.records[side];
    if (record === null || record.isDeleted) return [];
    const isWhole = paths[side].every((path) => record.fields[path] !== undefined);
    const isLeftOut = exclusionOf(context, side, record, undefined) !== null;
    return isWhole || isLeftOut ? [] : [{ side, id: record.id }];
  });
}

type Parts = ReadonlyMap<string, RecordSnapshot>;

function planAgain(context: SyncContext, planned: PlannedPair, parts: Parts): PlannedPair {
  if (planned.kind !== "update" && planned.kind !== "create") return planned;
  const records = {
    hubspot: joined(context, "hubspot", planned.work.records.hubspot, parts),
    connectwise: joined(context, "connectwise", planned.work.records.connectwise, parts),
  };
  if (SIDES.every((side) => records[side] === planned.work.records[side])) return planned;
  const work: PairWork = { ...planned.work, records };
  if (planned.kind === "create") {
    const source = records[work.pair.ref.side];
    return source === null ? planned : planNew(context, work, source);
  }
  const { hubspot, connectwise } = records;
  if (work.pair.link !== null || hubspot === null || connectwise === null) {
    return planLinked(context, work);
  }
  return planNewLink(context, work, { hubspot, connectwise }, planned.matchedBy);
}

/** The record with its parts; the same one where nothing was read for it, or it vanished meanwhile. */
function joined(
  context: SyncContext,
  side: Side,
  record: RecordSnapshot | null,
  parts: Parts,
): RecordSnapshot | null {
  const part = record === null ? undefined : parts.get(refKey({ side, id: record.id }));
  if (record === null || part === undefined) return record;
  const read = partPaths(context, side).flatMap((path) => {
    const value = part.fields[path];
    return value === undefined ? [] : [[path, value] as const];
  });
  return { ...record, fields: { ...record.fields, ...Object.fromEntries(read) } };
}

/**
 * Who comes to these records later in the run finds them whole. A pair with a link is about to be
 * carried out, and its records may be known under newer keys.
 */
async function stageAgain(
  context: SyncContext,
  planned: readonly PlannedPair[],
  parts: Parts,
): Promise<void> {
  for (const side of SIDES) {
    const staged = planned.flatMap(({ work }) => {
      const record = work.records[side];
      if (record === null || work.pair.link !== null) return [];
      if (!parts.has(refKey({ side, id: record.id }))) return [];
      return [{ snapshot: record, matchKeys: keysOf(context, side, record, work.parents) ?? [] }];
    });
    if (staged.length === 0) continue;
    // oxlint-disable-next-line no-await-in-loop -- short transactions; the listing has ended
    await context.store.stage(context.definition.objectType, side, staged);
  }
}
