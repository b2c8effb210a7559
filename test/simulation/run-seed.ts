import type { ConflictRule } from "../../server/sync/model.ts";
import type { EngineModules } from "./engine-modules.ts";
import type { Evidence, Finding } from "./oracle-findings.ts";
import { checkStates } from "./oracle-identity.ts";
import { counterpartOf } from "./oracle-links.ts";
import { judge } from "./oracle.ts";
import { removals, type Removal } from "./removals.ts";
import type { Sabotage } from "./contexts.ts";
import { LAST_LOOK, Simulation } from "./simulation.ts";
import type { VendorRecord } from "./vendor-record.ts";
import { kindsInUse, type World } from "./world.ts";

/** How to run a seed. */
export interface SeedOptions {
  readonly conflictRule?: ConflictRule | undefined;
  readonly workers?: number | undefined;
  readonly crashAt?: number | undefined;
  readonly onlyCompanies?: boolean | undefined;
  /** A record of intent to take away. */
  readonly remove?: Removal | undefined;
  /** A bug put between the engine and its ports. */
  readonly sabotage?: Sabotage | undefined;
}

/** What a seed came to. */
export interface SeedResult {
  readonly seed: number;
  readonly traceHash: string;
  /** Offences; lost values that no history tells of are among the figures only. */
  readonly findings: readonly Finding[];
  readonly silentUntraced: number;
  /** Passes until nothing was written any more. */
  readonly passes: number;
  readonly writesAfter: number;
  readonly steps: number;
  /** Steps between which people edit and processes may die. */
  readonly busy: { readonly from: number; readonly to: number };
  readonly calls: number;
  readonly writes: number;
  readonly noopWrites: number;
  readonly crashes: number;
}

/**
 * Passes within which everything is settled: records that belong to others may have to wait for
 * those.
 */
function mostPasses(world: World): number {
  return kindsInUse(world) === 1 ? 2 : LAST_LOOK - 1;
}

/** Runs a seed to its end and judges it. The same seed and options give the same result. */
export async function runSeed(
  seed: number,
  engine: EngineModules,
  options: SeedOptions = {},
): Promise<SeedResult> {
  const sabotage = options.remove === undefined ? options.sabotage : removals[options.remove];
  const simulation = new Simulation(seed, { ...options, engine, sabotage });
  const busy = await simulation.runBusy();
  const quietSince = simulation.tables.counter;
  const { world, records, tables, scheduler } = simulation;
  const evidence = { world, records, tables, quietSince, everOut: new Map() };
  const { passes, writesAfter } = await settle(simulation, evidence);
  const found = [...simulation.failures, ...judge(evidence)];
  if (writesAfter > 0) {
    found.push({
      offence: "write-after-convergence",
      text: `${writesAfter} writes after pass ${mostPasses(world)}`,
    });
  }
  const silent = found.filter((one) => one.offence === "silent-loss-untraced");
  return {
    seed,
    traceHash: scheduler.traceHash,
    findings: found.filter((one) => one.offence !== "silent-loss-untraced"),
    silentUntraced: silent.length,
    passes,
    writesAfter,
    steps: scheduler.steps,
    busy,
    calls: simulation.calls,
    writes: records.appWrites,
    noopWrites: records.noopWrites,
    crashes: simulation.crashes,
  };
}

/** Lets everything come to rest, pass by pass, and looks at all of it once more. */
async function settle(
  simulation: Simulation,
  evidence: Evidence,
): Promise<Pick<SeedResult, "passes" | "writesAfter">> {
  const most = mostPasses(evidence.world);
  let passes = 0;
  let writesAfter = 0;
  let pass = 1;
  while (pass <= LAST_LOOK) {
    if (pass === LAST_LOOK) simulation.failures.push(...checkStates(evidence));
    // oxlint-disable-next-line no-await-in-loop -- one pass after the other
    const written = await simulation.runQuietPass(pass);
    if (written.length > 0) passes = pass;
    if (pass > most) writesAfter += written.filter((one) => !isUnheardOf(evidence, one)).length;
    // Once nothing is written, nothing new comes up before everything is looked at.
    pass = written.length === 0 && pass > 1 && pass < LAST_LOOK ? LAST_LOOK : pass + 1;
  }
  return { passes, writesAfter };
}

/** Without sweeps nobody hears of associations that went with the record at their other end. */
function isUnheardOf({ world, tables, records }: Evidence, record: VendorRecord): boolean {
  if (world.hasSweep) return false;
  const other = counterpartOf(tables, records, record);
  return [record, ...(other === undefined ? [] : [other])].some(({ changes }) =>
    changes.some(({ by, path }) => by === "vendor" && path.startsWith("associat")),
  );
}

/** Seeds whose traces are committed. */
const TRACED_SEEDS = 100;

/** Trace hashes by seed: what must not change unless the engine does. */
export async function traceHashes(engine: EngineModules): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (let seed = 1; seed <= TRACED_SEEDS; seed += 1) {
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    hashes[seed] = (await runSeed(seed, engine)).traceHash;
  }
  return hashes;
}
