import type { RecordRef } from "../../server/sync/model.ts";
import type { ClaimedPair, Claimer, ClaimRequest } from "../../server/sync/pair-ports.ts";
import {
  isOutInPair,
  linkOfRecord,
  nextNumber,
  recordsOfPair,
  recordText,
  type ClaimRow,
  type DirtyRow,
  type Tables,
} from "./memory-tables.ts";

/** One HTTP time-out and a margin: how long a vanished owner's last request may be on its way. */
const VANISHED_OWNER_MS = 25_000;

/** The key that a record's pair is claimed under: the link, else its smallest strong match key. */
function pairKeyOf(tables: Tables, objectType: string, ref: RecordRef): string {
  const link = linkOfRecord(tables, objectType, ref);
  if (link !== undefined) return `link:${link.id}`;
  const keys = tables.matchKeys.get(recordText(objectType, ref)) ?? [];
  const kinds = tables.claimKinds[objectType] ?? [];
  let smallest: string | null = null;
  for (const { kind, value } of keys) {
    const text = `${kind}:${value}`;
    if (kinds.includes(kind) && (smallest === null || text < smallest)) smallest = text;
  }
  return smallest === null ? recordText(objectType, ref) : `${objectType}:key:${smallest}`;
}

/** True when some owner holds the claim at present. */
export function isHeld(claim: ClaimRow, now: number): boolean {
  return claim.owner !== null && claim.until >= now;
}

function isRecordHeld(tables: Tables, candidate: Candidate, now: number): boolean {
  const own = tables.claims.get(candidate.pairKey);
  if (own !== undefined && isHeld(own, now)) return true;
  for (const claim of tables.claims.values()) {
    if (isSameRecord(claim, candidate) && isHeld(claim, now)) return true;
  }
  return false;
}

interface Candidate extends RecordRef {
  readonly objectType: string;
  readonly pairKey: string;
}

function isSameRecord(
  left: RecordRef & { readonly objectType: string },
  right: RecordRef & { readonly objectType: string },
): boolean {
  return left.side === right.side && left.id === right.id && left.objectType === right.objectType;
}

/** Takes due dirty rows in order of lane and age and claims their pairs. */
export function claimDirty(tables: Tables, request: ClaimRequest, now: number): ClaimedPair[] {
  const due = [...tables.dirty.values()]
    .filter((row) => isTakeable(tables, row, request, now))
    .toSorted((a, b) => a.lane - b.lane || a.seq - b.seq);
  const candidates: Candidate[] = [];
  for (const row of due) {
    if (candidates.length >= request.limit) break;
    const candidate = toCandidate(tables, row.objectType, row);
    if (!isRecordHeld(tables, candidate, now)) candidates.push(candidate);
  }
  return claimAll(tables, candidates, request, now);
}

function isTakeable(tables: Tables, row: DirtyRow, request: ClaimRequest, now: number): boolean {
  return (
    request.settingsVersion >= (tables.versions.get(row.objectType) ?? 0) &&
    request.objectTypes.includes(row.objectType) &&
    row.lane <= request.maxLane &&
    row.notBefore <= now &&
    (!request.linkedOnly || linkOfRecord(tables, row.objectType, row) !== undefined)
  );
}

function toCandidate(tables: Tables, objectType: string, ref: RecordRef): Candidate {
  const pairKey = pairKeyOf(tables, objectType, ref);
  return { objectType, side: ref.side, id: ref.id, pairKey };
}

/** Claims the pairs of records, dirty or not; records whose pair is held are left out. */
export function claimRecords(
  tables: Tables,
  records: readonly (RecordRef & { readonly objectType: string })[],
  claim: Claimer,
  now: number,
): ClaimedPair[] {
  const candidates = records
    .map((record) => toCandidate(tables, record.objectType, record))
    .filter((candidate) => !isRecordHeld(tables, candidate, now));
  return claimAll(tables, candidates, claim, now);
}

function claimAll(
  tables: Tables,
  candidates: readonly Candidate[],
  claim: Claimer,
  now: number,
): ClaimedPair[] {
  const wanted = new Map<string, Candidate>();
  for (const candidate of candidates) {
    if (!wanted.has(candidate.pairKey)) wanted.set(candidate.pairKey, candidate);
  }
  return [...wanted.values()].map((candidate) => {
    const previousUntil = takeOver(tables, candidate);
    const row: ClaimRow = {
      ...candidate,
      owner: claim.owner,
      fence: nextNumber(tables),
      until: now + claim.claimMs,
      previousUntil,
    };
    tables.claims.set(candidate.pairKey, row);
    return assemble(tables, row, claim.settingsVersion, now);
  });
}

/** Ends the claims that vanished owners left on the pair or its record; returns the latest end. */
function takeOver(tables: Tables, candidate: Candidate): number {
  let latest = 0;
  for (const [pairKey, claim] of tables.claims) {
    if (pairKey !== candidate.pairKey && !isSameRecord(claim, candidate)) continue;
    latest = Math.max(latest, claim.previousUntil, claim.owner === null ? 0 : claim.until);
    tables.claims.delete(pairKey);
  }
  return latest;
}

function assemble(
  tables: Tables,
  claim: ClaimRow,
  settingsVersion: number,
  now: number,
): ClaimedPair {
  const { objectType, pairKey, fence } = claim;
  const link = linkOfRecord(tables, objectType, claim);
  const taken = recordsOfPair(claim, link)
    .flatMap((ref) => tables.dirty.get(recordText(objectType, ref)) ?? [])
    .toSorted((a, b) => a.lane - b.lane || a.seq - b.seq)
    .map(({ side, id, seq, lane, attempts }) => ({ side, id, seq, lane, attempts }));
  const first = taken[0] ?? claim;
  return {
    objectType,
    pairKey,
    fence,
    ...pairParts(tables, objectType, { side: claim.side, id: claim.id }),
    ref: { side: first.side, id: first.id },
    taken,
    createDelayMs: Math.max(0, claim.previousUntil + VANISHED_OWNER_MS - now),
    settingsVersion,
  };
}

/** What is stored about a pair besides its claim and its dirty rows. */
export function pairParts(
  tables: Tables,
  objectType: string,
  ref: RecordRef,
): Pick<ClaimedPair, "link" | "sent" | "intent" | "leftOut"> {
  const link = linkOfRecord(tables, objectType, ref);
  const intents = recordsOfPair(ref, link).flatMap(
    (record) => tables.intents.get(recordText(objectType, record)) ?? [],
  );
  return {
    link: link === undefined ? null : { ...link },
    sent: link === undefined ? [] : [...(tables.sent.get(link.id) ?? [])],
    intent: intents[0] ?? null,
    leftOut: recordsOfPair(ref, link)
      .filter((record) => isOutInPair(tables, objectType, record))
      .map(({ side }) => side),
  };
}

/** Extends claims that are still held under their fence. */
export function renewClaims(
  tables: Tables,
  pairs: readonly ClaimedPair[],
  until: number,
): ReadonlySet<string> {
  const renewed = new Set<string>();
  for (const { pairKey, fence } of pairs) {
    const claim = tables.claims.get(pairKey);
    if (claim?.owner === undefined || claim.owner === null || claim.fence !== fence) continue;
    claim.until = until;
    renewed.add(pairKey);
  }
  return renewed;
}

/** Gives a claim back; it stays without an owner while an earlier owner's request may be under way. */
export function releaseClaim(tables: Tables, pairKey: string, now: number): void {
  const claim = tables.claims.get(pairKey);
  if (claim === undefined) return;
  if (claim.previousUntil + VANISHED_OWNER_MS <= now) tables.claims.delete(pairKey);
  else claim.owner = null;
}
