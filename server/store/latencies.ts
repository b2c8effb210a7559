import { type Latency, type LatencyCount, latencyBucket } from "../sync/latency.ts";
import type { StoreScope } from "./rows.ts";

/**
 * Counts latencies into the present hour. Call it last in a transaction: rows are shared by all
 * workers of the portal, and taken in one order, so that two of them never wait for each other.
 */
export async function addLatencies(
  { query }: StoreScope,
  latencies: readonly Latency[],
): Promise<void> {
  if (latencies.length === 0) return;
  const rows = latencies.map(({ lane, ms }) => ({ lane, bucket: latencyBucket(ms) }));
  await query(
    `INSERT INTO latencies (hour_at, lane, bucket, changes)
     SELECT date_trunc('hour', now(), 'UTC'), r.lane, r.bucket, count(*)
     FROM jsonb_to_recordset(?::jsonb) AS r(lane smallint, bucket smallint)
     GROUP BY r.lane, r.bucket ORDER BY r.lane, r.bucket
     ON CONFLICT (portal_id, hour_at, lane, bucket) DO UPDATE
     SET changes = latencies.changes + excluded.changes`,
    [JSON.stringify(rows)],
  );
}

/** Reads what was counted in the present hour and the 23 before it, oldest first. */
export async function readLatencies({ query }: StoreScope): Promise<readonly LatencyCount[]> {
  const rows = await query<{ hour_ms: number; lane: number; bucket: number; changes: number }>(
    `SELECT (extract(epoch FROM hour_at) * 1000)::float8 AS hour_ms, lane, bucket, changes
     FROM latencies WHERE hour_at > now() - interval '24 hours'
     ORDER BY hour_at, lane, bucket`,
  );
  return rows.map(({ hour_ms, lane, bucket, changes }) => ({
    hourAt: hour_ms,
    lane,
    bucket,
    count: changes,
  }));
}
