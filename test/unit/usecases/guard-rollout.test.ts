import { describe, expect, it } from "vitest";
import { AppError } from "../../../server/sync/errors.ts";
import type { MappingVersion } from "../../../server/sync/model.ts";
import type { MappingDryRun } from "../../../server/sync/settings-ports.ts";
import { expectedWrites, type RolloutFacts } from "../../../server/usecases/guard-rollout.ts";

const NEXT: MappingVersion = { version: 2, fields: [], valueMaps: {} };

function dryRun(records: number, change: Partial<MappingDryRun> = {}): MappingDryRun {
  return {
    dryRunId: "1",
    mapping: { valueMaps: {}, fields: [], version: 2 },
    state: "done",
    lastLinkId: "9",
    links: 9,
    counts: { hubspot: records, connectwise: 0, overwritten: records, emptied: 0, problems: 0 },
    samples: [],
    startedAt: 0,
    finishedAt: 1,
    ...change,
  };
}

function outcome(facts: Partial<RolloutFacts>): unknown {
  try {
    return expectedWrites(NEXT, { dryRun: null, links: 100, accepts: undefined, ...facts });
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
}

describe("applying a mapping to linked records", () => {
  it.each<[string, Partial<RolloutFacts>, unknown]>([
    ["no links need no dry run", { links: 0 }, null],
    ["links do", {}, "dry_run_needed"],
    [
      "one that goes on does not count",
      { dryRun: dryRun(1, { state: "running" }) },
      "dry_run_needed",
    ],
    [
      "nor one of another change",
      {
        dryRun: dryRun(1, {
          mapping: {
            ...NEXT,
            valueMaps: { a: { toHubspot: {}, toConnectwise: {}, unmapped: "skip" } },
          },
        }),
      },
      "dry_run_needed",
    ],
    [
      "nor one of an earlier version",
      { dryRun: dryRun(1, { mapping: { ...NEXT, version: 3 } }) },
      "dry_run_needed",
    ],
    ["a few records go through", { dryRun: dryRun(25) }, 25],
    ["one more than a few is asked about", { dryRun: dryRun(26) }, "mass_change"],
    ["and goes through with a person's word", { dryRun: dryRun(26), accepts: 26 }, 26],
    [
      "but not with their word on another number",
      { dryRun: dryRun(26), accepts: 25 },
      "mass_change",
    ],
    ["of many links, one in twenty is few", { dryRun: dryRun(50), links: 1000 }, 50],
    ["and more is not", { dryRun: dryRun(51), links: 1000 }, "mass_change"],
  ])("%s", (_what, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });

  it("counts the records of both sides", () => {
    const counts = { hubspot: 20, connectwise: 6, overwritten: 0, emptied: 0, problems: 0 };

    expect(outcome({ dryRun: dryRun(0, { counts }) })).toBe("mass_change");
    expect(outcome({ dryRun: dryRun(0, { counts }), accepts: 26 })).toBe(26);
  });
});
