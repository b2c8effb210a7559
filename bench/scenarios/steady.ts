import { setTimeout as sleep } from "node:timers/promises";
import type { ByType } from "../../sandbox/demo/evidence.ts";
import type { SideCounts } from "../bound.ts";
import { changeBound } from "../change-bound.ts";
import { makeMatchedDataset } from "../datasets.ts";
import { atMost, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import { bringLive } from "../live.ts";
import { makeEdit, planEdits, watchEdits } from "../numbered-edits.ts";
import type { NumberedEdit } from "../numbered-edits.ts";
import type { Pair } from "../roundtrip/change.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { withBench } from "../set-up.ts";
import type { Bench } from "../set-up.ts";
import {
  clearTraffic,
  countCalls,
  countPolls,
  describeTraffic,
  readTraffic,
  untilPolls,
  untilQuiet,
} from "../traffic.ts";
import type { Traffic } from "../traffic.ts";

const CHANGES = [0, 1, 100, 1_000] as const;
const RATIO = 1.25;
const POLL_SECONDS = 20;
/** The polls that count: one that finds the changes, one that meets what they made us write, one more. */
const POLLS = 3;
/** A half of the changes is of companies, a half of contacts, and a half of each is on either side. */
const COUNTS = { companies: 520, contacts: 520, deals: 0 };
/** One call a side for each object type; all three are on. */
const IDLE_CALLS = 6;
const TIMEOUT_MS = 10 * 60_000;

/** Waits for so many polls, and until the calls of the last one are over. */
async function readAfterPolls(
  { stack }: Bench,
  polls: number,
  signal: AbortSignal,
): Promise<Traffic> {
  await untilPolls(stack, { polls, timeoutMs: TIMEOUT_MS, signal });
  // Less than the time between two polls.
  await sleep((POLL_SECONDS / 4) * 1_000, undefined, { signal });
  return readTraffic(stack);
}

function sidesOf(edits: readonly NumberedEdit[], type: NumberedEdit["type"]): SideCounts {
  const count = (side: NumberedEdit["side"]): number =>
    edits.filter((edit) => edit.type === type && edit.side === side).length;
  return { hubspot: count("hubspot"), connectwise: count("connectwise") };
}

function makeEdits(
  { company, contact }: ByType<readonly Pair[]>,
  changes: number,
  from: number,
): NumberedEdit[] {
  const companies = Math.ceil(changes / 2);
  return [
    ...planEdits("company", company.slice(0, companies), from),
    ...planEdits("contact", contact.slice(0, changes - companies), from + companies),
  ];
}

/**
 * Calls from just after a poll, when the changes are made, to the end of the last poll that counts,
 * against the least: 3 + 3 for each poll that came, and the changes' own.
 */
async function measureChanges(
  bench: Bench,
  { signal, say }: BenchContext,
  edits: readonly NumberedEdit[],
): Promise<Figure[]> {
  const { stack } = bench;
  await clearTraffic(stack);
  await readAfterPolls(bench, 1, signal);
  await clearTraffic(stack);
  const madeAt = new Map<NumberedEdit, number>();
  for (const edit of edits) {
    await makeEdit(stack, edit);
    madeAt.set(edit, performance.now());
  }
  const looking = { everyMs: 1_000, timeoutMs: TIMEOUT_MS, signal };
  const arrived = await watchEdits(stack, edits, madeAt, looking);
  const polled = countPolls(await readTraffic(stack));
  const traffic = await readAfterPolls(bench, Math.max(POLLS, polled + 2), signal);
  for (const side of [traffic.hubspot, traffic.connectwise]) describeTraffic(side).forEach(say);
  return compare(edits, edits.length - arrived.size, traffic);
}

function compare(edits: readonly NumberedEdit[], missing: number, traffic: Traffic): Figure[] {
  const name = `${edits.length} changes`;
  const { hubspot, connectwise } = traffic;
  const polls = countPolls(traffic);
  const calls = { hubspot: countCalls(hubspot), connectwise: countCalls(connectwise) };
  const all = calls.hubspot + calls.connectwise;
  const work = changeBound(sidesOf(edits, "company")) + changeBound(sidesOf(edits, "contact"));
  const bound = polls * IDLE_CALLS + work;
  return [
    reported(`${name}: calls in ${polls} polls`, `${calls.hubspot} + ${calls.connectwise}`),
    reported(`${name}: lower bound`, `${polls} x ${IDLE_CALLS} + ${work}`),
    ...(edits.length === 0
      ? [atMost(`${name}: calls a poll`, all / polls, IDLE_CALLS)]
      : [
          reported(`${name}: calls a poll`, all / polls),
          atMost(`${name}: changes that did not arrive`, missing, 0),
        ]),
    atMost(`${name}: calls / lower bound`, Math.ceil((all / bound) * 1_000) / 1_000, RATIO),
    atMost(`${name}: 429 answers`, hubspot.throttled + connectwise.throttled, 0),
  ];
}

async function measureSteady(bench: Bench, context: BenchContext): Promise<Figure[]> {
  const pairs = await bringLive(bench, context);
  const figures: Figure[] = [];
  for (const changes of CHANGES) {
    const { signal } = context;
    const quietMs = 1_500 * POLL_SECONDS;
    await untilQuiet(bench.stack, { quietMs, timeoutMs: TIMEOUT_MS, signal });
    context.say(`${changes} changes`);
    // Numbers of its own each time: no record gets a value that it has already.
    const edits = makeEdits(pairs, changes, 10 * changes);
    figures.push(...(await measureChanges(bench, context, edits)));
  }
  return figures;
}

/** A live portal: what changes between two polls costs, webhooks on. */
export const steady: Scenario = {
  name: "steady",
  summary: `${CHANGES.join(", ")} changes between polls, a half on each side: at most ${RATIO} times the lower bound of calls, 3 + 3 a poll without any`,
  run: (context) => {
    const filling = { kind: "given" as const, dataset: makeMatchedDataset(COUNTS, context.seed) };
    return withBench(
      context,
      { filling, serverEnv: { POLL_SECONDS: String(POLL_SECONDS) } },
      (bench) => measureSteady(bench, context),
    );
  },
};
