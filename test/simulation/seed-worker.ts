import { enableCompileCache } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import { plantBug } from "./planted-bugs.ts";
import type { SeedJob } from "./run-many.ts";

const job = workerData as SeedJob;

// Loading the engine takes as long as twenty seeds.
enableCompileCache();
if (job.plant !== undefined) plantBug(job.plant);
// A bug shows in modules that are loaded after it was planted.
const { runJob } = await import("./seed-job.ts");

// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
parentPort?.postMessage(await runJob(job));
