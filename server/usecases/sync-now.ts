import { AppError, toAppError } from "../sync/errors.ts";
import { explainCreate, explainFields, type FieldLine, withOutcome } from "../sync/explain.ts";
import { LANES, linkedId, otherSide, type LinkState, type RecordRef } from "../sync/model.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { FoundIssue, JournalLine, RecordStanding } from "../sync/record-ports.ts";
import type { ClaimedPair, DirtyMark } from "../sync/pair-ports.ts";
import { type Actor, askedBy } from "./act-as.ts";
import { isGone } from "./decide-unlinked.ts";
import { orPutOff, syncRead } from "./drain.ts";
import type { PairWork, PlannedPair, SyncContext } from "./engine.ts";
import { busy, holding, mayWrite, refsOf, untilFree } from "./hold-records.ts";
import { nameOf } from "./plan-verdicts.ts";
import { readPairs } from "./read-pairs.ts";

/** What became of a record that a person wanted to see in sync. */
export interface SyncReport {
  /** True while a worker has it in hand, or is going to. */
  readonly isPending: boolean;
  /** Null: it has no counterpart, and nothing speaks against one. */
  readonly state: LinkState | null;
  readonly linkedId: string | null;
  /** Field by field; empty for a record without counterpart, and while it is pending. */
  readonly fields: readonly FieldLine[];
  /** What was written to the two records, and what they lost, since then; the newest first. */
  readonly writes: readonly JournalLine[];
  /** Milliseconds. */
  readonly since: number;
  /** Why the record is not simply in sync. */
  readonly issues: readonly FoundIssue[];
}

/** HubSpot gives up on an answer after a few seconds; before that we say that it takes longer. */
const ANSWER_MS = 2_500;
/** HubSpot repeats a request that it gave up on: the repeat tells what the first one did. */
const REPEAT_MS = 15_000;
/** Lines of the journal that a report shows. */
const MAX_WRITES = 200;

/**
 * Syncs one record at once, in the process that was asked, exactly as a drain would. It may be asked
 * again at any time: two never work on one pair, and the second finds nothing to write.
 *
 * @returns a pending report when another worker has the pair, a vendor does not answer, or it takes
 *   longer than a few seconds; the record is marked in the lane of this request, and the work goes on
 * @throws AppError `portal_not_active`, `record_gone` with `recordId` as field, `run_in_progress` for
 *   a record that the first sync gets to; what a vendor refuses
 */
export async function syncNow(
  context: SyncContext,
  portal: PortalStore,
  ref: RecordRef,
  actor: Actor,
): Promise<SyncReport> {
  if (!(await mayWrite(portal))) throw notBeforeFirstSync();
  const acting = askedBy(context, actor);
  return answerInTime(acting, portal, { ref, actor }, () =>
    syncWhenFree(acting, portal, ref, actor),
  );
}

/**
 * Reports what became of a record, at the latest when HubSpot would give up on the answer.
 *
 * @param sync - null: the record is left to a worker
 */
export async function answerInTime(
  context: SyncContext,
  portal: PortalStore,
  { ref, actor }: { readonly ref: RecordRef; readonly actor: Actor },
  sync: () => Promise<readonly FieldLine[] | null>,
): Promise<SyncReport> {
  const since = context.clock.now() - REPEAT_MS;
  // Work that outlasts the answer goes on, and what it throws then is met again by whoever takes the mark.
  const lines = await Promise.race([sync(), actor.sleep(ANSWER_MS).then(() => null)]);
  const report = await readSyncReport(portal, context.definition.objectType, ref, since);
  return {
    ...report,
    isPending: lines === null,
    fields: withOutcome(lines ?? [], report.writes, report.issues),
  };
}

/**
 * Tells how a record stands, and what was written to it since a moment; no vendor is called.
 *
 * @param since - milliseconds
 */
export async function readSyncReport(
  portal: Pick<PortalStore, "standing" | "journalOf">,
  objectType: string,
  ref: RecordRef,
  since: number,
): Promise<SyncReport> {
  const standing = await portal.standing(objectType, ref);
  const { link, issues } = standing;
  const refs = link === null ? [ref] : refsOf(link);
  return {
    isPending: isPending(standing),
    state: link?.state ?? issues[0]?.state ?? null,
    linkedId: link === null ? null : linkedId(link, otherSide(ref.side)),
    fields: [],
    writes: await portal.journalOf({ objectType, refs, since, limit: MAX_WRITES }),
    since,
    issues,
  };
}

/** An echo waits for a poll to find it needless; nobody has to wait for it. */
function isPending({ pending, isHeld }: RecordStanding): boolean {
  return isHeld || (pending !== null && pending.lane < LANES.echo);
}

/** Returns null when the record is marked and has to be left to a worker. */
async function syncWhenFree(
  acting: SyncContext,
  portal: PortalStore,
  ref: RecordRef,
  { sleep }: Actor,
): Promise<readonly FieldLine[] | null> {
  try {
    return await untilFree(sleep, () => syncHeld(acting, portal, ref));
  } catch (thrown) {
    if (toAppError(thrown).retryable) return null;
    throw thrown;
  }
}

/**
 * Syncs a record while its pair is held.
 *
 * @param begin - called once the pair is held; what it throws ends the attempt before anything is done
 * @returns null when it is not settled yet: the record is marked, and a worker goes on
 * @throws AppError `record_busy` when another worker holds the pair; the record is marked
 */
export async function syncHeld(
  acting: SyncContext,
  portal: PortalStore,
  ref: RecordRef,
  begin?: () => void,
): Promise<readonly FieldLine[] | null> {
  const deadline = acting.clock.monotonic() + acting.timing.claimMs;
  const { objectType } = acting.definition;
  const mark = { ...ref, objectType, lane: LANES.syncNow, notBefore: 0 };
  return holding(acting, [ref], async ([claimed]) => {
    if (claimed === undefined) {
      // At once: whoever holds it looks again after what is in hand.
      await acting.store.markDirty([mark]);
      throw busy();
    }
    begin?.();
    if (claimed.link === null) await leaveToFirstSync(portal);
    const read = await readOrMark(acting, claimed, mark);
    const pair = await markHeld(acting, claimed, mark);
    const { planned, outcomes } = await orPutOff(acting, [pair], () =>
      syncRead(acting, [{ ...read, pair }], deadline),
    );
    const [outcome] = outcomes;
    const [plan] = planned;
    const isSettled = outcome?.kind === "done" || outcome?.kind === "attention";
    return isSettled && plan !== undefined ? linesOf(acting, plan) : null;
  });
}

/** Reads the pair; when a vendor does not answer the record is marked. Of one that is not there nothing is kept. */
async function readOrMark(
  context: SyncContext,
  claimed: ClaimedPair,
  mark: DirtyMark,
): Promise<PairWork> {
  try {
    const [work] = await readPairs(context, [claimed]);
    if (work === undefined) throw new Error("a work got lost");
    if (isUnknown(work)) throw recordGone(context, mark);
    return work;
  } catch (thrown) {
    if (toAppError(thrown).retryable) await context.store.markDirty([mark]);
    throw thrown;
  }
}

/** Marks the held record, so that its work is remembered whatever becomes of this process. */
async function markHeld(
  { store }: SyncContext,
  claimed: ClaimedPair,
  mark: DirtyMark,
): Promise<ClaimedPair> {
  const [outcome] = await store.commit([{ pair: claimed, marks: [mark] }]);
  if (outcome?.kind !== "done") throw busy();
  return outcome.pair;
}

/** A record without link that is not there, or lives on in another one. */
export function isUnknown({ pair, records }: PairWork): boolean {
  const record = records[pair.ref.side];
  return pair.link === null && (record === null || isGone(record));
}

function linesOf({ mapping }: SyncContext, planned: PlannedPair): readonly FieldLine[] {
  switch (planned.kind) {
    case "update":
      return explainFields(mapping, planned.work.records, planned.plan);
    case "create":
      return explainCreate(mapping, planned.source, planned.create);
    case "verdict":
    case "later":
      return [];
  }
}

async function leaveToFirstSync(portal: Pick<PortalStore, "portal">): Promise<void> {
  if ((await portal.portal())?.state !== "first-sync") return;
  throw new AppError("The first sync is running, and the record has no counterpart yet.", {
    code: "run_in_progress",
    errorClass: "invalid",
    remedy: "Wait: the first sync gets to this record by itself.",
  });
}

/** The error about work on a single record before the first sync. */
export function notBeforeFirstSync(): AppError {
  return new AppError("Nothing is synced before the first sync.", {
    code: "portal_not_active",
    errorClass: "invalid",
    remedy: "Start the first sync.",
  });
}

/** The error about a record that there is not. */
export function recordGone({ definition }: SyncContext, { side, id }: RecordRef): AppError {
  return new AppError(`${nameOf(side)} has no ${definition.objectType} with the id ${id}.`, {
    code: "record_gone",
    errorClass: "gone",
    field: "recordId",
    remedy: "Check the id; the record may have been deleted or merged into another one.",
  });
}
