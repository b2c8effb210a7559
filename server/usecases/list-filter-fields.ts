import {
  connectwiseKindOf,
  hubspotKindOf,
  type ConnectwiseKind,
  type HubspotKind,
} from "../sync/compatibility.ts";
import type { FilterOperator, Side } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import type { BothDefinitions } from "../sync/vendor-ports.ts";

/** A field that conditions of a filter may be about. */
export interface FilterField {
  readonly path: string;
  readonly label: string;
  readonly kind: HubspotKind | ConnectwiseKind;
  readonly operators: readonly FilterOperator[];
  /** What it may hold; empty where that is not known. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

const ANY: readonly FilterOperator[] = ["is-any-of", "is-none-of", "is-blank", "is-filled"];
const TEXT: readonly FilterOperator[] = [...ANY, "contains", "contains-not"];
const SIZE: readonly FilterOperator[] = [...ANY, "at-least", "at-most"];

const OPERATORS: Readonly<Record<HubspotKind | ConnectwiseKind, readonly FilterOperator[]>> = {
  text: TEXT,
  email: TEXT,
  phone: TEXT,
  number: SIZE,
  date: SIZE,
  datetime: SIZE,
  boolean: ANY,
  option: ANY,
  options: ANY,
  owner: ANY,
  reference: ANY,
  member: ANY,
  country: ANY,
  list: ANY,
  record: [],
  other: [],
};

/**
 * Lists what a filter of a side may look at. Fields that take calls of their own to read are not among
 * them: a filter is asked about every record.
 */
export function listFilterFields(
  { readApart }: ObjectDefinition,
  both: BothDefinitions,
  side: Side,
): readonly FilterField[] {
  const apart = readApart?.[side] ?? [];
  const isApart = (path: string): boolean => apart.some((part) => path.startsWith(`${part}/`));
  return fieldsOf(both, side).flatMap((field) => {
    const operators = OPERATORS[field.kind];
    return operators.length === 0 || isApart(field.path) ? [] : [{ ...field, operators }];
  });
}

function fieldsOf(both: BothDefinitions, side: Side): readonly Omit<FilterField, "operators">[] {
  if (side === "hubspot") {
    return both.properties.map((property) => ({
      path: property.name,
      label: property.label,
      kind: hubspotKindOf(property),
      options: hubspotOptions(property, both),
    }));
  }
  const { fields, communicationTypes } = both.connectwise;
  return fields.map((field) => ({
    path: field.path,
    label: field.label,
    kind: connectwiseKindOf(field, communicationTypes),
    options: field.options,
  }));
}

function hubspotOptions(
  property: BothDefinitions["properties"][number],
  { owners }: BothDefinitions,
): FilterField["options"] {
  if (hubspotKindOf(property) === "owner") {
    return owners.map(({ ownerId, name }) => ({ value: ownerId, label: name }));
  }
  return property.options.map(({ value, label }) => ({ value, label }));
}
