import type { LatencyCount } from "./latency.ts";
import type { ObjectType, Side } from "./model.ts";

/** What a complete comparison of one side's records with what is stored came to. */
export interface SweepResult {
  readonly objectType: ObjectType;
  readonly side: Side;
  /** Milliseconds. */
  readonly finishedAt: number;
  /** Records looked at. */
  readonly compared: number;
  /** Records that had changed, come or gone, and that nothing had announced. */
  readonly drift: number;
}

/** Calls that a budget let through in an hour. */
export interface CallCount {
  /** Name of the budget: the side's, or one that begins with it. */
  readonly bucket: string;
  /** Milliseconds. */
  readonly hourAt: number;
  readonly count: number;
}

/** What is kept about how well the sync keeps up. */
export interface HealthStore {
  /** Latencies of the last 24 hours, counted by hour, lane and bucket; oldest hour first. */
  latencies(): Promise<readonly LatencyCount[]>;
  /** Calls to the vendors in the last 24 hours, by hour and budget; oldest hour first. */
  callCounts(): Promise<readonly CallCount[]>;
  /** The latest complete comparison of each object type and side. */
  sweepResults(): Promise<readonly SweepResult[]>;
}
