import { LANES, otherSide, SIDES, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { AppError } from "../sync/errors.ts";
import type {
  ClaimedPair,
  CommitOutcome,
  DirtyMark,
  Issue,
  JournalEntry,
  PairChange,
  SentValue,
  WriteResult,
} from "../sync/ports.ts";
import type { FieldProblem, FieldWrite, Plan, UpdateOperation } from "../sync/reconcile.ts";
import { valueContext } from "../sync/reconcile.ts";
import { hashValue } from "../sync/values.ts";
import { checkHistory, type HistoryCheck } from "./check-history.ts";
import {
  backoffMs,
  matchKeysOf,
  type LateConflicts,
  type PairWork,
  type PlannedPair,
  type SyncContext,
} from "./engine.ts";
import { idOn } from "./read-pairs.ts";
import { doneMarks, keepsMarks, seenTimes, withSeenTime } from "./seen-times.ts";

/** A pair whose plan is ready to be carried out. */
export type PlannedUpdate = Extract<PlannedPair, { kind: "update" }>;

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

/**
 * Carries out plans: stores what will be sent, sends it in one batch a side, looks for edits that
 * slipped in, and confirms each pair with the values that the vendors returned.
 *
 * At most 100 pairs, whose claims are held. `mayStart` says whether enough of the claims is left
 * for one more vendor call; without it nothing is sent and the pairs stay dirty.
 */
export async function applyUpdates(
  context: SyncContext,
  updates: readonly PlannedUpdate[],
  mayStart: () => boolean,
): Promise<readonly PairOutcome[]> {
  const seenWrites = await checkHistory(context, unansweredChecks(context, updates));
  const outcomes = await context.store.commit(
    updates.map((update) => firstChange(context, update, seenWrites)),
  );
  const results: PairOutcome[] = [];
  const toSend: PlannedUpdate[] = [];
  await releaseRivals(
    context,
    updates.map(({ work }) => work.pair),
    outcomes,
  );
  for (const [index, update] of updates.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind !== "done") {
      results.push({ pair: update.work.pair, kind: "lost", written: [], problems: [] });
    } else if (update.plan.operations.length === 0) {
      results.push(settledOutcome(outcome.pair, update.plan));
    } else {
      const work = { ...update.work, pair: outcome.pair, keepsMarks: keepsMarks(update.work) };
      toSend.push({ ...update, work });
    }
  }
  if (toSend.length > 0) results.push(...(await sendAndConfirm(context, toSend, mayStart)));
  return results;
}

/** A pair whose record got another link meanwhile is looked at again from the start. */
export async function releaseRivals(
  context: SyncContext,
  pairs: readonly ClaimedPair[],
  outcomes: readonly CommitOutcome[],
): Promise<void> {
  const rivals = pairs.filter((_pair, index) => outcomes[index]?.kind === "already-linked");
  if (rivals.length === 0) return;
  const retryAt = context.clock.now() + 1000;
  await context.store.commit(rivals.map((pair) => ({ pair, retryAt, release: true })));
}

function settledOutcome(pair: ClaimedPair, plan: Plan): PairOutcome {
  const kind = plan.problems.length > 0 ? "attention" : "done";
  return { pair, kind, written: [], problems: plan.problems };
}

/** First transaction: the link, moves without a write, and each value before it is sent. */
function firstChange(
  context: SyncContext,
  update: PlannedUpdate,
  late: LateConflicts,
): PairChange {
  const { work, plan } = update;
  const { pair, records } = work;
  const hasWrites = plan.operations.length > 0;
  const sent: SentValue[] = plan.operations.flatMap((operation) =>
    operation.writes.map(({ key, value }) => ({ side: operation.side, key, value })),
  );
  const found = late.get(pair.pairKey) ?? [];
  return {
    pair,
    ...(pair.link === null && records.hubspot !== null && records.connectwise !== null
      ? {
          newLink: { hubspotId: records.hubspot.id, connectwiseId: records.connectwise.id },
          // A counterpart was found; an earlier attempt to create one has come to nothing.
          intent: null,
        }
      : {}),
    mappingVersion: context.mapping.version,
    state: plan.state,
    base: plan.baseMoves,
    addSent: sent,
    settleSent: plan.settled,
    journal: [...linkEntry(update), ...plan.conflicts, ...found],
    matchKeys: matchKeysOf(context, work),
    ...(found.length > 0 ? { marks: [replan(context, work)] } : {}),
    ...(hasWrites ? dirtyUntilConfirmed(context, work) : finalFacts(context, work, plan.state, plan.problems)),
  };
}

function linkEntry({ work, matchedBy }: PlannedUpdate): JournalEntry[] {
  if (work.pair.link !== null || work.records.connectwise === null) return [];
  const recordId = work.records.connectwise.id;
  return [{ kind: "link", side: "connectwise", recordId, rule: matchedBy }];
}

/**
 * A pair that a run is writing has no dirty row of its own; a crash must leave one behind. Its lane
 * is one that the run itself does not wait for: a hint about this very write renews the row, and it
 * then stays until it is due.
 */
function dirtyUntilConfirmed(context: SyncContext, work: PairWork): Pick<PairChange, "marks"> {
  if (work.pair.taken.length > 0) return {};
  const notBefore = context.clock.now() + context.timing.claimMs;
  return { marks: [{ ...replan(context, work, notBefore), lane: LANES.sweep }] };
}

function replan(context: SyncContext, work: PairWork, notBefore = 0): DirtyMark {
  const { objectType } = context.definition;
  return { ...work.pair.ref, objectType, lane: LANES.poll, notBefore };
}

function finalFacts(
  context: SyncContext,
  work: PairWork,
  state: Plan["state"],
  problems: readonly FieldProblem[],
): Partial<PairChange> {
  return {
    seenModifiedAt: seenTimes(context, work),
    clearIssues: true,
    issues: problems.map((problem) =>
      withSeenTime(context, work, problemIssue(work, state, problem)),
    ),
    done: doneMarks(work),
    release: true,
  };
}

/** Turns a field's problem into a line of the issue list. */
export function problemIssue(
  work: PairWork,
  state: Plan["state"],
  problem: FieldProblem,
): Issue {
  const record = work.records[problem.side];
  const id = record?.id ?? idOn(work.pair, problem.side) ?? work.pair.ref.id;
  const side = record === null ? work.pair.ref.side : problem.side;
  return {
    ref: { side, id },
    state: state === "linked" || state === "excluded" ? "attention" : state,
    code: problem.code,
    message: problem.message,
    field: problem.field,
    remedy: problem.remedy,
    seenModifiedAt: record?.modifiedAt ?? 0,
  };
}

type Sent = ReadonlyMap<UpdateOperation, WriteResult>;

async function sendAndConfirm(
  context: SyncContext,
  updates: readonly PlannedUpdate[],
  mayStart: () => boolean,
): Promise<PairOutcome[]> {
  if (!mayStart()) return putOff(context, updates);
  const sent: Sent = new Map(
    (await Promise.all(SIDES.map(async (side) => sendSide(context, updates, side)))).flat(),
  );
  const late = await lateConflicts(context, updates, sent);
  const changes = updates.map((update) => confirmChange(context, update, sent, late));
  const outcomes = await context.store.commit(changes.map(({ change }) => change));
  return changes.map(({ outcome }, index) =>
    outcomes[index]?.kind === "done" ? outcome : { ...outcome, kind: "lost" as const },
  );
}

async function putOff(
  context: SyncContext,
  updates: readonly PlannedUpdate[],
): Promise<PairOutcome[]> {
  const retryAt = context.clock.now();
  await context.store.commit(
    updates.map(({ work }) => ({ pair: work.pair, retryAt, release: true })),
  );
  return updates.map(({ work }) => ({ pair: work.pair, kind: "retry", written: [], problems: [] }));
}

async function sendSide(
  context: SyncContext,
  updates: readonly PlannedUpdate[],
  side: Side,
): Promise<(readonly [UpdateOperation, WriteResult])[]> {
  const operations = updates.flatMap(({ plan }) => plan.operations.filter((o) => o.side === side));
  if (operations.length === 0) return [];
  const results = await context.adapters[side].update(
    context.definition.objectType,
    operations.map((operation) => ({
      id: operation.id,
      fields: Object.fromEntries(operation.writes.map(({ path, value }) => [path, value])),
    })),
  );
  return operations.map((operation, index) => [operation, results[index] as WriteResult]);
}

/**
 * Writes to HubSpot whose answer was lost: whatever it holds now, an edit may lie under them.
 */
function unansweredChecks(
  context: SyncContext,
  updates: readonly PlannedUpdate[],
): HistoryCheck[] {
  return updates.flatMap(({ work }) =>
    context.mapping.fields.flatMap((field) => {
      const sent = work.pair.sent.findLast(
        (one) => one.key === field.key && one.side === "hubspot",
      );
      if (sent === undefined) return [];
      const expected = work.pair.link?.base.hubspot[field.key];
      return checkOf(work, { field, sent: sent.value, expected });
    }),
  );
}

async function lateConflicts(
  context: SyncContext,
  updates: readonly PlannedUpdate[],
  sent: Sent,
): Promise<LateConflicts> {
  const checks = updates.flatMap(({ work, plan }) =>
    plan.operations
      .filter((operation) => operation.side === "hubspot" && sent.get(operation)?.ok === true)
      .flatMap((operation) =>
        operation.writes.flatMap((write) => {
          const field = context.mapping.fields.find((one) => one.key === write.key);
          if (field === undefined) return [];
          const expected = hashValue(valueContext(context), field, "hubspot", write.oldValue);
          return checkOf(work, { field, sent: write.value, expected });
        }),
      ),
  );
  return checkHistory(context, checks);
}

/** Our own fields and fields that people cannot send back need no look at their history. */
function checkOf(
  work: PairWork,
  check: Pick<HistoryCheck, "field" | "sent" | "expected">,
): HistoryCheck[] {
  const recordId = idOn(work.pair, "hubspot") ?? work.records.hubspot?.id;
  if (check.field.isOwn || recordId === undefined) return [];
  const since = work.pair.link?.seenModifiedAt.hubspot ?? 0;
  return [{ ...check, pairKey: work.pair.pairKey, recordId, since }];
}

interface Confirmation {
  readonly change: PairChange;
  readonly outcome: PairOutcome;
}

function confirmChange(
  context: SyncContext,
  update: PlannedUpdate,
  sent: Sent,
  late: LateConflicts,
): Confirmation {
  const { work, plan } = update;
  const results = plan.operations.map((operation) => ({
    operation,
    result: sent.get(operation) as WriteResult,
  }));
  const written = results.filter(({ result }) => result.ok);
  const failed = results.flatMap(({ operation, result }) =>
    result.ok ? [] : [{ operation, error: result.error }],
  );
  const problems = [...plan.problems, ...failed.flatMap(refusal)];
  const retryAfterMs = retryDelay(context, work.pair, failed);
  const lateEntries = late.get(work.pair.pairKey) ?? [];
  const isAgain = lateEntries.length > 0 || written.some((one) => movedMeanwhile(context, work, one));
  const state = problems.length > 0 && plan.state === "linked" ? "attention" : plan.state;
  const change: PairChange = {
    pair: work.pair,
    base: confirmedBase(context, written),
    settleSent: results
      .filter(({ result }) => result.ok || result.error.errorClass === "invalid")
      .flatMap(({ operation }) =>
        operation.writes.map(({ key }) => ({ side: operation.side, key })),
      ),
    journal: [...written.flatMap(({ operation }) => updateEntries(operation)), ...lateEntries],
    state,
    ...(isAgain ? { marks: [replan(context, work)] } : {}),
    ...(retryAfterMs === null
      ? finalFacts(context, work, state, problems)
      : { retryAt: context.clock.now() + retryAfterMs, release: true }),
  };
  const kind = retryAfterMs === null ? (problems.length > 0 ? "attention" : "done") : "retry";
  const sides = written.map(({ operation }) => operation.side);
  return { change, outcome: { pair: work.pair, kind, written: sides, problems } };
}

/** A refused write names the field that the vendor named, else the first one sent. */
function refusal(failed: { operation: UpdateOperation; error: AppError }): FieldProblem[] {
  const { operation, error } = failed;
  if (error.errorClass !== "invalid" && error.errorClass !== "exists") return [];
  return [
    {
      code: error.code,
      side: operation.side,
      field: error.field ?? operation.writes[0]?.path ?? "",
      message: error.message,
      remedy: error.remedy ?? "Correct the value in either system; the record is tried again then.",
    },
  ];
}

/** Null when nothing failed that a later attempt could mend. */
function retryDelay(
  context: SyncContext,
  pair: ClaimedPair,
  failed: readonly { readonly error: AppError }[],
): number | null {
  const delays = failed.flatMap(({ error }) => {
    if (error.errorClass === "invalid" || error.errorClass === "exists") return [];
    const attempts = Math.max(0, ...pair.taken.map((mark) => mark.attempts));
    return [error.retryAfterMs ?? backoffMs(attempts, context.random)];
  });
  return delays.length === 0 ? null : Math.max(...delays);
}

/** True when the answer shows a mapped value that neither the plan nor the write knows. */
function movedMeanwhile(
  context: SyncContext,
  work: PairWork,
  { operation, result }: { operation: UpdateOperation; result: WriteResult },
): boolean {
  const before = work.records[operation.side];
  if (!result.ok || before === null) return false;
  const writtenKeys = new Set(operation.writes.map(({ key }) => key));
  return context.mapping.fields.some((field) => {
    if (writtenKeys.has(field.key)) return false;
    const now = valueOf(result.record, field, operation.side);
    const then = valueOf(before, field, operation.side);
    if (now === undefined || then === undefined) return false;
    const values = valueContext(context);
    return (
      hashValue(values, field, operation.side, now) !==
      hashValue(values, field, operation.side, then)
    );
  });
}

function valueOf(
  record: RecordSnapshot,
  field: SyncContext["mapping"]["fields"][number],
  side: Side,
): RecordSnapshot["fields"][string] | undefined {
  return record.fields[side === "hubspot" ? field.hubspot : field.connectwise];
}

function confirmedBase(
  context: SyncContext,
  written: readonly { operation: UpdateOperation; result: WriteResult }[],
): Record<Side, Record<string, string>> {
  const base: Record<Side, Record<string, string>> = { hubspot: {}, connectwise: {} };
  for (const { operation, result } of written) {
    if (!result.ok) continue;
    for (const write of operation.writes) {
      const field = context.mapping.fields.find((one) => one.key === write.key);
      if (field === undefined) continue;
      const returned = result.record.fields[write.path];
      base[operation.side][write.key] = hashValue(
        valueContext(context),
        field,
        operation.side,
        returned === undefined ? write.value : returned,
      );
      base[otherSide(operation.side)][write.key] = write.sourceHash;
    }
  }
  return base;
}

function updateEntries(operation: UpdateOperation): JournalEntry[] {
  return operation.writes.map((write: FieldWrite) => ({
    kind: "update",
    side: operation.side,
    recordId: operation.id,
    key: write.key,
    field: write.path,
    oldValue: write.oldValue,
    newValue: write.value,
    rule: write.rule,
  }));
}
