import type { ObjectPolicy, Side } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";

/** Stable names of the rules that hold for every object type, or for every one that has parents. */
const DELETED = "deleted";
const WITHOUT_PARENT = "parent_not_synced";

/** Lists, by their stable codes, what always leaves records of a side out under a policy. */
export function listStandardFilters(
  {
    standardFilters,
    creationFilters = [],
    requiredParents,
  }: Pick<ObjectDefinition, "standardFilters" | "creationFilters" | "requiredParents">,
  policy: ObjectPolicy,
  side: Side,
): readonly string[] {
  const own = [...standardFilters, ...creationFilters].filter(
    (filter) => filter.sides.includes(side) && filter.isOn?.(policy) !== false,
  );
  return [
    ...own.map(({ code }) => code),
    DELETED,
    ...(requiredParents.length === 0 ? [] : [WITHOUT_PARENT]),
  ];
}
