import countries from "i18n-iso-countries";
import english from "i18n-iso-countries/langs/en.json" with { type: "json" };

import type { FieldValue, Side } from "../model.ts";
import { tidyText } from "./text.ts";
import type { Transform, TransformContext, Translated } from "./transform.ts";
import { lookUp, unmapped } from "./value-map.ts";

countries.registerLocale(english);

/** Returns the ISO 3166-1 alpha-2 code that a country name or code stands for, or null. */
export function countryCodeOf(value: FieldValue): string | null {
  const text = tidyText(value);
  const upper = text.toUpperCase();
  if (upper.length === 2 && countries.alpha2ToAlpha3(upper) !== undefined) return upper;
  if (upper.length === 3) {
    const fromAlpha3 = countries.alpha3ToAlpha2(upper);
    if (fromAlpha3 !== undefined) return fromAlpha3;
  }
  return countries.getAlpha2Code(text, "en") ?? null;
}

/**
 * A country: text in HubSpot, a reference in ConnectWise. The value map's `toConnectwise` goes from
 * ISO code to the reference's id, `toHubspot` from that id to the name people read.
 */
export const countryTransform: Transform = {
  normal(side: Side, value: FieldValue) {
    const text = tidyText(value);
    return side === "hubspot" ? (countryCodeOf(text) ?? text.toLowerCase()) : text;
  },
  translate(to: Side, value: FieldValue, context: TransformContext): Translated {
    const text = tidyText(value);
    const option = to === "connectwise" ? (countryCodeOf(text) ?? text) : text;
    const target = lookUp(to, option, context);
    return target === undefined ? unmapped(text, context) : { kind: "value", value: target };
  },
};
