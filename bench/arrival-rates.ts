/** Calls from a moment to the last one. */
export interface Rate {
  calls: number;
  /** Seconds from the moment to the last call. */
  seconds: number;
  /** Calls a second; 0 where nothing came after the moment. */
  perSecond: number;
}

/**
 * The most arrivals that lie within any window of time; its first moment counts, its last does not.
 *
 * @param times - milliseconds, ascending
 */
export function peakIn(times: readonly number[], windowMs: number): number {
  let oldest = 0;
  let peak = 0;
  for (const [index, time] of times.entries()) {
    while ((times[oldest] ?? time) <= time - windowMs) oldest += 1;
    peak = Math.max(peak, index - oldest + 1);
  }
  return peak;
}

/**
 * How fast calls came from a moment on until the last of them.
 *
 * @param times - milliseconds, ascending
 * @param from - milliseconds; what arrived at or before it is not counted
 */
export function rateFrom(times: readonly number[], from: number): Rate {
  const later = times.filter((time) => time > from);
  const seconds = ((later.at(-1) ?? from) - from) / 1_000;
  const perSecond = seconds === 0 ? 0 : later.length / seconds;
  return { calls: later.length, seconds, perSecond };
}
