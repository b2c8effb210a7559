import { LANES, otherSide, pathOn, SIDES, type Side } from "../sync/model.ts";
import type {
  ClaimedPair,
  CommitOutcome,
  DirtyMark,
  Issue,
  PairChange,
  ParentWait,
} from "../sync/pair-ports.ts";
import { optional } from "../sync/optional.ts";
import { unseenParents } from "../sync/parents.ts";
import type { FieldProblem, Plan, Wait } from "../sync/plan.ts";
import { exclusionsOf, idOn, type PairWork, type SyncContext } from "./engine.ts";
import { putOffUntil } from "./put-off.ts";
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
  findings: { readonly problems: readonly FieldProblem[]; readonly waits: readonly Wait[] },
): Partial<PairChange> {
  const { problems, waits } = findings;
  const left = exclusionIssues(context, work, state);
  const told = problems.map((problem) => toldBesides(context, left, problem));
  // The last issue about a record stays: a problem is more urgent than a wait.
  const issues = [
    ...(state === "waiting" ? waits.toReversed().map((wait) => waitIssue(work, wait)) : []),
    ...told.map((problem) => problemIssue(work, state, problem)),
  ];
  return {
    seenModifiedAt: seenTimes(context, work),
    clearIssues: true,
    issues: [...issues.map((issue) => withSeenTime(context, work, issue)), ...left],
    waits: waitsToStore(waits),
    done: doneMarks(work),
    release: true,
  };
}

/**
 * Why a linked pair is left out, for people and for those who belong to it: an issue about each record
 * that is outside. The other one has none, so that what belongs to it there goes on.
 */
export function exclusionIssues(
  context: SyncContext,
  work: PairWork,
  state: Plan["state"],
): readonly Issue[] {
  if (state !== "excluded") return [];
  return exclusionsOf(context, work).flatMap(({ side, code, message }): Issue[] => {
    const record = work.records[side];
    if (record === null) return [];
    const ref = { side, id: record.id };
    const issue = { ref, state, code, message, seenModifiedAt: record.modifiedAt };
    return [withSeenTime(context, work, issue)];
  });
}

/**
 * A record has one issue. That it is left out decides about others; what stands in the way of a write
 * to it is told of the record that the value comes from.
 */
function toldBesides(
  { mapping }: SyncContext,
  left: readonly Issue[],
  problem: FieldProblem,
): FieldProblem {
  if (!left.some(({ ref }) => ref.side === problem.side)) return problem;
  const side = otherSide(problem.side);
  const field = mapping.fields.find((one) => pathOn(one, problem.side) === problem.field);
  return { ...problem, side, field: field === undefined ? "" : pathOn(field, side) };
}

/** What is to be stored of waits. */
export function waitsToStore(waits: readonly Wait[]): readonly ParentWait[] {
  return waits.flatMap(({ parent, fact }) =>
    fact.kind === "linked" ? [] : [{ parent, stand: fact.stand }],
  );
}

/** Marks for parents that nobody has looked at yet, so that those who wait for them go on. */
export function marksForUnseen(waits: readonly Wait[]): readonly DirtyMark[] {
  return waits.flatMap(({ parent, fact }) =>
    fact.kind === "pending" && fact.isUnseen ? [{ ...parent, lane: LANES.poll, notBefore: 0 }] : [],
  );
}

/**
 * A linked pair does not wait for its parents. One that was never looked at has to be all the same: if
 * it is gone or left out, so is the pair.
 */
export function marksForUnseenParents(
  { definition, mapping }: SyncContext,
  { records, parents }: PairWork,
): readonly DirtyMark[] {
  return SIDES.flatMap((side) => {
    const record = records[side];
    return record === null
      ? []
      : unseenParents(definition, mapping, { side, record, parents }).map((parent) => {
          return { ...parent, lane: LANES.poll, notBefore: 0 };
        });
  });
}

/** Turns a wait into a line of the issue list. */
export function waitIssue(work: PairWork, { side, field, parent, fact }: Wait): Issue {
  const record = work.records[side];
  const noun = parent.objectType;
  const message = fact.kind === "linked" ? "" : ` ${fact.message}`;
  return {
    ref: { side, id: record?.id ?? idOn(work.pair, side) ?? work.pair.ref.id },
    state: "waiting",
    code: "waits_for_parent",
    message: `It waits for its ${noun} ${parent.id} to be synced.${message}`,
    field,
    remedy: `Look at the ${noun}; this record goes on by itself once it is synced.`,
    seenModifiedAt: record?.modifiedAt ?? 0,
  };
}

/** Turns a field's problem into a line of the issue list. */
export function problemIssue(work: PairWork, state: Plan["state"], problem: FieldProblem): Issue {
  const record = work.records[problem.side];
  const id = record?.id ?? idOn(work.pair, problem.side) ?? work.pair.ref.id;
  const side = record === null ? work.pair.ref.side : problem.side;
  return {
    ref: { side, id },
    state: problem.state ?? issueState(state),
    code: problem.code,
    message: problem.message,
    ...optional("field", problem.field === "" ? undefined : problem.field),
    remedy: problem.remedy,
    seenModifiedAt: record?.modifiedAt ?? 0,
  };
}

function issueState(state: Plan["state"]): Issue["state"] {
  return state === "linked" || state === "excluded" || state === "waiting" ? "attention" : state;
}
