import { setTimeout as sleep } from "node:timers/promises";
import { DemoError } from "./demo-error.ts";
import type { LockstepApi, Run, RunKind } from "./lockstep-api.ts";
import type { Screen } from "./screen.ts";

/** How to watch a run. */
export interface WatchOptions {
  screen: Screen;
  signal?: AbortSignal;
  /** Resolves with words when there is no use in waiting any longer. */
  failed: () => Promise<string>;
  /** Milliseconds; without it the run may take as long as it takes. */
  timeoutMs?: number;
}

const PAUSE_MS = 250;

/**
 * Waits until the newest run of a kind has ended well, and shows how far it is.
 *
 * @throws DemoError - when it failed, was cancelled or paused, took too long, or the server ended
 */
export async function watchRun(
  api: LockstepApi,
  kind: RunKind,
  { screen, signal, failed, timeoutMs = Infinity }: WatchOptions,
): Promise<Run> {
  const deadline = performance.now() + timeoutMs;
  const failure = failed();
  for (;;) {
    signal?.throwIfAborted();
    const run = await api.latestRun(kind);
    if (run !== null) screen.progress(label(kind, run), run.done, run.total);
    if (run !== null && hasEndedWell(kind, run)) {
      screen.endProgress();
      return run;
    }
    if (performance.now() > deadline) {
      throw new DemoError(`The ${kind} was not done within ${timeoutMs / 1_000} seconds.`);
    }
    const pause = sleep(PAUSE_MS, undefined, signal === undefined ? {} : { signal });
    const words = await Promise.race([pause, failure]);
    if (words !== undefined) throw new DemoError(`During the ${kind} ${words}.`);
  }
}

/** @throws DemoError - when the run does not go on by itself */
function hasEndedWell(kind: RunKind, { state, error }: Run): boolean {
  if (state === "done" || state === "running") return state === "done";
  throw new DemoError(`The ${kind} is ${state}: ${error ?? "no reason was given"}`);
}

function label(kind: RunKind, run: Run): string {
  const phase = run.state === "done" ? "done" : run.phase.replaceAll("-", " ");
  return `${kind.replace("-", " ")}, ${phase.padEnd(18)}`;
}
