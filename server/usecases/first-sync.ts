import { LANES, type Side } from "../sync/model.ts";
import { AppError, toAppError } from "../sync/errors.ts";
import type { RunItem } from "../sync/store-ports.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import { NO_FINGERPRINT } from "../sync/fingerprint.ts";
import type { Run, RunChange } from "../sync/run-ports.ts";
import { applyUpdates } from "./apply-updates.ts";
import { describeOutcome } from "./describe-outcome.ts";
import { carryOut, mayStart } from "./drain.ts";
import { keysOf, type PlannedPair, type PlannedUpdate, type SyncContext } from "./engine.ts";
import { refKey } from "./plan-verdicts.ts";
import {
  addPage,
  compareCounts,
  differencePause,
  fingerprintSettings,
  mustCheck,
} from "./check-start.ts";
import { gatherStaged, isDryPlan, needsRead, type StagedBatch } from "./plan-staged.ts";
import type { PairOutcome } from "./pair-facts.ts";
import { resumePolling } from "./poll-changes.ts";
import { pathsToList } from "./read-parts.ts";
import { giveBack } from "./put-off.ts";
import { addListed, addWork, samplePlans } from "./run-plans.ts";
import { settleBatch } from "./settle-batch.ts";

/** What a run works on. */
export interface RunContext {
  /** One per object type that is on, parents before children. */
  readonly objects: readonly SyncContext[];
  readonly portal: PortalStore;
}

/** Whether to call again, and when. */
export interface RunStep {
  readonly hasMore: boolean;
  /** Wall-clock milliseconds before which there is nothing to do. */
  readonly notBefore: number;
}

/** A pair that fails longer than this is left to the continuous sync. */
const PATIENCE_MS = 60_000;

/** From the end of a first sync to the first poll. */
const FIRST_POLL_MS = 10_000;

const NOW: RunStep = { hasMore: true, notBefore: 0 };

/**
 * Does the next step of a run: one page listed, or one batch planned and carried out. Everything it
 * needs to go on is stored, so any process can take the next step after any crash.
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
  "list-hubspot": async (context, run) => listStep(context, run, "hubspot"),
  "list-connectwise": async (context, run) => listStep(context, run, "connectwise"),
  "check-hubspot": async (context, run) => planStep(context, run, "hubspot"),
  "check-connectwise": async (context, run) => planStep(context, run, "connectwise"),
  "plan-hubspot": async (context, run) => planStep(context, run, "hubspot"),
  "plan-connectwise": async (context, run) => planStep(context, run, "connectwise"),
  settle: settleStep,
  done: async () => Promise.resolve({ hasMore: false, notBefore: 0 }),
};

/** Position within a phase: which object type, and where in it. */
interface Position {
  readonly object: number;
  readonly at: string | null;
}

function positionOf(run: Run): Position {
  if (run.cursor === null) return { object: 0, at: null };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this file only
  return JSON.parse(run.cursor) as Position;
}

async function moveOn(
  context: RunContext,
  run: Run,
  position: Position,
  progress: RunChange,
): Promise<RunStep> {
  const isLastObject = position.object + 1 >= context.objects.length;
  if (position.at !== null) {
    await context.portal.updateRun(run.runId, { ...progress, cursor: JSON.stringify(position) });
  } else if (isLastObject) {
    if (run.phase === "check-connectwise") return endCheck(context, run);
    const phase = nextPhase({ ...run, ...progress });
    if (phase === "done") return finish(context, run, progress);
    await context.portal.updateRun(run.runId, { ...progress, phase, cursor: null });
  } else {
    const cursor = JSON.stringify({ object: position.object + 1, at: null });
    await context.portal.updateRun(run.runId, { ...progress, cursor });
  }
  return NOW;
}

const PHASES: readonly Run["phase"][] = [
  "list-hubspot",
  "list-connectwise",
  "check-hubspot",
  "check-connectwise",
  "plan-hubspot",
  "plan-connectwise",
  "settle",
  "done",
];

function nextPhase(run: Run): Run["phase"] {
  const next = PHASES[PHASES.indexOf(run.phase) + 1] ?? "done";
  if (next === "check-hubspot" && !mustCheck(run)) return "plan-hubspot";
  return next === "settle" && run.kind === "dry-run" ? "done" : next;
}

async function listStep(context: RunContext, run: Run, side: Side): Promise<RunStep> {
  const position = positionOf(run);
  const object = objectAt(context, position);
  const { objectType } = object.definition;
  const page = await object.adapters[side].list(objectType, position.at, pathsToList(object, side));
  await object.store.stage(
    objectType,
    side,
    page.records.map((snapshot) => ({
      snapshot,
      matchKeys: keysOf(object, side, snapshot) ?? [],
    })),
    page.next ?? "",
  );
  const seen =
    run.fingerprint === NO_FINGERPRINT
      ? await fingerprintSettings(context.objects)
      : run.fingerprint;
  return moveOn(
    context,
    run,
    { ...position, at: page.next },
    {
      total: run.total + page.records.length,
      work: addListed(run.work, side, page.records.length),
      fingerprint: addPage(seen, { objectType, side }, page.records),
    },
  );
}

function objectAt(context: RunContext, position: Position): SyncContext {
  const object = context.objects[position.object];
  if (object !== undefined) return object;
  throw new AppError("the run's position names an object that is off", {
    code: "object_is_off",
    errorClass: "internal",
  });
}

async function planStep(context: RunContext, run: Run, side: Side): Promise<RunStep> {
  const position = positionOf(run);
  const object = objectAt(context, position);
  // What the check has counted is not what the run does.
  if (run.accepted !== null && run.phase === "plan-hubspot" && run.cursor === null) {
    await object.store.clearRunItems(run.runId);
  }
  const batch = await gatherStaged(object, run, side, position.at);
  const rows = isDryPlan(run)
    ? batch.planned.flatMap((planned) => describeOutcome(object, planned, null))
    : await carryOutBatch(object, batch);
  await object.store.addRunItems(run.runId, rows);
  await object.store.addMissingRunItems(run.runId, object.definition.objectType, batch.linked);
  const next = { ...position, at: batch.last };
  if (run.phase === "check-hubspot" || run.phase === "check-connectwise") {
    return moveOn(context, run, next, {});
  }
  const done = run.done + batch.seen;
  if (run.kind === "first-sync") return moveOn(context, run, next, { done });
  await object.store.addRunSamples(run.runId, samplePlans(object, batch.planned));
  return moveOn(context, run, next, { done, work: addWork(object, run.work, batch.planned) });
}

/** Goes on with the run, or has a person look at it when the numbers are others than was said. */
async function endCheck({ portal }: RunContext, run: Run): Promise<RunStep> {
  const counts = (await portal.latestRun(run.kind))?.counts ?? run.counts;
  const differences = compareCounts(run.accepted?.counts ?? {}, counts);
  if (differences.length > 0) {
    await portal.moveRun(run.runId, ["running"], "paused", differencePause(differences));
    return { hasMore: false, notBefore: 0 };
  }
  await portal.updateRun(run.runId, { phase: "plan-hubspot", cursor: null });
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
  await context.portal.updateRun(run.runId, { cursor: null });
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
