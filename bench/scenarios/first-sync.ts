import { readFile } from "node:fs/promises";
import { readBothSides } from "../../sandbox/demo/evidence.ts";
import type { Run } from "../../sandbox/demo/lockstep-api.ts";
import type { ControlType } from "../../sandbox/shared/control.ts";
import { lowerBound } from "../bound.ts";
import type { LowerBound, SideCounts } from "../bound.ts";
import { atMost, below, reported } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { BenchContext, Scenario } from "../scenario.ts";
import { runDryRun, runFirstSync, withBench } from "../set-up.ts";
import type { Bench, BenchOptions } from "../set-up.ts";
import { clearTraffic, countCalls, describeTraffic, readTraffic } from "../traffic.ts";
import type { Traffic } from "../traffic.ts";

const COMPANIES = 5_000;
/** Most calls for each of the lower bound. */
export const RATIO = 1.05;
const SET_UP_CALLS = 40;
const MEMORY_MB = 350;
const TIMEOUT_MS = 15 * 60_000;

/** What is switched off where only companies are synced. */
export const ALL_BUT_COMPANIES = ["contact", "deal"] as const;

/** 5,000 companies that are in both systems. */
export const matchedCompanies: BenchOptions = {
  filling: {
    kind: "counted",
    counts: { companies: COMPANIES },
    hubspotSeed: 1,
    connectwiseSeed: 1,
  },
};

/** What a first sync leaves out, and how close to the bound it must come. */
export interface FirstSyncOptions {
  /** Object types that are not synced. */
  off?: readonly ControlType[];
  /** Most calls for each of the lower bound. */
  ratio?: number;
}

const callsOf = ({ hubspot, connectwise }: Traffic): number =>
  countCalls(hubspot) + countCalls(connectwise);

/** The most memory the process ever had, in megabytes; null where the system does not say. */
async function peakMemory(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1_024;
}

/** A first sync that was watched from its start to its end. */
interface Measured {
  run: Run;
  /** Seconds. */
  took: number;
  traffic: Traffic;
  setUp: Traffic;
  memory: number | null;
  bound: LowerBound;
}

function sayTraffic({ say }: BenchContext, title: string, traffic: Traffic): void {
  say(`calls of the ${title}:`);
  for (const side of [traffic.hubspot, traffic.connectwise]) describeTraffic(side).forEach(say);
}

async function measure(
  bench: Bench,
  context: BenchContext,
  off: readonly ControlType[],
): Promise<Measured> {
  const { stack, api } = bench;
  const setUp = await readTraffic(stack);
  // oxlint-disable-next-line no-await-in-loop -- as a person does it
  for (const type of off) await api.turn(type, false);
  await runDryRun(bench, context, TIMEOUT_MS);
  await clearTraffic(stack);
  const before = await readBothSides(stack);
  const startedAt = performance.now();
  const run = await runFirstSync(bench, context, TIMEOUT_MS);
  const took = (performance.now() - startedAt) / 1_000;
  const traffic = await readTraffic(stack);
  const memory = await peakMemory(stack.server().pid);
  const bound = lowerBound(before, await readBothSides(stack));
  if (callsOf(setUp) > SET_UP_CALLS) sayTraffic(context, "set-up", setUp);
  sayTraffic(context, "first sync", traffic);
  return { run, took, traffic, setUp, memory, bound };
}

const sum = ({ hubspot, connectwise }: SideCounts): string => `${hubspot} + ${connectwise}`;

/** What the bound follows from, a line for each type that has records. */
function describeBound({ types, calls }: LowerBound): Figure[] {
  const lines = Object.entries(types).flatMap(([type, bound]) => {
    const { listed, written, overwritten, parts, associated } = bound;
    if (bound.calls === 0) return [];
    const further = [
      parts.read + parts.written > 0 ? `parts ${parts.read} read, ${parts.written} written` : "",
      associated.companies > 0 ? `${associated.companies} with a company` : "",
      associated.contacts > 0 ? `${associated.contacts} with a contact` : "",
    ].filter((text) => text !== "");
    const places = `listed ${sum(listed)}, written ${sum(written)}, overwritten ${sum(overwritten)}`;
    return [reported(type, [places, ...further].join("; "))];
  });
  return [...lines, reported("lower bound", calls, "calls")];
}

/** Runs the first sync of a fresh Lockstep and compares its calls with the bound. */
export async function measureFirstSync(
  bench: Bench,
  context: BenchContext,
  { off = [], ratio = RATIO }: FirstSyncOptions = {},
): Promise<Figure[]> {
  const { run, took, traffic, setUp, memory, bound } = await measure(bench, context, off);
  const outcome = Object.entries(run.counts).map((pair) => pair.join(" "));
  return [
    reported("outcome", outcome.join(", ")),
    reported("time", took, "s"),
    ...describeBound(bound),
    reported("calls", `${countCalls(traffic.hubspot)} + ${countCalls(traffic.connectwise)}`),
    atMost(
      "calls / lower bound",
      Math.ceil((callsOf(traffic) / bound.calls) * 1_000) / 1_000,
      ratio,
    ),
    atMost("set-up calls", callsOf(setUp), SET_UP_CALLS),
    atMost("429 answers", traffic.hubspot.throttled + traffic.connectwise.throttled, 0),
    reported("peak in 10 s, HubSpot", traffic.hubspot.peakIn10s, "calls"),
    memory === null
      ? reported("server's peak memory", "this system does not say")
      : below("server's peak memory (VmHWM)", memory, MEMORY_MB, "MB"),
  ];
}

/** The first sync of 5,000 matched companies against the least calls it can do with. */
export const firstSync: Scenario = {
  name: "first-sync",
  summary: `${COMPANIES} matched companies: at most ${RATIO} times the lower bound of calls, no 429, memory`,
  run: (context) =>
    withBench(context, matchedCompanies, (bench) =>
      measureFirstSync(bench, context, { off: ALL_BUT_COMPANIES }),
    ),
};
