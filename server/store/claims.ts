import type { ObjectType, RecordRef } from "../sync/model.ts";
import type { ClaimedPair, Claimer, ClaimRequest } from "../sync/pair-ports.ts";
import type { PortalState } from "../sync/portal-ports.ts";
import { type DirtyRow, readDirty } from "./dirty.ts";
import { VANISHED_OWNER } from "./held-claims.ts";
import { NO_PARTS, pairRecords, type PairParts, readPairParts } from "./pair-parts.ts";
import {
  areNewestSettings,
  joinLink,
  ONE_LOOK_A_ROW,
  type ClaimScope,
  type RecordColumns,
  recordRows,
  recordText,
  type StoreScope,
} from "./rows.ts";
import { toTaken } from "./taken-marks.ts";
import { together } from "./together.ts";

/** States in which changes are remembered at most, and nothing is taken that was. */
const STOPPED: readonly PortalState[] = ["paused", "braked", "suspended", "disconnected", "erased"];

/** A record whose pair may be claimed, with the key to claim. */
interface Candidate extends RecordColumns {
  link_id: string | null;
  pair_key: string;
}

interface GrantRow {
  pair_key: string;
  fence: number;
  create_delay_ms: number;
}

/** A place in the order of dirty rows. */
interface Position {
  readonly lane: number;
  readonly seq: number;
}

/** Each further look for free pairs takes this many times the rows of the one before. */
const LOOK_ON_FACTOR = 4;

/** One claimed pair before what is stored about it was read. */
interface Grant extends Candidate, GrantRow {}

/**
 * Adds to records `r` their link `l` and their pair key `p`: the link, else the smallest of the
 * record's strong match keys, else the record itself. Leaves out what is held: by its pair key, or
 * under another key that the record had when it was claimed.
 */
const PAIR_KEY = `
  ${joinLink("r")}
  LEFT JOIN LATERAL (
    SELECT m.value_hash FROM match_keys m
    WHERE l.link_id IS NULL AND m.object_type = r.object_type AND m.side = r.side
      AND m.record_id = r.record_id AND jsonb_exists(?::jsonb -> r.object_type, m.kind)
    ORDER BY m.value_hash LIMIT 1
  ) k ON true
  CROSS JOIN LATERAL (
    SELECT coalesce('link:' || l.link_id, r.object_type || ':key:' || k.value_hash,
                    r.object_type || ':' || r.side || ':' || r.record_id) COLLATE "C" AS pair_key
    -- Row security lets an index compare with a finished value only, not with how it is made.
    OFFSET 0
  ) p`;

const NOT_HELD = `
  NOT EXISTS (SELECT FROM claims c WHERE c.pair_key = p.pair_key
              AND c.owner IS NOT NULL AND c.until >= clock_timestamp() ${ONE_LOOK_A_ROW})
  AND NOT EXISTS (SELECT FROM claims c WHERE c.object_type = r.object_type AND c.side = r.side
              AND c.record_id = r.record_id
              AND c.owner IS NOT NULL AND c.until >= clock_timestamp() ${ONE_LOOK_A_ROW})`;

/**
 * Claims are made one after the other in a portal: a pair can be claimed through either of its
 * records and under keys that change, which no single row lock covers. It takes a few milliseconds.
 */
async function enterClaiming({ query }: StoreScope): Promise<PortalState> {
  const [portal] = await query<{ state: PortalState }>(
    "SELECT state FROM portals FOR NO KEY UPDATE",
  );
  return portal?.state ?? "erased";
}

/**
 * Takes due dirty rows in order and claims their pairs; none once the portal has stopped, however
 * long ago the round that asks has begun.
 */
export async function claimDirtyPairs(
  scope: ClaimScope,
  request: ClaimRequest,
): Promise<readonly ClaimedPair[]> {
  if (STOPPED.includes(await enterClaiming(scope))) return [];
  const wanted = new Map<string, Candidate>();
  let after: Position = { lane: -1, seq: 0 };
  // Rows whose pair is held must not keep others from being found: look on behind them.
  for (let size = request.limit; wanted.size < request.limit; size *= LOOK_ON_FACTOR) {
    const rows = await readDue(scope, request, { after, size });
    for (const candidate of await findFree(scope, rows, request.linkedOnly)) {
      if (wanted.size < request.limit && !wanted.has(candidate.pair_key)) {
        wanted.set(candidate.pair_key, candidate);
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < size) break;
    after = last;
  }
  return claimCandidates(scope, [...wanted.values()], request);
}

/** Claims the pairs of records, dirty or not; records whose pair is held are left out. */
export async function claimPairsOf(
  scope: ClaimScope,
  objectType: ObjectType,
  refs: readonly RecordRef[],
  claim: Claimer,
): Promise<readonly ClaimedPair[]> {
  if (refs.length === 0) return [];
  const records = recordRows(refs.map((ref) => ({ objectType, ref })));
  const [, free] = await together([enterClaiming(scope), findFree(scope, records, false)]);
  return claimCandidates(scope, free, claim);
}

/** Reads due dirty rows behind a place in the order. Rows that another transaction is marking or
 * finishing are left to the next claim. */
function readDue(
  { query }: StoreScope,
  request: ClaimRequest,
  { after, size }: { readonly after: Position; readonly size: number },
): Promise<(RecordColumns & Position)[]> {
  return query<RecordColumns & Position>(
    `SELECT d.object_type, d.side, d.record_id, d.lane::int AS lane, d.seq::float8 AS seq
     FROM dirty d
     WHERE d.object_type = ANY(?) AND d.lane <= ? AND d.not_before <= clock_timestamp()
       AND (d.lane, d.seq) > (?, ?) AND ${areNewestSettings("d.object_type")}
     ORDER BY d.lane, d.seq LIMIT ? FOR UPDATE SKIP LOCKED`,
    [
      [...request.objectTypes],
      request.maxLane,
      after.lane,
      after.seq,
      request.settingsVersion,
      size,
    ],
  );
}

/** Returns those of the records whose pair nobody holds, in the same order. */
async function findFree(
  { query, claimKinds }: ClaimScope,
  records: readonly RecordColumns[],
  linkedOnly: boolean,
): Promise<readonly Candidate[]> {
  if (records.length === 0) return [];
  return query<Candidate>(
    `SELECT r.object_type, r.side, r.record_id, l.link_id::text AS link_id, p.pair_key
     FROM ROWS FROM (jsonb_to_recordset(?::jsonb)
       AS (object_type text, side text, record_id text))
       WITH ORDINALITY AS r(object_type, side, record_id, position) ${PAIR_KEY}
     WHERE (l.link_id IS NOT NULL OR NOT ?::boolean) AND ${NOT_HELD}
     ORDER BY r.position`,
    [JSON.stringify(records), JSON.stringify(claimKinds), linkedOnly],
  );
}

async function claimCandidates(
  scope: StoreScope,
  candidates: readonly Candidate[],
  claim: Claimer,
): Promise<readonly ClaimedPair[]> {
  const wanted = new Map<string, Candidate>();
  for (const candidate of candidates) {
    if (!wanted.has(candidate.pair_key)) wanted.set(candidate.pair_key, candidate);
  }
  if (wanted.size === 0) return [];
  const ended = await removeEndedClaims(scope, [...wanted.values()]);
  const rows = [...wanted.values()].map((candidate) => ({
    ...candidate,
    ended_at: ended.get(candidate.pair_key) ?? null,
  }));
  const granted = await scope.query<GrantRow>(
    `INSERT INTO claims AS c
       (pair_key, owner, until, previous_until, object_type, side, record_id)
     SELECT w.pair_key, ?, clock_timestamp() + ?::float8 * interval '1 millisecond', w.ended_at,
            w.object_type, w.side, w.record_id
     FROM jsonb_to_recordset(?::jsonb)
       AS w(pair_key text, object_type text, side text, record_id text, ended_at timestamptz)
     ON CONFLICT (portal_id, pair_key) DO UPDATE
     SET owner = excluded.owner, fence = excluded.fence, until = excluded.until,
         previous_until = greatest(excluded.previous_until, c.previous_until,
                                   CASE WHEN c.owner IS NOT NULL THEN c.until END),
         object_type = excluded.object_type, side = excluded.side, record_id = excluded.record_id
     WHERE c.owner IS NULL OR c.until < clock_timestamp()
     RETURNING c.pair_key, c.fence::float8 AS fence, ceil(greatest(0, extract(epoch FROM
       c.previous_until + ${VANISHED_OWNER} - clock_timestamp()) * 1000))::float8
       AS create_delay_ms`,
    [claim.owner, claim.claimMs, JSON.stringify(rows)],
  );
  const grants = new Map(granted.map((row) => [row.pair_key, row]));
  return readPairs(
    scope,
    [...wanted.values()].flatMap((candidate) => {
      const grant = grants.get(candidate.pair_key);
      return grant === undefined ? [] : [{ ...candidate, ...grant }];
    }),
    claim.settingsVersion,
  );
}

/**
 * Removes claims that ended on the same records under other keys, so that their owners cannot
 * commit any more; returns when they ended, by the pair key that is claimed now.
 */
async function removeEndedClaims(
  { query }: StoreScope,
  wanted: readonly Candidate[],
): Promise<ReadonlyMap<string, string | null>> {
  const rows = await query<{ pair_key: string; ended_at: string | null }>(
    `DELETE FROM claims c
     USING jsonb_to_recordset(?::jsonb)
       AS w(pair_key text, object_type text, side text, record_id text)
     WHERE c.object_type = w.object_type AND c.side = w.side AND c.record_id = w.record_id
       AND c.pair_key <> w.pair_key AND (c.owner IS NULL OR c.until < clock_timestamp())
     RETURNING w.pair_key, greatest(c.previous_until,
       CASE WHEN c.owner IS NOT NULL THEN c.until END)::text AS ended_at`,
    [JSON.stringify(wanted)],
  );
  const latest = new Map<string, string | null>();
  for (const row of rows) {
    const known = latest.get(row.pair_key) ?? null;
    if (known === null || (row.ended_at !== null && row.ended_at > known)) {
      latest.set(row.pair_key, row.ended_at);
    }
  }
  return latest;
}

async function readPairs(
  scope: StoreScope,
  grants: readonly Grant[],
  settingsVersion: number,
): Promise<readonly ClaimedPair[]> {
  const identities = grants.map((grant) => ({
    objectType: grant.object_type,
    linkId: grant.link_id,
    ref: { side: grant.side, id: grant.record_id },
  }));
  const parts = await readPairParts(scope, identities);
  const members = identities.map((identity, index) => ({
    ...identity,
    records: pairRecords(identity.ref, parts[index]?.link ?? null),
  }));
  const dirty = await readDirty(
    scope,
    recordRows(
      members.flatMap(({ objectType, records }) => records.map((ref) => ({ objectType, ref }))),
    ),
  );
  return grants.map((grant, index) => {
    const records = members[index]?.records ?? [];
    const rows = records.flatMap((ref) => dirty.get(recordText(grant.object_type, ref)) ?? []);
    return assemblePair(grant, settingsVersion, rows, parts[index]);
  });
}

function assemblePair(
  grant: Grant,
  settingsVersion: number,
  rows: readonly DirtyRow[],
  parts: PairParts = NO_PARTS,
): ClaimedPair {
  const taken = rows
    .toSorted((left, right) => left.lane - right.lane || left.seq - right.seq)
    .map((row) => toTaken(row));
  const first = taken[0] ?? { side: grant.side, id: grant.record_id };
  return {
    ...parts,
    objectType: grant.object_type,
    pairKey: grant.pair_key,
    fence: grant.fence,
    ref: { side: first.side, id: first.id },
    taken,
    createDelayMs: grant.create_delay_ms,
    settingsVersion,
  };
}
