import { acceptBoth, carry, isOurs } from "./carry-value.ts";
import { decideConflict } from "./decide-conflict.ts";
import type { FieldDecision, FieldState } from "./field-decision.ts";
import { flowsTo, otherSide, SIDES, type Side } from "./model.ts";
import { isBlank, sameAfterMapping, type ValueContext } from "./values.ts";

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
  if (sameAfterMapping(context, state.field, state.values)) return acceptBoth(state, "equal");
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
  if (sameAfterMapping(context, state.field, state.values)) return acceptBoth(state, "equal");
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
  if (sameAfterMapping(context, state.field, state.values)) return acceptBoth(state, "equal");
  if (state.isAsIs) return acceptBoth(state, "as_is");
  const from = firstSource(state);
  if (from === null) return acceptBoth(state, "first_link_one_way");
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
