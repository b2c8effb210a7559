import type { MatchKey } from "../match.ts";
import {
  otherSide,
  type Fields,
  type FieldValue,
  type ObjectType,
  type ParentRef,
  type Side,
} from "../model.ts";
import { isBlank } from "../values.ts";
import type { KeyContext } from "./definition.ts";

/** Returns a field as text; null when it is empty or was not read. */
export function textAt(fields: Fields, path: string): string | null {
  const value = fields[path];
  return value === undefined || isBlank(value) ? null : String(value);
}

/** The key under which everything is found that names the record as the one it belongs to. */
export function childKey({ objectType, side, id }: ParentRef): MatchKey {
  return { kind: objectType, value: `${side}:${id}` };
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
    childKey({ objectType, side, id }),
    ...(fact?.kind === "linked"
      ? [childKey({ objectType, side: otherSide(side), id: fact.counterpartId })]
      : []),
  ];
}

/** Names out of a list of them, as people read them; null for none. */
export function namesIn(value: FieldValue | undefined): string | null {
  const names = String(value ?? "")
    .split(";")
    .filter((name) => name !== "");
  return names.length === 0 ? null : names.join(", ");
}
