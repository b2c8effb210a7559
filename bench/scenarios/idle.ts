import { setTimeout as sleep } from "node:timers/promises";
import { atMost } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { withBench } from "../set-up.ts";
import type { Bench } from "../set-up.ts";
import { clearTraffic, countCalls, describeTraffic, readTraffic, untilQuiet } from "../traffic.ts";
import type { Traffic } from "../traffic.ts";
import { ALL_BUT_COMPANIES, matchedCompanies, measureFirstSync } from "./first-sync.ts";

const POLL_SECONDS = 5;
const POLLS = 12;

/**
 * Calls of each poll on a side, one for each object type that is on; a poll more or less can fall into
 * the window's edges.
 */
function perPoll(name: string, calls: number, typesOn: number): Figure {
  const average = calls / POLLS;
  return {
    ...atMost(`calls per poll, ${name}, ${typesOn} on`, average, typesOn),
    isMet: calls <= typesOn * (POLLS + 1) && calls >= typesOn * (POLLS - 2),
    measured: `${Math.round(average * 100) / 100} (${calls} calls, ${POLLS} polls due)`,
    limit: `${typesOn} (one poll more or two fewer may fall into the window)`,
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

async function measureIdle(
  bench: Bench,
  context: BenchContext,
  typesOn: number,
): Promise<Figure[]> {
  const traffic = await countIdle(bench, context);
  for (const side of [traffic.hubspot, traffic.connectwise]) {
    for (const line of describeTraffic(side)) context.say(line);
  }
  return [
    perPoll("HubSpot", countCalls(traffic.hubspot), typesOn),
    perPoll("ConnectWise", countCalls(traffic.connectwise), typesOn),
  ];
}

/** Polls with nothing new right after the first sync, in the same set-up. */
export const idle: Scenario = {
  name: "idle",
  summary:
    "right after first-sync (which runs first): 1 + 1 calls a poll for each object type that is on",
  run: (context) =>
    withBench(context, matchedCompanies, async (bench) => {
      const figures = [
        ...(await measureFirstSync(bench, context, { off: ALL_BUT_COMPANIES })),
        ...(await measureIdle(bench, context, 1)),
      ];
      // oxlint-disable-next-line no-await-in-loop -- as a person does it
      for (const type of ALL_BUT_COMPANIES) await bench.api.turn(type, true);
      return [...figures, ...(await measureIdle(bench, context, 3))];
    }),
};
