import type { ClaimedPair } from "../sync/pair-ports.ts";
import type { StoreScope } from "./rows.ts";
import { together } from "./together.ts";

/**
 * After a claim ran out, its owner's last request may be on its way for one HTTP time-out (20 s)
 * and a margin of 5 s.
 */
export const VANISHED_OWNER = "interval '25 seconds'";

/** Extends claims; returns the pair keys of those that are still held under their fence. */
export async function extendClaims(
  { query }: StoreScope,
  pairs: readonly ClaimedPair[],
  claimMs: number,
): Promise<ReadonlySet<string>> {
  if (pairs.length === 0) return new Set();
  const rows = await query<{ pair_key: string }>(
    `UPDATE claims c SET until = clock_timestamp() + ?::float8 * interval '1 millisecond'
     FROM (
       SELECT held.pair_key FROM claims held
       JOIN jsonb_to_recordset(?::jsonb) AS w(pair_key text, fence bigint)
         ON w.pair_key = held.pair_key AND w.fence = held.fence
       WHERE held.owner IS NOT NULL
       ORDER BY held.pair_key FOR UPDATE OF held -- one order for all: no deadlocks
     ) held
     WHERE c.pair_key = held.pair_key
     RETURNING c.pair_key`,
    [claimMs, JSON.stringify(pairs.map((pair) => ({ pair_key: pair.pairKey, fence: pair.fence })))],
  );
  return new Set(rows.map((row) => row.pair_key));
}

/** Gives claims back. A row stays while an owner that vanished earlier still matters. */
export async function releaseClaims(
  { query }: StoreScope,
  pairKeys: readonly string[],
): Promise<void> {
  if (pairKeys.length === 0) return;
  await together([
    query(
      `DELETE FROM claims WHERE pair_key = ANY(?)
         AND (previous_until IS NULL OR previous_until + ${VANISHED_OWNER} <= clock_timestamp())`,
      [[...pairKeys]],
    ),
    query("UPDATE claims SET owner = NULL WHERE pair_key = ANY(?)", [[...pairKeys]]),
  ]);
}

/** Moves claims to the keys of new links; owner, fence and end stay. */
export async function moveClaims(
  { query }: StoreScope,
  moves: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  if (moves.length === 0) return;
  await query(
    `UPDATE claims c SET pair_key = m."to"
     FROM jsonb_to_recordset(?::jsonb) AS m("from" text, "to" text)
     -- The keys once more: the planner would rather read all claims of the portal.
     WHERE c.pair_key = m."from" AND c.pair_key = ANY(?)`,
    [JSON.stringify(moves), moves.map(({ from }) => from)],
  );
}

/** The pair key of a linked pair. */
export function linkPairKey(linkId: string): string {
  return `link:${linkId}`;
}
