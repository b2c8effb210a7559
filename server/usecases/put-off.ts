import { LANES } from "../sync/model.ts";
import type { ClaimedPair, PairChange } from "../sync/ports.ts";
import type { SyncContext } from "./engine.ts";

/**
 * Gives a pair back to be looked at again later. One that a run took without a dirty row gets one:
 * nothing else would remember it.
 */
export function putOffUntil(
  context: SyncContext,
  pair: ClaimedPair,
  notBefore: number,
): PairChange {
  if (pair.taken.length > 0) return { pair, retryAt: notBefore, release: true };
  const { objectType } = context.definition;
  const mark = { ...pair.ref, objectType, lane: LANES.firstSync, notBefore };
  return { pair, marks: [mark], release: true };
}
