import { LANES, type ObjectType, type ParentRef, type RecordRef } from "../sync/model.ts";
import { leftOutAlone, parentKey, standOf, turnedParents } from "../sync/parents.ts";
import type { CommitOutcome, PairChange, StoredParent } from "../sync/pair-ports.ts";
import { linkPairKey, moveClaims, releaseClaims } from "./claims.ts";
import { judgeChanges, type Verdict } from "./commit-verdicts.ts";
import { closeIntents, openIntents } from "./create-intents.ts";
import { doubtDefinitions } from "./definitions.ts";
import { addMarks, type DirtyRow, putOff, removeDone } from "./dirty.ts";
import { addJournal, clearIssuesOf, saveIssues } from "./findings.ts";
import { addLatencies } from "./latencies.ts";
import { insertLinks, updateLinks } from "./links.ts";
import { markChildren, replaceMatchKeys } from "./match-keys.ts";
import { readPairParts } from "./pair-parts.ts";
import { markOutdated } from "./rollouts.ts";
import { type RecordColumns, recordText, type StoreScope } from "./rows.ts";
import { storeRulings } from "./rulings.ts";
import { addSentValues, settleSentValues } from "./sent-values.ts";
import { takenAfter } from "./taken-marks.ts";
import { enterWaiting, readAwaited, readParents, releaseWaiting, replaceWaits } from "./waits.ts";

/** A change that is stored, with the link that its pair has now. */
interface Accepted {
  readonly change: PairChange;
  readonly linkId: string | null;
}

/**
 * Applies changes in order, each under its own fence. All of them go through each table together:
 * a hundred pairs take no more statements than one.
 */
export async function commitChanges(
  scope: StoreScope,
  changes: readonly PairChange[],
): Promise<readonly CommitOutcome[]> {
  await enterWaiting(scope, changes);
  const outcomes: CommitOutcome[] = [];
  let rest = changes;
  while (rest.length > 0) {
    const wave = untilRepeated(rest);
    outcomes.push(...(await commitWave(scope, wave)));
    rest = rest.slice(wave.length);
  }
  const stored = changes.filter((_change, index) => outcomes[index]?.kind === "done");
  await addLatencies(
    scope,
    stored.flatMap((change) => change.latencies ?? []),
  );
  return outcomes;
}

/** Cuts before the second change of a pair: it must find the first one stored. */
function untilRepeated(changes: readonly PairChange[]): readonly PairChange[] {
  const seen = new Set<string>();
  const end = changes.findIndex(({ pair }) => {
    const isRepeated = seen.has(pair.pairKey);
    seen.add(pair.pairKey);
    return isRepeated;
  });
  return end === -1 ? changes : changes.slice(0, end);
}

async function commitWave(
  scope: StoreScope,
  changes: readonly PairChange[],
): Promise<readonly CommitOutcome[]> {
  const verdicts = [...(await judgeChanges(scope, changes))];
  const awaited = await readAwaited(scope, changes.flatMap(recordsOf));
  const before = await readParents(scope, awaited, null);
  const linkIds = await makeLinks(scope, changes, verdicts);
  const accepted = changes.flatMap((change, index) =>
    verdicts[index] === "done" ? [{ change, linkId: linkIds[index] ?? null }] : [],
  );
  const marked = await storeParts(scope, accepted);
  await storeWaits(
    scope,
    accepted.map(({ change }) => change),
    { awaited, before },
  );
  const pairs = await readPairs(scope, accepted, marked);
  let next = 0;
  return verdicts.map((kind) => {
    if (kind !== "done") return { kind };
    const pair = pairs[next];
    next += 1;
    if (pair === undefined) throw new Error("a stored change has no pair");
    return { kind, pair };
  });
}

/** Makes new links; where one cannot be made the change's verdict becomes `already-linked`. */
async function makeLinks(
  scope: StoreScope,
  changes: readonly PairChange[],
  verdicts: Verdict[],
): Promise<readonly (string | null)[]> {
  const wanting = [...changes.keys()].filter(
    (index) => verdicts[index] === "done" && changes[index]?.newLink !== undefined,
  );
  const made = await insertLinks(
    scope,
    wanting.flatMap((index) => changes[index] ?? []),
  );
  const linkIds = changes.map((change) => change.pair.link?.id ?? null);
  for (const [position, index] of wanting.entries()) {
    const id = made[position] ?? null;
    if (id === null) verdicts[index] = "already-linked";
    else linkIds[index] = id;
  }
  return linkIds;
}

async function storeParts(
  scope: StoreScope,
  accepted: readonly Accepted[],
): Promise<ReadonlyMap<string, DirtyRow>> {
  const changes = accepted.map(({ change }) => change);
  await updateLinks(
    scope,
    changes.filter((change) => change.newLink === undefined),
  );
  await storeRulings(scope, changes);
  await storeSent(scope, accepted);
  await storeIntents(scope, changes);
  await storeFindings(scope, changes);
  await replaceMatchKeys(
    scope,
    lastPerRecord(
      changes.flatMap(({ pair, matchKeys }) =>
        (matchKeys ?? []).map((entry) => ({ objectType: pair.objectType, ...entry })),
      ),
    ),
  );
  const marked = await storeMarks(scope, changes);
  await markOutdated(scope, changes);
  await storeClaims(scope, accepted);
  return marked;
}

/** Parents that somebody waited for before a wave of changes, with what was known of them. */
interface Awaited {
  readonly awaited: readonly ParentRef[];
  readonly before: readonly StoredParent[];
}

/**
 * Stores who waits for whom, and marks those whose parent is not any more what they believed it to
 * be: because of this wave, or of another one since they read it. What belongs to a pair that this
 * wave leaves out, or takes in again, is marked as well.
 */
async function storeWaits(
  scope: StoreScope,
  changes: readonly PairChange[],
  { awaited, before }: Awaited,
): Promise<void> {
  const begun = changes.flatMap(({ pair, waits }) =>
    (waits ?? []).map((wait) => ({ ...wait, objectType: pair.objectType, ref: pair.ref })),
  );
  const waiting = changes.filter(({ waits }) => waits !== undefined);
  await replaceWaits(scope, waiting.flatMap(recordsOf), begun);
  const parents = [...awaited, ...begun.map(({ parent }) => parent)];
  const after = standsOf(await readParents(scope, parents, null));
  const earlier = standsOf(before);
  const changed = awaited.filter((parent) => standIn(after, parent) !== standIn(earlier, parent));
  const late = begun.filter(({ parent, stand }) => standIn(after, parent) !== stand);
  await addMarks(scope, [
    ...(await releaseWaiting(scope, changed)),
    ...(await markChildren(scope, changes.flatMap(turnedParents), false)),
    ...(await markChildren(scope, changes.flatMap(leftOutAlone), true)),
    ...late.map(({ objectType, ref }) => ({ ...ref, objectType, lane: LANES.poll, notBefore: 0 })),
  ]);
}

function standsOf(stored: readonly StoredParent[]): ReadonlyMap<string, string> {
  return new Map(stored.map((one) => [parentKey(one.parent), standOf(one)]));
}

function standIn(stands: ReadonlyMap<string, string>, parent: ParentRef): string {
  return stands.get(parentKey(parent)) ?? standOf(undefined);
}

async function storeSent(scope: StoreScope, accepted: readonly Accepted[]): Promise<void> {
  const linked = accepted.flatMap(({ change, linkId }) =>
    linkId === null ? [] : [{ change, linkId }],
  );
  await settleSentValues(
    scope,
    linked.flatMap(({ change, linkId }) =>
      (change.settleSent ?? []).map(({ side, key }) => ({ side, key, linkId })),
    ),
  );
  await addSentValues(
    scope,
    linked.flatMap(({ change, linkId }) =>
      (change.addSent ?? []).map((sent) => ({ ...sent, linkId })),
    ),
  );
}

async function storeIntents(scope: StoreScope, changes: readonly PairChange[]): Promise<void> {
  await closeIntents(
    scope,
    changes.flatMap((change) => (change.intent === null ? recordsOf(change) : [])),
  );
  await openIntents(
    scope,
    changes.flatMap((change) => change.intent ?? []),
  );
}

async function storeFindings(scope: StoreScope, changes: readonly PairChange[]): Promise<void> {
  await addJournal(
    scope,
    changes.flatMap(({ pair, journal }) =>
      (journal ?? []).map((entry) => ({ ...entry, objectType: pair.objectType })),
    ),
  );
  await clearIssuesOf(
    scope,
    changes.flatMap((change) => (change.clearIssues === true ? recordsOf(change) : [])),
  );
  const issues = changes.flatMap(({ pair, issues: found }) =>
    (found ?? []).map((issue) => ({ ...issue, objectType: pair.objectType })),
  );
  await saveIssues(scope, issues);
  await doubtDefinitions(scope, issues);
}

function toDirtyColumns(
  objectType: ObjectType,
  mark: RecordRef & { readonly seq: number },
): RecordColumns & { readonly seq: number } {
  return { object_type: objectType, side: mark.side, record_id: mark.id, seq: mark.seq };
}

async function storeMarks(
  scope: StoreScope,
  changes: readonly PairChange[],
): Promise<ReadonlyMap<string, DirtyRow>> {
  await removeDone(
    scope,
    changes.flatMap(({ pair, done }) =>
      (done ?? []).map((mark) => toDirtyColumns(pair.objectType, mark)),
    ),
  );
  await putOff(
    scope,
    changes.flatMap(({ pair, retryAt }) =>
      retryAt === undefined
        ? []
        : pair.taken.map((mark) => ({
            ...toDirtyColumns(pair.objectType, mark),
            not_before: retryAt,
          })),
    ),
  );
  const rows = await addMarks(
    scope,
    changes.flatMap((change) => change.marks ?? []),
  );
  return new Map(
    rows.map((row) => [recordText(row.object_type, { side: row.side, id: row.record_id }), row]),
  );
}

async function storeClaims(scope: StoreScope, accepted: readonly Accepted[]): Promise<void> {
  await releaseClaims(
    scope,
    accepted.flatMap(({ change }) => (change.release === true ? [change.pair.pairKey] : [])),
  );
  await moveClaims(
    scope,
    accepted.flatMap((entry) =>
      entry.change.newLink === undefined || entry.change.release === true
        ? []
        : [{ from: entry.change.pair.pairKey, to: keyAfter(entry) }],
    ),
  );
}

function keyAfter({ change, linkId }: Accepted): string {
  const { pairKey } = change.pair;
  return change.newLink === undefined || linkId === null ? pairKey : linkPairKey(linkId);
}

async function readPairs(
  scope: StoreScope,
  accepted: readonly Accepted[],
  marked: ReadonlyMap<string, DirtyRow>,
): Promise<readonly PairChange["pair"][]> {
  const parts = await readPairParts(
    scope,
    accepted.map(({ change, linkId }) => ({
      objectType: change.pair.objectType,
      ref: change.pair.ref,
      linkId,
    })),
  );
  return accepted.map((entry, index) => {
    const part = parts[index] ?? { link: null, sent: [], intent: null };
    return {
      ...entry.change.pair,
      ...part,
      pairKey: keyAfter(entry),
      taken: takenAfter(entry.change, part.link, marked),
    };
  });
}

/** The records that a change is about, those of its new link included. */
function recordsOf({
  pair,
  newLink,
}: PairChange): { readonly objectType: ObjectType; readonly ref: RecordRef }[] {
  const refs: RecordRef[] = [pair.ref];
  for (const link of [pair.link, newLink]) {
    if (link === null || link === undefined) continue;
    refs.push({ side: "hubspot", id: link.hubspotId });
    refs.push({ side: "connectwise", id: link.connectwiseId });
  }
  return refs.map((ref) => ({ objectType: pair.objectType, ref }));
}

function lastPerRecord<Entry extends { readonly objectType: ObjectType; readonly ref: RecordRef }>(
  entries: readonly Entry[],
): readonly Entry[] {
  const last = new Map(entries.map((entry) => [recordText(entry.objectType, entry.ref), entry]));
  return [...last.values()];
}
