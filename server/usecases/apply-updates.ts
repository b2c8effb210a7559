import {
  flowsTo,
  LANES,
  SIDES,
  type Fields,
  type FieldValue,
  type RecordSnapshot,
  type Side,
} from "../sync/model.ts";
import { expandValue } from "../sync/paths.ts";
import type { WriteResult } from "../sync/adapter-ports.ts";
import type {
  ClaimedPair,
  DirtyMark,
  JournalEntry,
  PairChange,
  SentValue,
} from "../sync/pair-ports.ts";
import type { Plan, UpdateOperation } from "../sync/plan.ts";
import { valueContext } from "../sync/reconcile.ts";
import { hashValue } from "../sync/values.ts";
import { checkHistory, checkOf, checkUnanswered } from "./check-history.ts";
import { confirmChange, UNANSWERED, type Sent } from "./confirm-updates.ts";
import {
  matchKeysOf,
  type LateConflicts,
  type PairWork,
  type PlannedUpdate,
  type SyncContext,
} from "./engine.ts";
import {
  exclusionIssues,
  finalFacts,
  marksForUnseen,
  marksForUnseenParents,
  waitsToStore,
  releaseRivals,
  replan,
  type PairOutcome,
} from "./pair-facts.ts";
import { putOffUntil } from "./put-off.ts";
import { keepsMarks } from "./seen-times.ts";

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
  const seenWrites = await checkUnanswered(
    context,
    updates.map(({ work }) => work),
  );
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

function settledOutcome(pair: ClaimedPair, plan: Plan): PairOutcome {
  const kind = plan.problems.length > 0 ? "attention" : "done";
  return { pair, kind, written: [], problems: plan.problems };
}

/** First transaction: the link, moves without a write, and each value before it is sent. */
function firstChange(context: SyncContext, update: PlannedUpdate, late: LateConflicts): PairChange {
  const { work, plan } = update;
  const { pair, records } = work;
  const hasWrites = plan.operations.length > 0;
  const sent = plan.operations.flatMap((operation) => valuesToKeep(context, operation));
  const found = late.get(pair.pairKey) ?? [];
  return {
    pair,
    ...(pair.link === null && records.hubspot !== null && records.connectwise !== null
      ? {
          newLink: { hubspotId: records.hubspot.id, connectwiseId: records.connectwise.id },
          // A counterpart was found; an earlier attempt to create one has come to nothing.
          intent: null,
          showsNothing: isLeftUnshown(context, update),
        }
      : {}),
    mappingVersion: context.mapping.version,
    state: plan.state,
    base: plan.baseMoves,
    addSent: sent,
    settleSent: plan.settled,
    journal: [...linkEntry(update), ...plan.conflicts, ...found],
    matchKeys: matchKeysOf(context, work),
    ...(hasWrites
      ? {
          waits: waitsToStore(plan.waits),
          // With the state, so that what belongs to a record that is left out never finds it alone.
          issues: exclusionIssues(context, work, plan.state),
        }
      : finalFacts(context, work, plan.state, plan)),
    marks: [
      ...marksForUnseen(plan.waits),
      ...marksForUnseenParents(context, work),
      ...(found.some(({ kind }) => kind === "late-conflict") ? [replan(context, work)] : []),
      ...(hasWrites ? dirtyUntilConfirmed(context, work) : []),
    ],
  };
}

/** True when a new link does not bring our id to the HubSpot record, with which its state would travel. */
function isLeftUnshown(
  { definition, policy }: SyncContext,
  { work: { records }, plan }: PlannedUpdate,
): boolean {
  if (!flowsTo(policy.direction, "hubspot")) return false;
  const hasId = records.hubspot?.fields[definition.idProperty] === records.connectwise?.id;
  return hasId || plan.state === "excluded";
}

/**
 * Values to be known again until they are confirmed. Nobody but us writes to our own fields, and they
 * are never a source.
 */
function valuesToKeep(
  { mapping }: SyncContext,
  { side, writes }: UpdateOperation,
): readonly SentValue[] {
  const own = new Set(mapping.fields.flatMap(({ key, isOwn }) => (isOwn ? [key] : [])));
  return writes.flatMap(({ key, value }) => (own.has(key) ? [] : [{ side, key, value }]));
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
function dirtyUntilConfirmed(context: SyncContext, work: PairWork): readonly DirtyMark[] {
  if (work.pair.taken.length > 0) return [];
  const notBefore = context.clock.now() + context.timing.claimMs;
  return [{ ...replan(context, work, notBefore), lane: LANES.sweep }];
}

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
  const now = context.clock.now();
  await context.store.commit(updates.map(({ work }) => putOffUntil(context, work.pair, now)));
  return updates.map(({ work }) => ({ pair: work.pair, kind: "retry", written: [], problems: [] }));
}

async function sendSide(
  context: SyncContext,
  updates: readonly PlannedUpdate[],
  side: Side,
): Promise<(readonly [UpdateOperation, WriteResult])[]> {
  const sends = updates.flatMap(({ plan, work }) =>
    plan.operations
      .filter((operation) => operation.side === side)
      .map((operation) => ({ operation, before: work.records[side] })),
  );
  if (sends.length === 0) return [];
  const results = await context.adapters[side].update(
    context.definition.objectType,
    sends.map(({ operation, before }) => ({
      id: operation.id,
      fields: fieldsToSend(context, operation, before),
      ...(before === null ? {} : { before }),
    })),
  );
  return sends.map(({ operation }, index) => [operation, results[index] ?? UNANSWERED]);
}

/** What is written, with what the vendor wants filled on every update and the record lacks. */
function fieldsToSend(
  context: SyncContext,
  { side, writes }: UpdateOperation,
  before: RecordSnapshot | null,
): Fields {
  const { definition, policy } = context;
  const fields: Record<string, FieldValue> = {};
  for (const path of definition.requiredOnUpdate[side]) {
    const known = before?.fields[path];
    const value = policy.createDefaults[side][path];
    if (known === null && value !== undefined) fields[path] = value;
  }
  for (const { path, value } of writes) Object.assign(fields, expandValue(path, value));
  return fields;
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
          return checkOf(work, { field, sent: write.value, expected, isUnanswered: false });
        }),
      ),
  );
  return checkHistory(context, checks);
}
