import { toAppError } from "../sync/errors.ts";
import { LANES } from "../sync/model.ts";
import type { Run } from "../sync/run-ports.ts";
import { drain } from "../usecases/drain.ts";
import { continueDryRun } from "../usecases/dry-run-mapping.ts";
import type { SyncContext } from "../usecases/engine.ts";
import { continueRun } from "../usecases/first-sync.ts";
import { isRunHalted } from "../usecases/halt-run.ts";
import { settleFailure } from "./job-errors.ts";
import { latePassDue, nextCareAt, runCare } from "./late-care.ts";
import type { JobParts, PortalWork } from "./portal-work.ts";
import { createPublishRound } from "./publish-round.ts";
import type { PortalHandler } from "./queues.ts";

/** How long a job works on one portal before others go first, in milliseconds. */
const SLICE_MS = 2_000;

/**
 * Makes the handler of `drain-bulk`: a slice of a dry run or first sync, or of a live portal's late
 * pass, sweep, lowest lanes and states to show in HubSpot.
 */
export function createDrainBulk(parts: JobParts): PortalHandler {
  const publish = createPublishRound(parts);
  return async (portalId) => {
    const work = await parts.openPortal(portalId);
    const state = (await work?.portal.portal())?.state;
    if (work === null || state === undefined) return { again: false };
    try {
      const contexts = await work.contexts("bulk");
      if (state === "configured" || state === "first-sync") {
        return await runSlice(parts, work, contexts);
      }
      if (state === "live") {
        return await careSlice(parts, work, contexts, () => publish(portalId, work, contexts));
      }
      await work.portal.setDue({ bulk: null });
      return { again: false };
    } catch (thrown) {
      // The next turn finds no run to go on with.
      if (isRunHalted(thrown)) return { again: true };
      const { retryAt } = await settleFailure(parts, portalId, work, thrown);
      await work.portal.setDue({ bulk: retryAt });
      return { again: false };
    }
  };
}

async function runningRun(work: PortalWork): Promise<Run | null> {
  const latest = [
    await work.portal.latestRun("first-sync"),
    await work.portal.latestRun("dry-run"),
  ];
  return latest.find((run) => run?.state === "running") ?? null;
}

/** Takes steps of the run until the slice is over; its due time stays in the past meanwhile. */
async function runSlice(
  parts: JobParts,
  work: PortalWork,
  contexts: readonly SyncContext[],
): Promise<{ readonly again: boolean }> {
  const endsAt = parts.clock.monotonic() + SLICE_MS;
  while (parts.clock.monotonic() < endsAt) {
    // oxlint-disable-next-line no-await-in-loop -- each step begins where the one before ended
    const run = await runningRun(work);
    if (run === null) {
      // A step that was under way when its run was cancelled may have staged one page more.
      // oxlint-disable-next-line no-await-in-loop -- the last turn
      await work.portal.dropIdleStaging();
      // oxlint-disable-next-line no-await-in-loop -- the last turn
      await work.portal.setDue({ bulk: null });
      return { again: false };
    }
    // oxlint-disable-next-line no-await-in-loop -- as above
    const step = await continueRun({ objects: contexts, portal: work.portal }, run);
    if (step.hasMore && step.notBefore > parts.clock.now()) {
      // oxlint-disable-next-line no-await-in-loop -- the last turn
      await work.portal.setDue({ bulk: step.notBefore });
      return { again: false };
    }
    if (!step.hasMore) {
      parts.logger.info({ runId: run.runId, kind: run.kind }, "run ended");
      // oxlint-disable-next-line no-await-in-loop -- the last turn
      return await afterRun(parts, work, contexts);
    }
  }
  return { again: true };
}

async function afterRun(
  parts: JobParts,
  work: PortalWork,
  contexts: readonly SyncContext[],
): Promise<{ readonly again: boolean }> {
  const isLive = (await work.portal.portal())?.state === "live";
  const bulk = isLive ? await nextCareAt(parts, contexts) : null;
  await work.portal.setDue({ bulk });
  return { again: false };
}

async function careSlice(
  parts: JobParts,
  work: PortalWork,
  contexts: readonly SyncContext[],
  publish: () => Promise<boolean>,
): Promise<{ readonly again: boolean }> {
  const endsAt = parts.clock.monotonic() + SLICE_MS;
  if (await latePassDue(parts, contexts)) await runHourly(parts, work);
  const types = contexts.map(({ definition }) => definition.objectType);
  const isSweeping = await runCare(parts, contexts, endsAt);
  const isTrying = await tryMappings(work, contexts);
  const rolloutAt = await rollOut(parts, work, contexts);
  const isBusy = isSweeping || isTrying || rolloutAt <= parts.clock.now();
  let hasMore = isBusy;
  for (const context of contexts) {
    // oxlint-disable-next-line no-await-in-loop -- parents before children
    const outcome = await drain(context, { maxLane: LANES.echo, linkedOnly: false });
    hasMore ||= outcome.hasMore;
    parts.count("pairs", outcome.pairs);
    parts.count("writes", outcome.written);
  }
  const due = await work.store.nextDue(types, LANES.echo);
  const careAt = isBusy ? parts.clock.now() : await nextCareAt(parts, contexts);
  await work.portal.setDue({ bulk: Math.min(careAt, rolloutAt, due ?? careAt) });
  const hasStates = await publish();
  return { again: hasMore || hasStates };
}

/** Definitions that cannot be read for good stop nothing else. */
async function runHourly(parts: JobParts, work: PortalWork): Promise<void> {
  await work.prune();
  try {
    await work.refreshDefinitions();
  } catch (thrown) {
    const error = toAppError(thrown);
    if (error.retryable || error.errorClass === "auth") throw error;
    const facts = { code: error.code, reason: error.message, remedy: error.remedy };
    parts.logger.warn(facts, "definitions not read, the kept ones are used");
  }
}

/** Goes on with dry runs of mappings. */
async function tryMappings(work: PortalWork, contexts: readonly SyncContext[]): Promise<boolean> {
  let hasMore = false;
  for (const context of contexts) {
    // oxlint-disable-next-line no-await-in-loop -- one batch of both vendors after the other
    hasMore = (await continueDryRun(context, work.portal)) || hasMore;
  }
  return hasMore;
}

/** Records that a change of settings marks at once. */
const ROLLOUT_PAGE = 100;

/** How long a roll-out waits for records that are due, which somebody else may hold, in milliseconds. */
const ROLLOUT_WAIT_MS = 1_000;

/**
 * Marks the next records that changed settings have looked at again, once those marked before are
 * worked off: what they wrote says whether the roll-out may go on.
 *
 * @returns wall-clock milliseconds at which it goes on; Infinity when none is under way
 */
async function rollOut(
  parts: JobParts,
  work: PortalWork,
  contexts: readonly SyncContext[],
): Promise<number> {
  const now = parts.clock.now();
  let goesOnAt = Infinity;
  for (const { definition, settingsVersion } of contexts) {
    const { objectType } = definition;
    // oxlint-disable-next-line no-await-in-loop -- one short look after the other
    const due = await work.store.nextDue([objectType], LANES.sweep);
    const waits = due !== null && due <= now;
    const limit = waits ? 0 : ROLLOUT_PAGE;
    // oxlint-disable-next-line no-await-in-loop -- one short transaction after the other
    if (await work.portal.continueRollout(objectType, settingsVersion, limit)) {
      goesOnAt = Math.min(goesOnAt, waits ? now + ROLLOUT_WAIT_MS : now);
    }
  }
  return goesOnAt;
}
