import {
  AMBIGUOUS_LEADING_FORMS,
  AMBIGUOUS_TRAILING_FORMS,
  dropAttachedForm,
  LEADING_FORMS,
  TRAILING_FORMS,
} from "./legal-forms.ts";
import { plainLatin, tidyUnicode, type UmlautStyle } from "./transliterate.ts";

const CONNECTORS: ReadonlySet<string> = new Set(["and", "und", "et", "y", "og", "och"]);

const PLACEHOLDERS: ReadonlySet<string> = new Set(
  "unknown none na null nil tbd tba notavailable notapplicable noname undefined".split(" "),
);

/** Longest legal form, in words (`S. de R.L. de C.V.` written with blanks). */
const MAX_FORM_WORDS = 6;

/** Brackets that say which shares or which state of the record, not which company. */
const NOISE_IN_BRACKETS =
  /[([](?:(?:class|series|cl\.?)\s+[\p{L}\p{N}]{1,3}|(?:common|ordinary|preferred)\s+(?:stock|shares?)|adr|ads|(?:nyse|nasdaq|lse|asx|tsx|otc|amex|xetra)\b[^)\]]*|(?:formerly|fka|f\.k\.a\.|previously)\b[^)\]]*|inactive|old|duplicate|do not use)[)\]]/giu;

/** Initials and abbreviations: `S.p.A.`, `D. R.`, `A/S`; the dot or stroke joins, a blank may follow. */
const ABBREVIATION =
  /(?<![\p{L}\p{N}])(?:(?:\p{L}[./] ?)+\p{L}(?![\p{L}\p{N}'])\.?|(?:\p{L}[./] ?){2,})/gu;

/** Written like the Italian or Chilean company form and not like the bathing place. */
const MIXED_CASE_SPA = /(?<![\p{L}\p{N}])SpA(?![\p{L}\p{N}])/gu;

interface Word {
  readonly text: string;
  readonly lower: string;
  readonly isAbbreviation: boolean;
}

/** How much of a name's spelling to disregard. */
export interface NameStyle {
  readonly umlauts: UmlautStyle;
  /** True also leaves out legal forms that could be words of the name. */
  readonly loose: boolean;
}

function split(name: string, umlauts: UmlautStyle): Word[] {
  const marked = plainLatin(
    dropAttachedForm(tidyUnicode(name).replaceAll(NOISE_IN_BRACKETS, " ")),
    umlauts,
  )
    .replaceAll(/(?<=\p{L})[’‘`´ʼ'](?=\p{L}|$|[^\p{L}\p{N}])/gu, "")
    .replaceAll(/&| \+ /gu, " and ")
    .replaceAll(MIXED_CASE_SPA, "S.p.A.")
    .replaceAll(ABBREVIATION, (found) => `${found.replaceAll(/[./ ]/gu, "")}. `);
  return marked
    .split(/[^\p{L}\p{N}\p{M}.]+/u)
    .flatMap((part) => part.split(/(?<=\.)(?=.)/u))
    .map((part) => ({ part, text: part.replaceAll(".", "") }))
    .filter(({ text }) => text !== "")
    .map(({ part, text }) => ({
      text,
      lower: text.toLowerCase(),
      isAbbreviation: part.endsWith(".") && text.length > 1,
    }));
}

function isConnector(word: Word | undefined): boolean {
  return word !== undefined && CONNECTORS.has(word.lower);
}

/** Number of words at the end that make up a legal form, 0 for none. */
function trailingFormLength(words: readonly Word[], loose: boolean): number {
  for (let length = Math.min(MAX_FORM_WORDS, words.length - 1); length > 0; length -= 1) {
    const tail = words.slice(words.length - length);
    const joined = tail.map((word) => word.lower).join("");
    if (TRAILING_FORMS.has(joined)) return length;
    const isForm = loose || tail.every((word) => word.isAbbreviation);
    if (length === 1 && isForm && AMBIGUOUS_TRAILING_FORMS.has(joined)) return length;
  }
  return 0;
}

function dropTrailing(words: readonly Word[], loose: boolean): Word[] {
  let rest = [...words];
  for (;;) {
    const length = trailingFormLength(rest, loose);
    if (length === 0) return rest;
    rest = rest.slice(0, rest.length - length);
    while (rest.length > 1 && isConnector(rest.at(-1))) rest = rest.slice(0, -1);
  }
}

function dropLeading(words: readonly Word[], loose: boolean): Word[] {
  let rest = [...words];
  for (;;) {
    const first = rest[0]?.lower ?? "";
    const drops =
      first === "the" || LEADING_FORMS.has(first) || (loose && AMBIGUOUS_LEADING_FORMS.has(first));
    if (!drops || rest.length < 2) return rest;
    rest = rest.slice(1);
  }
}

function coreWords(name: string, style: NameStyle): Word[] {
  return dropTrailing(dropLeading(split(name, style.umlauts), style.loose), style.loose);
}

/**
 * Returns the words of a company name that tell it from others, in their own case and without
 * accents: no article in front, no legal form, no share class. A name made up of such words only
 * keeps its last one left standing; a name without letters and digits gives an empty list.
 */
export function companyNameWords(name: string, style: NameStyle): string[] {
  return coreWords(name, style).map((word) => word.text);
}

/** Spellings under which one company name is looked up. */
export interface NameSpellings {
  /** Equal for the same name; two where umlauts can be spelled in two ways. */
  readonly exact: readonly string[];
  /** Also equal for names that are only probably the same (Mueller and Muller); null when empty. */
  readonly loose: string | null;
}

function exactSpelling(name: string, umlauts: UmlautStyle): string {
  const core = coreWords(name, { umlauts, loose: false });
  const isBetween = (index: number): boolean => index > 0 && index < core.length - 1;
  return core
    .map((word, index) => (isBetween(index) && isConnector(word) ? "and" : word.lower))
    .join("");
}

function looseSpelling(name: string): string {
  const core = coreWords(name, { umlauts: "digraph", loose: true });
  const kept = core.filter((word) => !isConnector(word));
  return (kept.length > 0 ? kept : core)
    .map((word) => word.lower)
    .join("")
    .replaceAll(/ae|oe|ue|aa/gu, (digraph) => digraph.charAt(0));
}

/** Returns the spellings of a company name that match keys are made of. */
export function companyNameSpellings(name: string): NameSpellings {
  const exact = [...new Set([exactSpelling(name, "base"), exactSpelling(name, "digraph")])].filter(
    (spelling) => spelling !== "" && !PLACEHOLDERS.has(spelling),
  );
  return { exact, loose: exact.length === 0 ? null : looseSpelling(name) };
}
