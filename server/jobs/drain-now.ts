import { LANES } from "../sync/model.ts";
import type { PortalState } from "../sync/portal-ports.ts";
import { drain } from "../usecases/drain.ts";
import type { SyncContext } from "../usecases/engine.ts";
import { hasListFilter } from "../usecases/poll-lists.ts";
import { hasUnpublished } from "../usecases/publish-states.ts";
import { pollChanges } from "../usecases/poll-changes.ts";
import { settleFailure } from "./job-errors.ts";
import { careForLists } from "./late-care.ts";
import type { JobParts, PortalWork } from "./portal-work.ts";
import type { PortalHandler } from "./queues.ts";

/** While a first sync runs, records that wait for it are looked at again only this often. */
const FIRST_SYNC_PAUSE_MS = 5_000;
/** Polls are spread by this share of their interval, so that portals do not poll in step. */
const JITTER = 0.1;

/**
 * Makes the handler of `drain-now`: poll if it is due, then work off hints and what polls found.
 *
 * Each process remembers when it polled a portal last. One that takes a portal over polls at once,
 * which costs a call and never loses a change.
 */
export function createDrainNow(parts: JobParts): PortalHandler {
  const nextPolls = new Map<string, number>();
  return async (portalId) => {
    const work = await parts.openPortal(portalId);
    if (work === null) return { again: false };
    const state = (await work.portal.portal())?.state ?? "erased";
    if (state !== "live" && state !== "first-sync") {
      nextPolls.delete(portalId);
      await putOff(parts, work);
      return { again: false };
    }
    try {
      const nextPoll = nextPolls.get(portalId) ?? 0;
      return await drainPortal(parts, { portalId, work, state, nextPoll }, (at) => {
        nextPolls.set(portalId, at);
      });
    } catch (thrown) {
      const { retryAt } = await settleFailure(parts, portalId, work, thrown);
      if (retryAt !== null) await work.portal.setDue({ poll: retryAt });
      return { again: false };
    }
  };
}

/** Paused portals are looked at from time to time, in case they were resumed elsewhere. */
async function putOff(parts: JobParts, work: PortalWork): Promise<void> {
  await work.portal.setDue({ poll: parts.clock.now() + parts.pollMs });
}

/** A portal in hand. */
interface Turn {
  readonly portalId: string;
  readonly work: PortalWork;
  readonly state: PortalState;
  /** Wall-clock milliseconds of the next poll, as this process knows it. */
  readonly nextPoll: number;
}

async function drainPortal(
  parts: JobParts,
  turn: Turn,
  setNextPoll: (at: number) => void,
): Promise<{ readonly again: boolean }> {
  const { work, state } = turn;
  const contexts = await work.contexts("now");
  let { nextPoll } = turn;
  const isPolling = state === "live" && nextPoll <= parts.clock.now();
  if (state !== "live") {
    nextPoll = parts.clock.now() + FIRST_SYNC_PAUSE_MS;
  } else if (isPolling) {
    nextPoll = parts.clock.now() + spread(parts);
    // Before the calls, so that a process that dies here costs one interval at most.
    await work.portal.setDue({ poll: nextPoll });
    await pollAll(parts, turn, contexts);
    setNextPoll(nextPoll);
  }
  const types = contexts.map(({ definition }) => definition.objectType);
  let due = await work.store.nextDue(types, LANES.poll);
  let hasMore = false;
  // Most turns find nothing: one look tells, where claiming takes a lock for each object type.
  if (due !== null && due <= parts.clock.now()) {
    hasMore = await drainAll(parts, contexts, state === "first-sync");
    due = await work.store.nextDue(types, LANES.poll);
  }
  const earliest = state === "first-sync" ? nextPoll : Math.min(nextPoll, due ?? nextPoll);
  await work.portal.setDue({ poll: earliest });
  if (state === "live") await wakeForTheRest(parts, turn, contexts, { due, isPolling });
  return { again: hasMore };
}

function spread(parts: JobParts): number {
  return Math.round(parts.pollMs * (1 + JITTER * (2 * parts.random() - 1)));
}

async function pollAll(
  parts: JobParts,
  { portalId, work }: Turn,
  contexts: readonly SyncContext[],
): Promise<void> {
  let isSweepDue = false;
  for (const context of contexts) {
    // oxlint-disable-next-line no-await-in-loop -- parents before children
    await pollChanges(context);
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (hasListFilter(context)) isSweepDue = (await careForLists(parts, context)) || isSweepDue;
  }
  if (isSweepDue) {
    await work.portal.setDue({ bulk: parts.clock.now() });
    await parts.wakeBulk(portalId);
  }
  parts.count("polls");
}

async function drainAll(
  parts: JobParts,
  contexts: readonly SyncContext[],
  linkedOnly: boolean,
): Promise<boolean> {
  let hasMore = false;
  for (const context of contexts) {
    // oxlint-disable-next-line no-await-in-loop -- parents before children
    const outcome = await drain(context, { maxLane: LANES.poll, linkedOnly });
    hasMore ||= outcome.hasMore;
    parts.count("pairs", outcome.pairs);
    parts.count("writes", outcome.written);
  }
  return hasMore;
}

/**
 * Echoes, drift and states to be shown are worked off by the other queue, which is woken when nothing
 * more urgent is due.
 */
async function wakeForTheRest(
  parts: JobParts,
  { portalId, work }: Turn,
  contexts: readonly SyncContext[],
  urgent: { readonly due: number | null; readonly isPolling: boolean },
): Promise<void> {
  const now = parts.clock.now();
  if (urgent.due !== null && urgent.due <= now) return;
  const types = contexts.map(({ definition }) => definition.objectType);
  const due = await work.store.nextDue(types, LANES.echo);
  const isDue = due !== null && due <= now;
  // States are looked for once a poll, however often something is worked off in between.
  if (isDue || (urgent.isPolling && (await hasUnpublished(work.portal, contexts)))) {
    await parts.wakeBulk(portalId);
  }
}
