import { describe, expect, it } from "vitest";

import {
  bucketEdgeMs,
  latencyBucket,
  latencyFigures,
  latencyPercentile,
} from "../../../server/sync/latency.ts";

/** Latencies as they are kept. */
function counted(latencies: readonly number[]): { bucket: number; count: number }[] {
  return latencies.map((ms) => ({ bucket: latencyBucket(ms), count: 1 }));
}

describe("latencies in buckets [S17]", () => {
  it.each([0, 3, 10, 11, 250, 2_999, 60_000, 3_600_000, 86_400_000, 20_000_000_000])(
    "tells %i ms back, never too short and at most 5 % or 10 ms too long",
    (ms) => {
      const told = bucketEdgeMs(latencyBucket(ms));

      expect(told).toBeGreaterThanOrEqual(ms);
      expect(told - ms).toBeLessThanOrEqual(Math.max(10, ms * 0.05 + 1));
    },
  );

  it("takes a time from the future for no time, and one from long ago for a long one", () => {
    expect(latencyBucket(-5_000)).toBe(0);
    expect(latencyBucket(Number.NaN)).toBe(0);
    expect(latencyBucket(1e15)).toBe(latencyBucket(1e14));
  });

  // latencies, share, the true percentile by nearest rank
  it.each([
    [[700], 0.5, 700],
    [[700], 0.95, 700],
    [[5_000, 1_000, 3_000], 0.5, 3_000],
    [[1_000, 2_000, 3_000, 4_000], 0.5, 2_000],
    [[...Array.from({ length: 95 }, () => 500), 60_000, 60_000, 60_000, 60_000, 60_000], 0.95, 500],
    [
      [...Array.from({ length: 94 }, () => 500), ...Array.from({ length: 6 }, () => 60_000)],
      0.95,
      60_000,
    ],
  ])("finds the percentile of %j at %f", (latencies, share, expected) => {
    expect(latencyPercentile(counted(latencies), share)).toBe(
      bucketEdgeMs(latencyBucket(expected)),
    );
  });

  it("weighs a bucket by its count, in whatever order buckets come", () => {
    const slow = { bucket: latencyBucket(9_000), count: 1 };
    const fast = { bucket: latencyBucket(900), count: 19 };

    const figures = latencyFigures([slow, fast]);

    expect(figures).toEqual({ count: 20, p50Ms: figures.p95Ms, p95Ms: bucketEdgeMs(fast.bucket) });
  });

  it("says nothing where nothing was measured", () => {
    expect(latencyFigures([])).toEqual({ count: 0, p50Ms: null, p95Ms: null });
  });
});
