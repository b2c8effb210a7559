/** How long one change of a person took to arrive on the other side, and what brought it to us. */
export interface Latency {
  /** Lane of the mark that the change was found by. */
  readonly lane: number;
  /** From the record's modified time to the answer that confirmed our write; never negative. */
  readonly ms: number;
}

/** How many changes of an hour fell into a bucket. */
export interface LatencyCount {
  /** Start of the hour, in milliseconds since 1970. */
  readonly hourAt: number;
  readonly lane: number;
  readonly bucket: number;
  readonly count: number;
}

/** What many latencies come to. */
export interface LatencyFigures {
  readonly count: number;
  /** Null when nothing was measured. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** Each bucket reaches this many times as far as the one before: what is read from it is 5 % off at most. */
const GROWTH = 1.05;
/** The first bucket takes everything up to here. */
const FINEST_MS = 10;
/** Reaches beyond a year; whatever took longer counts as that. */
const LAST_BUCKET = 450;

/** Returns the bucket that a latency is counted in. Pure; less than nothing counts as nothing. */
export function latencyBucket(ms: number): number {
  if (!(ms > FINEST_MS)) return 0;
  return Math.min(LAST_BUCKET, Math.ceil(Math.log(ms / FINEST_MS) / Math.log(GROWTH)));
}

/** Returns the longest latency that a bucket takes, in whole milliseconds. */
export function bucketEdgeMs(bucket: number): number {
  return Math.ceil(FINEST_MS * GROWTH ** bucket);
}

/**
 * Returns the latency that the given share of all changes did not exceed, by the nearest rank, or
 * null when there are none. At most 5 % (or 10 ms) above the true one, never below it.
 *
 * @param share - above 0 up to 1; 0.95 for p95
 */
export function latencyPercentile(
  counts: readonly Pick<LatencyCount, "bucket" | "count">[],
  share: number,
): number | null {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  const inOrder = counts.toSorted((one, other) => one.bucket - other.bucket);
  let reached = 0;
  for (const { bucket, count } of inOrder) {
    reached += count;
    if (reached >= rank) return bucketEdgeMs(bucket);
  }
  return null;
}

/** Returns count, p50 and p95 of counted latencies. */
export function latencyFigures(
  counts: readonly Pick<LatencyCount, "bucket" | "count">[],
): LatencyFigures {
  return {
    count: counts.reduce((sum, { count }) => sum + count, 0),
    p50Ms: latencyPercentile(counts, 0.5),
    p95Ms: latencyPercentile(counts, 0.95),
  };
}
