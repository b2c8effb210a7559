import type { ObjectDifference } from "@lockstep/api/wire-account.ts";
import { MATCH_WORDS } from "../../objects/match-words.ts";
import { spell } from "../field-words.ts";
import { BLANK_WORDS, CONFLICT_WORDS, DIRECTION_WORDS } from "../rule-words.ts";

type Difference = ObjectDifference["changes"][number];

const SETTINGS: Readonly<Record<string, string>> = {
  isOn: "Synced",
  "policy.direction": "Direction",
  "policy.createIn.hubspot": "Create in HubSpot",
  "policy.createIn.connectwise": "Create in ConnectWise",
  "policy.firstLinkRule": "Who wins at the first link",
  "policy.conflictDefault": "Conflict rule of new rows",
  "policy.matchField": "Matched by",
  "policy.blocksFreeEmail": "Leave out free e-mail addresses",
  "policy.namesFromEmail": "First name from the e-mail address",
  "policy.createsUnpaired": "Create deals whose counterpart may exist",
  "policy.overridesForecast": "HubSpot's amount beside people's forecast lines",
  "policy.freeEmailDomains.added": "Domains left out as well",
  "policy.freeEmailDomains.removed": "Domains let through",
  "policy.catchAllCompany": "Company for records without one",
  "filters.hubspot": "Filter of HubSpot's records",
  "filters.connectwise": "Filter of ConnectWise's records",
};

/** One difference in a sentence. */
export function differenceWords({ kind, field, before, after }: Difference): string {
  const name = nameOf(field);
  switch (kind) {
    case "added":
      return `${name}: new, ${valueWords(after)}`;
    case "removed":
      return `${name}: removed, was ${valueWords(before)}`;
    case "changed":
      return changed(name, before, after);
  }
}

function changed(name: string, before: unknown, after: unknown): string {
  const [old, now] =
    isRow(before) && isRow(after) ? whatDiffers(before, after) : [before, after].map(valueWords);
  // Two maps of as many options read the same in words.
  return old === now ? `${name}: changed, ${now}` : `${name}: ${old} → ${now}`;
}

function nameOf(field: string): string {
  const known = SETTINGS[field];
  if (known !== undefined) return known;
  const [part, ...rest] = field.split(".");
  const path = rest.join(".");
  if (part === "rows") return `Field ${spell(path)}`;
  if (path.startsWith("defaults.")) return `Default of ${spell(path.slice("defaults.".length))}`;
  if (path.startsWith("dueInDays.")) return `Days until ${spell(path.slice("dueInDays.".length))}`;
  return spell(path === "" ? field : path);
}

const CODES: Readonly<Record<string, string>> = {
  ...DIRECTION_WORDS,
  hubspot: "HubSpot",
  connectwise: "ConnectWise",
  ...MATCH_WORDS,
  "most-recent": CONFLICT_WORDS["most-recent"].label,
  "prefer-non-blank": CONFLICT_WORDS["prefer-non-blank"].label,
  ask: CONFLICT_WORDS.ask.label,
};

function valueWords(value: unknown): string {
  if (typeof value === "string") return CODES[value] ?? value;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value))
    return value.length === 0 ? "nothing" : value.map(valueWords).join(", ");
  return typeof value === "object" && value !== null ? objectValueWords(value) : "nothing";
}

function objectValueWords(value: object): string {
  if (isRow(value)) return wordsOf(partsOf(value));
  if ("groups" in value && Array.isArray(value.groups)) return filterWords(value.groups);
  return `${Object.keys(value).length} entries`;
}

interface Row {
  connectwise: unknown;
  direction: unknown;
}

function isRow(value: unknown): value is Row {
  return (
    typeof value === "object" && value !== null && "connectwise" in value && "direction" in value
  );
}

/** What there is to say of a row, always in the same order; empty where there is nothing. */
function partsOf(row: Row): string[] {
  const entries: Readonly<Record<string, unknown>> = { ...row };
  const { conflictRule, blankRule, valueMap, stageMap } = entries;
  return [
    `ConnectWise's ${spell(String(row.connectwise))}`,
    inSentence(valueWords(row.direction)),
    labelIn(CONFLICT_WORDS, conflictRule),
    labelIn(BLANK_WORDS, blankRule),
    valueMap === undefined ? "" : "with a value map",
    stageMap === undefined ? "" : "with a stage map",
  ];
}

/** Both rows in words, without what they have in common; whole where maps of them differ. */
function whatDiffers(before: Row, after: Row): [string, string] {
  const [old, now] = [partsOf(before), partsOf(after)];
  const differs = old.map((part, at) => part !== now[at]);
  if (!differs.includes(true)) return [wordsOf(old), wordsOf(now)];
  return [wordsOf(old.filter((_, at) => differs[at])), wordsOf(now.filter((_, at) => differs[at]))];
}

function wordsOf(parts: readonly string[]): string {
  return parts.filter((words) => words !== "").join(", ") || "nothing";
}

function labelIn(table: Readonly<Record<string, { label: string }>>, code: unknown): string {
  return typeof code === "string" ? inSentence(table[code]?.label ?? "") : "";
}

/** A label as it stands within a sentence; the systems keep their capitals. */
function inSentence(label: string): string {
  if (/^(?:HubSpot|ConnectWise)\b/u.test(label)) return label;
  return label.charAt(0).toLowerCase() + label.slice(1);
}

function filterWords(groups: readonly unknown[]): string {
  const count = groups.flatMap((group) =>
    typeof group === "object" && group !== null && "conditions" in group ? group.conditions : [],
  ).length;
  return `${count} ${count === 1 ? "condition" : "conditions"}`;
}
