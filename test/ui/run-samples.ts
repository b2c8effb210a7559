import type { Run } from "@lockstep/api/wire-runs.ts";

/** A dry run that is done, with what is said otherwise. */
export function aRun(over: Partial<Run> = {}): Run {
  return {
    runId: "run-1",
    kind: "dry-run",
    state: "done",
    phase: "done",
    done: 1200,
    total: 1200,
    counts: { linked: 1000, created_in_hubspot: 150, excluded: 50 },
    objects: {
      company: { linked: 400, created_in_hubspot: 150 },
      contact: { linked: 600, excluded: 50 },
    },
    estimate: { calls: { hubspot: 40, connectwise: 1100 }, minutes: 7 },
    pause: null,
    startedAt: "2026-12-03T10:00:00.000Z",
    finishedAt: "2026-12-03T10:05:00.000Z",
    error: null,
    ...over,
  };
}
