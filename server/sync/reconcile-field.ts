import {
  flowsTo,
  otherSide,
  SIDES,
  type Direction,
  type FieldMapping,
  type FieldValue,
  type Side,
} from "./model.ts";
import type { NarrowedDirection } from "./objects/definition.ts";
import { isBlank, sameAfterMapping, translate, type ValueContext } from "./values.ts";
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

const BOTH_BASES = (state: FieldState, rule: FieldRule): FieldDecision => ({
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
  if (SIDES.some((side) => state.base[side] === undefined)) return decideFirst(state, context);
  const changed = changedSides(state);
  if (!changed.hubspot && !changed.connectwise) return { kind: "nothing" };
  if (sameAfterMapping(context, state.field, state.values)) return BOTH_BASES(state, "equal");
  if (state.direction !== "both") return decideOneWay(state, context, changed);
  if (changed.hubspot && changed.connectwise) return decideConflict(state, context);
  return carry(state, context, {
    from: changed.hubspot ? "hubspot" : "connectwise",
    rule: "changed",
  });
}

/**
 * A side that shows a write of ours stands for an earlier value of the other side: the other side
 * has the say, even when it is back at its base by now.
 */
function changedSides(state: FieldState): Readonly<Record<Side, boolean>> {
  return {
    hubspot: isChanged(state, "hubspot") || isOurs(state, "connectwise"),
    connectwise: isChanged(state, "connectwise") || isOurs(state, "hubspot"),
  };
}

/** A side has changed when it differs from its base and not because of a write of ours. */
function isChanged(state: FieldState, side: Side): boolean {
  if (state.hashes[side] === state.base[side]) return false;
  return state.shown[side].length === 0;
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
  if (isChanged(state, source) && flowsTo(state.direction, away)) {
    return receive(state, context, source);
  }
  return acceptDrift(state, away);
}

/** A filtered side takes what the other one says, whatever was typed there meanwhile. */
function receive(state: FieldState, context: ValueContext, from: Side): FieldDecision {
  if (sameAfterMapping(context, state.field, state.values)) return BOTH_BASES(state, "equal");
  const isConflict = isChanged(state, otherSide(from)) && isTypedInto(state);
  return carry(state, context, { from, rule: "changed", isConflict });
}

/**
 * Nothing travels: the filtered side's base goes where it drifted, the other side's follows. Where that
 * drift would have been brought back, the two meet afresh on re-entry.
 */
function acceptDrift(state: FieldState, away: Side): FieldDecision {
  const source = otherSide(away);
  const moves: Partial<Record<Side, string | null>> = {};
  if (state.base[away] !== undefined && isChanged(state, away)) moves[away] = null;
  if (isChanged(state, source) && !isSilenced(state, source)) {
    const isReverted = state.narrowed?.revertsDrift === true && flowsTo(state.direction, source);
    moves[source] = isReverted ? null : state.hashes[source];
  }
  return Object.keys(moves).length === 0
    ? { kind: "nothing" }
    : { kind: "accept", moves, rule: "filtered" };
}

/** First comparison of a field: equal, as it is, one side blank, or the first-link rule. */
function decideFirst(state: FieldState, context: ValueContext): FieldDecision {
  if (sameAfterMapping(context, state.field, state.values)) return BOTH_BASES(state, "equal");
  if (state.isAsIs) return BOTH_BASES(state, "as_is");
  const from = firstSource(state);
  if (from === null) return BOTH_BASES(state, "first_link_one_way");
  if (from === "ask") return { kind: "ask" };
  const overwrites = !isBlank(state.values[otherSide(from)]);
  return carry(state, context, {
    from,
    rule: overwrites ? "first_link_rule" : "fill_blank",
    isConflict: overwrites && isTypedInto(state),
  });
}

function firstSource(state: FieldState): Side | "ask" | null {
  const { direction, values } = state;
  if (direction === "off") return null;
  if (direction !== "both") {
    const from: Side = direction === "to-hubspot" ? "connectwise" : "hubspot";
    return isBlank(values[from]) ? null : from;
  }
  // A write of ours was seen before anything was compared: the other side has the say, even blank.
  if (isOurs(state, "connectwise")) return "hubspot";
  if (isBlank(values.hubspot) || isOurs(state, "hubspot")) return "connectwise";
  if (isBlank(values.connectwise)) return "hubspot";
  return firstWinner(state);
}

function firstWinner({ field, firstLinkRule }: FieldState): Side | "ask" {
  switch (field.conflictRule) {
    case "ask":
    case "hubspot":
    case "connectwise":
      return field.conflictRule;
    case "most-recent":
    case "prefer-non-blank":
      return firstLinkRule;
  }
}

/**
 * True for a side that is no source for as long as the two records hold what they hold. Its base stays, so
 * that what is typed there meanwhile travels as soon as it may.
 */
function isSilenced({ narrowed }: FieldState, side: Side): boolean {
  if (narrowed === null || narrowed.revertsDrift) return false;
  return !flowsTo(narrowed.direction, otherSide(side));
}

/** One-way field: the source travels, drift on the target only moves the target's base. */
function decideOneWay(
  state: FieldState,
  context: ValueContext,
  changed: Readonly<Record<Side, boolean>>,
): FieldDecision {
  const to: Side = state.direction === "to-hubspot" ? "hubspot" : "connectwise";
  const from = otherSide(to);
  const isReverted = state.narrowed?.revertsDrift === true && state.direction !== "off";
  if (isReverted && !changed[from] && changed[to]) {
    return carry(state, context, { from, rule: "drift_reverted", isConflict: true });
  }
  if (state.direction === "off" || !changed[from]) {
    return noteDrift(state, changed);
  }
  const isConflict = changed[to] && isTypedInto(state);
  return carry(state, context, { from, rule: "changed", isConflict });
}

/**
 * True for a field into which people type on either side in good faith. A write that runs over what
 * they typed may stay without an answer, so that the journal has to have it before.
 */
function isTypedInto({ direction, narrowed }: FieldState): boolean {
  return direction === "both" || narrowed !== null;
}

/** Nothing travels: what changed is the base from now on. */
function noteDrift(state: FieldState, changed: Readonly<Record<Side, boolean>>): FieldDecision {
  const drifted = SIDES.filter((side) => changed[side] && !isSilenced(state, side));
  if (drifted.length === 0) return { kind: "nothing" };
  const moves = Object.fromEntries(drifted.map((side) => [side, state.hashes[side]]));
  return { kind: "accept", moves, rule: "one_way_drift" };
}

/** Both sides changed to different values: a blank never wins, then the rule decides. */
function decideConflict(state: FieldState, context: ValueContext): FieldDecision {
  const filled = filledSide(state);
  if (filled !== null) return carry(state, context, { from: filled, rule: "prefer_non_blank" });
  switch (state.field.conflictRule) {
    case "ask":
      return { kind: "ask" };
    case "hubspot":
    case "connectwise":
      return endConflict(
        state,
        context,
        state.field.conflictRule,
        `${state.field.conflictRule}_wins`,
      );
    case "most-recent":
    case "prefer-non-blank":
      return mostRecent(state, context);
  }
}

/** The one side that has a value, where a blank must not win; null when the rule decides. */
function filledSide({ field, values }: FieldState): Side | null {
  if (field.blankRule !== "keep" && field.conflictRule !== "prefer-non-blank") return null;
  if (isBlank(values.hubspot)) return "connectwise";
  return isBlank(values.connectwise) ? "hubspot" : null;
}

/** HubSpot tells when a field changed, ConnectWise only when the record did; a tie goes to ConnectWise. */
function mostRecent(state: FieldState, context: ValueContext): FieldDecision {
  const { hubspot, connectwise } = state.changedAt;
  if (hubspot === undefined || connectwise === undefined) return { kind: "need-history" };
  const from: Side = hubspot > connectwise ? "hubspot" : "connectwise";
  return endConflict(state, context, from, "most_recent");
}

/** Ends a conflict. A winner whose value stays where it is leaves the field to the other side. */
function endConflict(
  state: FieldState,
  context: ValueContext,
  from: Side,
  rule: FieldRule,
): FieldDecision {
  const decision = carry(state, context, { from, rule, isConflict: true });
  if (decision.kind !== "accept" || decision.rule !== LEFT_OUT) return decision;
  return carry(state, context, { from: otherSide(from), rule: "other_left_out" });
}

/** Ends a conflict as a person decided; the other side's value goes to the journal. */
export function carryChosen(state: FieldState, context: ValueContext, from: Side): FieldDecision {
  return carry(state, context, { from, rule: "decided", isConflict: true });
}

/** Rule of a value that is taken note of and not carried. */
const LEFT_OUT = "left_out";

/** Carries a side's value to the other, or says why that cannot be done. */
function carry(
  state: FieldState,
  context: ValueContext,
  move: { readonly from: Side; readonly rule: FieldRule; readonly isConflict?: boolean },
): FieldDecision {
  const { field } = state;
  const to = otherSide(move.from);
  const value = state.values[move.from];
  if (field.writeOn === "create") return BOTH_BASES(state, "create_only");
  if (isBlank(value) && field.blankRule === "keep") {
    return keepBlank(state, move.from);
  }
  const translated = translate(context, field, { side: to, current: state.values[to] }, value);
  if (translated.kind === "problem") return { kind: "problem", to, problem: translated };
  if (translated.kind === "wait") return { kind: "wait", to, wait: translated };
  if (translated.kind === "skip") return BOTH_BASES(state, LEFT_OUT);
  if (isOurs(state, to) && showsSent(state, to, translated.value)) {
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

/** The emptied side is taken note of; the other side keeps its value and stays unchanged. */
function keepBlank(state: FieldState, from: Side): FieldDecision {
  if (isOurs(state, otherSide(from))) return BOTH_BASES(state, "blank_kept");
  return { kind: "accept", moves: { [from]: state.hashes[from] }, rule: "blank_kept" };
}

/** True when what the side shows is this very value that we sent, and not an earlier one. */
function showsSent(state: FieldState, side: Side, value: FieldValue): boolean {
  return state.shown[side].includes(value);
}

/** True when the side shows a value that we sent. */
function isOurs(state: FieldState, side: Side): boolean {
  return state.hashes[side] !== state.base[side] && state.shown[side].length > 0;
}
