import { atMost, reported } from "./figures.ts";
import type { Figure } from "./figures.ts";

/** Seconds that some of the percentiles must not be above. */
export interface LatencyLimits {
  p50?: number;
  p95?: number;
  p99?: number;
}

/**
 * The smallest of the values that so many of them are at most (nearest rank).
 *
 * @param share - above 0, at most 1: 0.95 for the 95th percentile
 * @returns NaN when there are no values
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

/** p50, p95 and p99 of some times. @param seconds - Infinity for what never came */
export function latencyFigures(
  name: string,
  seconds: readonly number[],
  limits: LatencyLimits = {},
): Figure[] {
  return ([50, 95, 99] as const).map((rank) => {
    const measured = percentile(seconds, rank / 100);
    const limit = limits[`p${rank}`];
    const title = `${name}, p${rank}`;
    return limit === undefined
      ? reported(title, measured, "s")
      : atMost(title, measured, limit, "s");
  });
}
