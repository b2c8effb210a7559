import type { ConditionAnswer, OwnAnswer } from "../sync/explain-filters.ts";
import { describeCondition, type FieldNames, LISTS_PATH } from "../sync/filters.ts";
import { type Side, SIDES } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import { isBlank } from "../sync/values.ts";
import type { BothDefinitions, HubspotList } from "../sync/vendor-ports.ts";
import { spell } from "./describe-fields.ts";
import { type FilterField, listFilterFields, readListField } from "./list-filter-fields.ts";

/** A condition of a customer's filter as people read it. */
export interface WordedLine {
  readonly path: string;
  readonly label: string;
  readonly value: ConditionAnswer["value"];
  /** The value in words: labels of options, names of people and lists; null for nothing. */
  readonly text: string | null;
  readonly wanted: string;
  readonly isMet: boolean;
}

/** What a customer's filter says of a record, as people read it. */
export interface WordedFilter {
  readonly isMet: boolean;
  readonly groups: readonly (readonly WordedLine[])[];
}

/** What the words rest on. */
export interface FilterWordsInput {
  readonly definition: ObjectDefinition;
  /** Null: the vendors were never asked; paths stand in for labels. */
  readonly both: BothDefinitions | null;
  /** HubSpot's lists; asked for only where a line is about them. */
  readonly lists: () => Promise<readonly HubspotList[]>;
}

/** Words the lines of a record's own filters, side by side with it. */
export async function wordFilters(
  { definition, both, lists }: FilterWordsInput,
  filters: Readonly<Record<Side, OwnAnswer | null>>,
): Promise<Readonly<Record<Side, WordedFilter | null>>> {
  const lines = SIDES.flatMap((side) => filters[side]?.groups.flat() ?? []);
  const isAboutLists = lines.some(({ condition }) => condition.path === LISTS_PATH);
  const listFields = isAboutLists ? await readListField(lists) : [];
  const wordOn = (side: Side): WordedFilter | null => {
    const filter = filters[side];
    if (filter === null) return null;
    const fields = both === null ? [] : listFilterFields(definition, both, side);
    return wordFilter(filter, [...listFields, ...fields]);
  };
  return { hubspot: wordOn("hubspot"), connectwise: wordOn("connectwise") };
}

function wordFilter({ isMet, groups }: OwnAnswer, fields: readonly FilterField[]): WordedFilter {
  const names = namesOf(fields);
  return { isMet, groups: groups.map((lines) => lines.map((line) => wordLine(line, names))) };
}

function wordLine({ condition, value, isMet }: ConditionAnswer, names: FieldNames): WordedLine {
  const { path } = condition;
  const held = String(value ?? "").split(";");
  return {
    path,
    label: names.labelOf(path),
    value,
    text: isBlank(value) ? null : held.map((one) => names.valueOf(path, one.trim())).join(", "),
    wanted: describeCondition(condition, names),
    isMet,
  };
}

function namesOf(fields: readonly FilterField[]): FieldNames {
  const known = new Map(fields.map((field) => [field.path, field]));
  return {
    labelOf: (path) => known.get(path)?.label ?? spell(path),
    valueOf(path, value) {
      const field = known.get(path);
      const option = field?.options.find((one) => one.value === value);
      if (option !== undefined) return option.label;
      if (field?.kind === "boolean") return value === "true" ? "Yes" : "No";
      return value;
    },
  };
}
