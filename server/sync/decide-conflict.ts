import { carry, LEFT_OUT } from "./carry-value.ts";
import type { FieldDecision, FieldRule, FieldState } from "./field-decision.ts";
import { otherSide, type Side } from "./model.ts";
import { isBlank, type ValueContext } from "./values.ts";

/** Both sides changed to different values: a blank never wins, then the rule decides. */
export function decideConflict(state: FieldState, context: ValueContext): FieldDecision {
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
