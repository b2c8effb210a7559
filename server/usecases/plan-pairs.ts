import {
  flowsTo,
  otherSide,
  SIDES,
  type FieldHashes,
  type RecordRef,
  type RecordSnapshot,
  type Side,
} from "../sync/model.ts";
import { planCreate } from "../sync/plan-create.ts";
import { reconcile, type Plan } from "../sync/reconcile.ts";
import { describeMatchReason, type Decision } from "../sync/match.ts";
import type { CreateIntent, Issue } from "../sync/ports.ts";
import { isBlank } from "../sync/values.ts";
import {
  matchKeysOf,
  pathsToRead,
  reconcileInput,
  type PairWork,
  type PlannedPair,
  type SyncContext,
} from "./engine.ts";
import { problemIssue } from "./pair-facts.ts";

/** Reads counterparts that matching found, by side and id; missing ones are absent. */
export type ReadCounterparts = (
  refs: readonly RecordRef[],
) => Promise<ReadonlyMap<string, RecordSnapshot>>;

const NO_BASE: Readonly<Record<Side, FieldHashes>> = { hubspot: {}, connectwise: {} };

/**
 * Decides what to do with each pair without writing anything: linked pairs are reconciled, others
 * matched and then linked, created, or given a verdict. First sync, dry run and drain share it.
 */
export async function planPairs(
  context: SyncContext,
  works: readonly PairWork[],
  readCounterparts: ReadCounterparts,
): Promise<readonly PlannedPair[]> {
  const linked = works.filter(({ pair }) => pair.link !== null);
  const unlinked = works.filter(({ pair }) => pair.link === null);
  const plannedLinked = linked.map((work) => planLinked(context, work));
  const plannedUnlinked = await planUnlinked(context, unlinked, readCounterparts);
  return withHistory(context, [...plannedLinked, ...plannedUnlinked]);
}

/** Plans a pair that has a link; a record that is gone makes it `deleted`, and nothing is written. */
export function planLinked(context: SyncContext, work: PairWork): PlannedPair {
  const { hubspot, connectwise } = work.records;
  const base = work.pair.link?.base ?? NO_BASE;
  if (hubspot === null || connectwise === null) return planGone(work);
  const plan = reconcile(reconcileInput(context, work.pair, base, { hubspot, connectwise }));
  return { kind: "update", work, plan, matchedBy: "link" };
}

/** A linked record that a direct read does not find: kept as a tombstone, never made again. */
function planGone(work: PairWork): PlannedPair {
  const gone = SIDES.find((side) => work.records[side] === null) ?? "hubspot";
  const left = work.records[otherSide(gone)];
  const ref = left === null ? work.pair.ref : { side: otherSide(gone), id: left.id };
  return {
    kind: "verdict",
    work,
    issue: verdict(ref, left, {
      state: "deleted",
      code: `deleted_in_${gone}`,
      message: `The linked record no longer exists in ${nameOf(gone)}.`,
      remedy: "Nothing is written any more. Restore the record there, or delete this one too.",
    }),
  };
}

async function planUnlinked(
  context: SyncContext,
  works: readonly PairWork[],
  readCounterparts: ReadCounterparts,
): Promise<PlannedPair[]> {
  if (works.length === 0) return [];
  const { objectType } = context.definition;
  const present = works.filter((work) => sourceOf(work)?.isDeleted === false);
  const refs = present.map(({ pair }) => pair.ref);
  // Keys first: a decision rests on what the records hold now.
  await storeKeys(context, present);
  const neighbourhood = await context.store.neighbourhood(objectType, refs);
  const decisions = new Map<string, Verdict>([
    ...context.definition.decideMatches(refs, neighbourhood),
    ...(await storedIds(context, present)),
  ]);
  const intents = await openIntents(context);
  const counterparts = await readCounterparts(
    present.flatMap(({ pair }) => counterpartOf(pair.ref, decisions)),
  );
  return works.map((work) => {
    const source = sourceOf(work);
    if (source === null || source.isDeleted) return { kind: "verdict", work, issue: null };
    const decision = decisions.get(refKey(work.pair.ref)) ?? NO_MATCH;
    return planOne(context, { work, source, decision, counterparts, intents });
  });
}

async function storeKeys(context: SyncContext, works: readonly PairWork[]): Promise<void> {
  const fresh = works.filter(({ isFresh }) => isFresh);
  if (fresh.length === 0) return;
  await context.store.commit(
    fresh.map((work) => ({ pair: work.pair, matchKeys: matchKeysOf(context, work) })),
  );
}

/** A match decision, or the counterpart that the record itself names. */
type Verdict =
  | Decision
  | {
      readonly outcome: "link";
      readonly counterpartId: string;
      readonly matchedBy: readonly string[];
    };

const NO_MATCH: Verdict = { outcome: "none", reason: "no_candidate" };

/** HubSpot records that carry the id of a ConnectWise record which has no link yet. */
async function storedIds(
  context: SyncContext,
  works: readonly PairWork[],
): Promise<Map<string, Verdict>> {
  const named = works.flatMap((work) => {
    const id = work.records.hubspot?.fields[context.definition.idProperty] ?? null;
    return work.pair.ref.side === "hubspot" && !isBlank(id) ? [{ work, id: String(id) }] : [];
  });
  if (named.length === 0) return new Map();
  const links = await context.store.linksOf(
    context.definition.objectType,
    named.map(({ id }) => ({ side: "connectwise", id })),
  );
  const linked = new Set(links.map((link) => link.connectwiseId));
  return new Map(
    named
      .filter(({ id }) => !linked.has(id))
      .map(({ work, id }) => [
        refKey(work.pair.ref),
        { outcome: "link", counterpartId: id, matchedBy: ["stored_id"] },
      ]),
  );
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
  if (blockers.length > 0) return { kind: "later", work, blockedBy: blockers };
  if (decision.outcome === "review") {
    const candidates = decision.candidates.map(({ id }) => ({ side: otherSide(ref.side), id }));
    const twins = decision.twinIds.map((id) => ({ side: ref.side, id }));
    return {
      kind: "verdict",
      work,
      issue: {
        ...verdict(ref, source, {
          state: "review",
          code: decision.reason,
          message: describeMatchReason(decision.reason),
          remedy: "Open the record and choose its counterpart, or merge the duplicates.",
        }),
        candidates: [...candidates, ...twins],
      },
    };
  }
  if (decision.outcome === "link") return planLink(context, unlinked, decision);
  return planNew(context, work, source);
}

/**
 * Pairs that must be settled first: the counterpart, or the unknown maker of this record, is in the
 * middle of a create whose answer is not known yet.
 */
function blockedBy(
  ref: RecordRef,
  decision: Verdict,
  intents: readonly CreateIntent[],
): RecordRef[] {
  const others = intents.filter((intent) => refKey(intent.source) !== refKey(ref));
  const candidates = candidateIds(decision);
  const fromCandidates = others.filter(
    ({ source }) => source.side !== ref.side && candidates.includes(source.id),
  );
  // On a side whose creates cannot be repeated, a record above an open intent's mark may be its fruit.
  const fromMarks = others.filter(({ source, highMark }) => {
    const there = source.side === ref.side ? candidates : [ref.id];
    return highMark !== null && there.some((id) => Number(id) > Number(highMark));
  });
  return [...fromCandidates, ...fromMarks].map(({ source }) => source);
}

function candidateIds(decision: Verdict): readonly string[] {
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
  if (counterpart === null || counterpart.isDeleted) return planNew(context, work, source);
  const maker = makerOf(context, unlinked, counterpart);
  if (maker !== null) return { kind: "later", work, blockedBy: [maker] };
  const records =
    ref.side === "hubspot"
      ? { hubspot: source, connectwise: counterpart }
      : { hubspot: counterpart, connectwise: source };
  const plan = reconcile(reconcileInput(context, work.pair, NO_BASE, records));
  return {
    kind: "update",
    work: { ...work, records },
    plan,
    matchedBy: decision.matchedBy.join("+"),
  };
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

/** A record without counterpart: excluded, not to be created, not creatable, or to be created. */
function planNew(context: SyncContext, work: PairWork, source: RecordSnapshot): PlannedPair {
  const { ref } = work.pair;
  const target = otherSide(ref.side);
  const exclusion = context.definition.exclusion(ref.side, source, context.filters);
  if (exclusion !== null) {
    return {
      kind: "verdict",
      work,
      issue: verdict(ref, source, { state: "excluded", ...exclusion }),
    };
  }
  if (!context.policy.createIn[target] || !flowsTo(context.policy.direction, target)) {
    return {
      kind: "verdict",
      work,
      issue: verdict(ref, source, {
        state: "excluded",
        code: "creation_is_off",
        message: `New records are not created in ${nameOf(target)}.`,
        remedy: `Switch on "create in ${nameOf(target)}" for this object, or link the record by hand.`,
      }),
    };
  }
  const create = planCreate(source, ref.side, context.definition, context);
  const [problem] = create.problems;
  if (problem === undefined) return { kind: "create", work, source, create };
  return { kind: "verdict", work, issue: problemIssue(work, "attention", problem) };
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
  if (waiting.length === 0) return planned;
  const ids = waiting.flatMap(({ work }) => work.records.hubspot?.id ?? []);
  const history = await context.adapters.hubspot.history(
    context.definition.objectType,
    ids,
    pathsToRead(context, "hubspot"),
  );
  return planned.map((one) => {
    if (one.kind !== "update" || !one.plan.needsHistory) return one;
    const { hubspot, connectwise } = one.work.records;
    if (hubspot === null || connectwise === null) return one;
    const fields = history?.get(hubspot.id) ?? {};
    const fieldTimes = Object.fromEntries(
      pathsToRead(context, "hubspot").map((path) => [path, fields[path]?.[0]?.at ?? 0]),
    );
    const records = { hubspot: { ...hubspot, fieldTimes }, connectwise };
    const base = one.work.pair.link?.base ?? NO_BASE;
    const plan: Plan = reconcile(reconcileInput(context, one.work.pair, base, records));
    return { ...one, plan };
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

/** Text under which a record is found in the maps of this module. */
export function refKey(ref: RecordRef): string {
  return `${ref.side}:${ref.id}`;
}

/** A side's name as people read it. */
function nameOf(side: Side): string {
  return side === "hubspot" ? "HubSpot" : "ConnectWise";
}

function verdict(
  ref: RecordRef,
  record: RecordSnapshot | null,
  words: Pick<Issue, "state" | "code" | "message"> & { readonly remedy?: string },
): Issue {
  return { ...words, ref, seenModifiedAt: record?.modifiedAt ?? 0 };
}
