import type { FieldValue, Side } from "../model.ts";
import type { Transform, TransformContext, Translated } from "./transform.ts";

/** Characters that people cannot see and vendors keep or drop as they like. */
const UNSEEN = String.raw`\u0000-\u0008\u000E-\u001F\u200B-\u200D\u2060\uFEFF`;
const INVISIBLE = new RegExp(`[${UNSEEN}]`, "gu");
const VISIBLE = new RegExp(String.raw`[^\s${UNSEEN}]`, "u");

/** Printable ASCII with single blanks between words, which most texts are: nothing to tidy. */
const TIDY = /^[!-~]+(?: [!-~]+)*$/u;

/** True unless {@link tidyText} leaves nothing of the text. */
export function hasVisibleText(text: string): boolean {
  return VISIBLE.test(text);
}

/** Returns the text without invisible characters, trimmed, with every run of white space as one blank. */
export function tidyText(value: FieldValue): string {
  const text = String(value);
  if (TIDY.test(text)) return text;
  return text.normalize("NFC").replace(INVISIBLE, "").replace(/\s+/gu, " ").trim();
}

/** Returns a problem when the text does not fit the target, else the text as a value. */
export function fitText(text: string, context: TransformContext): Translated {
  const { maxLength } = context;
  if (maxLength === undefined || text.length <= maxLength) return { kind: "value", value: text };
  return {
    kind: "problem",
    code: "text_too_long",
    message: `The text has ${text.length} characters; the other system takes at most ${maxLength}.`,
    remedy: `Shorten the text to ${maxLength} characters or fewer.`,
  };
}

/** Plain text: carried over as it is, never cut. */
export const textTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => tidyText(value),
  translate(_to: Side, value: FieldValue, context: TransformContext): Translated {
    return fitText(String(value).replace(INVISIBLE, "").trim(), context);
  },
};
