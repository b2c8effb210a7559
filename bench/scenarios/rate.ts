import { setTimeout as sleep } from "node:timers/promises";
import type { Arrival } from "../../sandbox/demo/control-client.ts";
import { peakIn, rateFrom } from "../arrival-rates.ts";
import type { Rate } from "../arrival-rates.ts";
import { makeEqualDataset, makeHubspotContactsDataset } from "../datasets.ts";
import { atMost, atLeast, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import { setLatency } from "../live.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { runDryRun, runFirstSync, withBench } from "../set-up.ts";
import type { Bench } from "../set-up.ts";
import { clearTraffic, readTraffic } from "../traffic.ts";

const MATCHED = { companies: 500, contacts: 50_000 };
const CREATED = { companies: 100, contacts: 2_000 };
/** Share of the allowed rate that must be used. */
const SHARE = 0.95;
/** Calls a second: what HubSpot publishes, and what Lockstep sets for ConnectWise unless told otherwise. */
const ALLOWED = { hubspot: 110 / 10, connectwise: 900 / 60 };
const WINDOW_MS = 10_000;
const MAX_IN_WINDOW = 108;
/** What is left out at the start: a budget that was saved up before may go at once. */
const START_MS = 10_000;
/** Answers take up to so much longer, at random. */
const JITTER_MS = 100;
const TIMEOUT_MS = 30 * 60_000;

type Side = keyof typeof ALLOWED;

/** When a phase of the run was first seen, in milliseconds since 1970. */
interface PhaseStart {
  phase: string;
  at: number;
}

/** Notes the phases of a first sync while it runs. */
async function notePhases({ api }: Bench, signal: AbortSignal): Promise<PhaseStart[]> {
  const starts: PhaseStart[] = [];
  for (;;) {
    const run = await api.latestRun("first-sync");
    if (run !== null && run.state !== "running") return starts;
    if (run !== null && starts.at(-1)?.phase !== run.phase) {
      starts.push({ phase: run.phase, at: Date.now() });
    }
    await sleep(250, undefined, { signal });
  }
}

const describe = ({ calls, seconds, perSecond }: Rate): string =>
  `${perSecond.toFixed(2)} calls/s (${calls} in ${seconds.toFixed(1)} s)`;

/** Searches and associations have limits of their own, tokens none. */
const hasOwnLimit = /\/search$|\/associations\/| \/oauth\//;

/** The first sync's calls to one vendor, and what its phases had of them. */
function figuresOf(
  side: Side,
  arrivals: readonly Arrival[],
  phases: readonly PhaseStart[],
): Figure[] {
  const times = arrivals.map(({ at }) => at);
  const [first = 0] = times;
  const rate = rateFrom(times, first + START_MS);
  const share = rate.perSecond / ALLOWED[side];
  return [
    ...phases.flatMap(({ phase, at }, index) => {
      const until = phases[index + 1]?.at ?? Infinity;
      const own = rateFrom(
        times.filter((time) => time < until),
        at,
      );
      return own.calls === 0 ? [] : [reported(`${side}, ${phase}`, describe(own))];
    }),
    reported(`${side}, from second 10 to the last call`, describe(rate)),
    atLeast(`${side}, share of ${ALLOWED[side]} calls/s`, 100 * share, 100 * SHARE, "%"),
  ];
}

async function measureRate(bench: Bench, context: BenchContext, side: Side): Promise<Figure[]> {
  const { stack, api } = bench;
  await api.turn("deal", false);
  await runDryRun(bench, context, TIMEOUT_MS);
  await setLatency(stack, { latencyMs: 0, jitterMs: JITTER_MS });
  await clearTraffic(stack);
  const running = runFirstSync(bench, context, TIMEOUT_MS);
  const [run, phases] = await Promise.all([running, notePhases(bench, context.signal)]);
  const arrivals = await stack[side].arrivals();
  const { hubspot, connectwise } = await readTraffic(stack);
  const limited = (await stack.hubspot.arrivals()).filter(({ route }) => !hasOwnLimit.test(route));
  const peak = peakIn(
    limited.map(({ at }) => at),
    WINDOW_MS,
  );
  const outcome = Object.entries(run.counts).map((pair) => pair.join(" "));
  return [
    reported("outcome", outcome.join(", ")),
    reported("vendors' answers take up to", JITTER_MS, "ms more"),
    ...figuresOf(side, arrivals, phases),
    atMost("HubSpot, most arrivals in any 10 s", peak, MAX_IN_WINDOW),
    atMost("429 answers", hubspot.throttled + connectwise.throttled, 0),
  ];
}

/** HubSpot's limit: every call is a page of 100 or a batch of 100. */
export const rateHubspot: Scenario = {
  name: "rate-hubspot",
  summary: `${MATCHED.contacts} matched contacts, equal on both sides: at least ${100 * SHARE} % of HubSpot's rate used, at most ${MAX_IN_WINDOW} arrivals in any 10 s`,
  run: (context) =>
    withBench(
      context,
      { filling: { kind: "given", dataset: makeEqualDataset(MATCHED) } },
      (bench) => measureRate(bench, context, "hubspot"),
    ),
};

/** ConnectWise's limit: every record is a call. */
export const rateConnectwise: Scenario = {
  name: "rate-connectwise",
  summary: `${CREATED.contacts} contacts created in ConnectWise: at least ${100 * SHARE} % of its rate used`,
  run: (context) =>
    withBench(
      context,
      { filling: { kind: "given", dataset: makeHubspotContactsDataset(CREATED) } },
      (bench) => measureRate(bench, context, "connectwise"),
    ),
};
