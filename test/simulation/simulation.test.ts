import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { plantedBugs } from "./planted-bugs.ts";
import { PROOF_SEEDS_FILE, proveBug, proveRemoval, REMOVALS, TESTED_RULE } from "./prove-bugs.ts";
import { runMany } from "./run-many.ts";
import { loadEngine } from "./engine-modules.ts";
import { runSeed, traceHashes } from "./run-seed.ts";

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
  }, 240_000);

  it("settles worlds of companies alone within two passes", async () => {
    const figures = await runMany({ from: 1, count: 100, options: { onlyCompanies: true } });

    expect(figures.failures).toEqual([]);
    expect(figures.maxPasses).toBeLessThanOrEqual(2);
  }, 60_000);

  it("recovers wherever a worker dies", async () => {
    const figures = await runMany({ from: 1, count: 10, crashPoints: 20 });

    expect(figures.failures).toEqual([]);
    expect(figures).toMatchObject({ runs: 200, crashes: 200 });
  }, 60_000);

  it.each<[number, number | undefined, string]>([
    [30140, undefined, "match keys of a dry run outlived the record"],
    [30362, undefined, "an association that went with its record, unseen without sweeps"],
    [40683, undefined, "a write without answer left no line in the journal"],
    [115, 29, "a value typed into a filtered record was overwritten unrecorded"],
    [39, 447, "a filtered record was a review once it looked like another one"],
    [183, 139, "an amount drifted while its authority was filtered out, and stayed so"],
    [188, 620, "a value typed into a field that follows was overwritten unrecorded"],
  ])("stays well in seed %i, crash at %s: %s", async (seed, crashAt) => {
    const { findings } = await runSeed(seed, await loadEngine(), { crashAt });

    expect(findings).toEqual([]);
  });

  it("takes the same course for the same seed", async () => {
    const committed: unknown = JSON.parse(
      readFileSync(new URL("trace-hashes.json", import.meta.url), "utf8"),
    );
    const engine = await loadEngine();

    // After a wanted change of the engine: npm run simulate -- --write-traces
    expect(await traceHashes(engine)).toEqual(committed);
  }, 60_000);

  it.concurrent.each(REMOVALS)(
    "notices when %s is taken away",
    async (removal) => {
      const proof = await proveRemoval(removal, TESTED_RULE, likely[removal]);

      expect(proof.seed).not.toBeNull();
    },
    240_000,
  );

  it.concurrent.each(plantedBugs.map((bug) => bug.name))(
    "finds the planted bug %s",
    async (name) => {
      const proof = await proveBug(name, TESTED_RULE, likely[name]);

      expect(proof.seed).not.toBeNull();
    },
    240_000,
  );
});
