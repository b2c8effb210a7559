import {
  flowsTo,
  otherSide,
  type Direction,
  type FieldMapping,
  type FieldValue,
  type Side,
} from "./model.ts";
import { isBlank, mayComeFrom, sameAfterMapping, translate, type ValueContext } from "./values.ts";
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
  /** Sides that a filter keeps from being a source. */
  readonly isExcluded: Readonly<Record<Side, boolean>>;
  readonly firstLinkRule: Side;
  /** When each side's value last changed, in milliseconds; undefined: not known (yet). */
  readonly changedAt: Readonly<Record<Side, number | undefined>>;
}

/** What to do about one field. */
export type FieldDecision =
  | { readonly kind: "nothing" }
  /** Both sides are as they should be; these base entries move (null removes one). */
  | {
      readonly kind: "accept";
      readonly moves: Partial<Record<Side, string | null>>;
      readonly rule: string;
    }
  | {
      readonly kind: "write";
      readonly to: Side;
      readonly value: FieldValue;
      readonly rule: string;
      /** True when the overwritten value was a person's and loses. */
      readonly isConflict: boolean;
    }
  | { readonly kind: "problem"; readonly to: Side; readonly problem: ProblemValue }
  | { readonly kind: "ask" }
  | { readonly kind: "need-history" };

type ProblemValue = Extract<Translated, { kind: "problem" }>;

const BOTH_BASES = (state: FieldState, rule: string): FieldDecision => ({
  kind: "accept",
  moves: { hubspot: state.hashes.hubspot, connectwise: state.hashes.connectwise },
  rule,
});

/**
 * Decides one field of a linked pair: each side is compared with its own base, never one side with
 * the other, except to see that a conflict is none and when the field is compared for the first
 * time. The table is in docs/sync-algorithm.md.
 */
export function decideField(state: FieldState, context: ValueContext): FieldDecision {
  const excluded = decideExcluded(state, context);
  if (excluded !== null) return excluded;
  if (state.base.hubspot === undefined || state.base.connectwise === undefined) {
    return decideFirst(state, context);
  }
  // A side that shows a write of ours stands for an earlier value of the other side: the other
  // side has the say, even when it is back at its base by now.
  const changed = {
    hubspot: isChanged(state, "hubspot") || isOurs(state, "connectwise"),
    connectwise: isChanged(state, "connectwise") || isOurs(state, "hubspot"),
  };
  if (!changed.hubspot && !changed.connectwise) return { kind: "nothing" };
  if (sameAfterMapping(context, state.field, state.values)) return BOTH_BASES(state, "equal");
  if (state.direction !== "both") return decideOneWay(state, context, changed);
  if (changed.hubspot && changed.connectwise) return decideConflict(state, context);
  return carry(state, context, { from: changed.hubspot ? "hubspot" : "connectwise", rule: "changed" });
}

/** A side has changed when it differs from its base and not because of a write of ours. */
function isChanged(state: FieldState, side: Side): boolean {
  if (state.hashes[side] === state.base[side]) return false;
  return !state.sent[side].some((sent) => mayComeFrom(sent, state.values[side]));
}

/** A filtered side is never the source; what changes there meanwhile is met afresh on re-entry. */
function decideExcluded(state: FieldState, context: ValueContext): FieldDecision | null {
  const { hubspot, connectwise } = state.isExcluded;
  if (!hubspot && !connectwise) return null;
  if (hubspot && connectwise) return { kind: "nothing" };
  const away: Side = hubspot ? "hubspot" : "connectwise";
  const source = otherSide(away);
  if (isOurs(state, source)) {
    return { kind: "accept", moves: { [source]: state.hashes[source] }, rule: "our_write_seen" };
  }
  if (state.base[source] === undefined) return { kind: "nothing" };
  const sourceChanged = isChanged(state, source);
  if (sourceChanged && flowsTo(state.direction, away)) {
    return carry(state, context, { from: source, rule: "changed" });
  }
  const drifted = state.base[away] !== undefined && isChanged(state, away);
  const moves: Partial<Record<Side, string | null>> = {};
  if (drifted) moves[away] = null;
  if (sourceChanged) moves[source] = state.hashes[source];
  return Object.keys(moves).length === 0
    ? { kind: "nothing" }
    : { kind: "accept", moves, rule: "filtered" };
}

/** First comparison of a field: equal, one side blank, or the first-link rule. */
function decideFirst(state: FieldState, context: ValueContext): FieldDecision {
  if (sameAfterMapping(context, state.field, state.values)) return BOTH_BASES(state, "equal");
  const from = firstSource(state);
  if (from === null) return BOTH_BASES(state, "first_link_one_way");
  if (from === "ask") return { kind: "ask" };
  const overwrites = !isBlank(state.values[otherSide(from)]);
  return carry(state, context, {
    from,
    rule: overwrites ? "first_link_rule" : "fill_blank",
    isConflict: overwrites && state.direction === "both",
  });
}

function firstSource(state: FieldState): Side | "ask" | null {
  const { direction, values, field } = state;
  if (direction === "off") return null;
  if (direction !== "both") {
    const to: Side = direction === "to-hubspot" ? "hubspot" : "connectwise";
    return isBlank(values[otherSide(to)]) ? null : otherSide(to);
  }
  if (isBlank(values.hubspot) || isOurs(state, "hubspot")) return "connectwise";
  if (isBlank(values.connectwise) || isOurs(state, "connectwise")) return "hubspot";
  if (field.conflictRule === "ask") return "ask";
  if (field.conflictRule === "hubspot" || field.conflictRule === "connectwise") {
    return field.conflictRule;
  }
  return state.firstLinkRule;
}

/** One-way field: the source travels, drift on the target only moves the target's base. */
function decideOneWay(
  state: FieldState,
  context: ValueContext,
  changed: Readonly<Record<Side, boolean>>,
): FieldDecision {
  const to: Side = state.direction === "to-hubspot" ? "hubspot" : "connectwise";
  const from = otherSide(to);
  if (state.direction === "off" || !changed[from]) {
    return { kind: "accept", moves: movesOf(state, changed), rule: "one_way_drift" };
  }
  return carry(state, context, { from, rule: "changed" });
}

function movesOf(
  state: FieldState,
  changed: Readonly<Record<Side, boolean>>,
): Partial<Record<Side, string>> {
  return {
    ...(changed.hubspot ? { hubspot: state.hashes.hubspot } : {}),
    ...(changed.connectwise ? { connectwise: state.hashes.connectwise } : {}),
  };
}

/** Both sides changed to different values: a blank never wins, then the rule decides. */
function decideConflict(state: FieldState, context: ValueContext): FieldDecision {
  const keeps = state.field.blankRule === "keep" || state.field.conflictRule === "prefer-non-blank";
  if (keeps && isBlank(state.values.hubspot)) {
    return carry(state, context, { from: "connectwise", rule: "prefer_non_blank" });
  }
  if (keeps && isBlank(state.values.connectwise)) {
    return carry(state, context, { from: "hubspot", rule: "prefer_non_blank" });
  }
  switch (state.field.conflictRule) {
    case "ask":
      return { kind: "ask" };
    case "hubspot":
    case "connectwise":
      return carry(state, context, {
        from: state.field.conflictRule,
        rule: `${state.field.conflictRule}_wins`,
        isConflict: true,
      });
    case "most-recent":
    case "prefer-non-blank":
      return mostRecent(state, context);
  }
}

/** HubSpot tells when a field changed, ConnectWise only when the record did; a tie goes to ConnectWise. */
function mostRecent(state: FieldState, context: ValueContext): FieldDecision {
  const { hubspot, connectwise } = state.changedAt;
  if (hubspot === undefined || connectwise === undefined) return { kind: "need-history" };
  const from: Side = hubspot > connectwise ? "hubspot" : "connectwise";
  return carry(state, context, { from, rule: "most_recent", isConflict: true });
}

/** Carries a side's value to the other, or says why that cannot be done. */
function carry(
  state: FieldState,
  context: ValueContext,
  move: { readonly from: Side; readonly rule: string; readonly isConflict?: boolean },
): FieldDecision {
  const { field } = state;
  const to = otherSide(move.from);
  const value = state.values[move.from];
  if (field.writeOn === "create") return BOTH_BASES(state, "create_only");
  if (isBlank(value) && field.blankRule === "keep") {
    // The emptied side is taken note of; the other side keeps its value and stays unchanged.
    const moves = isOurs(state, to)
      ? { hubspot: state.hashes.hubspot, connectwise: state.hashes.connectwise }
      : { [move.from]: state.hashes[move.from] };
    return { kind: "accept", moves, rule: "blank_kept" };
  }
  const translated = translate(context, field, to, value);
  if (translated.kind === "problem") return { kind: "problem", to, problem: translated };
  if (translated.kind === "skip") return BOTH_BASES(state, "left_out");
  if (state.sent[to].some((sent) => sent === translated.value) && isOurs(state, to)) {
    return BOTH_BASES(state, "our_write_seen");
  }
  return {
    kind: "write",
    to,
    value: translated.value,
    rule: move.rule,
    isConflict: move.isConflict ?? false,
  };
}

/** True when the side shows a value that we sent. */
function isOurs(state: FieldState, side: Side): boolean {
  return (
    state.hashes[side] !== state.base[side] &&
    state.sent[side].some((sent) => mayComeFrom(sent, state.values[side]))
  );
}

