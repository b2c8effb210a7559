import type { SeedResult } from "./run-seed.ts";

/** Sums over many seeds, and those that failed. */
export interface Figures {
  seeds: number;
  /** More than the seeds where one is run for each of many crash points. */
  runs: number;
  failed: number;
  duplicates: number;
  missing: number;
  diverged: number;
  singleWriterLost: number;
  silentHubspot: number;
  silentUntraced: number;
  others: number;
  maxPasses: number;
  writesAfter: number;
  steps: number;
  calls: number;
  writes: number;
  noopWrites: number;
  crashes: number;
  /** What failed, by seed. */
  failures: readonly Failure[];
}

/** A run that failed, and the first thing that was found. */
export interface Failure {
  readonly seed: number;
  readonly crashAt?: number;
  readonly text: string;
}

/** Figures of no seed at all. */
export function noFigures(): Figures {
  return {
    seeds: 0,
    runs: 0,
    failed: 0,
    duplicates: 0,
    missing: 0,
    diverged: 0,
    singleWriterLost: 0,
    silentHubspot: 0,
    silentUntraced: 0,
    others: 0,
    maxPasses: 0,
    writesAfter: 0,
    steps: 0,
    calls: 0,
    writes: 0,
    noopWrites: 0,
    crashes: 0,
    failures: [],
  };
}

const COUNTER = {
  duplicate: "duplicates",
  missing: "missing",
  diverged: "diverged",
  "single-writer-lost": "singleWriterLost",
  "silent-loss-hubspot": "silentHubspot",
} as const;

/** Adds a run's result. */
export function addResult(figures: Figures, result: SeedResult, crashAt?: number): void {
  figures.runs += 1;
  figures.silentUntraced += result.silentUntraced;
  figures.maxPasses = Math.max(figures.maxPasses, result.passes);
  for (const key of ["writesAfter", "steps", "calls", "writes", "noopWrites", "crashes"] as const) {
    figures[key] += result[key];
  }
  for (const { offence } of result.findings) {
    figures[offence in COUNTER ? COUNTER[offence as keyof typeof COUNTER] : "others"] += 1;
  }
  const [first] = result.findings;
  if (first === undefined) return;
  figures.failed += 1;
  const text = `${first.offence}: ${first.text}`;
  const failure = { seed: result.seed, ...(crashAt === undefined ? {} : { crashAt }), text };
  figures.failures = [...figures.failures, failure];
}

/** Adds one worker's figures to the sum. */
export function addFigures(sum: Figures, part: Figures): void {
  for (const [key, value] of Object.entries(part)) {
    if (typeof value !== "number") continue;
    const name = key as Exclude<keyof Figures, "failures">;
    sum[name] = name === "maxPasses" ? Math.max(sum[name], value) : sum[name] + value;
  }
  sum.failures = [...sum.failures, ...part.failures].toSorted((a, b) => a.seed - b.seed);
}
