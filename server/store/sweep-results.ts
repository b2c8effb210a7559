import type { SweepResult } from "../sync/health-ports.ts";
import type { ObjectType, Side } from "../sync/model.ts";
import type { ObservedRecord } from "../sync/store-ports.ts";
import { ENDED_STATES, type StoreScope } from "./rows.ts";

/** One comparison of one side's records. */
interface SweepPlace {
  readonly objectType: ObjectType;
  readonly side: Side;
  readonly sweepId: number;
}

/** A change that is younger may still come by the late pass, so that nobody has missed it yet. */
const LATE_PASS_MS = 2 * 3_600_000;

/**
 * Counts which of the records that differ nothing had announced. Call it before they are marked.
 *
 * None is that somebody waits with (a mark on either record of its pair), that has its verdict and no
 * new time, or that only a new mapping looks at afresh. What is left: gone records, values that no longer
 * equal the base, and records without any verdict; their time did not move, or it moved so long ago
 * that polls and the late pass are over.
 */
export async function countDrift(
  { query }: StoreScope,
  { objectType, side }: Pick<SweepPlace, "objectType" | "side">,
  differing: readonly ObservedRecord[],
): Promise<number> {
  if (differing.length === 0) return 0;
  const rows = differing.map(({ id, modifiedAt, isDeleted, hashes }) => ({
    id,
    modified_ms: modifiedAt,
    is_deleted: isDeleted,
    hashes,
  }));
  const [found] = await query<{ drift: number }>(
    `SELECT count(*)::int AS drift
     FROM jsonb_to_recordset(?::jsonb)
       AS r(id text, modified_ms bigint, is_deleted boolean, hashes jsonb)
     LEFT JOIN links l ON l.object_type = ? AND l.${side}_id = r.id
     LEFT JOIN issues i ON i.object_type = ? AND i.side = ? AND i.record_id = r.id
     CROSS JOIN LATERAL (SELECT
       -- ConnectWise's times may be taken for the moment before (seen-times.ts).
       coalesce(r.modified_ms - l.${side}_seen_ms <= 1, false) AS is_seen,
       coalesce(r.modified_ms - i.seen_ms <= 1, false) AS is_judged,
       r.modified_ms < extract(epoch FROM now()) * 1000 - ${LATE_PASS_MS} AS is_past) t
     WHERE ${isUnmarked(side)}
       AND (r.is_deleted OR NOT t.is_judged AND CASE
         WHEN l.link_id IS NULL THEN t.is_past
         ELSE (t.is_seen AND l.state = 'linked' OR t.is_past AND NOT t.is_seen)
           AND EXISTS (SELECT FROM jsonb_each_text(r.hashes) h
                       WHERE l.${side}_base ->> h.key <> h.value)
         END)`,
    [JSON.stringify(rows), objectType, objectType, side, objectType],
  );
  return found?.drift ?? 0;
}

/** Adds a page to what a comparison has come to so far; one that is complete stays as it is. */
export async function addToSweep(
  { query }: StoreScope,
  { objectType, side, sweepId }: SweepPlace,
  { compared, drift }: Pick<SweepResult, "compared" | "drift">,
): Promise<void> {
  await query(
    `INSERT INTO sweep_results (object_type, side, sweep_id, compared, drift)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (portal_id, object_type, side, sweep_id) DO UPDATE
     SET compared = sweep_results.compared + excluded.compared,
         drift = sweep_results.drift + excluded.drift
     WHERE sweep_results.finished_at IS NULL`,
    [objectType, side, sweepId, compared, drift],
  );
}

/** Completes a comparison with the links whose record it did not see, and drops those before it. */
export async function finishSweep(
  { query }: StoreScope,
  { objectType, side, sweepId }: SweepPlace,
): Promise<void> {
  await query(
    `UPDATE sweep_results SET finished_at = clock_timestamp(), drift = drift + (
       SELECT count(*) FROM links l JOIN LATERAL (SELECT l.${side}_id AS id) r ON true
       WHERE l.object_type = ? AND l.state NOT IN ${ENDED_STATES}
         AND l.linked_at < to_timestamp(? / 1000.0) AND ${isUnmarked(side)}
         AND NOT EXISTS (SELECT FROM sweep_stamps s
                         WHERE s.link_id = l.link_id AND s.side = ? AND s.sweep_id = ?))
     WHERE object_type = ? AND side = ? AND sweep_id = ? AND finished_at IS NULL`,
    [objectType, sweepId, objectType, side, sweepId, objectType, side, sweepId],
  );
  await query("DELETE FROM sweep_results WHERE object_type = ? AND side = ? AND sweep_id < ?", [
    objectType,
    side,
    sweepId,
  ]);
}

/** Reads the latest complete comparison of each object type and side. */
export async function readSweepResults({ query }: StoreScope): Promise<readonly SweepResult[]> {
  const rows = await query<{
    object_type: ObjectType;
    side: Side;
    compared: number;
    drift: number;
    finished_ms: number;
  }>(
    `SELECT DISTINCT ON (object_type, side) object_type, side, compared, drift,
       (extract(epoch FROM finished_at) * 1000)::float8 AS finished_ms
     FROM sweep_results WHERE finished_at IS NOT NULL
     ORDER BY object_type, side, sweep_id DESC`,
  );
  return rows.map(({ object_type, side, compared, drift, finished_ms }) => ({
    objectType: object_type,
    side,
    compared,
    drift,
    finishedAt: Math.round(finished_ms),
  }));
}

/** SQL: no mark waits for the record `r` of the side, or for either record of its link `l`; takes the type. */
function isUnmarked(side: Side): string {
  return `NOT EXISTS (SELECT FROM dirty d WHERE d.object_type = ? AND (
         d.side = '${side}' AND d.record_id = r.id
         OR d.side = 'hubspot' AND d.record_id = l.hubspot_id
         OR d.side = 'connectwise' AND d.record_id = l.connectwise_id))`;
}
