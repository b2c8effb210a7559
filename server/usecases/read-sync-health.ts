import { CALLS_PER_SECOND } from "../sync/call-rates.ts";
import type { CallCount, HealthStore, SweepResult } from "../sync/health-ports.ts";
import { latencyFigures, type LatencyCount, type LatencyFigures } from "../sync/latency.ts";
import { LANES, type Side } from "../sync/model.ts";

/** What brought a change to us. */
export type Way = "sync-now" | "webhook" | "poll" | "sweep";

/** How well the sync keeps up. */
export interface SyncHealth {
  readonly latency: LatencyFigures & {
    /** Ways by which at least one change came, the fastest first. */
    readonly byWay: readonly (LatencyFigures & { readonly way: Way })[];
    /** 24 hours, oldest first; `hourAt` in milliseconds. */
    readonly perHour: readonly (LatencyFigures & { readonly hourAt: number })[];
  };
  readonly sweeps: readonly SweepResult[];
  readonly calls: Readonly<Record<Side, SideCalls>>;
}

/** How much of a side's budget of calls was used. */
export interface SideCalls {
  /** Calls of the last 24 hours. */
  readonly count: number;
  /** Calls that Lockstep lets through in a second at most, when it works without a break. */
  readonly allowedPerSecond: number;
  /** 24 hours, oldest first. */
  readonly perHour: readonly { readonly hourAt: number; readonly count: number }[];
}

const HOUR_MS = 3_600_000;
const HOURS = 24;
const WAYS: readonly Way[] = ["sync-now", "webhook", "poll", "sweep"];

/**
 * Returns how fast changes of the last day arrived, what the last comparison found, and how many calls
 * it all took. No vendor is called.
 */
export async function readSyncHealth(store: HealthStore, now: number): Promise<SyncHealth> {
  const counts = await store.latencies();
  const calls = await store.callCounts();
  return {
    latency: { ...latencyFigures(counts), byWay: byWay(counts), perHour: perHour(counts, now) },
    sweeps: await store.sweepResults(),
    calls: {
      hubspot: sideCalls(calls, "hubspot", now),
      connectwise: sideCalls(calls, "connectwise", now),
    },
  };
}

function byWay(counts: readonly LatencyCount[]): SyncHealth["latency"]["byWay"] {
  return WAYS.flatMap((way) => {
    const own = counts.filter(({ lane }) => wayOf(lane) === way);
    return own.length === 0 ? [] : [{ way, ...latencyFigures(own) }];
  });
}

/** The late pass marks in the lane of polls; an edit under an echo is seen by a poll, too. */
function wayOf(lane: number): Way {
  if (lane === LANES.syncNow) return "sync-now";
  if (lane === LANES.hint) return "webhook";
  return lane === LANES.sweep ? "sweep" : "poll";
}

function perHour(counts: readonly LatencyCount[], now: number): SyncHealth["latency"]["perHour"] {
  return hoursUntil(now).map((hourAt) => ({
    hourAt,
    ...latencyFigures(counts.filter((count) => count.hourAt === hourAt)),
  }));
}

/** Hours in which nothing happened are there as well: a chart must not draw the others together. */
function hoursUntil(now: number): readonly number[] {
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS;
  return Array.from({ length: HOURS }, (_none, index) => thisHour - (HOURS - 1 - index) * HOUR_MS);
}

/** HubSpot's searches have a budget of their own, and are calls all the same. */
function sideCalls(counts: readonly CallCount[], side: Side, now: number): SideCalls {
  const own = counts.filter(({ bucket }) => bucket === side || bucket.startsWith(`${side}-`));
  const hours = hoursUntil(now).map((hourAt) => ({
    hourAt,
    count: sum(own.filter((count) => count.hourAt === hourAt)),
  }));
  return { count: sum(hours), allowedPerSecond: CALLS_PER_SECOND[side], perHour: hours };
}

function sum(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((total, { count }) => total + count, 0);
}
