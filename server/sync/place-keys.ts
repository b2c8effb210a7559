import countries from "i18n-iso-countries";
import { iso31662 } from "iso-3166";
import { parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js";

import { plainLatin, tidyUnicode } from "./transliterate.ts";

/** Languages in which people on either side write country names. */
const COUNTRY_LANGUAGES = "en de fr es it nl pt da sv nb fi pl cs".split(" ");

/** Shorter ones are extensions or fragments and would be shared by strangers. */
const MIN_PHONE_DIGITS = 6;

const STREET_WORDS: Readonly<Record<string, string>> = {
  street: "st",
  str: "st",
  strasse: "st",
  saint: "st",
  avenue: "ave",
  av: "ave",
  road: "rd",
  boulevard: "blvd",
  drive: "dr",
  lane: "ln",
  court: "ct",
  place: "pl",
  square: "sq",
  highway: "hwy",
  parkway: "pkwy",
  pky: "pkwy",
  terrace: "ter",
  circle: "cir",
  north: "n",
  south: "s",
  east: "e",
  west: "w",
};

/** Room or floor within a building: written by one side and left out by the other. */
const WITHIN_BUILDING =
  /\b(?:suite|ste|unit|apt|apartment|floor|fl|room|rm|building|bldg|level)\b.*$|\b\d+(?:st|nd|rd|th) floor\b.*$|#.*$/u;

function fold(text: string, umlauts: "base" | "digraph" = "base"): string {
  return plainLatin(tidyUnicode(text), umlauts).toLowerCase();
}

function isFilled(text: string): boolean {
  return text !== "" && !/^(?:none|null|unknown|na|tbd|nil|0+|x+)$/u.test(text.replaceAll(" ", ""));
}

function countryName(text: string): string {
  return fold(text).replaceAll(/[^\p{L}\p{N}]+/gu, "");
}

function readCountries(): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const language of COUNTRY_LANGUAGES) {
    for (const [code, names] of Object.entries(countries.getNames(language, { select: "all" }))) {
      for (const name of names) codes.set(countryName(name), code);
    }
  }
  for (const [alpha3, alpha2] of Object.entries(countries.getAlpha3Codes())) {
    codes.set(alpha3.toLowerCase(), alpha2);
    codes.set(alpha2.toLowerCase(), alpha2);
  }
  return codes.set("uk", "GB");
}

const COUNTRY_CODES = readCountries();

const STATE_CODES: ReadonlyMap<string, string> = new Map(
  iso31662.flatMap((state) => {
    const country = state.code.slice(0, 2);
    const short = state.code.slice(3);
    return [short, state.name].map((name): [string, string] => [
      `${country}:${countryName(name)}`,
      state.code,
    ]);
  }),
);

/** Returns the ISO 3166-1 code of a country written as code or name, null when it is not known. */
export function countryKey(text: string): string | null {
  return COUNTRY_CODES.get(countryName(text)) ?? null;
}

/**
 * Returns the ISO 3166-2 code of a state written as code or name, null when it is not known: an
 * unknown spelling must not look like another place.
 */
export function stateKey(text: string, country: string | null): string | null {
  return country === null ? null : (STATE_CODES.get(`${country}:${countryName(text)}`) ?? null);
}

/** Returns the spellings of a city to compare by: two where umlauts can be spelled in two ways. */
export function cityKeys(text: string): string[] {
  const spellings = (["base", "digraph"] as const).map((umlauts) =>
    fold(text, umlauts)
      .replaceAll(/\(.*?\)|\[.*?\]/gu, " ")
      .split(/[^\p{L}\p{N}\p{M}]+/u)
      .map((word) => (word === "saint" ? "st" : word))
      .filter(Boolean)
      .join(" ")
      .replace(/(?<=.) city$/u, ""),
  );
  return [...new Set(spellings)].filter(isFilled);
}

/** Returns a postal code to compare by; of a United States one the first five digits. */
export function zipKey(text: string, country: string | null): string | null {
  const plain = fold(text).replaceAll(/[^\p{L}\p{N}]+/gu, "");
  const isLong = /^\d{5}-\d{4}$/u.test(text.trim()) || (country === "US" && /^\d{9}$/u.test(plain));
  // Spreadsheets take the leading zero of New England's codes away.
  const padded = country === "US" && /^\d{4}$/u.test(plain) ? `0${plain}` : plain;
  const zip = isLong ? plain.slice(0, 5) : padded;
  return isFilled(zip) ? zip : null;
}

/** Returns a street with its house number to compare by, without suite or floor. */
export function streetKey(text: string): string | null {
  const street = fold(text)
    .replace(WITHIN_BUILDING, "")
    .replaceAll(/(?<=\p{L})(?:strasse|str)\b/gu, " strasse")
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .map((word) => STREET_WORDS[word] ?? word)
    .join("");
  // A street without a number is shared by everyone in it.
  return /\d/u.test(street) && /\p{L}/u.test(street) ? street : null;
}

/**
 * Returns a phone number's national digits: the same with or without country code and trunk zero,
 * whichever way the other side wrote it. Extensions do not count.
 */
export function phoneKey(text: string, country: string | null): string | null {
  if (text === "") return null;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an unknown code is treated as none by the library
  const parsed = parsePhoneNumberFromString(tidyUnicode(text), (country ?? "US") as CountryCode);
  const digits = parsed?.nationalNumber ?? text.replaceAll(/\D/gu, "");
  const national = digits.replace(/^0+/u, "");
  const isReal = national.length >= MIN_PHONE_DIGITS && !/^(\d)\1*$/u.test(national);
  return isReal ? national : null;
}
