import { LANES, type Side } from "../sync/model.ts";
import type { ClaimedPair, CommitOutcome, DirtyMark, Issue, PairChange } from "../sync/ports.ts";
import type { FieldProblem, Plan } from "../sync/reconcile.ts";
import type { PairWork, SyncContext } from "./engine.ts";
import { putOffUntil } from "./put-off.ts";
import { idOn } from "./read-pairs.ts";
import { doneMarks, seenTimes, withSeenTime } from "./seen-times.ts";

/** What became of one pair. */
export interface PairOutcome {
  readonly pair: ClaimedPair;
  readonly kind: "done" | "attention" | "retry" | "lost";
  /** Sides that received a write. */
  readonly written: readonly Side[];
  /** Side on which a record was created. */
  readonly created?: Side;
  readonly problems: readonly FieldProblem[];
}

/** A pair whose record got another link meanwhile is looked at again from the start. */
export async function releaseRivals(
  context: SyncContext,
  pairs: readonly ClaimedPair[],
  outcomes: readonly CommitOutcome[],
): Promise<void> {
  const rivals = pairs.filter((_pair, index) => outcomes[index]?.kind === "already-linked");
  if (rivals.length === 0) return;
  const soon = context.clock.now() + 1000;
  await context.store.commit(rivals.map((pair) => putOffUntil(context, pair, soon)));
}

/** A mark that has the pair looked at again. */
export function replan(context: SyncContext, work: PairWork, notBefore = 0): DirtyMark {
  const { objectType } = context.definition;
  return { ...work.pair.ref, objectType, lane: LANES.poll, notBefore };
}

/** What is stored with the last commit of a pair. */
export function finalFacts(
  context: SyncContext,
  work: PairWork,
  state: Plan["state"],
  problems: readonly FieldProblem[],
): Partial<PairChange> {
  return {
    seenModifiedAt: seenTimes(context, work),
    clearIssues: true,
    issues: problems.map((problem) =>
      withSeenTime(context, work, problemIssue(work, state, problem)),
    ),
    done: doneMarks(work),
    release: true,
  };
}

/** Turns a field's problem into a line of the issue list. */
export function problemIssue(work: PairWork, state: Plan["state"], problem: FieldProblem): Issue {
  const record = work.records[problem.side];
  const id = record?.id ?? idOn(work.pair, problem.side) ?? work.pair.ref.id;
  const side = record === null ? work.pair.ref.side : problem.side;
  return {
    ref: { side, id },
    state: state === "linked" || state === "excluded" ? "attention" : state,
    code: problem.code,
    message: problem.message,
    field: problem.field,
    remedy: problem.remedy,
    seenModifiedAt: record?.modifiedAt ?? 0,
  };
}
