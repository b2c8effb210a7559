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

/** What is kept about how well the sync keeps up. */
export interface HealthStore {
  /** Latencies of the last 24 hours, counted by hour, lane and bucket; oldest hour first. */
  latencies(): Promise<readonly LatencyCount[]>;
  /** The latest complete comparison of each object type and side. */
  sweepResults(): Promise<readonly SweepResult[]>;
}
