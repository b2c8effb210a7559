import type { Card, CardField, DescribedValue } from "@lockstep/api/wire-card.ts";
import type { FieldValue, Side } from "@lockstep/api/wire-common.ts";
import type { RecordIssue } from "@lockstep/api/wire-records.ts";
import { sideWords } from "@lockstep/ui/words.ts";

/** What fields are called and their values say, as far as cards have told it. */
export interface FieldNames {
  /** A mapped field by its key; both labels where they differ. */
  ofKey: (key: string) => string;
  /** A field of one side by its path. */
  ofPath: (side: Side, path: string) => string;
  /** A value of a field; null where nobody has told its words. */
  valueOf: (side: Side, path: string, value: FieldValue) => DescribedValue | null;
}

/** Makes {@link FieldNames} of cards about the same record, the newest first. */
export function fieldNames(cards: readonly Card[]): FieldNames {
  const lines = cards.flatMap(({ fields, conflicts }) => [...fields, ...conflicts]);
  const find = (side: Side, path: string): DescribedValue[] =>
    lines.map((line) => line[side]).filter((one) => one.path === path);
  return {
    ofKey: (key) => {
      const line = lines.find((one) => one.key === key);
      return line === undefined ? spell(key) : labelOf(line);
    },
    ofPath: (side, path) => find(side, path)[0]?.label ?? labelIn(cards, side, path) ?? spell(path),
    valueOf: (side, path, value) => {
      const described = find(side, path);
      const same = described.find((one) => one.value === value);
      return same ?? wordsOf(described[0], value);
    },
  };
}

function labelIn(cards: readonly Card[], side: Side, path: string): string | undefined {
  const labels = cards.flatMap((card) => card.labels);
  return labels.find((one) => one.side === side && one.path === path)?.label;
}

/** What an issue is about: a field of a system, or the record there. */
export function aboutWords(
  card: Card,
  { side, field }: Pick<RecordIssue, "side" | "field">,
): string {
  const where = sideWords(side);
  return field === null
    ? `The record in ${where}`
    : `${fieldNames([card]).ofPath(side, field)} in ${where}`;
}

/** The label of a mapped field; HubSpot's, as that is where the reader is. */
export function labelOf({ hubspot }: Pick<CardField, "hubspot">): string {
  return hubspot.label;
}

/** Kinds whose values are not words of their own: numbers of options, people and records. */
const CODED: ReadonlySet<DescribedValue["kind"]> = new Set(["option", "person", "record"]);

/** Words for a value that no card has shown: only of kinds whose values speak for themselves. */
function wordsOf(like: DescribedValue | undefined, value: FieldValue): DescribedValue | null {
  if (like === undefined) return null;
  if (value === null || value === "") return { ...like, value, text: null };
  if (CODED.has(like.kind)) return null;
  const text = String(value);
  if (like.kind !== "boolean") return { ...like, value, text };
  return { ...like, value, text: text === "true" ? "Yes" : "No" };
}

/** A path as people read it: `associations/company` is `Company`. */
function spell(path: string): string {
  const [last = path] = path.split("/").slice(-1);
  const words = last.replaceAll(/[_+]/gu, " ").replaceAll(/(?<=[a-z])(?=[A-Z])/gu, " ");
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
