import type {
  FieldValue,
  Fields,
  FilterCondition,
  FilterOperator,
  MappingVersion,
  RecordFilter,
  RecordSnapshot,
  Side,
} from "./model.ts";
import type { Exclusion } from "./objects/definition.ts";
import { isBlank } from "./values.ts";

/** A condition of a filter as it stands for one record. */
export interface FilterLine {
  readonly condition: FilterCondition;
  /** What the record holds; undefined: it was read without the field. */
  readonly value: FieldValue | undefined;
  readonly isMet: boolean;
}

/**
 * Path of the lists that a HubSpot record is in, their ids joined by `;`. It is no property: calls of
 * their own read it, and a change of it moves no time of the record.
 */
export const LISTS_PATH = "memberships/lists";

/** Operators that compare with values, and how many they take at least. */
export const NEEDS_VALUES: ReadonlySet<FilterOperator> = new Set([
  "is-any-of",
  "is-none-of",
  "contains",
  "contains-not",
  "at-least",
  "at-most",
]);

type Test = (value: FieldValue, wanted: readonly string[]) => boolean;

const TESTS: Readonly<Record<FilterOperator, Test>> = {
  "is-any-of": isAnyOf,
  "is-none-of": (value, wanted) => !isAnyOf(value, wanted),
  contains,
  "contains-not": (value, wanted) => !contains(value, wanted),
  "is-blank": (value) => isBlank(value),
  "is-filled": (value) => !isBlank(value),
  "at-least": (value, [least = ""]) => !isBlank(value) && compare(value, least) >= 0,
  "at-most": (value, [most = ""]) => !isBlank(value) && compare(value, most) <= 0,
};

function plain(value: FieldValue): string {
  return String(value ?? "")
    .trim()
    .toLowerCase();
}

/** A field that holds several choices at once agrees when one of them does. */
function isAnyOf(value: FieldValue, wanted: readonly string[]): boolean {
  const held = plain(value).split(";");
  return wanted.map(plain).some((one) => held.includes(one) || plain(value) === one);
}

function contains(value: FieldValue, wanted: readonly string[]): boolean {
  return wanted.some((one) => plain(value).includes(plain(one)));
}

/** Numbers by size, everything else (dates above all) by its text, as far as it was given. */
function compare(value: FieldValue, bound: string): number {
  const [left, right] = [Number(value), Number(bound)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  const text = plain(value).slice(0, bound.trim().length);
  const limit = plain(bound);
  return text === limit ? 0 : text < limit ? -1 : 1;
}

/**
 * Tells, condition by condition, whether a record passes. One that was read without a field does not
 * meet a condition on it: what is not known is not sent.
 */
export function linesOf(filter: RecordFilter, fields: Fields): readonly (readonly FilterLine[])[] {
  return filter.groups.map(({ conditions }) =>
    conditions.map((condition) => {
      const value = fields[condition.path];
      const test = TESTS[condition.operator];
      return { condition, value, isMet: value !== undefined && test(value, condition.values) };
    }),
  );
}

/** True for a record that meets every condition of at least one group; without groups all pass. */
export function passes(filter: RecordFilter, fields: Fields): boolean {
  const groups = linesOf(filter, fields);
  return groups.length === 0 || groups.some((lines) => lines.every(({ isMet }) => isMet));
}

/** Paths that a side's filter looks at. */
export function filterPaths({ filters }: MappingVersion, side: Side): readonly string[] {
  const groups = filters?.[side]?.groups ?? [];
  return [...new Set(groups.flatMap(({ conditions }) => conditions.map(({ path }) => path)))];
}

/** Lists that a side's filter asks about. */
export function filterLists({ filters }: MappingVersion, side: Side): readonly string[] {
  const conditions = (filters?.[side]?.groups ?? []).flatMap((group) => group.conditions);
  const asked = conditions.filter(({ path }) => path === LISTS_PATH);
  return [...new Set(asked.flatMap(({ values }) => values))].toSorted();
}

/** Comparisons in words. */
export const OPERATOR_WORDS: Readonly<Record<FilterOperator, string>> = {
  "is-any-of": "is any of",
  "is-none-of": "is none of",
  contains: "contains",
  "contains-not": "does not contain",
  "is-blank": "is empty",
  "is-filled": "is filled",
  "at-least": "is at least",
  "at-most": "is at most",
};

/** What a field is called, and what its values are. */
export interface FieldNames {
  readonly labelOf: (path: string) => string;
  readonly valueOf: (path: string, value: string) => string;
}

/** Where nobody knows what the vendors call them. */
const AS_STORED: FieldNames = { labelOf: (path) => path, valueOf: (_path, value) => value };

/** A condition in words. */
export function describeCondition(
  { path, operator, values }: FilterCondition,
  { labelOf, valueOf }: FieldNames = AS_STORED,
): string {
  const listed = values.map((value) => `"${valueOf(path, value)}"`).join(", ");
  return `${labelOf(path)} ${OPERATOR_WORDS[operator]} ${listed}`.trim();
}

/** Why a customer's filter keeps a record from being a source; null: it does not. */
export function filterExclusion(
  { filters }: MappingVersion,
  side: Side,
  { fields }: RecordSnapshot,
): Exclusion | null {
  const filter = filters?.[side];
  if (filter === undefined || passes(filter, fields)) return null;
  const unmet = linesOf(filter, fields).flatMap(
    (lines) => lines.find(({ isMet }) => !isMet)?.condition ?? [],
  );
  const wanted = unmet.map((condition) => describeCondition(condition)).join(", or ");
  return {
    code: "filtered_out",
    message: `The record is outside the filter. To be inside: ${wanted}.`,
  };
}
