import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../sync/errors.ts";
import type { RateLimiter } from "../sync/ports.ts";
import type { Database } from "./db.ts";

/** One budget of calls of a portal. */
export interface RateBudget {
  /** Name of the budget, such as `hubspot`, `hubspot-search` or `connectwise`. */
  readonly bucket: string;
  readonly perSecond: number;
  /** Calls that may go at once after a pause; any window of s seconds sees at most burst + s x rate. */
  readonly burst: number;
  /** After the vendor closed the budget, half the rate for this long. */
  readonly halvedAfterCloseMs?: number;
}

/** Bulk work stands in the queue at most this far ahead, so that others wait no longer. */
const BULK_AHEAD_MS = 250;

interface Slot {
  wait_ms: number;
}

/**
 * Shares a budget of calls between all processes: each call reserves the next free moment in one
 * statement (GCRA: the row holds when the next call is due) and waits for it.
 *
 * @param stopping - aborted when the process stops: no call may begin any more, so that whoever waits
 *   for one puts its work off and gives back what it holds
 */
export function createRateLimiter(
  database: Database,
  portalId: string,
  budget: RateBudget,
  stopping?: AbortSignal,
): RateLimiter {
  return {
    async take(isBulk) {
      for (;;) {
        if (stopping?.aborted === true) throw processStops();
        const waitMs = await reserve(database, portalId, budget, isBulk);
        if (waitMs === null) {
          await pause(BULK_AHEAD_MS / 2, stopping);
          continue;
        }
        if (waitMs <= 0) return;
        await pause(waitMs, stopping);
        // The vendor may have closed the budget while we waited.
        if (await isOpen(database, portalId, budget)) return;
      }
    },
    closeFor: (retryAfterMs) =>
      database.inPortal(portalId, async (query) => {
        await query(
          `INSERT INTO rate_limits AS r (bucket, next_at, closed_until)
           SELECT ?, open_at, open_at
           FROM (SELECT clock_timestamp() + ?::float8 * interval '1 millisecond' AS open_at) o
           ON CONFLICT (portal_id, bucket) DO UPDATE
           SET closed_until = greatest(r.closed_until, excluded.closed_until),
               next_at = greatest(r.next_at, r.closed_until, excluded.closed_until)`,
          [budget.bucket, retryAfterMs],
        );
      }),
  };
}

async function pause(ms: number, stopping: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, stopping === undefined ? {} : { signal: stopping });
  } catch {
    throw processStops();
  }
}

function processStops(): AppError {
  return new AppError("The server stops; the work goes on when it is back.", {
    code: "process_stops",
    errorClass: "transient",
  });
}

/** Returns how long to wait for the reserved moment; null when bulk work must ask again later. */
function reserve(
  database: Database,
  portalId: string,
  budget: RateBudget,
  isBulk: boolean,
): Promise<number | null> {
  const stepMs = 1000 / budget.perSecond;
  // Bulk work leaves the burst to others.
  const creditMs = isBulk ? 0 : (budget.burst - 1) * stepMs;
  return database.inPortal(portalId, async (query) => {
    const [slot] = await query<Slot>(
      `INSERT INTO rate_limits AS r (bucket, next_at)
       VALUES (?, clock_timestamp() + ?::float8 * interval '1 millisecond')
       ON CONFLICT (portal_id, bucket) DO UPDATE
       SET next_at = greatest(r.next_at, r.closed_until,
                              clock_timestamp() - ?::float8 * interval '1 millisecond')
         + CASE WHEN clock_timestamp() < r.closed_until + ?::float8 * interval '1 millisecond'
                THEN 2 ELSE 1 END * ?::float8 * interval '1 millisecond'
       WHERE NOT ?::boolean OR greatest(r.next_at, r.closed_until)
         <= clock_timestamp() + ?::float8 * interval '1 millisecond'
       RETURNING (extract(epoch FROM r.next_at - clock_timestamp()) * 1000)::float8 - ?::float8
         * CASE WHEN clock_timestamp() < r.closed_until + ?::float8 * interval '1 millisecond'
                THEN 2 ELSE 1 END AS wait_ms`,
      [
        budget.bucket,
        stepMs - creditMs,
        creditMs,
        budget.halvedAfterCloseMs ?? 0,
        stepMs,
        isBulk,
        BULK_AHEAD_MS,
        stepMs,
        budget.halvedAfterCloseMs ?? 0,
      ],
    );
    return slot?.wait_ms ?? null;
  });
}

async function isOpen(database: Database, portalId: string, budget: RateBudget): Promise<boolean> {
  const rows = await database.inPortal(portalId, (query) =>
    query("SELECT FROM rate_limits WHERE bucket = ? AND closed_until > clock_timestamp()", [
      budget.bucket,
    ]),
  );
  return rows.length === 0;
}
