import { otherSide, SIDES, type RecordRef, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { Plan } from "../sync/plan.ts";
import { reconcile } from "../sync/reconcile.ts";
import type { MatchReason } from "../sync/match.ts";
import type { CreateIntent } from "../sync/pair-ports.ts";
import {
  pathsToRead,
  reconcileInput,
  type PairWork,
  type PlannedPair,
  type SyncContext,
} from "./engine.ts";
import { hasHistory } from "../sync/paths.ts";
import {
  decideUnlinked,
  isGone,
  learnsKeys,
  NO_MATCH,
  type ReadCounterparts,
  type Verdict,
} from "./decide-unlinked.ts";
import { NO_BASE, planLinked, planNewLink } from "./plan-linked.ts";
import { planExcluded, planNew } from "./plan-new.ts";
import { planGoneAlone, refKey, reviewIssue } from "./plan-verdicts.ts";
import { knowing, readParents, type Stored } from "./read-parents.ts";
import { withParts } from "./read-parts.ts";
import { stopFlips } from "./stop-flips.ts";

/**
 * Decides what to do with each pair without writing anything: linked pairs are reconciled, others
 * matched and then linked, created, or given a verdict. First sync, dry run and drain share it.
 */
export async function planPairs(
  context: SyncContext,
  works: readonly PairWork[],
  readCounterparts: ReadCounterparts,
): Promise<readonly PlannedPair[]> {
  const stored = await readParents(context, works);
  const known = knowing(works, stored);
  const linked = known.filter(({ pair }) => pair.link !== null);
  const unlinked = known.filter(({ pair }) => pair.link === null);
  const plannedLinked = linked.map((work) => planLinked(context, work));
  const plannedUnlinked = await planUnlinked(context, {
    works: unlinked,
    stored,
    readCounterparts,
  });
  const withAllParts = await withParts(context, [...plannedLinked, ...plannedUnlinked]);
  return stopFlips(context, await withHistory(context, withAllParts));
}

async function planUnlinked(
  context: SyncContext,
  known: {
    readonly works: readonly PairWork[];
    readonly stored: Stored;
    readonly readCounterparts: ReadCounterparts;
  },
): Promise<PlannedPair[]> {
  const { works, readCounterparts } = known;
  if (works.length === 0) return [];
  const present = works.filter((work) => {
    const source = sourceOf(work);
    return source !== null && !isGone(source);
  });
  const decisions = await decideUnlinked(context, present, readCounterparts);
  const intents = await openIntents(context);
  const counterparts = await readCounterparts(
    present.flatMap(({ pair }) => counterpartOf(pair.ref, decisions)),
  );
  const joined = works.map((work) => withCounterpart(work, decisions, counterparts));
  const stored = await readParents(context, joined, known.stored);
  const learnt = learntSides(known.stored, stored);
  return knowing(joined, stored).map((one) => {
    const source = sourceOf(one);
    if (source === null || isGone(source)) return planGoneAlone(one, source);
    const isKeyed = learnsKeys(one) && !learnt.has(one.pair.ref.side);
    const work = { ...one, keyed: [...(isKeyed ? [source] : []), ...stagedCounterpart(one)] };
    const decision = decisions.get(refKey(work.pair.ref)) ?? NO_MATCH;
    return planOne(context, { work, source, decision, counterparts, intents });
  });
}

/**
 * Sides on which more is known of parents than when the decisions stored the records' keys, which rest on
 * these: there the keys have to be stored once more.
 */
function learntSides(before: Stored, now: Stored): ReadonlySet<Side> {
  return new Set(now?.slice(before?.length ?? 0).map(({ parent }) => parent.side));
}

/**
 * A counterpart that was listed: its keys are those of the listing. Its parent's other id may be missing
 * among them, under which only those look for it who have not met their own parent's counterpart.
 */
function stagedCounterpart({ pair, records, isFresh }: PairWork): readonly RecordSnapshot[] {
  const record = records[otherSide(pair.ref.side)];
  return isFresh || record === null ? [] : [record];
}

/** Adds the counterpart that was found, so that its parents are read with the others. */
function withCounterpart(
  work: PairWork,
  decisions: ReadonlyMap<string, Verdict>,
  counterparts: ReadonlyMap<string, RecordSnapshot>,
): PairWork {
  const [other] = counterpartOf(work.pair.ref, decisions);
  const record = other === undefined ? undefined : counterparts.get(refKey(other));
  if (other === undefined || record === undefined) return work;
  return { ...work, records: { ...work.records, [other.side]: record } };
}

interface Unlinked {
  readonly work: PairWork;
  readonly source: RecordSnapshot;
  readonly decision: Verdict;
  readonly counterparts: ReadonlyMap<string, RecordSnapshot>;
  readonly intents: readonly CreateIntent[];
}

function planOne(context: SyncContext, unlinked: Unlinked): PlannedPair {
  const { work, source, decision, intents } = unlinked;
  const { ref } = work.pair;
  const blockers = blockedBy(ref, decision, intents);
  if (blockers.some(({ candidateIds }) => candidateIds === undefined)) {
    return { kind: "later", work, blockedBy: blockers.map((intent) => intent.source) };
  }
  const isAlone = decision.outcome === "none" && decision.reason === "said_to_be_alone";
  if (blockers.length > 0 && !isAlone) {
    const others = blockers.map((intent) => intent.source);
    return planReview(context, unlinked, "create_unclear", [
      ...candidatesOf(ref, decision),
      ...others,
    ]);
  }
  if (decision.outcome === "review") {
    const twins = decision.twinIds.map((id) => ({ side: ref.side, id }));
    return planReview(context, unlinked, decision.reason, [
      ...candidatesOf(ref, decision),
      ...twins,
    ]);
  }
  if (decision.outcome === "link") return planLink(context, unlinked, decision);
  return planNew(context, work, source);
}

/** Has a person find the counterpart, unless the record is not synced anyway. */
function planReview(
  context: SyncContext,
  { work, source }: Unlinked,
  code: MatchReason,
  candidates: readonly RecordRef[],
): PlannedPair {
  const excluded = planExcluded(context, work, source);
  if (excluded !== null) return excluded;
  return { kind: "verdict", work, issue: reviewIssue(work.pair.ref, source, code, candidates) };
}

/**
 * Creates whose answer is not known and that must be settled first: those of a possible counterpart,
 * and those that may have made this record or a possible counterpart.
 */
function blockedBy(
  ref: RecordRef,
  decision: Verdict,
  intents: readonly CreateIntent[],
): readonly CreateIntent[] {
  const ids = candidatesOf(ref, decision).map(({ id }) => id);
  return intents
    .filter(({ source }) => refKey(source) !== refKey(ref))
    .filter(({ source, ...intent }) =>
      source.side === ref.side
        ? ids.some((id) => mayHaveMade(intent, id))
        : ids.includes(source.id) || mayHaveMade(intent, ref.id),
    );
}

/** On a side whose creates cannot be repeated, a record above an open intent's mark may be its fruit. */
function mayHaveMade(
  { highMark, candidateIds }: Pick<CreateIntent, "highMark" | "candidateIds">,
  id: string,
): boolean {
  if (candidateIds !== undefined) return candidateIds.includes(id);
  return highMark !== null && Number(id) > Number(highMark);
}

function candidatesOf({ side }: RecordRef, decision: Verdict): RecordRef[] {
  return idsIn(decision).map((id) => ({ side: otherSide(side), id }));
}

function idsIn(decision: Verdict): readonly string[] {
  if (decision.outcome === "none") return [];
  if (decision.outcome === "link") return [decision.counterpartId];
  return decision.candidates.map(({ id }) => id);
}

function planLink(
  context: SyncContext,
  unlinked: Unlinked,
  decision: Extract<Verdict, { outcome: "link" }>,
): PlannedPair {
  const { work, source } = unlinked;
  const { ref } = work.pair;
  const other = { side: otherSide(ref.side), id: decision.counterpartId };
  const counterpart = unlinked.counterparts.get(refKey(other)) ?? null;
  if (counterpart === null || isGone(counterpart)) return planNew(context, work, source);
  const maker = makerOf(context, unlinked, counterpart);
  if (maker !== null) return { kind: "later", work, blockedBy: [maker] };
  const records =
    ref.side === "hubspot"
      ? { hubspot: source, connectwise: counterpart }
      : { hubspot: counterpart, connectwise: source };
  return planNewLink(context, work, records, decision.matchedBy.join("+"));
}

/** A HubSpot record that carries the id of another record whose create is not settled yet. */
function makerOf(
  context: SyncContext,
  { work, intents }: Unlinked,
  counterpart: RecordSnapshot,
): RecordRef | null {
  const { ref } = work.pair;
  const named = String(counterpart.fields[context.definition.idProperty] ?? "");
  if (ref.side === "hubspot" || named === ref.id) return null;
  return (
    intents.find(({ source }) => source.side === ref.side && source.id === named)?.source ?? null
  );
}

/** Reads HubSpot's field times for the plans that asked for them and decides again. */
async function withHistory(
  context: SyncContext,
  planned: readonly PlannedPair[],
): Promise<readonly PlannedPair[]> {
  const waiting = planned.filter(
    (one): one is Extract<PlannedPair, { kind: "update" }> =>
      one.kind === "update" && one.plan.needsHistory,
  );
  if (waiting.length === 0 || context.countsOnly === true) return planned;
  const ids = waiting.flatMap(({ work }) => work.records.hubspot?.id ?? []);
  const paths = pathsToRead(context, "hubspot").filter(hasHistory);
  const { objectType } = context.definition;
  const history = await context.adapters.hubspot.history(objectType, ids, paths);
  return planned.map((one) => {
    if (one.kind !== "update" || !one.plan.needsHistory) return one;
    const { hubspot, connectwise } = one.work.records;
    if (hubspot === null || connectwise === null) return one;
    const fields = history?.get(hubspot.id) ?? {};
    const fieldTimes = Object.fromEntries(paths.map((path) => [path, fields[path]?.[0]?.at ?? 0]));
    const records = { hubspot: { ...hubspot, fieldTimes }, connectwise };
    const base = one.work.pair.link?.base ?? NO_BASE;
    const plan: Plan = reconcile(reconcileInput(context, one.work, base, records));
    return { ...one, work: { ...one.work, records }, plan };
  });
}

async function openIntents(context: SyncContext): Promise<readonly CreateIntent[]> {
  const lists = await Promise.all(
    SIDES.map(async (side) => context.store.openIntents(context.definition.objectType, side)),
  );
  return lists.flat();
}

function counterpartOf(ref: RecordRef, decisions: ReadonlyMap<string, Verdict>): RecordRef[] {
  const decision = decisions.get(refKey(ref));
  if (decision?.outcome !== "link") return [];
  return [{ side: otherSide(ref.side), id: decision.counterpartId }];
}

function sourceOf(work: PairWork): RecordSnapshot | null {
  return work.records[work.pair.ref.side];
}
