import { setTimeout as sleep } from "node:timers/promises";
import type { WholeComparison } from "../../sandbox/compare/compare-all.ts";
import { idsOf, readBothSides } from "../../sandbox/demo/evidence.ts";
import type { ByType } from "../../sandbox/demo/evidence.ts";
import type { Run } from "../../sandbox/demo/lockstep-api.ts";
import { controlTypes } from "../../sandbox/shared/control.ts";
import type { ControlType } from "../../sandbox/shared/control.ts";
import { createRandom } from "../../sandbox/shared/random.ts";
import { compareBoth } from "../agreement.ts";
import { setFaults } from "../faults.ts";
import { atMost, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { runDryRun, withBench } from "../set-up.ts";
import type { Bench } from "../set-up.ts";
import { untilQuiet } from "../traffic.ts";

const KILLS = 10;
const FAULT_RATE = 0.1;
/**
 * Milliseconds a server lives between two kills. Another process takes a dead one's work over after
 * about ten seconds, so most lives have to be longer for the run to get on at all.
 */
const LIFE_MS = { least: 1_000, more: 29_000 };
const RUN_TIMEOUT_MS = 20 * 60_000;

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

/** How many records each system has of its own. */
type Counts = ByType<number>;

function figuresOfType(type: ControlType, { types }: WholeComparison, counts: Counts): Figure[] {
  const { linked, unlinked, duplicates, dangling } = types[type];
  const alone = unlinked.hubspot.length + unlinked.connectwise.length;
  return [
    reported(`${type}: linked pairs`, linked.length),
    atMost(`${type}: missing records`, Math.max(alone, 2 * counts[type] - linked.length), 0),
    atMost(`${type}: duplicates`, duplicates.length, 0),
    atMost(`${type}: links to nothing`, dangling.length, 0),
  ];
}

async function measureKills(
  bench: Bench,
  context: BenchContext,
  counts: Counts,
): Promise<Figure[]> {
  const { stack, api } = bench;
  const { seed, say, signal } = context;
  const before = idsOf(await readBothSides(stack));
  await runDryRun(bench, context, RUN_TIMEOUT_MS);
  await setFaults(stack, FAULT_RATE, seed);
  const startedAt = performance.now();
  await api.start("first-sync");
  const kills = await killTenTimes(bench, context);
  const run = await untilDone(bench, context);
  await setFaults(bench.stack, 0, seed);
  const isQuiet = await untilQuiet(stack, { quietMs: 15_000, timeoutMs: 300_000, signal });
  const took = (performance.now() - startedAt) / 1_000;
  const comparison = await compareBoth(bench, before, await api.runItems(run.runId));
  const { problems } = comparison;
  for (const problem of problems.slice(0, 20)) say(problem);
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
    ...controlTypes
      .filter((type) => counts[type] > 0)
      .flatMap((type) => figuresOfType(type, comparison, counts)),
    atMost("problems in all", problems.length, 0),
  ];
}

/** A first sync whose server is killed ten times, while a tenth of all calls goes wrong. */
function killing(name: string, what: string, counts: Counts): Scenario {
  return {
    name,
    summary: `${KILLS} times kill -9 while ${what} go each way, faults at 10 %: nothing doubled, nothing missing`,
    run: (context) => {
      const filling = {
        kind: "counted" as const,
        counts: { companies: counts.company, contacts: counts.contact, deals: counts.deal },
        hubspotSeed: 2 * context.seed,
        connectwiseSeed: 2 * context.seed + 1,
      };
      return withBench(context, { filling }, (bench) => measureKills(bench, context, counts));
    },
  };
}

/** Companies alone. */
export const kill = killing("kill", "1,000 companies", { company: 1_000, contact: 0, deal: 0 });

/** All three types, the later ones with parents that are under way themselves. */
export const killAll = killing("kill-all", "300 companies, 300 contacts and 100 deals", {
  company: 300,
  contact: 300,
  deal: 100,
});
