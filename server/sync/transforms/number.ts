import type { FieldValue, Side } from "../model.ts";
import { tidyText } from "./text.ts";
import type { Transform, Translated } from "./transform.ts";

/** Plain decimal notation only: thousands separators are ambiguous between countries. */
const DECIMAL = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/iu;

/** Returns the number a value stands for, or null when it is not one. */
function parseNumber(value: FieldValue): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  const text = tidyText(value);
  return DECIMAL.test(text) ? Number(text) : null;
}

function numberLike(isWhole: boolean): Transform {
  return {
    normal(_side: Side, value: FieldValue) {
      const number = parseNumber(value);
      return number === null ? tidyText(value) : String(number);
    },
    translate(to: Side, value: FieldValue): Translated {
      const number = parseNumber(value);
      if (number === null || (isWhole && !Number.isInteger(number))) {
        return {
          kind: "problem",
          code: isWhole ? "not_a_whole_number" : "not_a_number",
          message: `"${String(value)}" is not a ${isWhole ? "whole " : ""}number.`,
          remedy: `Enter a ${isWhole ? "whole " : ""}number, for example ${isWhole ? "25" : "25.5"}.`,
        };
      }
      return { kind: "value", value: to === "hubspot" ? String(number) : number };
    },
  };
}

/** Whole numbers such as head counts. */
export const integerTransform: Transform = numberLike(true);

/** Numbers with decimals such as revenue. */
export const numberTransform: Transform = numberLike(false);
