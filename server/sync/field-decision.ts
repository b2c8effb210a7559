import type { Direction, FieldMapping, FieldValue, Side } from "./model.ts";
import type { NarrowedDirection } from "./objects/definition.ts";
import type { Translated } from "./transforms/transform.ts";

/** Everything known about one mapped field of one pair. */
export interface FieldState {
  readonly field: FieldMapping;
  /** The mapping's direction, narrowed by the object's direction. */
  readonly direction: Direction;
  readonly values: Readonly<Record<Side, FieldValue>>;
  readonly hashes: Readonly<Record<Side, string>>;
  /** Hash each side held when the field last agreed; undefined: never compared. */
  readonly base: Readonly<Record<Side, string | undefined>>;
  /** Values we sent to each side and saw no answer to. */
  readonly sent: Readonly<Record<Side, readonly FieldValue[]>>;
  /** Those of them that the side may be showing now. */
  readonly shown: Readonly<Record<Side, readonly FieldValue[]>>;
  /** Sides that a filter keeps from being a source. */
  readonly isExcluded: Readonly<Record<Side, boolean>>;
  readonly firstLinkRule: Side;
  /** Whether the two values stand as they are when they are compared for the first time. */
  readonly isAsIs: boolean;
  /** How what the two records hold narrows the mapping's direction; null: it does not. */
  readonly narrowed: NarrowedDirection | null;
  /** When each side's value last changed, in milliseconds; undefined: not known (yet). */
  readonly changedAt: Readonly<Record<Side, number | undefined>>;
}

/** Why a value travels, or stays where it is. Stable: stored and exported. */
export type FieldRule =
  | "changed"
  | "fill_blank"
  | "first_link_rule"
  | "prefer_non_blank"
  | "hubspot_wins"
  | "connectwise_wins"
  | "most_recent"
  | "decided"
  | "other_left_out"
  | "drift_reverted"
  | "equal"
  | "as_is"
  | "first_link_one_way"
  | "one_way_drift"
  | "filtered"
  | "our_write_seen"
  | "blank_kept"
  | "create_only"
  | "left_out";

/** What to do about one field. */
export type FieldDecision =
  | { readonly kind: "nothing" }
  /** Both sides are as they should be; these base entries move (null removes one). */
  | {
      readonly kind: "accept";
      readonly moves: Partial<Record<Side, string | null>>;
      readonly rule: FieldRule;
    }
  | {
      readonly kind: "write";
      readonly to: Side;
      readonly value: FieldValue;
      readonly rule: FieldRule;
      /** True when the overwritten value was a person's and loses. */
      readonly isConflict: boolean;
    }
  | { readonly kind: "problem"; readonly to: Side; readonly problem: ProblemValue }
  /** The record that the value names has to be linked first. */
  | { readonly kind: "wait"; readonly to: Side; readonly wait: WaitValue }
  | { readonly kind: "ask" }
  | { readonly kind: "need-history" };

type ProblemValue = Extract<Translated, { kind: "problem" }>;
type WaitValue = Extract<Translated, { kind: "wait" }>;
