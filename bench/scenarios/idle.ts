import { setTimeout as sleep } from "node:timers/promises";
import { atMost, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { withBench } from "../set-up.ts";
import type { Bench } from "../set-up.ts";
import { clearTraffic, countCalls, describeTraffic, readTraffic, untilQuiet } from "../traffic.ts";
import type { Traffic } from "../traffic.ts";
import { matchedCompanies, measureFirstSync } from "./first-sync.ts";

const POLL_SECONDS = 5;
const POLLS = 12;
/** Each of the three object types asks each side once. */
const CALLS_PER_POLL = 3;

/** Calls of each poll on a side; a poll more or less can fall into the window's edges. */
function perPoll(name: string, calls: number): Figure {
  const average = calls / POLLS;
  return {
    ...atMost(`calls per poll, ${name}`, average, CALLS_PER_POLL),
    isMet: calls <= CALLS_PER_POLL * (POLLS + 1) && calls >= CALLS_PER_POLL * (POLLS - 2),
    measured: `${Math.round(average * 100) / 100} (${calls} calls, ${POLLS} polls due)`,
    limit: `${CALLS_PER_POLL} (one poll more or two fewer may fall into the window)`,
  };
}

async function countIdle({ stack }: Bench, { signal, say }: BenchContext): Promise<Traffic> {
  say(`restarting the server with POLL_SECONDS=${POLL_SECONDS}`);
  await stack.server().stop();
  await stack.startServer({ POLL_SECONDS: String(POLL_SECONDS) });
  await untilQuiet(stack, { quietMs: 2 * POLL_SECONDS * 1_000, timeoutMs: 120_000, signal });
  await clearTraffic(stack);
  say(`${POLLS} polls with nothing to do`);
  await sleep(POLLS * POLL_SECONDS * 1_000, undefined, { signal });
  return readTraffic(stack);
}

async function measureIdle(bench: Bench, context: BenchContext): Promise<Figure[]> {
  const traffic = await countIdle(bench, context);
  for (const side of [traffic.hubspot, traffic.connectwise]) {
    for (const line of describeTraffic(side)) context.say(line);
  }
  return [
    perPoll("HubSpot", countCalls(traffic.hubspot)),
    perPoll("ConnectWise", countCalls(traffic.connectwise)),
    reported("window", POLLS * POLL_SECONDS, "s"),
  ];
}

/** Polls with nothing new right after the first sync, in the same set-up. */
export const idle: Scenario = {
  name: "idle",
  summary: "right after first-sync (which runs first): 3 + 3 calls a poll",
  run: (context) =>
    withBench(context, matchedCompanies, async (bench) => [
      ...(await measureFirstSync(bench, context)),
      ...(await measureIdle(bench, context)),
    ]),
};
