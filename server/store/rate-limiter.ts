import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../sync/errors.ts";
import type { RateLimiter } from "../sync/ports.ts";
import { COUNT_CALL, FIRST_CALL } from "./call-counts.ts";
import type { Database } from "./db.ts";

/** One budget of calls of a portal. */
export interface RateBudget {
  /** Name of the budget, such as `hubspot`, `hubspot-search` or `connectwise`. */
  readonly bucket: string;
  readonly perSecond: number;
  /** Calls that may go at once after a pause; any window of s seconds sees at most burst + s x rate. */
  readonly burst: number;
  /**
   * Calls that any window of so many milliseconds may see, as vendors count them. The rate can be above
   * it, then: what was left over in a pause is caught up with, smoothly.
   */
  readonly window?: { readonly ms: number; readonly calls: number; readonly bulkCalls: number };
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
  // Bulk work leaves half of the burst to others.
  const burst = isBulk ? Math.max(1, Math.floor(budget.burst / 2)) : budget.burst;
  const creditMs = (burst - 1) * stepMs;
  const { window } = budget;
  const step = `CASE WHEN clock_timestamp() < r.closed_until
      + ${millis(budget.halvedAfterCloseMs ?? 0)} THEN 2 ELSE 1 END * ${millis(stepMs)}`;
  const inWindow = isBulk ? window?.bulkCalls : window?.calls;
  const free =
    window === undefined || inWindow === undefined
      ? "NULL"
      : `r.recent[cardinality(r.recent) - ${inWindow} + 1] + ${millis(window.ms)}`;
  const slot = `greatest(r.next_at, r.closed_until, clock_timestamp() - ${millis(creditMs)}, ${free})`;
  const recent =
    window === undefined
      ? "'{}'"
      : `(r.recent || greatest(${slot}, clock_timestamp()))
           [greatest(1, cardinality(r.recent) - ${window.calls} + 2):]`;
  return database.inPortal(portalId, async (query) => {
    const [row] = await query<Slot>(
      `INSERT INTO rate_limits AS r (bucket, next_at, recent, calls)
       VALUES (?, clock_timestamp() + ${millis(stepMs - creditMs)},
               ${window === undefined ? "'{}'" : "ARRAY[clock_timestamp()]"}, ${FIRST_CALL})
       ON CONFLICT (portal_id, bucket) DO UPDATE
       SET next_at = ${slot} + ${step}, recent = ${recent}, ${COUNT_CALL}
       WHERE NOT ?::boolean OR ${slot} <= clock_timestamp() + ${millis(BULK_AHEAD_MS)}
       RETURNING (extract(epoch FROM r.next_at - ${step} - clock_timestamp()) * 1000)::float8
         AS wait_ms`,
      [budget.bucket, isBulk],
    );
    return row?.wait_ms ?? null;
  });
}

/** An interval in SQL; only numbers of this file's budgets come here. */
function millis(ms: number): string {
  return `interval '${ms} milliseconds'`;
}

async function isOpen(database: Database, portalId: string, budget: RateBudget): Promise<boolean> {
  const rows = await database.inPortal(portalId, (query) =>
    query("SELECT FROM rate_limits WHERE bucket = ? AND closed_until > clock_timestamp()", [
      budget.bucket,
    ]),
  );
  return rows.length === 0;
}
