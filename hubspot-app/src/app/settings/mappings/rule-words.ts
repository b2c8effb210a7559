import type {
  BlankRule,
  ConflictRule,
  Direction,
  MappingRowRequest,
  Transform,
} from "@lockstep/api/wire-mapping.ts";

/** Directions in words. */
export const DIRECTION_WORDS: Readonly<Record<Direction, string>> = {
  both: "Both ways",
  "to-connectwise": "To ConnectWise",
  "to-hubspot": "To HubSpot",
  off: "Not synced",
};

/** The same between the names of two fields, HubSpot's on the left. */
export const ARROWS: Readonly<Record<Direction, string>> = {
  both: "⇄ Both ways",
  "to-connectwise": "→ To ConnectWise",
  "to-hubspot": "← To HubSpot",
  off: "Not synced",
};

/** Conflict rules in the order in which they are offered. */
export const CONFLICT_RULES: readonly ConflictRule[] = [
  "most-recent",
  "hubspot",
  "connectwise",
  "prefer-non-blank",
  "ask",
];

/** Conflict rules in words, and what they mean. */
export const CONFLICT_WORDS: Readonly<Record<ConflictRule, { label: string; means: string }>> = {
  "most-recent": {
    label: "Most recent change wins",
    means: "The later of the two changes is kept.",
  },
  hubspot: { label: "HubSpot wins", means: "HubSpot's value is kept." },
  connectwise: { label: "ConnectWise wins", means: "ConnectWise's value is kept." },
  "prefer-non-blank": {
    label: "A value wins over a blank",
    means: "If one side was emptied, the other side's value is kept; else the most recent change.",
  },
  ask: { label: "Ask", means: "Nothing is written until somebody decides on the record's card." },
};

/** Blank rules in words, and what they mean. */
export const BLANK_WORDS: Readonly<
  Record<BlankRule, { label: string; short: string; means: string }>
> = {
  keep: {
    short: "Emptied: other side stays",
    label: "Keep the other side's value",
    means: "Emptying a field in one system never empties it in the other.",
  },
  clear: {
    short: "Emptied: other side, too",
    label: "Empty the other side, too",
    means: "Emptying a field in one system empties it in the other.",
  },
};

/** How a value becomes the other system's, in words. */
const TRANSFORM_WORDS: Readonly<Record<Transform, string>> = {
  text: "As text, as it is",
  email: "As an e-mail address",
  domain: "As a web domain",
  phone: "As a phone number",
  integer: "As a whole number",
  number: "As a number",
  boolean: "As yes or no",
  date: "As a date",
  "datetime-day": "As a day; the time of day stays in HubSpot",
  country: "As a country, through the country map",
  "value-map": "Choice by choice, through a value map",
  "value-map-list": "Several choices, each through a value map",
  stage: "Through the stage map",
  reference: "As the linked record",
  references: "As the linked records",
};

const TRANSFORMS: Readonly<Record<string, string>> = TRANSFORM_WORDS;

/** A way that a newer server may know and this page does not is shown as it is. */
export function transformWords(transform: string): string {
  return TRANSFORMS[transform] ?? transform;
}

/** Whether the name is one of the ways that rows may ask for. */
export function isTransform(name: string): name is Transform {
  return name in TRANSFORM_WORDS;
}

const CHANGES: Readonly<Record<string, string>> = {
  added: "new row",
  removed: "row removed",
  direction: "direction",
  transform: "translation",
  "value-map": "value map",
  "stage-map": "stage map",
  rule: "rules",
};

/** Rules of a row, as far as they were chosen. */
type Rules = Pick<MappingRowRequest, "direction" | "conflictRule" | "blankRule">;

/** A row before and after a change; null where it is not known, or there is none. */
export interface RulePair {
  before: Rules | null;
  after: Rules | null;
}

/** What is different about a row, in words; where both are known, from what to what. */
export function changeWords(kinds: readonly string[], rows?: RulePair): string {
  return kinds.map((kind) => `${CHANGES[kind] ?? kind}${turnWords(kind, rows)}`).join(", ");
}

function turnWords(
  kind: string,
  { before, after }: RulePair = { before: null, after: null },
): string {
  if (before === null || after === null) return "";
  const turns = [
    ...(kind === "direction" ? [[before, after].map((row) => DIRECTION_WORDS[row.direction])] : []),
    ...(kind === "rule"
      ? [
          [before, after].map((row) => CONFLICT_WORDS[row.conflictRule ?? "most-recent"].label),
          [before, after].map((row) => BLANK_WORDS[row.blankRule ?? "keep"].short),
        ]
      : []),
  ].filter(([was, is]) => was !== is);
  return turns.length === 0 ? "" : ` (${turns.map(([was, is]) => `${is}, was ${was}`).join("; ")})`;
}
