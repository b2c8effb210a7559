import { LANES, type ObjectType, type ParentRef, type RecordRef } from "../sync/model.ts";
import { leftOutAlone, parentKey, standOf, turnedParents } from "../sync/parents.ts";
import type { CommitOutcome, PairChange, StoredParent } from "../sync/pair-ports.ts";
import { judgeChanges, type Verdict } from "./commit-verdicts.ts";
import { closeIntents, openIntents } from "./create-intents.ts";
import { doubtDefinitions } from "./definitions.ts";
import { addMarks, type DirtyRow, putOff, removeDone } from "./dirty.ts";
import { addJournal, clearIssuesOf, saveIssues } from "./findings.ts";
import { addLatencies } from "./latencies.ts";
import { linkPairKey, moveClaims, releaseClaims } from "./held-claims.ts";
import { insertLinks, updateLinks } from "./links.ts";
import { markChildren, replaceMatchKeys } from "./match-keys.ts";
import { NO_PARTS, readPairParts } from "./pair-parts.ts";
import { saveUnshown } from "./published-states.ts";
import { markOutdated } from "./rollouts.ts";
import { type RecordColumns, recordText, type StoreScope } from "./rows.ts";
import { storeRulings } from "./rulings.ts";
import { addSentValues, settleSentValues } from "./sent-values.ts";
import { takenAfter } from "./taken-marks.ts";
import { together } from "./together.ts";
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
  const entered = enterWaiting(scope, changes);
  const outcomes: CommitOutcome[] = [];
  let rest = changes;
  while (rest.length > 0) {
    const wave = untilRepeated(rest);
    outcomes.push(...(await commitWave(scope, wave, entered)));
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
  entered: Promise<void>,
): Promise<readonly CommitOutcome[]> {
  const [, judged, awaited] = await together([
    entered,
    judgeChanges(scope, changes),
    readAwaited(scope, changes.flatMap(recordsOf)),
  ]);
  const verdicts = [...judged];
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
  const keys = lastPerRecord(
    changes.flatMap(({ pair, matchKeys }) =>
      (matchKeys ?? []).map((entry) => ({ objectType: pair.objectType, ...entry })),
    ),
  );
  const linksKept = changes.filter((change) => change.newLink === undefined);
  // One after the other: a ruling ends a link, and what was sent belongs to it.
  await together([updateLinks(scope, linksKept), storeRulings(scope, changes)]);
  const [marked] = await together([
    storeMarks(scope, changes),
    storeSent(scope, accepted),
    storeIntents(scope, changes),
    storeFindings(scope, changes),
    replaceMatchKeys(scope, keys),
    storeClaims(scope, accepted),
    saveUnshown(scope, changes),
  ]);
  await markOutdated(scope, changes);
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
  const settled = linked.flatMap(({ change, linkId }) =>
    (change.settleSent ?? []).map(({ side, key }) => ({ side, key, linkId })),
  );
  const added = linked.flatMap(({ change, linkId }) =>
    (change.addSent ?? []).map((sent) => ({ ...sent, linkId })),
  );
  await together([settleSentValues(scope, settled), addSentValues(scope, added)]);
}

async function storeIntents(scope: StoreScope, changes: readonly PairChange[]): Promise<void> {
  const closed = changes.flatMap((change) => (change.intent === null ? recordsOf(change) : []));
  const opened = changes.flatMap((change) => change.intent ?? []);
  await together([closeIntents(scope, closed), openIntents(scope, opened)]);
}

async function storeFindings(scope: StoreScope, changes: readonly PairChange[]): Promise<void> {
  const entries = changes.flatMap(({ pair, journal }) =>
    (journal ?? []).map((entry) => ({ ...entry, objectType: pair.objectType })),
  );
  const issues = changes.flatMap(({ pair, issues: found }) =>
    (found ?? []).map((issue) => ({ ...issue, objectType: pair.objectType })),
  );
  // What is found again is not taken away first: it keeps the time at which it was found.
  const found = new Set(issues.map(({ objectType, ref }) => recordText(objectType, ref)));
  const cleared = changes
    .flatMap((change) => (change.clearIssues === true ? recordsOf(change) : []))
    .filter(({ objectType, ref }) => !found.has(recordText(objectType, ref)));
  await together([
    clearIssuesOf(scope, cleared),
    saveIssues(scope, issues),
    doubtDefinitions(scope, issues),
    addJournal(scope, entries),
  ]);
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
  const done = changes.flatMap(({ pair, done: marks }) =>
    (marks ?? []).map((mark) => toDirtyColumns(pair.objectType, mark)),
  );
  const later = changes.flatMap(({ pair, retryAt }) =>
    retryAt === undefined
      ? []
      : pair.taken.map((mark) => ({
          ...toDirtyColumns(pair.objectType, mark),
          not_before: retryAt,
        })),
  );
  const marks = changes.flatMap((change) => change.marks ?? []);
  const [, , rows] = await together([
    removeDone(scope, done),
    putOff(scope, later),
    addMarks(scope, marks),
  ]);
  return new Map(
    rows.map((row) => [recordText(row.object_type, { side: row.side, id: row.record_id }), row]),
  );
}

async function storeClaims(scope: StoreScope, accepted: readonly Accepted[]): Promise<void> {
  const released = accepted.flatMap(({ change }) =>
    change.release === true ? [change.pair.pairKey] : [],
  );
  const moved = accepted.flatMap((entry) =>
    entry.change.newLink === undefined || entry.change.release === true
      ? []
      : [{ from: entry.change.pair.pairKey, to: keyAfter(entry) }],
  );
  await together([releaseClaims(scope, released), moveClaims(scope, moved)]);
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
  const read = accepted.filter(({ change }) => !isLeftAlone(change));
  const parts = await readPairParts(
    scope,
    read.map(({ change, linkId }) => ({
      objectType: change.pair.objectType,
      ref: change.pair.ref,
      linkId,
    })),
  );
  const partsOf = new Map(read.map(({ change }, index) => [change, parts[index]]));
  return accepted.map((entry) => {
    if (isLeftAlone(entry.change)) return entry.change.pair;
    const part = partsOf.get(entry.change) ?? NO_PARTS;
    return {
      ...entry.change.pair,
      ...part,
      pairKey: keyAfter(entry),
      taken: takenAfter(entry.change, part.link, marked),
    };
  });
}

/** Nobody works on with a pair that is given back; who made a link or ended one wants to know of it. */
function isLeftAlone({ release, newLink, ruling }: PairChange): boolean {
  return release === true && newLink === undefined && ruling === undefined;
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
