import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { addFigures, noFigures, type Figures } from "./figures.ts";
import type { SeedOptions } from "./run-seed.ts";

/** A range of seeds for one thread. */
export interface SeedJob {
  readonly from: number;
  readonly count: number;
  readonly stride: number;
  readonly options: Omit<SeedOptions, "sabotage">;
  /** Folder of the engine; production's own when left out. */
  readonly engineRoot?: string | undefined;
  /** Runs each seed once for each await, with a crash there. */
  readonly everyAwait: boolean;
  readonly stopsAtFirst: boolean;
}

/** What to run on all cores. */
export interface ManySeeds {
  readonly from: number;
  readonly count: number;
  readonly options?: SeedJob["options"];
  readonly engineRoot?: string;
  readonly everyAwait?: boolean;
  readonly stopsAtFirst?: boolean;
}

/** Runs many seeds on all cores and sums up. */
export async function runMany(many: ManySeeds): Promise<Figures> {
  const stride = Math.min(availableParallelism(), many.count);
  const jobs = Array.from({ length: stride }, (_, index): SeedJob => ({
    from: many.from + index,
    count: many.count - index,
    stride,
    options: many.options ?? {},
    engineRoot: many.engineRoot,
    everyAwait: many.everyAwait ?? false,
    stopsAtFirst: many.stopsAtFirst ?? false,
  }));
  const sum = noFigures();
  for (const figures of await Promise.all(jobs.map(runJob))) addFigures(sum, figures);
  return sum;
}

/** Runs one job in a thread of its own. */
export function runJob(job: SeedJob): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./seed-worker.ts", import.meta.url), { workerData: job });
    worker.on("message", resolve);
    worker.on("error", reject);
  });
}
