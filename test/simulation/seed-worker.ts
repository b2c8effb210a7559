import { parentPort, workerData } from "node:worker_threads";
import { loadEngine } from "./engine-modules.ts";
import { addResult, noFigures, type Figures } from "./figures.ts";
import { runSeed } from "./run-seed.ts";
import type { SeedJob } from "./run-many.ts";

/** Runs every `stride`-th seed of a job and posts the figures. */
async function runJob(job: SeedJob): Promise<Figures> {
  const engine = await loadEngine(job.engineRoot);
  const figures = noFigures();
  for (let seed = job.from; seed < job.from + job.count; seed += job.stride) {
    if (job.everyAwait) {
      const { steps } = await runSeed(seed, engine, { ...job.options, crashAt: -1 });
      for (let crashAt = 1; crashAt <= steps; crashAt += 1) {
        const options = { ...job.options, crashAt };
        addResult(figures, await runSeed(seed, engine, options), crashAt);
      }
    } else {
      addResult(figures, await runSeed(seed, engine, job.options));
    }
    if (job.stopsAtFirst && figures.first !== null) break;
  }
  return figures;
}

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(await runJob(workerData as SeedJob));
