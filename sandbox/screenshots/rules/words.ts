import type { Leaf, Survey } from "../survey-data.ts";
import type { Complaint } from "./complaint.ts";

/** What a text must not have in it, and what it is. */
const SIGNS: readonly (readonly [RegExp, string])[] = [
  [/\bundefined\b/, "says undefined"],
  [/\bnull\b/, "says null"],
  [/\bNaN\b/, "says NaN"],
  [/\[object/, "shows an object"],
  [/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/i, "shows a raw id"],
  // Phone numbers begin with a plus or a bracket, or have gaps; people's ids of records say "no." before.
  [/(?<![+\d.,]|no\. )\b\d{9,}\b/i, "shows a long number where a name belongs"],
  [/(?<![\w@./-])[a-z]+(?:_[a-z\d]+)+(?![\w@]|\.\w)/, "shows a code where words belong"],
  [/(?<![\w@./-])[a-z]{2,}(?:[A-Z][a-z\d]+)+(?![\w@]|\.\w)/, "shows a code where words belong"],
  [/\b[a-z]+(?:\/[a-z]+)*\/[a-z]+[A-Z]\w*/, "shows a path where words belong"],
  [/\b(?:communications|associations|customFields)\/\w+/, "shows a path where words belong"],
  [/\b\d{4}-\d{2}-\d{2}(?:T|\b)/, "writes a date as machines do"],
];
/** A person fills in what they like, but never this. */
const OF_FIELDS: typeof SIGNS = [
  [/^(?:undefined|null|NaN)$/, "holds what no person fills in"],
  [/\[object/, "holds an object"],
];

/** Finds texts that are not for people. */
export function complainOfWords({ leaves }: Survey): Complaint[] {
  const ours = leaves.filter(({ isHubspots }) => !isHubspots);
  return ours.flatMap((leaf) => {
    const { where, words } = leaf;
    const signs = leaf.kind === "control" ? OF_FIELDS : SIGNS;
    const found = signs.filter(([sign]) => sign.test(words)).map(([, what]) => what);
    if (isNumberAsName(leaf)) found.push("is called by a number alone");
    return found.map((what) => ({ what, where, words }));
  });
}

function isNumberAsName({ isLink, words }: Leaf): boolean {
  return isLink && /^#?\d+$/.test(words);
}
