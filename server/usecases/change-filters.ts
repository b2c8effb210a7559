import { AppError, invalidInput, notConfigured } from "../sync/errors.ts";
import { LISTS_PATH, NEEDS_VALUES } from "../sync/filters.ts";
import { isSameMapping } from "../sync/mapping-versions.ts";
import {
  type FilterCondition,
  type MappingVersion,
  type RecordFilter,
  type Side,
  SIDES,
} from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { ObjectSettings } from "../sync/settings-ports.ts";
import type { BothDefinitions, HubspotList } from "../sync/vendor-ports.ts";
import { type FilterField, listField, listFilterFields } from "./list-filter-fields.ts";

/** What a person wants filters to become; a side that is left out stays, null takes its filter away. */
export interface FiltersChange extends Partial<Record<Side, RecordFilter | null | undefined>> {
  /** Mapping version that the change was made from. */
  readonly basedOn?: number | undefined;
}

/** What changes of filters need besides the change. */
export interface FilterParts {
  readonly portal: Pick<PortalStore, "changeObjectSettings">;
  readonly definition: ObjectDefinition;
  /** Reads the kept definitions; asked only where there is something to check. */
  readonly both: () => Promise<BothDefinitions>;
  /** Reads HubSpot's lists; asked only for a filter that is about lists. */
  readonly lists: () => Promise<readonly HubspotList[]>;
  /** HubSpot user who makes the change. */
  readonly userId: string;
}

/**
 * Changes the filters of an object type as a new version of its mapping, under which all its records
 * are looked at again. The same again makes no new version.
 *
 * @throws AppError invalid with `field` (`hubspot.groups.0.conditions.1.values`) and remedy when
 *   something cannot be used; `changed_meanwhile`; the stored filters stay
 */
export async function changeFilters(
  parts: FilterParts,
  change: FiltersChange,
): Promise<ObjectSettings> {
  const { portal, definition, userId } = parts;
  for (const side of SIDES) {
    // oxlint-disable-next-line no-await-in-loop -- the definitions are read once
    if (change[side]) await checkFilter(parts, side, change[side]);
  }
  const stored = await portal.changeObjectSettings(definition.objectType, (settings) => {
    const { mapping } = settings;
    const next = withFilters(mapping, change);
    if (isSameMapping(mapping, next)) return null; // HubSpot sends a request again at times
    refuseStale(mapping, change.basedOn);
    return {
      settings: { ...settings, mapping: { ...next, version: mapping.version + 1 } },
      revision: { existing: "apply", changes: [], filters: changedSides(mapping, next), userId },
      rollout: "links",
    };
  });
  if (stored !== null) return stored;
  throw notConfigured();
}

function withFilters(mapping: MappingVersion, change: FiltersChange): MappingVersion {
  const filters: Partial<Record<Side, RecordFilter>> = { ...mapping.filters };
  for (const side of SIDES) {
    const wanted = change[side];
    if (wanted === null) delete filters[side];
    else if (wanted !== undefined) filters[side] = wanted;
  }
  return { ...mapping, filters };
}

function changedSides(before: MappingVersion, after: MappingVersion): readonly Side[] {
  const isOther = (side: Side): boolean =>
    JSON.stringify(before.filters?.[side]) !== JSON.stringify(after.filters?.[side]);
  return SIDES.filter((side) => isOther(side));
}

function refuseStale(stored: MappingVersion, basedOn: number | undefined): void {
  if (basedOn === undefined || basedOn === stored.version) return;
  throw new AppError("Somebody else changed this object's settings meanwhile.", {
    code: "changed_meanwhile",
    errorClass: "invalid",
    field: "basedOn",
    remedy: "Load the filters again, and make your change once more.",
  });
}

/**
 * Checks a filter against what the vendor's fields hold.
 *
 * @param at - name of the filter in errors
 * @returns the fields that the filter may look at
 * @throws AppError invalid with `field` (`hubspot.groups.0.conditions.1.values`) and remedy
 */
export async function checkFilter(
  parts: Pick<FilterParts, "definition" | "both" | "lists">,
  side: Side,
  { groups }: RecordFilter,
  at: string = side,
): Promise<readonly FilterField[]> {
  if (groups.length === 0) return [];
  const fields = await fieldsFor(parts, side, { groups });
  for (const [group, { conditions }] of groups.entries()) {
    for (const [index, condition] of conditions.entries()) {
      const place = `${at}.groups.${group}.conditions.${index}`;
      const field = fields.find(({ path }) => path === condition.path);
      if (field === undefined) {
        const message = `There is no field ${condition.path} that a filter could look at.`;
        throw invalidInput(
          `${place}.path`,
          "unknown_field",
          message,
          "Choose a field of the list.",
        );
      }
      checkCondition(condition, field, place);
    }
  }
  return fields;
}

async function fieldsFor(
  { definition, both, lists }: Pick<FilterParts, "definition" | "both" | "lists">,
  side: Side,
  { groups }: RecordFilter,
): Promise<readonly FilterField[]> {
  const fields = listFilterFields(definition, await both(), side);
  const isOfLists = groups.some(({ conditions }) =>
    conditions.some(({ path }) => path === LISTS_PATH),
  );
  return side === "hubspot" && isOfLists ? [...fields, listField(await lists())] : fields;
}

function checkCondition(
  { operator, values }: FilterCondition,
  field: FilterField,
  at: string,
): void {
  if (!field.operators.includes(operator)) {
    const remedy = `Choose one of: ${field.operators.join(", ")}.`;
    const message = `${field.label} cannot be compared that way.`;
    throw invalidInput(`${at}.operator`, "unsuitable_operator", message, remedy);
  }
  const given = values.filter((value) => value.trim() !== "").length;
  const isOne = operator === "at-least" || operator === "at-most";
  const isCountRight = NEEDS_VALUES.has(operator)
    ? given === values.length && (isOne ? given === 1 : given > 0)
    : values.length === 0;
  if (!isCountRight) {
    const wanted = !NEEDS_VALUES.has(operator) ? "no value" : isOne ? "one value" : "values";
    const message = `This comparison takes ${wanted}.`;
    throw invalidInput(`${at}.values`, "wrong_values", message, `Give it ${wanted}.`);
  }
  checkValues(values, field, `${at}.values`);
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?Z?)?$/u;

/** What the values of a kind look like. */
interface Form {
  readonly fits: (value: string) => boolean;
  readonly code: string;
  readonly holds: string;
  readonly remedy: string;
}

const DATES: Form = {
  fits: (value) => DATE.test(value),
  code: "not_a_date",
  holds: "holds dates",
  remedy: "Give it a date such as 2026-11-30.",
};

const FORMS: Readonly<Partial<Record<FilterField["kind"], Form>>> = {
  number: {
    fits: (value) => !Number.isNaN(Number(value)),
    code: "not_a_number",
    holds: "holds numbers",
    remedy: "Give it a number.",
  },
  date: DATES,
  datetime: DATES,
  boolean: {
    fits: (value) => value === "true" || value === "false",
    code: "unknown_option",
    holds: "is true or false",
    remedy: "Choose one of the two.",
  },
};

function checkValues(values: readonly string[], field: FilterField, at: string): void {
  const { kind, options, label } = field;
  const form = FORMS[kind];
  if (form !== undefined && !values.every((value) => form.fits(value))) {
    throw invalidInput(at, form.code, `${label} ${form.holds}.`, form.remedy);
  }
  if ((options.length === 0 && kind !== "lists") || form !== undefined) return;
  const unknown = values.find((value) => !options.some((option) => option.value === value));
  if (unknown === undefined) return;
  const message = `${label} has no option ${JSON.stringify(unknown)}.`;
  throw invalidInput(at, "unknown_option", message, "Choose an option of the list.");
}
