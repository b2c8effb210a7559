import type { CallCount } from "../sync/health-ports.ts";
import type { StoreScope } from "./rows.ts";

/** Hours and calls share a number: no budget allows as many calls in an hour. */
const PER_HOUR = "10000000";
/** The hour since 1970. One for the whole statement, so that place and number go together. */
const HOUR = "floor(extract(epoch FROM now()) / 3600)::bigint";
/** Where the hour is counted. */
const PLACE = `(1 + ${HOUR} % 24)::int`;

/** Assignment that counts a call in the row `r` of its budget. */
export const COUNT_CALL = `calls[${PLACE}] = CASE r.calls[${PLACE}] / ${PER_HOUR}
  WHEN ${HOUR} THEN r.calls[${PLACE}] + 1 ELSE ${HOUR} * ${PER_HOUR} + 1 END`;

/** Counts of a new row, with its first call. */
export const FIRST_CALL = `array_fill(0::bigint, ARRAY[(${HOUR} % 24)::int])
  || ${HOUR} * ${PER_HOUR} + 1 || array_fill(0::bigint, ARRAY[(23 - ${HOUR} % 24)::int])`;

/** Reads the calls of the present hour and the 23 before it, by budget; the oldest hour first. */
export async function readCallCounts({ query }: StoreScope): Promise<readonly CallCount[]> {
  const rows = await query<{ bucket: string; hour_ms: number; count: number }>(
    `SELECT r.bucket, (c.packed / ${PER_HOUR} * 3600000)::float8 AS hour_ms,
            (c.packed % ${PER_HOUR})::float8 AS count
     FROM rate_limits r, unnest(r.calls) AS c(packed)
     WHERE c.packed / ${PER_HOUR} > ${HOUR} - 24 ORDER BY hour_ms, r.bucket`,
  );
  return rows.map(({ bucket, hour_ms: hourAt, count }) => ({ bucket, hourAt, count }));
}
