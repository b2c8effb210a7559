import { linesOf, passes } from "./filters.ts";
import type { FieldValue, FilterCondition, MappingVersion, RecordSnapshot, Side } from "./model.ts";
import type { FilterContext, StandardFilter } from "./objects/definition.ts";
import { valueAt } from "./paths.ts";

/** Whether what is asked of a record is so. */
interface FilterAnswer {
  /** What the record holds; null for an empty field, and for one that was not read. */
  readonly value: FieldValue;
  readonly isMet: boolean;
}

/** A standard filter with what it says of a record. */
export interface StandardAnswer extends FilterAnswer {
  readonly code: string;
  readonly path: string;
  /** In plain words. */
  readonly wanted: string;
  /** Why the record is left out; null where it is not. */
  readonly message: string | null;
}

/** A condition of a customer's filter with what it says of a record. */
export interface ConditionAnswer extends FilterAnswer {
  readonly condition: FilterCondition;
}

/** What a customer's filter says of a record: all conditions of at least one group have to be met. */
export interface OwnAnswer {
  readonly isMet: boolean;
  readonly groups: readonly (readonly ConditionAnswer[])[];
}

/** Says line by line what the standard filters of an object type say of a record. */
export function explainStandardFilters(
  filters: readonly StandardFilter[],
  side: Side,
  record: RecordSnapshot,
  context: FilterContext,
): readonly StandardAnswer[] {
  return filters
    .filter(({ sides }) => sides.includes(side))
    .map((filter) => {
      const path = filter.path[side] ?? "";
      const message = filter.reject(side, record, context);
      const value = valueAt(record, path) ?? null;
      const { code, wanted } = filter;
      return { code, path, value, wanted, isMet: message === null, message };
    });
}

/** Says line by line what the customer's filter says of a record; null: there is none for the side. */
export function explainOwnFilter(
  { filters }: MappingVersion,
  side: Side,
  { fields }: RecordSnapshot,
): OwnAnswer | null {
  const filter = filters?.[side];
  if (filter === undefined) return null;
  const groups = linesOf(filter, fields);
  return {
    isMet: passes(filter, fields),
    groups: groups.map((lines) =>
      lines.map(({ condition, value, isMet }) => ({ condition, value: value ?? null, isMet })),
    ),
  };
}
