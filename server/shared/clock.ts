/** The machine's clocks, in milliseconds: wall clock since 1970, and one that only ever grows. */
export const systemClock = {
  now: (): number => Date.now(),
  monotonic: (): number => performance.now(),
} as const;
