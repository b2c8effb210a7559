import type {
  FilterField,
  FilterOperator,
  RecordFilter,
  StoredFilter,
} from "@lockstep/api/wire-objects.ts";
import type { ApiFailure } from "@lockstep/api/failure.ts";
import type { Side } from "@lockstep/api/wire-common.ts";

/** A condition while somebody fills it in. */
export interface ConditionDraft {
  /** Empty until a field is chosen. */
  path: string;
  operator: FilterOperator | null;
  /** As entered; blank lines do not count. */
  values: string[];
}

/** Conditions that all have to be met. */
export interface GroupDraft {
  conditions: ConditionDraft[];
}

/** A filter while somebody edits it; a record needs to be inside one group. */
export interface SideDraft {
  /** Version of the settings that it was begun from. */
  basedOn: number;
  groups: GroupDraft[];
}

/** What is being edited, by the side whose records it looks at. */
export type FilterDrafts = Partial<Record<Side, SideDraft>>;

/** As many as the server takes. */
export const MAX_GROUPS = 5;
export const MAX_CONDITIONS = 6;
const MAX_VALUES = 100;
const MAX_VALUE_LENGTH = 500;

export const EMPTY_CONDITION: ConditionDraft = { path: "", operator: null, values: [] };

/** Begins to edit what is stored; null: nothing is. */
export function toDraft(stored: StoredFilter | null, basedOn: number): SideDraft {
  const groups = (stored?.groups ?? []).map(({ conditions }) => ({
    conditions: conditions.map((condition) => ({ ...condition, values: [...condition.values] })),
  }));
  return { basedOn, groups };
}

/** Begins with one condition of which the field is chosen. */
export function draftAbout(field: FilterField | null, basedOn: number): SideDraft {
  const condition = field === null ? EMPTY_CONDITION : conditionAbout(field);
  return { basedOn, groups: [{ conditions: [condition] }] };
}

/** A condition about a field, with the comparison that most people want of it. */
export function conditionAbout({ path, operators }: FilterField): ConditionDraft {
  return { path, operator: operators[0] ?? null, values: [] };
}

/** The same with another group; null takes it out. */
export function withGroup(draft: SideDraft, at: number, group: GroupDraft | null): SideDraft {
  return { ...draft, groups: withItem(draft.groups, at, group) };
}

/** The same with another condition; null takes it out, and a group that is empty then goes, too. */
export function withCondition(
  draft: SideDraft,
  [group, at]: readonly [group: number, condition: number],
  condition: ConditionDraft | null,
): SideDraft {
  const conditions = withItem(draft.groups[group]?.conditions ?? [], at, condition);
  return withGroup(draft, group, conditions.length === 0 ? null : { conditions });
}

function withItem<Item>(items: readonly Item[], at: number, item: Item | null): Item[] {
  if (item === null) return items.filter((_item, index) => index !== at);
  return at >= items.length
    ? [...items, item]
    : items.map((old, index) => (index === at ? item : old));
}

/** True for comparisons that take values. */
export function takesValues(operator: FilterOperator): boolean {
  return operator !== "is-blank" && operator !== "is-filled";
}

/** True for comparisons with a single value. */
export function takesOneValue(operator: FilterOperator): boolean {
  return operator === "at-least" || operator === "at-most";
}

/** True for fields that hold days or moments. */
export function isDateKind(kind: string): boolean {
  return kind === "date" || kind === "datetime";
}

/** The filter as the server takes it. @returns null while a condition lacks its comparison */
export function toFilter({ groups }: Pick<SideDraft, "groups">): RecordFilter | null {
  const filter: RecordFilter = { groups: [] };
  for (const { conditions } of groups) {
    const complete = conditions.flatMap(({ path, operator, values }) =>
      operator === null ? [] : [{ path, operator, values: filledIn(operator, values) }],
    );
    if (complete.length < conditions.length) return null;
    filter.groups.push({ conditions: complete });
  }
  return filter;
}

function filledIn(operator: FilterOperator, values: readonly string[]): string[] {
  if (!takesValues(operator)) return [];
  return values.map((value) => value.trim()).filter((value) => value !== "");
}

/** Messages by the place that they are about, such as `groups.0.conditions.1.values`. */
export type DraftProblems = ReadonlyMap<string, string>;

/** Finds what a filter lacks before the server is asked. */
export function checkDraft({ groups }: SideDraft, fields: readonly FilterField[]): DraftProblems {
  const problems = new Map<string, string>();
  for (const [group, { conditions }] of groups.entries()) {
    for (const [index, condition] of conditions.entries()) {
      const found = problemOf(condition, fields);
      if (found !== null) {
        problems.set(`groups.${group}.conditions.${index}.${found.part}`, found.message);
      }
    }
  }
  return problems;
}

type Problem = { part: "path" | "operator" | "values"; message: string } | null;

function problemOf(
  { path, operator, values }: ConditionDraft,
  fields: readonly FilterField[],
): Problem {
  if (path === "") return { part: "path", message: "Choose a field." };
  const field = fields.find((one) => one.path === path);
  if (field === undefined) {
    return { part: "path", message: "This field is no longer there. Choose another one." };
  }
  if (operator === null) return { part: "operator", message: "Choose a comparison." };
  const message = valueProblem(field, filledIn(operator, values), operator);
  return message === null ? null : { part: "values", message };
}

function valueProblem(
  { kind, options }: FilterField,
  values: readonly string[],
  operator: FilterOperator,
): string | null {
  if (!takesValues(operator)) return null;
  if (values.length === 0) {
    if (isDateKind(kind)) return "Choose a date.";
    return options.length > 0 ? "Choose at least one." : "Enter a value.";
  }
  if (values.length > MAX_VALUES) return `Enter at most ${MAX_VALUES} values.`;
  if (values.some((value) => value.length > MAX_VALUE_LENGTH)) {
    return `A value may have ${MAX_VALUE_LENGTH} characters at most.`;
  }
  if (kind === "number" && values.some((value) => Number.isNaN(Number(value)))) {
    return "Enter numbers only, without thousands separators.";
  }
  return null;
}

const PLACE = /groups\.\d+\.conditions\.\d+\.(?:path|operator|values)/u;

/** What the server says is wrong with a condition; empty for a failure that is about something else. */
export function problemsIn(failure: ApiFailure | null): DraftProblems {
  const place = PLACE.exec(failure?.field ?? "")?.[0];
  if (failure === null || place === undefined) return new Map();
  return new Map([[place, [failure.message, failure.remedy ?? ""].join(" ").trim()]]);
}
