import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/max";

import type { FieldValue, Side } from "../model.ts";
import { remember } from "../remember.ts";
import { fitText, tidyText } from "./text.ts";
import type { Transform, TransformContext, Translated } from "./transform.ts";

/** Returns the number with its country code and extension where it can be read, else its digits. */
function comparable(value: FieldValue, context: TransformContext): string {
  return comparableIn(context.defaultCountry ?? "US")(tidyText(value));
}

/** By country. Reading a number takes ten times as long as all else about a field. */
const comparableIn = remember((country: string) =>
  remember((text: string) => readNumber(text, country)),
);

function readNumber(text: string, countryCode: string): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an unknown code is treated as none by the library
  const country = countryCode as CountryCode;
  const parsed = parsePhoneNumberFromString(text, country);
  if (parsed?.isPossible() === true) {
    return `${parsed.number}${parsed.ext === undefined ? "" : `x${parsed.ext}`}`;
  }
  const digits = text.replace(/\D/gu, "");
  return digits === "" ? text.toLowerCase() : digits;
}

/** A phone number: compared by its digits, carried over in the spelling people typed. */
export const phoneTransform: Transform = {
  normal: (_side: Side, value: FieldValue, context: TransformContext) => comparable(value, context),
  translate: (_to: Side, value: FieldValue, context: TransformContext): Translated =>
    fitText(tidyText(value), context),
};
