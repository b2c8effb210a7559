import { SIDES, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { ClaimedPair } from "../sync/pair-ports.ts";
import { idOn, pathsToRead, type PairWork, type SyncContext } from "./engine.ts";

/** Reads both records of each pair, one batch a side. At most 100 pairs. */
export async function readPairs(
  context: SyncContext,
  pairs: readonly ClaimedPair[],
): Promise<readonly PairWork[]> {
  const [hubspot, connectwise] = await Promise.all(
    SIDES.map(async (side) => readSide(context, pairs, side)),
  );
  return pairs.map((pair) => ({
    pair,
    records: {
      hubspot: hubspot?.get(idOn(pair, "hubspot") ?? "") ?? null,
      connectwise: connectwise?.get(idOn(pair, "connectwise") ?? "") ?? null,
    },
    isFresh: true,
  }));
}

async function readSide(
  context: SyncContext,
  pairs: readonly ClaimedPair[],
  side: Side,
): Promise<ReadonlyMap<string, RecordSnapshot>> {
  const ids = [...new Set(pairs.flatMap((pair) => idOn(pair, side) ?? []))];
  if (ids.length === 0) return new Map();
  return context.adapters[side].read(
    context.definition.objectType,
    ids,
    pathsToRead(context, side),
  );
}
