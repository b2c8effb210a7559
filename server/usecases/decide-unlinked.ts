import { withRulings } from "../sync/match-by-people.ts";
import type { Decision, Neighbourhood } from "../sync/match.ts";
import { otherSide, type RecordRef, type RecordSnapshot } from "../sync/model.ts";
import { isBlank } from "../sync/values.ts";
import { matchKeysOf, type PairWork, type SyncContext } from "./engine.ts";
import { refKey } from "./plan-verdicts.ts";

/** Reads counterparts that matching found, by side and id; missing ones are absent. */
export type ReadCounterparts = (
  refs: readonly RecordRef[],
) => Promise<ReadonlyMap<string, RecordSnapshot>>;

/** A match decision, or the counterpart that the record itself names. */
export type Verdict =
  | Decision
  | {
      readonly outcome: "link";
      readonly counterpartId: string;
      readonly matchedBy: readonly string[];
    };

export const NO_MATCH: Verdict = { outcome: "none", reason: "no_candidate" };

/**
 * Decides, for each record without a link, whether it has exactly one counterpart.
 *
 * @returns by side and id; a record that is missing has none
 */
export async function decideUnlinked(
  context: SyncContext,
  works: readonly PairWork[],
  read: ReadCounterparts,
): Promise<ReadonlyMap<string, Verdict>> {
  // Keys first: a decision rests on what the records hold now.
  await storeKeys(context, works);
  const first = await decideMatches(context, works);
  const isSame = !(await forgetVanished(context, { works, matches: first.decisions, read }));
  const { decisions, around } = isSame ? first : await decideMatches(context, works);
  const all = new Map<string, Verdict>([...decisions, ...(await storedIds(context, works))]);
  const refs = works.map(({ pair }) => pair.ref);
  return withRulings(refs, all, around);
}

async function decideMatches(
  { definition, store, policy }: SyncContext,
  works: readonly PairWork[],
): Promise<{
  readonly decisions: ReadonlyMap<string, Decision>;
  readonly around: Neighbourhood;
}> {
  const refs = works.map(({ pair }) => pair.ref);
  const { objectType, strongKinds } = definition;
  const around = await store.neighbourhood(objectType, refs, strongKinds);
  return { decisions: definition.decideMatches(refs, around, policy), around };
}

/** Look-alikes that one call reads. */
const MAX_READ = 100;

/**
 * Reads the look-alikes that keep records from being decided: nobody tells that a record without a
 * link was deleted, and people delete the double to end a review.
 *
 * @returns whether any was gone, so that the decisions are to be made again
 */
async function forgetVanished(
  context: SyncContext,
  known: {
    readonly works: readonly PairWork[];
    readonly matches: ReadonlyMap<string, Decision>;
    readonly read: ReadCounterparts;
  },
): Promise<boolean> {
  // What a first sync listed is all that it knows.
  const works = known.works.filter(({ isFresh }) => isFresh);
  const own = new Set(works.map(({ pair }) => refKey(pair.ref)));
  const rivals = new Map<string, RecordRef>();
  for (const { pair } of works) {
    for (const rival of rivalsOf(pair.ref, known.matches.get(refKey(pair.ref)))) {
      if (!own.has(refKey(rival))) rivals.set(refKey(rival), rival);
    }
  }
  const asked = [...rivals.values()].slice(0, MAX_READ);
  if (asked.length === 0) return false;
  const found = await known.read(asked);
  const vanished = asked.filter((ref) => {
    const record = found.get(refKey(ref));
    return record === undefined || isGone(record);
  });
  if (vanished.length === 0) return false;
  await context.store.learnKeys(
    context.definition.objectType,
    vanished.map((ref) => ({ ref, keys: [] })),
  );
  return true;
}

function rivalsOf({ side }: RecordRef, decision: Decision | undefined): RecordRef[] {
  if (decision?.outcome !== "review") return [];
  return [
    ...decision.candidates.map(({ id }) => ({ side: otherSide(side), id })),
    ...decision.twinIds.map((id) => ({ side, id })),
  ];
}

/** Deleted, archived, or living on in another record. */
export function isGone(record: RecordSnapshot): boolean {
  return record.isDeleted || record.mergedIntoId !== undefined;
}

/** True for a staged record whose keys are stored anew when it is decided. */
export function learnsKeys({ isFresh, parents }: PairWork): boolean {
  return !isFresh && parents !== undefined;
}

/** What a record is known under can rest on its parents' links, which change while it is staged. */
async function learnStagedKeys(context: SyncContext, works: readonly PairWork[]): Promise<void> {
  const staged = works.filter(learnsKeys);
  const records = staged.flatMap((work) => matchKeysOf(context, work));
  if (records.length > 0) await context.store.learnKeys(context.definition.objectType, records);
}

async function storeKeys(context: SyncContext, works: readonly PairWork[]): Promise<void> {
  await learnStagedKeys(context, works);
  const fresh = works.filter(({ isFresh }) => isFresh);
  if (fresh.length === 0) return;
  await context.store.commit(
    fresh.map((work) => ({ pair: work.pair, matchKeys: matchKeysOf(context, work) })),
  );
}

/**
 * The id is unique in HubSpot, so it came from a record that was merged into this one: its counterpart
 * is not made a second time.
 */
function takenBy(id: string): Verdict {
  return {
    outcome: "review",
    candidates: [{ id, shared: ["stored_id"], differing: [] }],
    twinIds: [],
    reason: "candidate_already_linked",
  };
}

/** HubSpot records that carry the id of a ConnectWise record: its counterpart, if it has none yet. */
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
    named.map(({ work, id }) => [
      refKey(work.pair.ref),
      linked.has(id)
        ? takenBy(id)
        : { outcome: "link", counterpartId: id, matchedBy: ["stored_id"] },
    ]),
  );
}
