import type { Side } from "@lockstep/api/wire-common.ts";
import type { Exclusion, OwnFilterLine } from "@lockstep/api/wire-explain.ts";
import { sideWords } from "@lockstep/ui/words.ts";

/** Why a record is left out; of the customer's own filter the lines say more than the server's words. */
export function exclusionWords({ code, message }: Exclusion, side: Side): string {
  return code === "filtered_out"
    ? `It is outside your own filter for ${sideWords(side)}.`
    : message;
}

/** What the record holds in the field of a filter's line. */
export function heldWords({ text }: Pick<OwnFilterLine, "text">): string {
  return text === null ? "The record has nothing there." : `The record has “${text}”.`;
}
