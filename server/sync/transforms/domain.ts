import { parse } from "tldts";

import type { FieldValue, Side } from "../model.ts";
import { fitText, tidyText } from "./text.ts";
import type { Transform, TransformContext, Translated } from "./transform.ts";

/** Returns the host of a web address in any spelling, lower case and without `www.`, or null. */
export function hostOf(value: FieldValue): string | null {
  const { hostname } = parse(tidyText(value).toLowerCase());
  if (hostname === null || !hostname.includes(".")) return null;
  return hostname.replace(/^www\./u, "");
}

/**
 * A web address on one side and a bare host on the other: only the host counts, so a path or a
 * scheme that people typed on their own side is neither a change nor overwritten.
 */
export const domainTransform: Transform = {
  normal: (_side: Side, value: FieldValue) => hostOf(value) ?? tidyText(value).toLowerCase(),
  translate(to: Side, value: FieldValue, context: TransformContext): Translated {
    const host = hostOf(value);
    if (host !== null) return fitText(host, context);
    return {
      kind: "problem",
      code: "not_a_web_address",
      message: `"${String(value)}" is not a web address.`,
      remedy: `Correct the ${to === "connectwise" ? "company domain name" : "web site"}, for example example.com.`,
    };
  },
};
