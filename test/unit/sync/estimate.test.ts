import { describe, expect, it } from "vitest";
import { estimateRun } from "../../../server/sync/estimate.ts";
import { NO_WORK, type Run, type RunWork } from "../../../server/sync/run-ports.ts";

const WORK: RunWork = {
  listed: { hubspot: 10_000, connectwise: 10_000 },
  written: { hubspot: 10_000, connectwise: 4_500 },
  readAgain: { hubspot: 1_000, connectwise: 0 },
  parts: 0,
};

function runOf(change: Partial<Run>): Run {
  return {
    runId: "1",
    kind: "first-sync",
    state: "running",
    phase: "list-hubspot",
    cursor: null,
    done: 0,
    total: 0,
    counts: {},
    objectCounts: {},
    work: NO_WORK,
    fingerprint: "",
    accepted: { runId: "0", counts: {}, fingerprint: "", work: WORK },
    pause: null,
    startedAt: 0,
    finishedAt: null,
    error: null,
    ...change,
  };
}

const WHOLE = {
  // 100 pages, 90 batches, and 10 batches read and written again
  hubspot: 100 + 90 + 10 + 10,
  connectwise: 10 + 4_500,
};

describe("the estimate of a run [S16]", () => {
  it("of a dry run that is done is the whole first sync", () => {
    const run = runOf({
      kind: "dry-run",
      state: "done",
      phase: "done",
      work: WORK,
      accepted: null,
    });

    // 210 calls at 4 a second, 4,510 at 15
    expect(estimateRun(run)).toEqual({ calls: WHOLE, minutes: Math.ceil((52.5 + 300.7) / 60) });
  });

  it("begins with the whole and shrinks with each phase", () => {
    const begun = estimateRun(runOf({}));
    const listed = estimateRun(runOf({ phase: "check-hubspot", total: 20_000 }));
    const half = estimateRun(runOf({ phase: "plan-hubspot", done: 10_000, total: 20_000 }));
    const settling = estimateRun(runOf({ phase: "settle", done: 20_000, total: 20_000 }));

    expect(begun?.calls).toEqual(WHOLE);
    expect(listed?.calls).toEqual({ hubspot: 110, connectwise: 4_500 });
    expect(half?.calls).toEqual({ hubspot: 65, connectwise: 2_250 });
    expect(settling?.calls).toEqual({ hubspot: 20, connectwise: 0 });
  });

  it("counts parts and records that are read again in ConnectWise one by one", () => {
    const work = { ...NO_WORK, readAgain: { hubspot: 0, connectwise: 150 }, parts: 7 };
    const written = { ...work, written: { hubspot: 0, connectwise: 150 } };
    const run = runOf({ kind: "dry-run", state: "done", work: written });

    expect(estimateRun(run)?.calls).toEqual({ hubspot: 0, connectwise: 7 + 2 + 150 });
  });

  it.each([
    { kind: "dry-run", state: "running" },
    { state: "done" },
    { state: "cancelled" },
    { accepted: null },
  ] as const)("says nothing of %o", (change) => {
    expect(estimateRun(runOf(change))).toBeNull();
  });

  it("of a paused run is what is left", () => {
    expect(estimateRun(runOf({ state: "paused" }))?.calls).toEqual(WHOLE);
  });
});
