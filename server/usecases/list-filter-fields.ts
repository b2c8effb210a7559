import {
  connectwiseKindOf,
  hubspotKindOf,
  type ConnectwiseKind,
  type HubspotKind,
} from "../sync/compatibility.ts";
import { AppError } from "../sync/errors.ts";
import { LISTS_PATH } from "../sync/filters.ts";
import type { FilterOperator, Side } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import { optional } from "../sync/optional.ts";
import type { BothDefinitions, HubspotList } from "../sync/vendor-ports.ts";

/** A field that conditions of a filter may be about. */
export interface FilterField {
  readonly path: string;
  readonly label: string;
  /** `lists`: what HubSpot's lists say of the record. */
  readonly kind: HubspotKind | ConnectwiseKind | "lists";
  readonly operators: readonly FilterOperator[];
  /** What it may hold; empty where that is not known. */
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    /** Records in the list, as HubSpot counts them. */
    readonly size?: number;
  }[];
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
 * HubSpot's lists as a field that holds which of them a record is in. It is offered where there are
 * lists, and where the app may read them.
 */
export async function readListField(
  lists: () => Promise<readonly HubspotList[]>,
): Promise<readonly FilterField[]> {
  try {
    const found = await lists();
    return found.length === 0 ? [] : [listField(found)];
  } catch (thrown) {
    // Whoever installed the app before it asked for lists goes on without them.
    if (thrown instanceof AppError && thrown.errorClass === "forbidden") return [];
    throw thrown;
  }
}

/** See {@link readListField}. */
export function listField(lists: readonly HubspotList[]): FilterField {
  return {
    path: LISTS_PATH,
    label: "List",
    kind: "lists",
    operators: ["is-any-of", "is-none-of"],
    options: lists.map(({ listId, name, size }) => ({
      value: listId,
      label: name,
      ...optional("size", size ?? undefined),
    })),
  };
}

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

/** A field as the vendor describes it. */
type DescribedField = Omit<FilterField, "operators" | "kind"> & {
  readonly kind: HubspotKind | ConnectwiseKind;
};

function fieldsOf(both: BothDefinitions, side: Side): readonly DescribedField[] {
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
