import {
  connectwiseKindOf,
  hubspotKindOf,
  PAIRINGS,
  pairingsOf,
  writableDirections,
  type ConnectwiseKind,
  type HubspotKind,
  type Pairing,
} from "../sync/compatibility.ts";
import { AppError } from "../sync/errors.ts";
import { otherSide, pathOn, type Side } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import { partsOf } from "../sync/paths.ts";
import type { BothDefinitions } from "../sync/vendor-ports.ts";
import { isFixed } from "./check-rows.ts";

/** A field that rows of a mapping may name. */
export interface ListedField {
  readonly path: string;
  readonly label: string;
  readonly kind: HubspotKind | ConnectwiseKind;
  readonly isReadOnly: boolean;
}

/** A field of the other side, with the ways in which values may travel. */
export interface CompatibleField extends ListedField {
  readonly ways: readonly Omit<Pairing, "hubspot" | "connectwise">[];
}

/** Everything that a mapping of an object type may be made of. */
export type FieldList = Readonly<Record<Side, readonly ListedField[]>> & {
  readonly pairings: readonly Pairing[];
};

/**
 * Lists the fields that a person may map: those of which the table knows a counterpart, without
 * those that belong to Lockstep or to a fixed row.
 */
export function listFields(definition: ObjectDefinition, both: BothDefinitions): FieldList {
  const taken = takenPaths(definition);
  const { communicationTypes } = both.connectwise;
  const hubspot = both.properties.map((property) => ({
    path: property.name,
    label: property.label,
    kind: hubspotKindOf(property),
    isReadOnly: property.isReadOnly,
  }));
  const connectwise = both.connectwise.fields.map((field) => ({
    path: field.path,
    label: field.label,
    kind: connectwiseKindOf(field, communicationTypes),
    isReadOnly: field.isReadOnly,
  }));
  const isOffered =
    (side: Side) =>
    ({ path, kind }: ListedField): boolean =>
      !taken[side].has(path) && PAIRINGS.some((row) => row[side] === kind);
  return {
    hubspot: hubspot.filter(isOffered("hubspot")),
    connectwise: connectwise.filter(isOffered("connectwise")),
    pairings: PAIRINGS,
  };
}

function takenPaths({ defaultMappings }: ObjectDefinition): Record<Side, ReadonlySet<string>> {
  const rows = defaultMappings.filter((row) => row.isOwn || isFixed(row));
  const fixed = rows.filter(isFixed);
  const parts = (side: Side): string[] => fixed.flatMap((row) => partsOf(pathOn(row, side)));
  return {
    hubspot: new Set([...rows.map(({ hubspot }) => hubspot), ...parts("hubspot")]),
    connectwise: new Set(parts("connectwise")),
  };
}

/**
 * Lists what of the other side a field may be mapped to.
 *
 * @throws AppError gone `unknown_field` for a field that no row may name
 */
export function listCompatible(
  list: FieldList,
  side: Side,
  path: string,
): { readonly field: ListedField; readonly compatible: readonly CompatibleField[] } {
  const field = list[side].find((one) => one.path === path);
  if (field === undefined) {
    throw new AppError(`There is no field ${path} that could be mapped.`, {
      code: "unknown_field",
      errorClass: "gone",
      field: side,
      remedy: "Choose a field of the list.",
    });
  }
  const compatible = list[otherSide(side)].flatMap((other) => {
    const ways = waysBetween(side === "hubspot" ? [field, other] : [other, field]);
    return ways.length === 0 ? [] : [{ ...other, ways }];
  });
  return { field, compatible };
}

function waysBetween([hubspot, connectwise]: readonly [ListedField, ListedField]): Omit<
  Pairing,
  "hubspot" | "connectwise"
>[] {
  const isReadOnly = { hubspot: hubspot.isReadOnly, connectwise: connectwise.isReadOnly };
  return pairingsOf(hubspot.kind, connectwise.kind).flatMap(({ transforms, map, ...row }) => {
    const directions = writableDirections(row, isReadOnly);
    return directions.length === 0 ? [] : [{ transforms, map, directions }];
  });
}
