import { optional } from "../sync/optional.ts";
import type { ClaimedPair, PairChange } from "../sync/pair-ports.ts";
import { matchKeysOf, type PlannedPair, type SyncContext } from "./engine.ts";
import { marksForUnseen, waitsToStore, type PairOutcome } from "./pair-facts.ts";
import { checkUnanswered } from "./check-history.ts";
import { attemptsOf, putOffUntil } from "./put-off.ts";
import { lookAtUnclear } from "./recognise-created.ts";
import { doneMarks, seenTimes, withSeenTime } from "./seen-times.ts";

/** A pair for which nothing is written now. */
type Unwritten = Extract<PlannedPair, { kind: "verdict" | "later" }>;

/**
 * How long a pair waits for the one that has to be settled first, in milliseconds. It doubles: the
 * two may share a pair key, and the one that waits must not be served first again and again.
 */
const LATER_MS = 2000;
const MAX_DOUBLINGS = 6;

/** Stores why records are not (or not yet) in sync, and gives their claims back. */
export async function storeVerdicts(
  context: SyncContext,
  planned: readonly Unwritten[],
): Promise<readonly PairOutcome[]> {
  if (planned.length === 0) return [];
  const linked = planned.filter(({ work }) => work.pair.link !== null);
  const seenWrites = await checkUnanswered(
    context,
    linked.map(({ work }) => work),
  );
  const outcomes = await context.store.commit(
    planned.map((one) => {
      const found = seenWrites.get(one.work.pair.pairKey);
      return { ...changeFor(context, one), ...optional("journal", found) };
    }),
  );
  for (const { work } of planned) {
    // oxlint-disable-next-line no-await-in-loop -- hardly ever is there one
    if (work.pair.intent?.candidateIds !== undefined)
      await lookAtUnclear(context, work.pair.intent);
  }
  return planned.map((one, index) => ({
    pair: one.work.pair,
    kind: outcomes[index]?.kind === "done" ? kindOf(one) : "lost",
    written: [],
    problems: [],
  }));
}

function kindOf(planned: Unwritten): PairOutcome["kind"] {
  if (planned.kind === "later") return "retry";
  return planned.issue.state === "attention" ? "attention" : "done";
}

function changeFor(context: SyncContext, planned: Unwritten): PairChange {
  const { work } = planned;
  const isOpen = work.pair.intent !== null && work.pair.link === null;
  // A create of a vanished owner may still arrive; what became of it has to be seen first.
  if (isOpen && work.pair.createDelayMs > 0) {
    return putOffUntil(context, work.pair, context.clock.now() + work.pair.createDelayMs);
  }
  // It was looked for and not found, and nothing is to be created any more. Left open, it would
  // hold up every record that is younger than its mark, the one that this pair waits for included.
  const intent = isOpen ? { intent: null } : {};
  if (planned.kind === "verdict") return { ...verdictFacts(context, planned), ...intent };
  const notBefore = context.clock.now() + laterMs(work.pair);
  return { ...putOffUntil(context, work.pair, notBefore), ...intent };
}

function verdictFacts(
  context: SyncContext,
  { work, issue, waits = [] }: Extract<Unwritten, { kind: "verdict" }>,
): PairChange {
  return {
    pair: work.pair,
    waits: waitsToStore(waits),
    marks: marksForUnseen(waits),
    ...(work.pair.link === null ? {} : { state: issue.state }),
    seenModifiedAt: seenTimes(context, work),
    matchKeys: matchKeysOf(context, work),
    clearIssues: true,
    issues: [withSeenTime(context, work, issue)],
    done: doneMarks(work),
    release: true,
  };
}

function laterMs(pair: ClaimedPair): number {
  return LATER_MS * 2 ** Math.min(attemptsOf(pair), MAX_DOUBLINGS);
}
