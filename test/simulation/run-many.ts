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
  readonly options?: SeedJob["options"];
  readonly plant?: string;
  readonly crashPoints?: number | undefined;
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
    plant: many.plant,
    crashPoints: many.crashPoints,
    stopsAtFirst: many.stopsAtFirst ?? false,
  }));
  const sum = noFigures();
  for (const figures of await runAll(jobs)) addFigures(sum, figures);
  return sum;
}

/** Runs each job in a thread of its own; where one failure is enough it ends the others. */
async function runAll(jobs: readonly SeedJob[]): Promise<readonly Figures[]> {
  const workers = jobs.map(
    (job) => new Worker(new URL("./seed-worker.ts", import.meta.url), { workerData: job }),
  );
  const done: Figures[] = [];
  await Promise.all(
    workers.map(async (worker, index) => {
      const figures = await answerOf(worker);
      if (figures === null) return;
      done.push(figures);
      if (jobs[index]?.stopsAtFirst !== true || figures.first === null) return;
      for (const other of workers) void other.terminate();
    }),
  );
  return done;
}

/** What a thread found out; null for one that was ended before. */
function answerOf(worker: Worker): Promise<Figures | null> {
  return new Promise((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
    worker.on("exit", () => {
      resolve(null);
    });
  });
}
