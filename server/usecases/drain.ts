import { type Lane, LANES } from "../sync/model.ts";
import { toAppError } from "../sync/errors.ts";
import type { ClaimedPair } from "../sync/pair-ports.ts";
import { applyCreates, type CreatedPair } from "./apply-creates.ts";
import { applyUpdates } from "./apply-updates.ts";
import {
  backoffMs,
  exclusionsOf,
  type PairWork,
  type PlannedPair,
  type SyncContext,
  type PlannedCreate,
  type PlannedUpdate,
} from "./engine.ts";
import { type PairOutcome, replan } from "./pair-facts.ts";
import type { ReadCounterparts } from "./decide-unlinked.ts";
import { planCreated, planLinked } from "./plan-linked.ts";
import { planPairs } from "./plan-pairs.ts";
import { attemptsOf, putOffUntil } from "./put-off.ts";
import { readRefs } from "./read-all.ts";
import { readPairs } from "./read-pairs.ts";
import { settleIntents } from "./settle-intents.ts";
import { storeVerdicts } from "./store-verdicts.ts";

/** Which work a drain takes. */
export interface DrainRequest {
  readonly maxLane: Lane;
  /** Leaves records without a link to a running first sync. */
  readonly linkedOnly: boolean;
}

/** What a drain did. */
export interface DrainOutcome {
  readonly pairs: number;
  readonly written: number;
  /** True when the time slice ended before the work did. */
  readonly hasMore: boolean;
}

const BATCH = 100;

/**
 * Works off dirty pairs of one object type until none is due or the time slice is over.
 *
 * @throws AppError of class auth, throttle or transient when a vendor cannot be used at present; the
 *   pairs in hand are put off first, so nothing is lost
 */
export async function drain(context: SyncContext, request: DrainRequest): Promise<DrainOutcome> {
  const endsAt = context.clock.monotonic() + context.timing.sliceMs;
  let pairs = 0;
  let written = 0;
  for (;;) {
    const deadline = context.clock.monotonic() + context.timing.claimMs;
    // oxlint-disable-next-line no-await-in-loop -- one batch after the other, by lane and age
    const claimed = await context.store.claimDirty({
      objectTypes: [context.definition.objectType],
      maxLane: request.maxLane,
      limit: BATCH,
      owner: context.owner,
      claimMs: context.timing.claimMs,
      settingsVersion: context.settingsVersion,
      linkedOnly: request.linkedOnly,
    });
    if (claimed.length === 0) return { pairs, written, hasMore: false };
    // oxlint-disable-next-line no-await-in-loop -- as above
    const outcomes = await syncClaimed(context, claimed, deadline);
    pairs += claimed.length;
    written += outcomes.filter((outcome) => outcome.written.length > 0).length;
    if (context.clock.monotonic() >= endsAt) return { pairs, written, hasMore: true };
  }
}

/**
 * Reads, plans and carries out the work of claimed pairs.
 *
 * @param deadline - monotonic milliseconds at which the claims end
 */
async function syncClaimed(
  context: SyncContext,
  claimed: readonly ClaimedPair[],
  deadline: number,
): Promise<readonly PairOutcome[]> {
  return orPutOff(context, claimed, async () => {
    const { outcomes } = await syncRead(context, await readPairs(context, claimed), deadline);
    return outcomes;
  });
}

/**
 * Plans and carries out the work of pairs that were claimed and read.
 *
 * @param deadline - monotonic milliseconds at which the claims end
 * @returns what was planned, and what became of it; a pair without a plan is looked at again soon
 */
export async function syncRead(
  context: SyncContext,
  read: readonly PairWork[],
  deadline: number,
): Promise<{
  readonly planned: readonly PlannedPair[];
  readonly outcomes: readonly PairOutcome[];
}> {
  const works = await settleIntents(context, read);
  const planned = await planPairs(context, works, counterpartReader(context));
  return { planned, outcomes: await carryOut(context, planned, mayStart(context, deadline)) };
}

/** Does something with claimed pairs; when it fails they are put off before the error goes on. */
export async function orPutOff<Result>(
  context: SyncContext,
  claimed: readonly ClaimedPair[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    await putOffAll(context, claimed, thrown);
    throw thrown;
  }
}

/** True while enough of the claims is left for one more vendor call. */
export function mayStart(context: SyncContext, deadline: number): () => boolean {
  return () => deadline - context.clock.monotonic() > context.timing.callMs;
}

/** Stores verdicts, sends updates and creates, and reconciles what was created once more. */
export async function carryOut(
  context: SyncContext,
  planned: readonly PlannedPair[],
  mayStartCall: () => boolean,
): Promise<readonly PairOutcome[]> {
  const verdicts = planned.filter((one) => one.kind === "verdict" || one.kind === "later");
  const updates = planned.filter((one): one is PlannedUpdate => one.kind === "update");
  const creates = planned.filter((one): one is PlannedCreate => one.kind === "create");
  const outcomes: PairOutcome[] = [...(await storeVerdicts(context, verdicts))];
  if (updates.length > 0) outcomes.push(...(await applyUpdates(context, updates, mayStartCall)));
  const due = await withinMargin(context, creates);
  outcomes.push(...due.late);
  if (due.creates.length === 0) return outcomes;
  const { created, others } = await applyCreates(context, due.creates, mayStartCall);
  outcomes.push(...others);
  await markLeftOut(context, created);
  const back = created.map(({ work, targetSide }) =>
    targetSide === "hubspot" ? planLinked(context, work) : planCreated(context, work),
  );
  const backUpdates = back.filter((one): one is PlannedUpdate => one.kind === "update");
  const finished =
    backUpdates.length === 0 ? [] : await applyUpdates(context, backUpdates, mayStartCall);
  const createdSides = new Map(
    created.map(({ work, targetSide }) => [work.pair.pairKey, targetSide]),
  );
  outcomes.push(
    ...finished.map((outcome) => {
      const side = createdSides.get(outcome.pair.pairKey);
      return side === undefined ? outcome : { ...outcome, created: side };
    }),
  );
  return outcomes;
}

/** What a filter holds of what was created in ConnectWise is looked at again, behind a run. */
async function markLeftOut(context: SyncContext, created: readonly CreatedPair[]): Promise<void> {
  const held = created.filter(
    ({ work, targetSide }) =>
      targetSide === "connectwise" &&
      exclusionsOf(context, work).some(({ side }) => side === targetSide),
  );
  if (held.length === 0) return;
  const marks = held.map(({ work }) => ({ ...replan(context, work), lane: LANES.sweep }));
  await context.store.markDirty(marks);
}

function isEarly({ work, create }: PlannedCreate): boolean {
  return create.targetSide === "connectwise" && work.pair.createDelayMs > 0;
}

/**
 * After a claim changed hands without being released, the old owner's last request may still be on
 * its way; a create that cannot be repeated waits until it must have ended.
 */
async function withinMargin(
  context: SyncContext,
  creates: readonly PlannedCreate[],
): Promise<{ readonly creates: readonly PlannedCreate[]; readonly late: readonly PairOutcome[] }> {
  const early = creates.filter(isEarly);
  if (early.length === 0) return { creates, late: [] };
  const now = context.clock.now();
  await context.store.commit(
    early.map(({ work }) => putOffUntil(context, work.pair, now + work.pair.createDelayMs)),
  );
  return {
    creates: creates.filter((planned) => !isEarly(planned)),
    late: early.map(({ work }) => ({ pair: work.pair, kind: "retry", written: [], problems: [] })),
  };
}

/** Reads counterparts live. */
export function counterpartReader(context: SyncContext): ReadCounterparts {
  return (refs) => readRefs(context, refs);
}

/** Gives claimed pairs back after a failed call, so that another attempt is made later. */
async function putOffAll(
  context: SyncContext,
  claimed: readonly ClaimedPair[],
  thrown: unknown,
): Promise<void> {
  const error = toAppError(thrown);
  if (error.errorClass === "internal") return;
  const now = context.clock.now();
  await context.store.commit(
    claimed.map((pair) => {
      const delay = error.retryAfterMs ?? backoffMs(attemptsOf(pair), context.random);
      return putOffUntil(context, pair, now + delay);
    }),
  );
}
