import type { MatchKey } from "../match.ts";
import { otherSide, type Fields, type ObjectType, type Side } from "../model.ts";
import { isBlank } from "../values.ts";
import type { KeyContext } from "./definition.ts";

/** Returns a field as text; null when it is empty or was not read. */
export function textAt(fields: Fields, path: string): string | null {
  const value = fields[path];
  return value === undefined || isBlank(value) ? null : String(value);
}

/**
 * Keys under which a record is found through the parent it belongs to. Under its own side's id
 * always; under the counterpart's id as well where that is known. So a record that is asked about
 * finds those of the other side however long ago they were listed.
 */
export function parentKeys(
  side: Side,
  parent: { readonly objectType: ObjectType; readonly id: string | null },
  { parents }: KeyContext,
): readonly MatchKey[] {
  const { objectType, id } = parent;
  if (id === null) return [];
  const fact = parents?.({ objectType, side, id });
  return [
    { kind: objectType, value: `${side}:${id}` },
    ...(fact?.kind === "linked"
      ? [{ kind: objectType, value: `${otherSide(side)}:${fact.counterpartId}` }]
      : []),
  ];
}
