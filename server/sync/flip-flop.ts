import { otherSide, pathOn, type Side } from "./model.ts";
import type { FieldDecision, FieldState } from "./field-decision.ts";
import type { PastWrites } from "./pair-ports.ts";
import { hashValue, type ValueContext } from "./values.ts";

/** How often a field is written with one value, and changed back there, before it is left to a person. */
export const FLIP_ROUNDS = 5;

/** Time within which those rounds lie, in milliseconds. What is stopped stays so afterwards. */
export const FLIP_WINDOW_MS = 24 * 60 * 60_000;

/** Code of the issue about such a field. */
export const FLIP_FLOP = "flip_flop";

/** The journal's word for a person's having it tried again; what was written before counts no more. */
export const FLIP_FLOP_RETRIED = "flip_flop_retried";

const NAMES: Readonly<Record<Side, string>> = { hubspot: "HubSpot", connectwise: "ConnectWise" };

/**
 * Stops a write that would only go on with a flip-flop: our newest writes to the field had this very
 * value, so that somebody on that side has put another one in its place each time. A field that gets a
 * value which is new, or that one side alone changes to and fro, goes on.
 *
 * @param past - what the store has of the fields that were written often of late
 * @returns the decision as it was, or a problem in its place
 */
export function stopFlip(
  context: ValueContext,
  state: FieldState,
  decision: FieldDecision,
  past: readonly PastWrites[],
): FieldDecision {
  if (decision.kind !== "write" || past.length === 0) return decision;
  const { field } = state;
  const { to } = decision;
  const written = past.find(({ side, key }) => side === to && key === field.key)?.values ?? [];
  if (written.length < FLIP_ROUNDS) return decision;
  const wanted = hashValue(context, field, to, decision.value);
  if (written.some((value) => hashValue(context, field, to, value) !== wanted)) return decision;
  const from = otherSide(to);
  return {
    kind: "problem",
    to,
    problem: {
      kind: "problem",
      code: FLIP_FLOP,
      message: `The value of ${pathOn(field, from)} in ${NAMES[from]} was written to ${pathOn(field, to)} in ${NAMES[to]} ${written.length} times, and each time it was changed back there.`,
      remedy: REMEDY,
    },
  };
}

const REMEDY =
  "Another integration or a workflow changes this field back. Switch one of them off, or choose another direction for the field, and have the record tried again.";
