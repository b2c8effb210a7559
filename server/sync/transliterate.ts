/** How umlauts and ligatures are spelled in plain letters: `ü` as `u` (base) or as `ue` (digraph). */
export type UmlautStyle = "base" | "digraph";

/** Letters that Unicode does not decompose; the same in both styles. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ħ: "h",
  ı: "i",
  ŋ: "n",
  ĸ: "k",
  ŧ: "t",
};

const DIGRAPHS: Readonly<Record<string, string>> = {
  ä: "ae",
  ö: "oe",
  ü: "ue",
  ø: "oe",
  å: "aa",
};

const BASES: Readonly<Record<string, string>> = { ø: "o" };

const TABLES: Readonly<Record<UmlautStyle, Readonly<Record<string, string>>>> = {
  digraph: { ...LETTERS, ...DIGRAPHS },
  base: { ...LETTERS, ...BASES },
};

function spell(letter: string, table: Readonly<Record<string, string>>): string | undefined {
  const lower = letter.toLowerCase();
  const spelling = table[lower];
  if (spelling === undefined || lower === letter) return spelling;
  return spelling.charAt(0).toUpperCase() + spelling.slice(1);
}

/**
 * Removes what the eye does not see: zero-width and format characters, full-width and other
 * compatibility spellings, control characters, repeated blanks.
 */
export function tidyUnicode(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/\p{Cf}/gu, "")
    .replaceAll(/[\s\p{Cc}]+/gu, " ")
    .trim();
}

/**
 * Spells Latin letters without accents and keeps their case. Other scripts stay as they are: there a
 * mark is a letter's part (`が` is not `か`), so leaving it out would make different names equal.
 */
export function plainLatin(text: string, umlauts: UmlautStyle): string {
  return Array.from(text.normalize("NFC"), (letter) => spell(letter, TABLES[umlauts]) ?? letter)
    .join("")
    .normalize("NFD")
    .replaceAll(/([\p{Script=Latin}\p{Script=Greek}])\p{M}+/gu, "$1")
    .normalize("NFC");
}
