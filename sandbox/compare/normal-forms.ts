import { domainToASCII } from "node:url";
import countries from "i18n-iso-countries";
import { parsePhoneNumberFromString } from "libphonenumber-js";
import type { CountryCode } from "libphonenumber-js";

/** Country in which a phone number is read when neither record names one. */
const DEFAULT_COUNTRY = "US";

/** Joined-up text: one spelling of accents, single spaces, no invisible characters. */
export function normalText(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF\u00AD]/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/** The bare host of a website: no scheme, user, `www.`, port or path; ASCII form of other alphabets. */
export function normalHost(text: string): string {
  const trimmed = normalText(text).toLowerCase();
  const authority = trimmed.replace(/^[a-z][a-z0-9+.-]*:\/\//, "").split(/[/?#\\]/)[0] ?? "";
  const host = authority.replace(/^.*@/, "").replace(/:\d+$/, "").replace(/\.$/, "");
  const bare = host.replace(/^www\./, "");
  return domainToASCII(bare) || bare;
}

function findCountry(text: string): string | undefined {
  const country = normalText(text);
  const upper = country.toUpperCase();
  if (/^[A-Z]{2}$/.test(upper) && countries.isValid(upper)) return upper;
  if (/^[A-Z]{3}$/.test(upper) && countries.isValid(upper)) return countries.alpha3ToAlpha2(upper);
  for (const language of ["en", "de", "fr", "es", "it", "nl", "pt"]) {
    const code = countries.getSimpleAlpha2Code(country, language);
    if (code !== undefined) return code;
  }
  return undefined;
}

/** A lookup by name walks whole lists, and thousands of companies share a few countries. */
const knownCountries = new Map<string, string | undefined>();

/** @returns the two-letter code of a country written as a code or a name, undefined for others. */
export function countryCode(text: string): string | undefined {
  if (!knownCountries.has(text)) knownCountries.set(text, findCountry(text));
  return knownCountries.get(text);
}

/** A country as its two-letter code; text nobody knows stays text. */
export function normalCountry(text: string): string {
  return countryCode(text) ?? normalText(text).toLowerCase();
}

/**
 * A phone number in E.164 with its extension; without a readable number, its digits.
 *
 * @param country - two-letter code of the country whose national numbers these may be
 */
export function normalPhone(text: string, country: string = DEFAULT_COUNTRY): string {
  const number = parsePhoneNumberFromString(text, country as CountryCode); // -- any ISO code: an unknown one gives undefined
  if (number !== undefined) return number.number + (number.ext ? ` ext ${number.ext}` : "");
  return text.replaceAll(/\D/g, "") || normalText(text);
}

/** A number without decoration: `1,200.00` is 1200; text that is no number stays text. */
export function normalNumber(text: string): string {
  const plain = text.replaceAll(/[\s,]/g, "");
  return plain !== "" && Number.isFinite(Number(plain)) ? String(Number(plain)) : normalText(text);
}

/** Several choices as one text, whatever their order. */
export function normalChoices(choices: readonly string[]): string {
  return choices
    .map(normalText)
    .filter((choice) => choice !== "")
    .toSorted()
    .join(";");
}

/** A yes or no: blank means no. */
export function normalFlag(text: string): string {
  return text.toLowerCase() === "true" ? "true" : "false";
}
