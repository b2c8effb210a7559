import { LANES } from "../sync/model.ts";
import type { ClaimedPair, PairChange } from "../sync/pair-ports.ts";
import type { SyncContext } from "./engine.ts";

/** How often a pair was put off. */
export function attemptsOf({ taken }: Pick<ClaimedPair, "taken">): number {
  return Math.max(0, ...taken.map(({ attempts }) => attempts));
}

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

/** Gives claims back after a failure, so that nobody has to wait until they end. */
export async function giveBack(context: SyncContext, pairs: readonly ClaimedPair[]): Promise<void> {
  // A claim that a commit gave back or moved is not there under this fence any more.
  await context.store.commit(pairs.map((pair) => ({ pair, release: true })));
}
