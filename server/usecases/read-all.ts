import { SIDES, type RecordRef, type RecordSnapshot, type Side } from "../sync/model.ts";
import { batches } from "./batches.ts";
import { pathsToRead, type SyncContext } from "./engine.ts";
import { refKey } from "./plan-verdicts.ts";

/**
 * Reads any number of records of a side, 100 a call.
 *
 * @param paths - left out: everything that the mapping and the filters ask for
 * @returns by id; a record that does not exist any more is missing
 */
export async function readAll(
  context: SyncContext,
  side: Side,
  ids: readonly string[],
  paths: readonly string[] = pathsToRead(context, side),
): Promise<ReadonlyMap<string, RecordSnapshot>> {
  const { objectType } = context.definition;
  const records = new Map<string, RecordSnapshot>();
  for (const some of batches(ids)) {
    // oxlint-disable-next-line no-await-in-loop -- the rate limit puts them one after the other anyway
    const read = await context.adapters[side].read(objectType, some, paths);
    for (const [id, record] of read) records.set(id, record);
  }
  return records;
}

/** Reads records of both sides, each once. @returns by side and id; see {@link readAll} */
export async function readRefs(
  context: SyncContext,
  refs: readonly RecordRef[],
  pathsOf: (side: Side) => readonly string[] = (side) => pathsToRead(context, side),
): Promise<ReadonlyMap<string, RecordSnapshot>> {
  const found = new Map<string, RecordSnapshot>();
  for (const side of SIDES) {
    const ids = [...new Set(refs.filter((ref) => ref.side === side).map(({ id }) => id))];
    // oxlint-disable-next-line no-await-in-loop -- seldom are there any on both sides
    const records = await readAll(context, side, ids, pathsOf(side));
    for (const [id, record] of records) found.set(refKey({ side, id }), record);
  }
  return found;
}
