import { LANES, type Side } from "../sync/model.ts";
import { toAppError } from "../sync/errors.ts";
import type { RunItem } from "../sync/store-ports.ts";
import type { Run, RunChange } from "../sync/run-ports.ts";
import { applyUpdates } from "./apply-updates.ts";
import { describeOutcome } from "./describe-outcome.ts";
import { carryOut, mayStart } from "./drain.ts";
import { type PlannedPair, type PlannedUpdate, type SyncContext } from "./engine.ts";
import { refKey } from "./plan-verdicts.ts";
import { compareCounts, differencePause } from "./check-start.ts";
import { isDryPlan, needsRead } from "./plan-staged.ts";
import type { PairOutcome } from "./pair-facts.ts";
import { resumePolling } from "./poll-changes.ts";
import { giveBack } from "./put-off.ts";
import { inFlight, inTurn } from "./in-flight.ts";
import { listStep } from "./list-run.ts";
import {
  advanceRun,
  nextPhase,
  NOW,
  objectAt,
  positionOf,
  RUN_SLICE_MS,
  type Position,
  type RunContext,
  type RunStep,
} from "./run-position.ts";
import { addWork, samplePlans } from "./run-plans.ts";
import { settleBatch } from "./settle-batch.ts";
import { type StagedBatch, stagedBatches } from "./staged-batches.ts";

/** A pair that fails longer than this is left to the continuous sync. */
const PATIENCE_MS = 60_000;

/**
 * Batches that are carried out at the same time, so that the next one is planned and stored while the
 * vendors answer: one alone would leave most of their rate unused.
 */
const BATCHES_AT_ONCE = 4;

/** From the end of a first sync to the first poll. */
const FIRST_POLL_MS = 10_000;

/**
 * Does the next step of a run: a slice of its listing, or of its planning and carrying out. Everything
 * it needs to go on is stored page by page and batch by batch, so any process can take the next step
 * after any crash.
 */
export async function continueRun(context: RunContext, run: Run): Promise<RunStep> {
  if (run.state !== "running") return { hasMore: false, notBefore: 0 };
  try {
    return await STEPS[run.phase](context, run);
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.retryable || error.errorClass === "auth") throw error;
    await context.portal.updateRun(run.runId, { state: "failed", error: error.message });
    throw error;
  }
}

const STEPS: Readonly<Record<Run["phase"], (context: RunContext, run: Run) => Promise<RunStep>>> = {
  "list-hubspot": listStep,
  "list-connectwise": listStep,
  "check-hubspot": async (context, run) => planStep(context, run, "hubspot"),
  "check-connectwise": async (context, run) => planStep(context, run, "connectwise"),
  "plan-hubspot": async (context, run) => planStep(context, run, "hubspot"),
  "plan-connectwise": async (context, run) => planStep(context, run, "connectwise"),
  settle: settleStep,
  done: async () => Promise.resolve({ hasMore: false, notBefore: 0 }),
};

async function moveOn(
  context: RunContext,
  run: Run,
  position: Position,
  progress: RunChange,
): Promise<RunStep> {
  const isLastObject = position.object + 1 >= context.objects.length;
  if (position.at !== null) {
    await advanceRun(context, run, { ...progress, cursor: JSON.stringify(position) });
  } else if (isLastObject) {
    if (run.phase === "check-connectwise") return endCheck(context, run);
    const phase = nextPhase({ ...run, ...progress });
    if (phase === "done") return finish(context, run, progress);
    await advanceRun(context, run, { ...progress, phase, cursor: null });
  } else {
    const cursor = JSON.stringify({ object: position.object + 1, at: null });
    await advanceRun(context, run, { ...progress, cursor });
  }
  return NOW;
}

async function planStep(context: RunContext, run: Run, side: Side): Promise<RunStep> {
  const position = positionOf(run);
  const object = objectAt(context, position);
  // What the check has counted is not what the run does.
  if (run.accepted !== null && run.phase === "plan-hubspot" && run.cursor === null) {
    await object.store.clearRunItems(run.runId);
  }
  const endsAt = object.clock.monotonic() + RUN_SLICE_MS;
  const batches = stagedBatches(object, run, { side, after: position.at, endsAt });
  const take = async (): Promise<StagedBatch | null> => {
    const next = await batches.next();
    return next.done === true ? null : next.value;
  };
  // In the order of the batches: a later row replaces an earlier one about the same record.
  const tell = inTurn((told: Told) => addToReport(object, run, told));
  const workOff = (batch: StagedBatch): Promise<void> => tell(rowsOf(object, run, batch));
  let step = NOW;
  let current = run;
  try {
    for await (const { piece: batch } of inFlight(take, workOff, BATCHES_AT_ONCE)) {
      const progress = progressOf(object, current, batch);
      const next = { ...position, at: batch.last };
      step = await moveOn(context, { ...current, ...progress }, next, progress);
      current = { ...current, ...progress, cursor: JSON.stringify(next) };
    }
  } finally {
    await batches.return(undefined);
  }
  return step;
}

/** A batch with what came of it, as rows for the run's report. */
interface Told {
  readonly batch: StagedBatch;
  readonly rows: readonly RunItem[];
}

async function rowsOf(object: SyncContext, run: Run, batch: StagedBatch): Promise<Told> {
  const rows = isDryPlan(run)
    ? batch.planned.flatMap((planned) => describeOutcome(object, planned, null))
    : await carryOutBatch(object, batch);
  return { batch, rows };
}

async function addToReport(
  object: SyncContext,
  { runId, kind }: Run,
  { batch, rows }: Told,
): Promise<void> {
  const { store, definition } = object;
  await store.addRunItems(runId, rows);
  if (batch.linked.length > 0) {
    await store.addMissingRunItems(runId, definition.objectType, batch.linked);
  }
  if (kind === "dry-run") await store.addRunSamples(runId, samplePlans(object, batch.planned));
}

/** What a planned batch adds to the run; a check adds nothing. */
function progressOf(
  object: SyncContext,
  run: Run,
  batch: StagedBatch,
): Pick<RunChange, "done" | "work"> {
  if (run.phase === "check-hubspot" || run.phase === "check-connectwise") return {};
  const done = run.done + batch.seen;
  return run.kind === "first-sync"
    ? { done }
    : { done, work: addWork(object, run.work, batch.planned) };
}

/** Goes on with the run, or has a person look at it when the numbers are others than was said. */
async function endCheck(context: RunContext, run: Run): Promise<RunStep> {
  const { portal } = context;
  const counts = (await portal.latestRun(run.kind))?.counts ?? run.counts;
  const differences = compareCounts(run.accepted?.counts ?? {}, counts);
  if (differences.length > 0) {
    await portal.moveRun(run.runId, ["running"], "paused", differencePause(differences));
    return { hasMore: false, notBefore: 0 };
  }
  await advanceRun(context, run, { phase: "plan-hubspot", cursor: null });
  return NOW;
}

/**
 * Carries a batch out. A pair in which a value that people can edit would be overwritten is only
 * linked here; the settle phase reads what it needs again, in full batches, and then decides. The
 * last batch of a side is seldom full, so its updates are left to the settle phase, too.
 */
async function carryOutBatch(object: SyncContext, batch: StagedBatch): Promise<RunItem[]> {
  const isLast = batch.last === null;
  const isLeft = (planned: PlannedPair): planned is PlannedUpdate =>
    planned.kind === "update" &&
    (needsRead(planned) || (isLast && planned.plan.operations.length > 0));
  const left = batch.planned.filter(isLeft);
  const others = batch.planned.filter((planned) => !isLeft(planned));
  const outcomes = await carryOutOrGiveBack(object, batch, others);
  const byRef = new Map(others.map((planned) => [refKey(planned.work.pair.ref), planned]));
  const rows = outcomes.flatMap((outcome) => {
    const planned = byRef.get(refKey(outcome.pair.ref));
    return planned === undefined ? [] : describeOutcome(object, planned, outcome);
  });
  await linkOnly(object, left);
  return [...rows, ...left.flatMap((planned) => describeOutcome(object, planned, null))];
}

async function carryOutOrGiveBack(
  object: SyncContext,
  { planned, deadline }: StagedBatch,
  now: readonly PlannedPair[],
): Promise<readonly PairOutcome[]> {
  try {
    return await carryOut(object, now, mayStart(object, deadline));
  } catch (thrown) {
    const held = planned.map(({ work }) => work.pair);
    await giveBack(object, held);
    throw thrown;
  }
}

/**
 * Stores links without bases and leaves their values to the settle phase.
 *
 * @returns what became of each
 */
export async function linkOnly(
  object: SyncContext,
  updates: readonly PlannedUpdate[],
): Promise<readonly PairOutcome[]> {
  if (updates.length === 0) return [];
  const { objectType } = object.definition;
  const bare = updates.map((update) => ({
    ...update,
    plan: {
      ...update.plan,
      operations: [],
      baseMoves: { hubspot: {}, connectwise: {} },
      conflicts: [],
      problems: [],
    },
  }));
  const outcomes = await applyUpdates(object, bare, () => true);
  await object.store.markDirty(
    updates.map(({ work }) => ({
      ...work.pair.ref,
      objectType,
      lane: LANES.firstSync,
      notBefore: 0,
    })),
  );
  return outcomes;
}

/**
 * Works off what the plan phases left: pairs to be read again, creates to be repeated, and those who
 * waited for a parent. One object type after the other, and all again while some are due soon.
 */
async function settleStep(context: RunContext, run: Run): Promise<RunStep> {
  const position = positionOf(run);
  const object = objectAt(context, position);
  const rows = await settleBatch(object);
  if (rows !== null) {
    await object.store.addRunItems(run.runId, rows);
    return moveOn(context, run, { ...position, at: "dirty" }, {});
  }
  const isLast = position.object + 1 >= context.objects.length;
  return isLast
    ? settleEnd(context, run, object)
    : moveOn(context, run, { ...position, at: null }, {});
}

async function settleEnd(context: RunContext, run: Run, object: SyncContext): Promise<RunStep> {
  const types = context.objects.map(({ definition }) => definition.objectType);
  const due = await object.store.nextDue(types, LANES.firstSync);
  const now = object.clock.now();
  if (due === null || due - now >= PATIENCE_MS) return finish(context, run, {});
  await advanceRun(context, run, { cursor: null });
  return { hasMore: true, notBefore: Math.max(due, now + 200) };
}

/** Ends a run. The run itself is ended last: whatever fails before is done again by the next step. */
async function finish(context: RunContext, run: Run, progress: RunChange): Promise<RunStep> {
  const [first] = context.objects;
  // Whoever has paused or cancelled it meanwhile did not mean it to go live.
  const state = (await context.portal.latestRun(run.kind))?.state;
  if (state !== "running") return { hasMore: false, notBefore: 0 };
  if (run.kind === "first-sync") {
    await resumePolling(context.objects);
    await context.portal.changeState(["first-sync"], "live", null);
    // Hints were taken in all the time; the first poll is in no hurry.
    await context.portal.setDue({ poll: (first?.clock.now() ?? 0) + FIRST_POLL_MS });
  }
  await first?.store.clearStaging();
  await context.portal.updateRun(run.runId, {
    ...progress,
    phase: "done",
    cursor: null,
    state: "done",
    finishedAt: first?.clock.now() ?? 0,
  });
  return { hasMore: false, notBefore: 0 };
}
