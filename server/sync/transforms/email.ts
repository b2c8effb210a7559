import type { FieldValue, Side } from "../model.ts";
import { fitText, tidyText } from "./text.ts";
import type { Transform, TransformContext, Translated } from "./transform.ts";

/** One address as both vendors take it; what exactly is allowed is theirs to say. */
const ADDRESS = /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/u;

/** Returns the address in the form in which two are compared, or null when it is none. */
export function emailOf(value: FieldValue): string | null {
  const text = tidyText(value).toLowerCase();
  return ADDRESS.test(text) ? text : null;
}

/** An e-mail address: letter case is not a change. */
export const emailTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => tidyText(value).toLowerCase(),
  translate(_to: Side, value: FieldValue, context: TransformContext): Translated {
    if (emailOf(value) !== null) return fitText(tidyText(value), context);
    return {
      kind: "problem",
      code: "not_an_email",
      message: `"${String(value)}" is not an e-mail address.`,
      remedy: "Correct the address, for example name@example.com.",
    };
  },
};
