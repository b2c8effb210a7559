import type { FilterField, FilterOperator, StoredCondition } from "@lockstep/api/wire-objects.ts";
import type { Format } from "@lockstep/ui/format.ts";
import { isDateKind, takesValues } from "./filter-draft.ts";

const OPERATORS: Readonly<Record<FilterOperator, string>> = {
  "is-any-of": "is any of",
  "is-none-of": "is none of",
  contains: "contains any of",
  "contains-not": "contains none of",
  "is-blank": "is empty",
  "is-filled": "is filled in",
  "at-least": "is at least",
  "at-most": "is at most",
};

const DATE_OPERATORS: Readonly<Partial<Record<FilterOperator, string>>> = {
  "at-least": "is on or after",
  "at-most": "is on or before",
};

/** A comparison, as people say it of a field of this kind. */
export function operatorWords(operator: FilterOperator, kind: string): string {
  const ofDate = isDateKind(kind) ? DATE_OPERATORS[operator] : undefined;
  return ofDate ?? OPERATORS[operator];
}

/**
 * The comparisons that a field is offered with. A moment is never equal to a day that somebody enters,
 * so that dates are compared by before and after only; what is stored already stays.
 */
export function offeredOperators(
  { operators, kind }: FilterField,
  stored: FilterOperator | null,
): FilterOperator[] {
  const isOdd = (one: FilterOperator): boolean =>
    isDateKind(kind) && (one === "is-any-of" || one === "is-none-of");
  return operators.filter((one) => one === stored || !isOdd(one));
}

/**
 * What a value is called: the label of an option, `Yes`, a date, or the value itself.
 *
 * @param days - in UTC: a day that somebody chose is the same day everywhere
 */
function valueWords(value: string, field: FilterField | undefined, days: Format): string {
  const option = field?.options.find((one) => one.value === value);
  if (option !== undefined) return option.label;
  if (field?.kind === "boolean") return value === "true" ? "Yes" : "No";
  if (field !== undefined && isDateKind(field.kind)) return dayWords(value, days);
  if (field?.kind === "lists") return "a list that no longer exists";
  return value;
}

function dayWords(value: string, days: Format): string {
  return Number.isNaN(Date.parse(value)) ? value : days.date(value);
}

/**
 * A condition as a sentence: `City is any of Berlin, Paris`.
 *
 * @param days - in UTC: a day that somebody chose is the same day everywhere
 */
export function conditionWords(
  { path, operator, values }: StoredCondition,
  fields: readonly FilterField[],
  days: Format,
): string {
  const field = fields.find((one) => one.path === path);
  const subject = field?.label ?? `${path} (a field that is no longer there)`;
  const words = `${subject} ${operatorWords(operator, field?.kind ?? "")}`;
  if (!takesValues(operator)) return words;
  return `${words} ${values.map((value) => valueWords(value, field, days)).join(", ")}`;
}

/** Fields as choices in the order of the alphabet; those that share a label show their path, too. */
export function fieldChoices(fields: readonly FilterField[]): { label: string; value: string }[] {
  const seen = new Map<string, number>();
  for (const { label } of fields) seen.set(label, (seen.get(label) ?? 0) + 1);
  return fields
    .map(({ path, label }) => ({
      label: seen.get(label) === 1 ? label : `${label} (${path})`,
      value: path,
    }))
    .toSorted((one, other) => one.label.localeCompare(other.label));
}
