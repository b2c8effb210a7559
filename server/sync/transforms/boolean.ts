import type { FieldValue, Side } from "../model.ts";
import { tidyText } from "./text.ts";
import type { Transform, Translated } from "./transform.ts";

const TRUE_WORDS: ReadonlySet<string> = new Set(["true", "yes", "1"]);
const FALSE_WORDS: ReadonlySet<string> = new Set(["false", "no", "0"]);

function parseBoolean(value: FieldValue): boolean | null {
  const word = tidyText(value).toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : null;
}

/** Yes or no: HubSpot's texts "true" and "false", ConnectWise's JSON booleans. */
export const booleanTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => String(parseBoolean(value) ?? tidyText(value)),
  translate(to: Side, value: FieldValue): Translated {
    const parsed = parseBoolean(value);
    if (parsed !== null)
      return { kind: "value", value: to === "hubspot" ? String(parsed) : parsed };
    return {
      kind: "problem",
      code: "not_yes_or_no",
      message: `"${String(value)}" is neither yes nor no.`,
      remedy: "Choose yes or no.",
    };
  },
};
