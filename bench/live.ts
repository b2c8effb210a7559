import { readBothSides } from "../sandbox/demo/evidence.ts";
import type { ByType } from "../sandbox/demo/evidence.ts";
import type { Stack } from "../sandbox/demo/stack.ts";
import { pairsToEdit } from "./chaos-edits.ts";
import type { Pair } from "./roundtrip/change.ts";
import type { BenchContext } from "./scenario.ts";
import { runDryRun, runFirstSync } from "./set-up.ts";
import type { Bench } from "./set-up.ts";
import { clearTraffic, untilPolls, untilQuiet } from "./traffic.ts";

const TIMEOUT_MS = 10 * 60_000;

/** How long both vendors take to answer where people's waiting is measured, in milliseconds. */
export const ANSWER_MS = 250;

/**
 * Runs the first sync of a portal without deals to its end and waits for the first poll, after which
 * only changes cost calls.
 *
 * @returns linked pairs that people may edit, by type
 */
export async function bringLive(
  bench: Bench,
  context: BenchContext,
): Promise<ByType<readonly Pair[]>> {
  const { stack } = bench;
  await runDryRun(bench, context, TIMEOUT_MS);
  await clearTraffic(stack);
  await runFirstSync(bench, context, TIMEOUT_MS);
  const { signal } = context;
  await untilPolls(stack, { polls: 1, timeoutMs: 120_000, signal });
  await untilQuiet(stack, { quietMs: 5_000, timeoutMs: 120_000, signal });
  return pairsToEdit(await readBothSides(stack));
}

/** Lets both vendors take their time from now on. */
export async function setLatency(
  { hubspot, connectwise }: Stack,
  limits: { latencyMs: number; jitterMs?: number },
): Promise<void> {
  await Promise.all([hubspot.limits(limits), connectwise.limits(limits)]);
}
