import { LANES } from "../sync/model.ts";
import type { PairChange } from "../sync/ports.ts";
import type { PairOutcome } from "./apply-updates.ts";
import { matchKeysOf, seenTimes, type PlannedPair, type SyncContext } from "./engine.ts";

/** A pair for which nothing is written now. */
type Unwritten = Extract<PlannedPair, { kind: "verdict" | "later" }>;

/** How long a pair waits for the one that has to be settled first, in milliseconds. */
const LATER_MS = 2000;

/** Stores why records are not (or not yet) in sync, and gives their claims back. */
export async function storeVerdicts(
  context: SyncContext,
  planned: readonly Unwritten[],
): Promise<readonly PairOutcome[]> {
  if (planned.length === 0) return [];
  const outcomes = await context.store.commit(planned.map((one) => changeFor(context, one)));
  return planned.map((one, index) => ({
    pair: one.work.pair,
    kind: outcomes[index]?.kind === "done" ? kindOf(one) : "lost",
    written: [],
    problems: [],
  }));
}

function kindOf(planned: Unwritten): PairOutcome["kind"] {
  if (planned.kind === "later") return "retry";
  return planned.issue?.state === "attention" ? "attention" : "done";
}

function changeFor(context: SyncContext, planned: Unwritten): PairChange {
  const { work } = planned;
  const { objectType } = context.definition;
  if (planned.kind === "later") {
    const notBefore = context.clock.now() + LATER_MS;
    const own =
      work.pair.taken.length > 0
        ? { retryAt: notBefore }
        : { marks: [{ ...work.pair.ref, objectType, lane: LANES.poll, notBefore }] };
    return { pair: work.pair, ...own, release: true };
  }
  const { issue } = planned;
  return {
    pair: work.pair,
    ...(issue !== null && work.pair.link !== null ? { state: issue.state } : {}),
    // An intent whose source is gone has nothing left to create.
    ...(work.pair.link === null && issue === null ? { intent: null } : {}),
    seenModifiedAt: seenTimes(work),
    matchKeys: matchKeysOf(context, work),
    clearIssues: true,
    issues: issue === null ? [] : [issue],
    done: work.pair.taken,
    release: true,
  };
}
