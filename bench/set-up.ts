import path from "node:path";
import { makeIdentity } from "../sandbox/demo/environment.ts";
import type { LockstepApi, Run, RunKind } from "../sandbox/demo/lockstep-api.ts";
import { findFreePorts } from "../sandbox/demo/ports.ts";
import {
  ensureConfigured,
  ensureInstalled,
  fillStandIns,
  openApi,
} from "../sandbox/demo/set-up.ts";
import type { Filling } from "../sandbox/demo/set-up.ts";
import { createScreen } from "../sandbox/demo/screen.ts";
import { startStack } from "../sandbox/demo/stack.ts";
import type { Stack } from "../sandbox/demo/stack.ts";
import { watchRun } from "../sandbox/demo/watch-run.ts";
import type { BenchContext } from "./scenario.ts";

/** A whole Lockstep with its stand-ins, installed and connected. */
export interface Bench {
  stack: Stack;
  api: LockstepApi;
}

/** How a bench's Lockstep is set up. */
export interface BenchOptions {
  filling: Filling;
  serverEnv?: Readonly<Record<string, string>>;
}

/**
 * Starts a fresh Lockstep on free ports, connected and ready for its first sync, gives it to the
 * work, and stops everything afterwards.
 */
export async function withBench<Result>(
  context: BenchContext,
  { filling, serverEnv = {} }: BenchOptions,
  work: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  const { folder, signal, say } = context;
  say("starting PostgreSQL, both stand-ins and the server");
  const stack = await startStack({
    ports: await findFreePorts(),
    postgresDir: path.join(folder, "postgres"),
    database: "lockstep_bench",
    folder,
    isFresh: true,
    keepsState: false,
    identity: makeIdentity(),
    serverEnv,
    signal,
  });
  try {
    await fillStandIns(stack, filling);
    const api = openApi(stack, await ensureInstalled(stack, null));
    await ensureConfigured(stack, api);
    return await work({ stack, api });
  } finally {
    await stack.stop();
  }
}

/** Makes a dry run, which a first sync needs, and waits for its end. @param timeoutMs - milliseconds */
export function runDryRun(bench: Bench, context: BenchContext, timeoutMs: number): Promise<Run> {
  return runToEnd(bench, context, { kind: "dry-run", timeoutMs });
}

/** Starts a first sync and waits for its end. @param timeoutMs - milliseconds */
export function runFirstSync(bench: Bench, context: BenchContext, timeoutMs: number): Promise<Run> {
  return runToEnd(bench, context, { kind: "first-sync", timeoutMs });
}

async function runToEnd(
  { stack, api }: Bench,
  { signal }: BenchContext,
  { kind, timeoutMs }: { kind: RunKind; timeoutMs: number },
): Promise<Run> {
  await api.start(kind);
  return watchRun(api, kind, {
    screen: createScreen(process.stdout),
    signal,
    failed: () => stack.failed(),
    timeoutMs,
  });
}
