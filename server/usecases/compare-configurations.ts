import { isSameContent } from "../sync/mapping-versions.ts";
import { SIDES } from "../sync/model.ts";
import type { NamedPolicy, NamedRow, ObjectConfiguration } from "./export-configuration.ts";

/** The parts of an object's configuration, each of which is changed as a whole. */
export type ConfigurationPart = "policy" | "rows" | "filters";

/** One difference between what is configured and what is wanted. */
export interface ConfigurationChange {
  readonly part: ConfigurationPart;
  readonly kind: "added" | "changed" | "removed";
  /** What is different, such as `rows.phone` or `policy.defaults.status/id`. */
  readonly field: string;
  /** In names, as in the configuration; null for what is not there. */
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Tells what a configuration of an object type would make different.
 *
 * @param isFixed - rows that stay when they are not named: their ends belong to the object type
 */
export function compareConfigurations(
  before: ObjectConfiguration,
  after: ObjectConfiguration,
  isFixed: (row: Pick<NamedRow, "hubspot">) => boolean,
): readonly ConfigurationChange[] {
  return [
    ...difference("policy", "isOn", before.isOn, after.isOn),
    ...comparePolicies(before.policy, after.policy),
    ...compareRows(before.rows, after.rows, isFixed),
    ...SIDES.flatMap((side) =>
      difference("filters", `filters.${side}`, before.filters[side], after.filters[side]),
    ),
  ];
}

function difference(
  part: ConfigurationPart,
  field: string,
  before: unknown,
  after: unknown,
): readonly ConfigurationChange[] {
  const [old, now] = [before ?? null, after ?? null];
  if (isSameContent(old, now)) return [];
  const kind = old === null ? "added" : now === null ? "removed" : "changed";
  return [{ part, kind, field, before: old, after: now }];
}

/** What the wanted policy does not speak of stays; its defaults are all that there are. */
function comparePolicies(before: NamedPolicy, after: NamedPolicy): readonly ConfigurationChange[] {
  const { defaults: formerDefaults, ...former } = before;
  const { defaults, ...wanted } = after;
  const flat = new Map(flatten(former));
  const names = [...new Set([...Object.keys(formerDefaults), ...Object.keys(defaults)])];
  return [
    ...flatten(wanted).flatMap(([name, value]) =>
      difference("policy", `policy.${name}`, flat.get(name), value),
    ),
    ...names.flatMap((name) =>
      difference("policy", `policy.defaults.${name}`, formerDefaults[name], defaults[name]),
    ),
  ];
}

/** One entry a setting; lists stay whole. */
function flatten(value: object, prefix = ""): readonly (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
    if (each === undefined) return [];
    const isInner = typeof each === "object" && each !== null && !Array.isArray(each);
    return isInner ? flatten(each, `${prefix}${name}.`) : [[`${prefix}${name}`, each] as const];
  });
}

function compareRows(
  before: readonly NamedRow[],
  after: readonly NamedRow[],
  isFixed: (row: Pick<NamedRow, "hubspot">) => boolean,
): readonly ConfigurationChange[] {
  const earlier = new Map(before.map((row) => [row.hubspot, row]));
  const later = new Set(after.map(({ hubspot }) => hubspot));
  return [
    ...after.flatMap((row) => {
      const former = earlier.get(row.hubspot);
      return difference("rows", `rows.${row.hubspot}`, former, withFormer(row, former));
    }),
    ...before
      .filter((row) => !later.has(row.hubspot) && !isFixed(row))
      .flatMap((row) => difference("rows", `rows.${row.hubspot}`, row, null)),
  ];
}

/** What a row leaves out stays, as long as it has the same ends. */
function withFormer(row: NamedRow, former: NamedRow | undefined): NamedRow {
  if (former?.connectwise !== row.connectwise) return row;
  const said = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
  return { ...former, ...said };
}
