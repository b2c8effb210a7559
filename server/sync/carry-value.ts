import type { FieldDecision, FieldRule, FieldState } from "./field-decision.ts";
import { otherSide, type FieldValue, type Side } from "./model.ts";
import { isBlank, translate, type ValueContext } from "./values.ts";

/** Both sides are as they should be: what they hold is their base from now on. */
export function acceptBoth(state: FieldState, rule: FieldRule): FieldDecision {
  const { hubspot, connectwise } = state.hashes;
  return { kind: "accept", moves: { hubspot, connectwise }, rule };
}

/** Rule of a value that is taken note of and not carried. */
export const LEFT_OUT = "left_out";

/** Carries a side's value to the other, or says why that cannot be done. */
export function carry(
  state: FieldState,
  context: ValueContext,
  move: { readonly from: Side; readonly rule: FieldRule; readonly isConflict?: boolean },
): FieldDecision {
  const { field } = state;
  const to = otherSide(move.from);
  const value = state.values[move.from];
  if (field.writeOn === "create") return acceptBoth(state, "create_only");
  if (isBlank(value) && field.blankRule === "keep") {
    return keepBlank(state, move.from);
  }
  const translated = translate(context, field, { side: to, current: state.values[to] }, value);
  if (translated.kind === "problem") return { kind: "problem", to, problem: translated };
  if (translated.kind === "wait") return { kind: "wait", to, wait: translated };
  if (translated.kind === "skip") return acceptBoth(state, LEFT_OUT);
  if (isOurs(state, to) && showsSent(state, to, translated.value)) {
    return acceptBoth(state, "our_write_seen");
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
  if (isOurs(state, otherSide(from))) return acceptBoth(state, "blank_kept");
  return { kind: "accept", moves: { [from]: state.hashes[from] }, rule: "blank_kept" };
}

/** True when what the side shows is this very value that we sent, and not an earlier one. */
function showsSent(state: FieldState, side: Side, value: FieldValue): boolean {
  return state.shown[side].includes(value);
}

/** True when the side shows a value that we sent. */
export function isOurs(state: FieldState, side: Side): boolean {
  return state.hashes[side] !== state.base[side] && state.shown[side].length > 0;
}
