import type {
  CandidatePair,
  MatchKey,
  Neighbourhood,
  SameSidePair,
} from "../../server/sync/match.ts";
import { LANES, type RecordRef } from "../../server/sync/model.ts";
import type { ObservedPage, ObservedRecord } from "../../server/sync/store-ports.ts";
import { addMarks, setMatchKeys } from "./memory-commit.ts";
import {
  isOutInPair,
  linkOfRecord,
  recordsOfPair,
  recordText,
  refOf,
  type IssueRow,
  type LinkRow,
  type Tables,
} from "./memory-tables.ts";

interface KeyedRecord {
  readonly ref: RecordRef;
  readonly keys: readonly MatchKey[];
}

function keyedRecords(tables: Tables, objectType: string): Map<string, KeyedRecord> {
  const records = new Map<string, KeyedRecord>();
  for (const [text, keys] of tables.matchKeys) {
    const ref = refOf(text);
    if (ref.objectType === objectType) records.set(text, { ref, keys });
  }
  return records;
}

function sharesStrong(strong: readonly string[], left: KeyedRecord, right: KeyedRecord): boolean {
  return left.keys.some(
    (key) =>
      strong.includes(key.kind) &&
      right.keys.some((other) => other.kind === key.kind && other.value === key.value),
  );
}

/** Records that share strong keys with the given ones, and with those, compared with each other. */
export function neighbourhood(
  tables: Tables,
  objectType: string,
  refs: readonly RecordRef[],
  strong: readonly string[],
): Neighbourhood {
  const all = keyedRecords(tables, objectType);
  const reached = new Map<string, KeyedRecord>();
  let edge = refs.flatMap((ref) => all.get(recordText(objectType, ref)) ?? []);
  while (edge.length > 0) {
    const next: KeyedRecord[] = [];
    for (const record of edge) reached.set(recordText(objectType, record.ref), record);
    for (const [text, record] of all) {
      if (reached.has(text) || !edge.some((other) => sharesStrong(strong, record, other))) continue;
      reached.set(text, record);
      next.push(record);
    }
    edge = next;
  }
  const records = [...reached.values()];
  const linked = [...refs, ...records.map(({ ref }) => ref)].flatMap(
    (ref) => linkOfRecord(tables, objectType, ref) ?? [],
  );
  const links = [...new Map(linked.map((link) => [link.id, link])).values()].map(
    ({ hubspotId, connectwiseId }) => ({ hubspotId, connectwiseId }),
  );
  return { ...compareAll(strong, records), links };
}

function compareAll(
  strong: readonly string[],
  records: readonly KeyedRecord[],
): Pick<Neighbourhood, "pairs" | "sameSide"> {
  const pairs: CandidatePair[] = [];
  const sameSide: SameSidePair[] = [];
  for (const [index, first] of records.entries()) {
    for (const second of records.slice(index + 1)) {
      if (!sharesStrong(strong, first, second)) continue;
      const comparison = compareKeys(first.keys, second.keys);
      const { side } = first.ref;
      if (side === second.ref.side) {
        sameSide.push({ side, firstId: first.ref.id, secondId: second.ref.id, ...comparison });
      } else {
        const [hubspot, connectwise] = side === "hubspot" ? [first, second] : [second, first];
        pairs.push({ hubspotId: hubspot.ref.id, connectwiseId: connectwise.ref.id, ...comparison });
      }
    }
  }
  return { pairs, sameSide };
}

function compareKeys(
  first: readonly MatchKey[],
  second: readonly MatchKey[],
): Pick<CandidatePair, "shared" | "differing"> {
  const shared: string[] = [];
  const differing: string[] = [];
  for (const kind of new Set(first.map((key) => key.kind))) {
    const others = second.filter((key) => key.kind === kind);
    if (others.length === 0) continue;
    const isShared = first.some(
      (key) => key.kind === kind && others.some((other) => other.value === key.value),
    );
    (isShared ? shared : differing).push(kind);
  }
  return { shared: shared.toSorted(), differing: differing.toSorted() };
}

/** Compares a page with what is stored, marks what differs and moves the cursor. */
export function observe(tables: Tables, page: ObservedPage): number {
  const { objectType, side } = page;
  let marked = 0;
  for (const record of new Map(page.records.map((one) => [one.id, one])).values()) {
    const text = recordText(objectType, { side, id: record.id });
    const keys = record.isDeleted ? [] : record.matchKeys;
    if (keys !== null) setMatchKeys(tables, text, keys);
    const link = linkOfRecord(tables, objectType, { side, id: record.id });
    if (page.sweepId !== undefined && link !== undefined) {
      tables.sweepStamps.set(`${link.id}:${side}`, page.sweepId);
    }
    if (!isClean(tables, page, record)) {
      marked += 1;
      addMarks(tables, [{ objectType, side, id: record.id, lane: page.lane, notBefore: 0 }]);
    } else if (tables.dirty.get(text)?.lane === LANES.echo) {
      tables.dirty.delete(text);
    }
  }
  tables.cursors.set(`${objectType}:${side}:${page.cursorName}`, page.cursor);
  return marked;
}

/**
 * A sweep does not trust times: it is there for changes that move none, and a review can end by a
 * change of its candidates.
 */
function isClean(tables: Tables, page: ObservedPage, record: ObservedRecord): boolean {
  const { objectType, side } = page;
  const ref = { side, id: record.id };
  const link = linkOfRecord(tables, objectType, ref);
  const issue = tables.issues.get(recordText(objectType, ref));
  if (record.isDeleted) return isGoneClean(link, issue);
  if (page.settingsVersion < (tables.versions.get(objectType) ?? 0)) return false;
  if (hasTurned(page, record, { link, issue })) return false;
  const isOut = isOutInPair(tables, objectType, ref);
  const isDue = isWaiting(tables, page, ref, link) || hasMoved(page, record, link);
  if (issue?.seenModifiedAt === record.modifiedAt && isTold(page, issue, isDue)) return true;
  return link !== undefined && isLinkClean(link, page, record, { isDue, isOut, issue });
}

/** Where parents change without a word, whoever waits for one is looked at. */
function isWaiting(
  tables: Tables,
  { objectType, hasSilentChanges }: ObservedPage,
  ref: RecordRef,
  link?: LinkRow,
): boolean {
  const isWait = (one: RecordRef): boolean => tables.waits.has(recordText(objectType, one));
  return hasSilentChanges === true && recordsOfPair(ref, link).some(isWait);
}

/** One side of an excluded pair may be a source all the same; the other one's base has no such entry. */
function hasMoved(
  { side, sweepId }: ObservedPage,
  record: ObservedRecord,
  link?: LinkRow,
): boolean {
  if (sweepId === undefined || link?.state !== "excluded") return false;
  const base = link.base[side];
  return Object.entries(record.hashes).some(([key, hash]) => (base[key] ?? hash) !== hash);
}

/** Who joins or leaves a list gets no new time: what a filter says now is not what was said before. */
function hasTurned(
  { sweepId }: ObservedPage,
  { isLeftOut }: ObservedRecord,
  known: { readonly link: LinkRow | undefined; readonly issue: IssueRow | undefined },
): boolean {
  if (sweepId === undefined || isLeftOut === null) return false;
  if (!isLeftOut) return known.issue?.code === "filtered_out";
  const isToldSo = known.issue?.state === "excluded";
  return known.link?.state === "linked" || (known.link?.state === "excluded" && !isToldSo);
}

/** Whether a change of the verdict's reasons would have moved the record's time. */
function isTold(page: ObservedPage, { state }: IssueRow, isDue: boolean): boolean {
  if (page.sweepId === undefined) return true;
  if (page.hasSilentChanges === true) return state === "excluded" && !isDue;
  return state !== "review" && !isDue;
}

function isGone(link: LinkRow): boolean {
  return link.state === "deleted" || link.state === "merged";
}

function isGoneClean(link: LinkRow | undefined, issue: IssueRow | undefined): boolean {
  if (link !== undefined) return isGone(link);
  return issue === undefined || issue.state === "deleted";
}

/** What is inside itself may come to belong to one that is left out, without a new time. */
function isTimeTrusted(
  { state }: LinkRow,
  { sweepId, hasSilentChanges }: ObservedPage,
  { isDue, isOut }: { readonly isDue: boolean; readonly isOut: boolean },
): boolean {
  const isQuiet = hasSilentChanges !== true || isOut;
  return sweepId === undefined || (state === "excluded" && !isDue && isQuiet);
}

function isLinkClean(
  link: LinkRow,
  page: ObservedPage,
  record: ObservedRecord,
  known: { isDue: boolean; isOut: boolean; issue: IssueRow | undefined },
): boolean {
  const { side } = page;
  const isSeen = link.seenModifiedAt[side] === record.modifiedAt;
  if (isSeen && isTimeTrusted(link, page, known)) return true;
  if (isGone(link)) return isSeen;
  // What is back at its base can end a conflict, or be what a standard filter missed; and what the
  // customer's filter looks at need not be mapped.
  const isAsTold = known.isOut
    ? known.issue?.code === "filtered_out" && record.isLeftOut !== false
    : record.isLeftOut !== true;
  if (!isSeen && (link.state === "attention" || !isAsTold)) return false;
  return Object.entries(record.hashes).every(([key, hash]) => link.base[side][key] === hash);
}
