import { setTimeout as sleep } from "node:timers/promises";
import { compareCompanies } from "../../sandbox/compare/compare.ts";
import { problemsIn } from "../../sandbox/compare/comparison.ts";
import type { Comparison } from "../../sandbox/compare/comparison.ts";
import { members, owners } from "../../sandbox/data/people.ts";
import { collectReasons, idsOf, readBothSides } from "../../sandbox/demo/evidence.ts";
import type { Evidence } from "../../sandbox/demo/evidence.ts";
import type { Run, RunItem } from "../../sandbox/demo/lockstep-api.ts";
import { createRandom } from "../../sandbox/shared/random.ts";
import { atMost, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { withBench } from "../set-up.ts";
import type { Bench } from "../set-up.ts";
import { untilQuiet } from "../traffic.ts";

const COMPANIES = 1_000;
const KILLS = 10;
const FAULT_RATE = 0.1;
/**
 * Milliseconds a server lives between two kills. Another process takes a dead one's work over after
 * about ten seconds, so most lives have to be longer for the run to get on at all.
 */
const LIFE_MS = { least: 1_000, more: 29_000 };
const RUN_TIMEOUT_MS = 20 * 60_000;

async function setFaults({ stack }: Bench, rate: number, seed: number): Promise<void> {
  await Promise.all([
    stack.hubspot.faults({ seed, rate }),
    stack.connectwise.faults({ seed, rate }),
  ]);
}

/** Kills and restarts the server until it was done ten times or the run has ended. */
async function killTenTimes(bench: Bench, context: BenchContext): Promise<number> {
  const { stack, api } = bench;
  const { seed, say, signal } = context;
  const random = createRandom(seed);
  for (let kills = 0; kills < KILLS; kills += 1) {
    const lifeMs = LIFE_MS.least + random.integer(LIFE_MS.more);
    await sleep(lifeMs, undefined, { signal });
    const run = await api.latestRun("first-sync");
    if (run?.state !== "running") return kills;
    await stack.server().kill();
    const place = `${run.phase}, ${run.done} of ${run.total}`;
    say(`kill ${kills + 1} after ${Math.round(lifeMs)} ms, in ${place}`);
    await stack.startServer();
  }
  return KILLS;
}

async function untilDone({ api }: Bench, { say, signal }: BenchContext): Promise<Run> {
  const deadline = performance.now() + RUN_TIMEOUT_MS;
  for (let round = 0; ; round += 1) {
    const run = await api.latestRun("first-sync");
    if (run === null) throw new Error("there is no first sync");
    if (run.state !== "running") return run;
    if (performance.now() > deadline) {
      throw new Error(`the first sync is still in ${run.phase}, ${run.done} of ${run.total}`);
    }
    if (round % 10 === 0) say(`${run.phase}: ${run.done} of ${run.total}`);
    await sleep(1_000, undefined, { signal });
  }
}

async function compareBoth(
  bench: Bench,
  before: Evidence["before"],
  items: RunItem[],
): Promise<Comparison> {
  const explanations = await collectReasons(bench.api, items);
  return compareCompanies({
    ...(await readBothSides(bench.stack)),
    before,
    explanations,
    people: { owners, members },
  });
}

async function measureKills(bench: Bench, context: BenchContext): Promise<Figure[]> {
  const { stack, api } = bench;
  const { seed, say, signal } = context;
  const before = idsOf(await readBothSides(stack));
  await setFaults(bench, FAULT_RATE, seed);
  const startedAt = performance.now();
  await api.start("first-sync");
  const kills = await killTenTimes(bench, context);
  const run = await untilDone(bench, context);
  await setFaults(bench, 0, seed);
  const isQuiet = await untilQuiet(stack, { quietMs: 15_000, timeoutMs: 300_000, signal });
  const took = (performance.now() - startedAt) / 1_000;
  const comparison = await compareBoth(bench, before, await api.runItems(run.runId));
  const problems = problemsIn(comparison);
  for (const problem of problems.slice(0, 20)) say(problem);
  const { linked, unlinked, duplicates, dangling } = comparison;
  const alone = unlinked.hubspot.length + unlinked.connectwise.length;
  return [
    reported("seed", seed),
    {
      name: "kill -9 of the server",
      measured: String(kills),
      limit: String(KILLS),
      isMet: kills === KILLS,
    },
    reported("time until settled", took, "s"),
    { name: "first sync", measured: run.state, limit: "done", isMet: run.state === "done" },
    {
      name: "15 s without a write afterwards",
      measured: isQuiet ? "yes" : "no",
      limit: "yes",
      isMet: isQuiet,
    },
    reported("linked pairs", linked.length),
    atMost("missing records", Math.max(alone, 2 * COMPANIES - linked.length), 0),
    atMost("duplicates", duplicates.length, 0),
    atMost("links to nothing", dangling.length, 0),
    atMost("problems in all", problems.length, 0),
  ];
}

/** A first sync whose server is killed ten times, while a tenth of all calls goes wrong. */
export const kill: Scenario = {
  name: "kill",
  summary: `${KILLS} times kill -9 while ${COMPANIES} companies go each way, faults at 10 %: nothing doubled, nothing missing`,
  run: (context) => {
    const filling = {
      kind: "counted" as const,
      companies: COMPANIES,
      hubspotSeed: 2 * context.seed,
      connectwiseSeed: 2 * context.seed + 1,
    };
    return withBench(context, { filling }, (bench) => measureKills(bench, context));
  },
};
