import { SIDES, type Side } from "../sync/model.ts";
import type { Issue, TakenMark } from "../sync/pair-ports.ts";
import type { PairWork, SyncContext } from "./engine.ts";

/**
 * The times of the records that a verdict or a reconcile rests on, per side. One that is gone was
 * seen at no time at all: when it comes back, its time is another one although it has not moved.
 */
export function seenTimes(context: SyncContext, work: PairWork): Partial<Record<Side, number>> {
  const times: Partial<Record<Side, number>> = {};
  for (const side of SIDES) {
    if (work.records[side] !== null) times[side] = seenTime(context, work, side);
    else if (work.pair.link !== null) times[side] = 0;
  }
  return times;
}

/** The same issue, resting on what was read for this pair. */
export function withSeenTime(context: SyncContext, work: PairWork, issue: Issue): Issue {
  return { ...issue, seenModifiedAt: seenTime(context, work, issue.ref.side) };
}

/**
 * ConnectWise keeps whole seconds, so a record can change again without a new time. A time is
 * taken for seen only where the read must have come after that second: reads happen within the
 * claim. Any other counts as the moment before, so that the next listing compares values.
 */
function seenTime(context: SyncContext, work: PairWork, side: Side): number {
  const modifiedAt = work.records[side]?.modifiedAt ?? 0;
  if (side === "hubspot" || modifiedAt === 0) return modifiedAt;
  const isOver = context.clock.now() - modifiedAt > context.timing.claimMs;
  return work.isFresh && isOver ? modifiedAt : modifiedAt - 1;
}

/** What was marked after a staged record was listed is not done with what staging holds. */
export function keepsMarks(work: PairWork): boolean {
  return work.keepsMarks ?? (!work.isFresh && work.pair.taken.length > 0);
}

/** The marks that are done with this work. */
export function doneMarks(work: PairWork): readonly TakenMark[] {
  return keepsMarks(work) ? [] : work.pair.taken;
}
