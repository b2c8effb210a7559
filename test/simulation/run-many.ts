import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { addFigures, noFigures, type Figures } from "./figures.ts";
import type { SeedOptions } from "./run-seed.ts";

/** A range of seeds for one thread. */
export interface SeedJob {
  readonly from: number;
  readonly count: number;
  readonly stride: number;
  /** A seed to try before the others. */
  readonly likely?: number | undefined;
  readonly options: Omit<SeedOptions, "sabotage">;
  /** A bug to plant into the engine. */
  readonly plant?: string | undefined;
  /** Runs each seed this many times, with a crash at another moment each time. */
  readonly crashPoints?: number | undefined;
  readonly stopsAtFirst: boolean;
}

/** What to run on all cores. */
export interface ManySeeds {
  readonly from: number;
  readonly count: number;
  readonly likely?: number | undefined;
  readonly options?: SeedJob["options"];
  readonly plant?: string;
  readonly crashPoints?: number | undefined;
  readonly stopsAtFirst?: boolean;
}

/** Runs many seeds on all cores and sums up; only one core looks for the first that fails. */
export async function runMany(many: ManySeeds): Promise<Figures> {
  const { stopsAtFirst = false } = many;
  const stride = stopsAtFirst ? 1 : Math.min(availableParallelism(), many.count);
  const jobs = Array.from({ length: stride }, (_, index): SeedJob => ({
    from: many.from + index,
    count: many.count - index,
    stride,
    likely: many.likely,
    options: many.options ?? {},
    plant: many.plant,
    crashPoints: many.crashPoints,
    stopsAtFirst,
  }));
  const sum = noFigures();
  for (const figures of await Promise.all(jobs.map(runInThread))) addFigures(sum, figures);
  return sum;
}

function runInThread(job: SeedJob): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./seed-worker.ts", import.meta.url), { workerData: job });
    worker.on("message", resolve);
    worker.on("error", reject);
  });
}
