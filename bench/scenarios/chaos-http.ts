import { setTimeout as sleep } from "node:timers/promises";
import { idsOf, readBothSides } from "../../sandbox/demo/evidence.ts";
import { controlTypes } from "../../sandbox/shared/control.ts";
import { createRandom } from "../../sandbox/shared/random.ts";
import { compareBoth } from "../agreement.ts";
import { editConnectwise, editHubspot, pairsToEdit } from "../chaos-edits.ts";
import type { EditContext } from "../chaos-edits.ts";
import { makeMatchedDataset } from "../datasets.ts";
import { setFaults } from "../faults.ts";
import { atMost, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { runDryRun, runFirstSync, withBench } from "../set-up.ts";
import type { Bench } from "../set-up.ts";
import { measureSilence } from "../silence.ts";
import { untilQuiet } from "../traffic.ts";

const COUNTS = { companies: 200, contacts: 250, deals: 50 };
const EDITS = 300;
const EDIT_EVERY_MS = 300;
const KILL_EVERY_MS = 5_000;
const FAULT_RATE = 0.1;
const POLL_SECONDS = 60;
/** Two polls, and what the second one takes to be worked off. */
const AGREE_SECONDS = 2 * POLL_SECONDS + 15;
const GIVE_UP_SECONDS = 600;

async function makeEdits(context: EditContext, signal: AbortSignal): Promise<void> {
  for (let count = 1; count <= EDITS; count += 1) {
    await Promise.all([editHubspot(context, count), editConnectwise(context, count)]);
    await sleep(EDIT_EVERY_MS, undefined, { signal });
  }
}

/** Kills and restarts the server until the edits are over; it runs afterwards. */
async function killUntil(
  { stack }: Bench,
  edits: Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const state = { areOver: false };
  const over = edits.finally(() => {
    state.areOver = true;
  });
  let kills = 0;
  while (!state.areOver) {
    await sleep(KILL_EVERY_MS, undefined, { signal });
    await stack.server().kill();
    kills += 1;
    await stack.startServer();
  }
  await over;
  return kills;
}

type Compare = () => ReturnType<typeof compareBoth>;

/** @returns seconds until the comparer finds nothing, or Infinity; what it found last */
async function untilAgreed(
  compare: Compare,
  signal: AbortSignal,
): Promise<{ took: number; problems: readonly string[]; duplicates: number }> {
  const startedAt = performance.now();
  for (;;) {
    const { problems, types } = await compare();
    const elapsed = (performance.now() - startedAt) / 1_000;
    const duplicates = controlTypes.reduce((sum, type) => sum + types[type].duplicates.length, 0);
    const isOver = elapsed > GIVE_UP_SECONDS;
    if (problems.length === 0 || isOver) {
      return { took: problems.length === 0 ? elapsed : Infinity, problems, duplicates };
    }
    await sleep(2_000, undefined, { signal });
  }
}

async function measureChaos(bench: Bench, context: BenchContext): Promise<Figure[]> {
  const { stack, api } = bench;
  const { seed, say, signal } = context;
  const before = idsOf(await readBothSides(stack));
  await runDryRun(bench, context, 600_000);
  const run = await runFirstSync(bench, context, 600_000);
  const items = await api.runItems(run.runId);
  await untilQuiet(stack, { quietMs: 5_000, timeoutMs: 60_000, signal });
  const pairs = pairsToEdit(await readBothSides(stack));
  say(
    `${EDITS} edits on each side, faults at ${100 * FAULT_RATE} %, kill -9 every ${KILL_EVERY_MS} ms`,
  );
  await setFaults(stack, FAULT_RATE, seed);
  const edits = makeEdits({ stack, random: createRandom(seed), pairs }, signal);
  const kills = await killUntil(bench, edits, signal);
  await setFaults(stack, 0, seed);
  say("faults are over");
  const { took, problems, duplicates } = await untilAgreed(
    () => compareBoth(bench, before, items),
    signal,
  );
  for (const problem of problems.slice(0, 20)) say(problem);
  return [
    reported("seed", seed),
    reported("edits", `${EDITS} + ${EDITS}`),
    reported("kill -9 of the server", kills),
    atMost("seconds until both systems agree", took, AGREE_SECONDS, "s"),
    atMost("duplicates", duplicates, 0),
    ...(await measureSilence(stack, context)),
  ];
}

/** A live portal of 500 records under edits, faults and kills, all at once. */
export const chaosHttp: Scenario = {
  name: "chaos-http",
  summary: `${EDITS} edits on each side, faults at ${100 * FAULT_RATE} %, kill -9 every ${KILL_EVERY_MS / 1_000} s: both systems agree within two polls, no duplicates, then silence`,
  run: (context) => {
    const filling = { kind: "given" as const, dataset: makeMatchedDataset(COUNTS, context.seed) };
    return withBench(
      context,
      { filling, serverEnv: { POLL_SECONDS: String(POLL_SECONDS) } },
      (bench) => measureChaos(bench, context),
    );
  },
};
