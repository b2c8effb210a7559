import type {
  DirtyMark,
  CommitOutcome,
  PairChange,
  TakenMark,
} from "../../server/sync/pair-ports.ts";
import { LANES, type FieldHashes, type RecordRef } from "../../server/sync/model.ts";
import { addJournal } from "./memory-journal.ts";
import { isHeld, pairParts, releaseClaim } from "./memory-claims.ts";
import {
  linkOfRecord,
  nextNumber,
  recordsOfPair,
  recordText,
  type DirtyRow,
  type LinkRow,
  type Tables,
} from "./memory-tables.ts";
import { standsBefore, storeWaits } from "./memory-waits.ts";

/** Applies changes in order, each under its own fence. */
export function commit(
  tables: Tables,
  changes: readonly PairChange[],
  now: number,
): CommitOutcome[] {
  return changes.map((change) => commitOne(tables, change, now));
}

function commitOne(tables: Tables, change: PairChange, now: number): CommitOutcome {
  const kind = judge(tables, change, now);
  if (kind !== "done") return { kind };
  const { pair } = change;
  const { objectType } = pair;
  const before = standsBefore(tables, change);
  const link = storeLink(tables, change);
  storeSent(tables, change, link);
  storeIntent(tables, change);
  addJournal(tables, objectType, change.journal ?? [], now);
  if (change.clearIssues === true) {
    for (const text of recordTexts(change)) tables.issues.delete(text);
  }
  for (const issue of change.issues ?? []) {
    tables.issues.set(recordText(objectType, issue.ref), { ...issue, objectType });
  }
  for (const { ref, keys } of change.matchKeys ?? []) {
    setMatchKeys(tables, recordText(objectType, ref), keys);
  }
  const renewed = storeMarks(tables, change);
  addMarks(tables, storeWaits(tables, change, before));
  markOutdated(tables, change, now);
  const pairKey = storeClaim(tables, change, link, now);
  return {
    kind: "done",
    pair: {
      ...pair,
      pairKey,
      ...pairParts(tables, objectType, pair.ref),
      taken: takenAfter(change, link, renewed),
    },
  };
}

/** Whoever works under older settings reads them again within this time, in milliseconds. */
const OUTDATED_MS = 5000;

function markOutdated(tables: Tables, { pair, release }: PairChange, now: number): void {
  const newest = tables.versions.get(pair.objectType) ?? 0;
  if (release !== true || pair.settingsVersion >= newest) return;
  const { objectType, ref } = pair;
  addMarks(tables, [{ ...ref, objectType, lane: LANES.sweep, notBefore: now + OUTDATED_MS }]);
}

/** Replaces the keys of a record; a record without keys has no row. */
export function setMatchKeys(
  tables: Tables,
  text: string,
  keys: Tables["matchKeys"] extends Map<string, infer Keys> ? Keys : never,
): void {
  if (keys.length === 0) tables.matchKeys.delete(text);
  else tables.matchKeys.set(text, keys);
}

function judge(tables: Tables, change: PairChange, now: number): CommitOutcome["kind"] {
  const { pair, newLink } = change;
  const claim = tables.claims.get(pair.pairKey);
  if (claim === undefined || claim.owner === null || claim.fence !== pair.fence) {
    return "fence-lost";
  }
  if (newLink === undefined) return judgeIntent(tables, change);
  const refs = recordsOfPair(pair.ref, newLink);
  const isContested = [...tables.claims.values()].some(
    (other) =>
      other.owner !== claim.owner && isHeld(other, now) && refs.some((ref) => isSame(ref, other)),
  );
  if (isContested) return "fence-lost";
  const isLinked = refs.some((ref) => linkOfRecord(tables, pair.objectType, ref) !== undefined);
  return isLinked ? "already-linked" : "done";
}

/** A create for a record that meanwhile has a counterpart would make a second one. */
function judgeIntent(tables: Tables, { pair, intent }: PairChange): CommitOutcome["kind"] {
  const opens = intent !== undefined && intent !== null && pair.link === null;
  const isLinked = linkOfRecord(tables, pair.objectType, pair.ref) !== undefined;
  return opens && isLinked ? "already-linked" : "done";
}

function withMoves(
  base: FieldHashes,
  moves: Readonly<Record<string, string | null>> | undefined,
): FieldHashes {
  if (moves === undefined) return base;
  const entries = Object.entries({ ...base, ...moves });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

function storeLink(tables: Tables, change: PairChange): LinkRow | undefined {
  const { pair, newLink } = change;
  const { objectType } = pair;
  let link = linkOfRecord(tables, objectType, pair.ref);
  if (newLink !== undefined) {
    link = {
      ...newLink,
      id: String(nextNumber(tables)),
      objectType,
      state: "linked",
      base: { hubspot: {}, connectwise: {} },
      seenModifiedAt: { hubspot: 0, connectwise: 0 },
      mappingVersion: 0,
    };
    tables.links.set(link.id, link);
    for (const ref of recordsOfPair(pair.ref, newLink)) {
      tables.linkOf.set(recordText(objectType, ref), link.id);
    }
  } else if (pair.link === null) {
    return link;
  }
  if (link === undefined) return undefined;
  const changed: LinkRow = {
    ...link,
    state: change.state ?? link.state,
    mappingVersion: change.mappingVersion ?? link.mappingVersion,
    base: {
      hubspot: withMoves(link.base.hubspot, change.base?.hubspot),
      connectwise: withMoves(link.base.connectwise, change.base?.connectwise),
    },
    seenModifiedAt: { ...link.seenModifiedAt, ...change.seenModifiedAt },
  };
  tables.links.set(changed.id, changed);
  return changed;
}

function storeSent(tables: Tables, change: PairChange, link: LinkRow | undefined): void {
  if (link === undefined) return;
  const settled = change.settleSent ?? [];
  const kept = (tables.sent.get(link.id) ?? []).filter(
    (sent) => !settled.some((one) => one.side === sent.side && one.key === sent.key),
  );
  for (const sent of change.addSent ?? []) {
    // Each value that may have arrived counts; the same one again says nothing new.
    const isKnown = kept.some(
      (one) => one.side === sent.side && one.key === sent.key && one.value === sent.value,
    );
    if (!isKnown) kept.push(sent);
  }
  if (kept.length === 0) tables.sent.delete(link.id);
  else tables.sent.set(link.id, kept);
}

function storeIntent(tables: Tables, change: PairChange): void {
  const { intent, pair } = change;
  if (intent === undefined) return;
  if (intent === null) for (const text of recordTexts(change)) tables.intents.delete(text);
  else tables.intents.set(recordText(pair.objectType, intent.source), intent);
}

/** The records that a change is about, those of its new link included. */
function recordTexts({ pair, newLink }: PairChange): string[] {
  return [pair.ref, ...recordsOfPair(pair.ref, pair.link), ...recordsOfPair(pair.ref, newLink)].map(
    (ref) => recordText(pair.objectType, ref),
  );
}

function storeMarks(tables: Tables, change: PairChange): DirtyRow[] {
  const { pair, retryAt } = change;
  for (const mark of change.done ?? []) {
    const text = recordText(pair.objectType, mark);
    if (tables.dirty.get(text)?.seq === mark.seq) tables.dirty.delete(text);
  }
  if (retryAt !== undefined) {
    for (const mark of pair.taken) {
      const row = tables.dirty.get(recordText(pair.objectType, mark));
      // What was marked again since must not wait for what failed.
      if (row === undefined || row.seq !== mark.seq) continue;
      row.notBefore = retryAt;
      row.attempts += 1;
    }
  }
  return addMarks(tables, change.marks ?? []);
}

/**
 * Adds dirty rows or renews them: the earlier lane and the earlier time stay, the seq is new; only an
 * echo leaves the seq of a row of another lane.
 */
export function addMarks(tables: Tables, marks: readonly DirtyMark[]): DirtyRow[] {
  return marks.map((mark) => {
    const text = recordText(mark.objectType, mark);
    const known = tables.dirty.get(text);
    const isEcho = mark.lane === LANES.echo && known !== undefined && known.lane < LANES.echo;
    const row: DirtyRow = {
      objectType: mark.objectType,
      side: mark.side,
      id: mark.id,
      seq: isEcho ? known.seq : nextNumber(tables),
      lane: known !== undefined && known.lane < mark.lane ? known.lane : mark.lane,
      notBefore: known === undefined ? mark.notBefore : Math.min(known.notBefore, mark.notBefore),
      attempts: known?.attempts ?? 0,
    };
    tables.dirty.set(text, row);
    return row;
  });
}

function storeClaim(
  tables: Tables,
  change: PairChange,
  link: LinkRow | undefined,
  now: number,
): string {
  const { pairKey } = change.pair;
  const newKey = change.newLink === undefined || link === undefined ? pairKey : `link:${link.id}`;
  if (change.release === true) {
    releaseClaim(tables, pairKey, now);
  } else if (newKey !== pairKey) {
    const claim = tables.claims.get(pairKey);
    tables.claims.delete(pairKey);
    if (claim !== undefined) tables.claims.set(newKey, { ...claim, pairKey: newKey });
  }
  return newKey;
}

function isSame(left: RecordRef, right: RecordRef): boolean {
  return left.side === right.side && left.id === right.id;
}

function takenAfter(
  change: PairChange,
  link: LinkRow | undefined,
  renewed: readonly DirtyRow[],
): TakenMark[] {
  const own = recordsOfPair(change.pair.ref, link);
  const added = renewed
    .filter((row) => own.some((ref) => isSame(ref, row)))
    .map(({ side, id, seq, lane, attempts }) => ({ side, id, seq, lane, attempts }));
  const kept = change.pair.taken.filter(
    (mark) =>
      !(change.done ?? []).some((done) => isSame(done, mark) && done.seq === mark.seq) &&
      !added.some((other) => isSame(other, mark)),
  );
  return [...kept, ...added];
}
