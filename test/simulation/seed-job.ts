import { loadEngine, type EngineModules } from "./engine-modules.ts";
import { addResult, noFigures, type Figures } from "./figures.ts";
import type { SeedJob } from "./run-many.ts";
import { runSeed } from "./run-seed.ts";

/** Runs every `stride`-th seed of a job. */
export async function runJob(job: SeedJob): Promise<Figures> {
  const engine = await loadEngine();
  const figures = noFigures();
  for (const seed of seedsOf(job)) {
    figures.seeds += 1;
    if (job.crashPoints === undefined) {
      addResult(figures, await runSeed(seed, engine, job.options));
    } else {
      // What a short seed cannot take the next ones make up for.
      const wanted = job.crashPoints * figures.seeds - figures.runs;
      await crashEvenly({ job, engine, seed, wanted }, figures);
    }
    if (job.stopsAtFirst && figures.failed > 0) break;
  }
  return figures;
}

function* seedsOf({ from, count, stride, likely }: SeedJob): Generator<number> {
  if (likely !== undefined) yield likely;
  for (let seed = from; seed < from + count; seed += stride) yield seed;
}

/**
 * Runs a seed once for each of a number of moments, spread evenly over its busy phase, at which the
 * process that is running dies.
 */
async function crashEvenly(
  { job, engine, seed, wanted }: CrashedSeed,
  figures: Figures,
): Promise<void> {
  const calm = await runSeed(seed, engine, { ...job.options, crashAt: Infinity });
  const { from, to } = calm.busy;
  const points = Math.min(wanted, to - from);
  for (let index = 0; index < points; index += 1) {
    const crashAt = from + 1 + Math.floor((index * (to - from)) / points);
    // oxlint-disable-next-line no-await-in-loop -- one world after the other
    addResult(figures, await runSeed(seed, engine, { ...job.options, crashAt }), crashAt);
  }
}

interface CrashedSeed {
  readonly job: SeedJob;
  readonly engine: EngineModules;
  readonly seed: number;
  /** How many moments to choose. */
  readonly wanted: number;
}
