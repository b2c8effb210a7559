import { LANES, SIDES } from "../sync/model.ts";
import type { SyncContext } from "../usecases/engine.ts";
import { observePage } from "../usecases/observe-page.ts";
import { pollLists } from "../usecases/poll-lists.ts";
import { runLatePass } from "../usecases/poll-changes.ts";
import { continueSweep } from "../usecases/sweep.ts";
import type { JobParts } from "./portal-work.ts";

/** The late pass reads up to an hour ago, each hour: its mark is then between one and two hours old. */
const LATE_MARK_AGE_MS = 2 * 60 * 60_000;
/** From the end of one full comparison to the start of the next. */
const SWEEP_EVERY_MS = 24 * 60 * 60_000;

/** Whoever left a list is found by a full comparison; a list that changes all day begins no more than this. */
const SWEEP_FOR_LISTS_MS = 60 * 60_000;

/** Cursor that holds when the last full comparison ended, in milliseconds. */
const SWEPT_AT = "swept-at";

/** Whether some late pass is due. */
export async function latePassDue(
  parts: Pick<JobParts, "clock">,
  contexts: readonly SyncContext[],
): Promise<boolean> {
  const times = await Promise.all(contexts.map(async (context) => latePassAt(context)));
  return times.some((time) => time <= parts.clock.now());
}

/** Runs late passes that are due, and steps of sweeps until the slice is over. */
export async function runCare(
  parts: JobParts,
  contexts: readonly SyncContext[],
  endsAt: number,
): Promise<boolean> {
  let isSweeping = false;
  for (const context of contexts) {
    // oxlint-disable-next-line no-await-in-loop -- one listing at a time keeps memory small
    if ((await latePassAt(context)) <= parts.clock.now()) await runLatePass(context);
    // oxlint-disable-next-line no-await-in-loop -- as above
    isSweeping = (await sweepSlice(parts, context, endsAt)) || isSweeping;
  }
  return isSweeping;
}

/** Wall-clock milliseconds at which the next late pass or sweep is due. */
export async function nextCareAt(
  parts: Pick<JobParts, "clock">,
  contexts: readonly SyncContext[],
): Promise<number> {
  const times = await Promise.all(
    contexts.map(async (context) =>
      Math.min(await latePassAt(context), await sweepAt(parts, context)),
    ),
  );
  return Math.min(parts.clock.now() + SWEEP_EVERY_MS, ...times);
}

async function latePassAt(context: SyncContext): Promise<number> {
  const marks = await Promise.all(
    SIDES.map(async (side) => context.store.cursor(context.definition.objectType, side, "late")),
  );
  const times = marks.map((mark) => (mark === null ? Infinity : Number(mark) + LATE_MARK_AGE_MS));
  return Math.min(...times);
}

/** A portal that just went live has compared everything: its first sweep is due a day later. */
async function sweepAt(parts: Pick<JobParts, "clock">, context: SyncContext): Promise<number> {
  const { objectType } = context.definition;
  const underWay = await context.store.cursor(objectType, "hubspot", "sweep");
  if (underWay !== null && underWay !== "") return 0;
  const sweptAt = await context.store.cursor(objectType, "hubspot", SWEPT_AT);
  if (sweptAt !== null) return Number(sweptAt) + SWEEP_EVERY_MS;
  await markSwept(parts, context);
  return parts.clock.now() + SWEEP_EVERY_MS;
}

async function markSwept(parts: Pick<JobParts, "clock">, context: SyncContext): Promise<void> {
  await saveSweptAt(context, parts.clock.now());
}

async function saveSweptAt(context: SyncContext, sweptAt: number): Promise<void> {
  await observePage(context, [], {
    side: "hubspot",
    lane: LANES.sweep,
    cursorName: SWEPT_AT,
    cursor: String(sweptAt),
  });
}

/**
 * Polls the lists that filters ask about, and makes a full comparison due where records left one.
 *
 * @returns whether a comparison became due
 */
export async function careForLists(
  parts: Pick<JobParts, "clock">,
  context: SyncContext,
): Promise<boolean> {
  const sweptAt = (await sweepAt(parts, context)) - SWEEP_EVERY_MS;
  const mayCompare = sweptAt > 0 && sweptAt + SWEEP_FOR_LISTS_MS <= parts.clock.now();
  if (!(await pollLists(context, mayCompare))) return false;
  await saveSweptAt(context, 0);
  return true;
}

async function sweepSlice(parts: JobParts, context: SyncContext, endsAt: number): Promise<boolean> {
  if ((await sweepAt(parts, context)) > parts.clock.now()) return false;
  do {
    // oxlint-disable-next-line no-await-in-loop -- each page's cursor comes from the one before
    const { hasMore, drift } = await continueSweep(context);
    if (drift > 0) {
      parts.count("drift", drift);
      parts.logger.warn({ drift }, "sweep found changes that nothing had announced");
    }
    if (!hasMore) {
      // oxlint-disable-next-line no-await-in-loop -- the last turn
      await markSwept(parts, context);
      return false;
    }
  } while (parts.clock.monotonic() < endsAt);
  return true;
}
