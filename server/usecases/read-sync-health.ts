import type { HealthStore, SweepResult } from "../sync/health-ports.ts";
import { latencyFigures, type LatencyCount, type LatencyFigures } from "../sync/latency.ts";
import { LANES } from "../sync/model.ts";

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
}

const HOUR_MS = 3_600_000;
const HOURS = 24;
const WAYS: readonly Way[] = ["sync-now", "webhook", "poll", "sweep"];

/** Returns how fast changes of the last day arrived, and what the last comparison found. No vendor is called. */
export async function readSyncHealth(store: HealthStore, now: number): Promise<SyncHealth> {
  const counts = await store.latencies();
  return {
    latency: { ...latencyFigures(counts), byWay: byWay(counts), perHour: perHour(counts, now) },
    sweeps: await store.sweepResults(),
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

/** Hours without changes are there as well: a chart must not draw them together. */
function perHour(counts: readonly LatencyCount[], now: number): SyncHealth["latency"]["perHour"] {
  const thisHour = Math.floor(now / HOUR_MS) * HOUR_MS;
  return Array.from({ length: HOURS }, (_none, index) => {
    const hourAt = thisHour - (HOURS - 1 - index) * HOUR_MS;
    return { hourAt, ...latencyFigures(counts.filter((count) => count.hourAt === hourAt)) };
  });
}
