import type { Tables } from "./memory-tables.ts";
import type { VendorRecord } from "./vendor-record.ts";
import type { VendorRecords } from "./vendor-records.ts";
import type { World } from "./world.ts";

/** What the oracle can hold against a run. */
export type Offence =
  | "duplicate"
  | "missing"
  | "diverged"
  | "single-writer-lost"
  | "silent-loss-hubspot"
  | "silent-loss-untraced"
  | "conflict-not-kept"
  | "one-way-written"
  | "erased"
  | "filtered-written"
  | "linked-at-random"
  | "base-from-nowhere"
  | "value-from-nowhere"
  | "amount-not-ours"
  | "child-before-parent"
  | "excluded-created"
  | "created-again"
  | "written-before-live"
  | "waits-for-nothing"
  | "unexplained"
  | "engine-error"
  | "not-converged"
  | "write-after-convergence";

/** One thing that went wrong, with where to look. */
export interface Finding {
  readonly offence: Offence;
  readonly text: string;
}

/** What there is to see from outside, at any moment. */
export interface Scene {
  readonly world: World;
  readonly records: VendorRecords;
  readonly tables: Tables;
  /** What is known of records that ever were left out; filled as it is worked out. */
  readonly everOut: Map<VendorRecord, boolean>;
}

/** Everything that the oracle looks at when all is quiet. */
export interface Evidence extends Scene {
  /** The store's last number before the quiet phase: what came later was decided in full knowledge. */
  readonly quietSince: number;
}

/** A record's name in findings. */
export function nameOf({ objectType, side, id }: VendorRecord): string {
  return `${objectType} ${side} ${id}`;
}

/** A write follows its read within this time, whatever the vendors and processes do. */
export const READ_WITHIN_MS = 10 * 60_000;
