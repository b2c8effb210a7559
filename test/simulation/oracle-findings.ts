import type { Tables } from "./memory-tables.ts";
import type { VendorRecords } from "./vendor-records.ts";
import type { World } from "./world.ts";

/** What the oracle can hold against a run. */
export type Offence =
  | "duplicate"
  | "missing"
  | "diverged"
  | "single-writer-lost"
  | "silent-loss-hubspot"
  | "silent-loss-connectwise"
  | "conflict-not-kept"
  | "one-way-written"
  | "erased"
  | "filtered-written"
  | "linked-at-random"
  | "base-from-nowhere"
  | "unexplained"
  | "engine-error"
  | "not-converged"
  | "write-after-convergence";

/** One thing that went wrong, with where to look. */
export interface Finding {
  readonly offence: Offence;
  readonly text: string;
}

/** Everything that the oracle looks at when all is quiet. */
export interface Evidence {
  readonly world: World;
  readonly records: VendorRecords;
  readonly tables: Tables;
  /** The store's last number before the quiet phase: what came later was decided in full knowledge. */
  readonly quietSince: number;
}
