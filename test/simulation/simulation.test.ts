import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { plantedBugs } from "./planted-bugs.ts";
import { PROOF_SEEDS_FILE, proveBug, proveRemoval, REMOVALS, TESTED_RULE } from "./prove-bugs.ts";
import { runMany } from "./run-many.ts";
import { loadEngine } from "./engine-modules.ts";
import { runSeed, traceHashes, type SeedOptions } from "./run-seed.ts";

/** Runs of other sizes and the proofs for all conflict rules: `npm run simulate -- --help`. */
const SEEDS = 2000;

/** What a run of any seed must not show. */
const NOTHING_WRONG = {
  failed: 0,
  duplicates: 0,
  missing: 0,
  diverged: 0,
  singleWriterLost: 0,
  silentHubspot: 0,
  others: 0,
  writesAfter: 0,
};

const likely = JSON.parse(readFileSync(PROOF_SEEDS_FILE, "utf8")) as Record<string, number>;

describe("simulation", () => {
  it("loses, doubles and overwrites nothing in 2,000 random worlds", async () => {
    const figures = await runMany({ from: 1, count: SEEDS });

    expect(figures.failures).toEqual([]);
    expect(figures).toMatchObject({ seeds: SEEDS, ...NOTHING_WRONG });
    expect(figures.maxPasses).toBeLessThanOrEqual(3);
  }, 600_000);

  it("settles worlds of companies alone within two passes", async () => {
    const figures = await runMany({ from: 1, count: 100, options: { onlyCompanies: true } });

    expect(figures.failures).toEqual([]);
    expect(figures.maxPasses).toBeLessThanOrEqual(2);
  }, 300_000);

  it("recovers wherever a worker dies", async () => {
    const figures = await runMany({ from: 1, count: 10, crashPoints: 20 });

    expect(figures.failures).toEqual([]);
    expect(figures).toMatchObject({ runs: 200, crashes: 200 });
  }, 300_000);

  it.each<[number, SeedOptions, string]>([
    [30140, {}, "match keys of a dry run outlived the record"],
    [30362, {}, "an association that went with its record, unseen without sweeps"],
    [40683, {}, "a write without answer left no line in the journal"],
    [115, { crashAt: 29 }, "a value typed into a filtered record was overwritten unrecorded"],
    [39, { crashAt: 447 }, "a filtered record was a review once it looked like another one"],
    [183, { crashAt: 139 }, "an amount drifted while its authority was filtered out"],
    [188, { crashAt: 620 }, "a value typed into a field that follows was overwritten unrecorded"],
    [
      3130,
      {},
      "a stage typed against one that is not carried was forgotten, and overwritten later",
    ],
    [5160, {}, "a merged record was taken for its survivor, another pair's record"],
    [6943, { onlyCompanies: true }, "a create was sent after a pause that had cost the claim"],
    [1117, { workers: 2 }, "a silent change on the source's side of an excluded pair was missed"],
    [5837, { workers: 2 }, "an unclear create was nobody's to decide"],
    [12449, { workers: 2 }, "an unclear create was sent again"],
    [18074, { workers: 2 }, "a value overwritten in a record that was archived at once was lost"],
    [3452, { workers: 2 }, "a linked record outlasted a parent that nobody had looked at"],
    [32963, { workers: 2 }, "a close date typed while its deal was closed was forgotten"],
    [3658, {}, "a step that stood still took its run back"],
    [16924, {}, "a record was judged by a filter that its listing knew nothing of"],
    [72, {}, "what was created under a record that is left out there stayed a source"],
  ])("stays well in seed %i with %j: %s", async (seed, options) => {
    const { findings, writesAfter } = await runSeed(seed, await loadEngine(), options);

    expect(findings).toEqual([]);
    expect(writesAfter).toBe(0);
  });

  it("takes the same course for the same seed", async () => {
    const committed: unknown = JSON.parse(
      readFileSync(new URL("trace-hashes.json", import.meta.url), "utf8"),
    );
    const engine = await loadEngine();

    // After a wanted change of the engine: npm run simulate -- --write-traces
    expect(await traceHashes(engine)).toEqual(committed);
  }, 300_000);

  it.concurrent.each(REMOVALS)(
    "notices when %s is taken away",
    async (removal) => {
      const proof = await proveRemoval(removal, TESTED_RULE, likely[removal]);

      expect(proof.seed).not.toBeNull();
    },
    600_000,
  );

  it.concurrent.each(plantedBugs.map((bug) => bug.name))(
    "finds the planted bug %s",
    async (name) => {
      const proof = await proveBug(name, TESTED_RULE, likely[name]);

      expect(proof.seed).not.toBeNull();
    },
    600_000,
  );
});
