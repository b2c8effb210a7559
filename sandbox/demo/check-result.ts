import { rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { collectEvidence } from "./evidence.ts";
import type { ByType, Compare, SideIds } from "./evidence.ts";
import type { LockstepApi, RunItem } from "./lockstep-api.ts";
import type { Stack } from "./stack.ts";

/** What is compared, and how. */
export interface CheckOptions {
  stack: Stack;
  api: LockstepApi;
  items: readonly RunItem[];
  before: ByType<SideIds>;
  compare: Compare;
  /** Milliseconds in which differences may still go away: a write may be on its way. */
  patienceMs: number;
  signal?: AbortSignal;
}

/** Outcome of a comparison. */
export interface Checked {
  problems: string[];
  /** What the comparer found, for the result file. */
  extras: object;
}

const PAUSE_MS = 500;

/** Compares both systems until nothing is wrong or the patience has ended. */
export async function checkResult(options: CheckOptions): Promise<Checked> {
  const { stack, api, items, before, compare, patienceMs, signal } = options;
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const checked = compare(await collectEvidence({ stack, api }, { items, before }));
    if (checked.problems.length === 0 || performance.now() > deadline) return checked;
    await sleep(PAUSE_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Writes `demo-result.json` so that nobody ever reads half of it. @returns its path */
export async function writeResult(folder: string, result: object): Promise<string> {
  const file = path.join(folder, "demo-result.json");
  await writeFile(`${file}.new`, `${JSON.stringify(result, null, 2)}\n`);
  await rename(`${file}.new`, file);
  return file;
}
