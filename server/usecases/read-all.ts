import type { RecordSnapshot, Side } from "../sync/model.ts";
import { pathsToRead, type SyncContext } from "./engine.ts";

/** Records that one call of an adapter takes. */
const BATCH = 100;

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
  for (let start = 0; start < ids.length; start += BATCH) {
    const some = ids.slice(start, start + BATCH);
    // oxlint-disable-next-line no-await-in-loop -- the rate limit puts them one after the other anyway
    const read = await context.adapters[side].read(objectType, some, paths);
    for (const [id, record] of read) records.set(id, record);
  }
  return records;
}
