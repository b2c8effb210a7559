import { invalidField } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import type { Operation } from "./patch.ts";
import { findRow, notFound, rowReference } from "./references.ts";
import type { Json } from "./schema.ts";
import type { SetupRow } from "./setup-tables.ts";
import type { Store, TypeLink } from "./store.ts";

/** The types of a record as references, in the order they were added. */
export function presentTypes(rows: readonly SetupRow[], links: readonly TypeLink[]): Json[] {
  return links.map(({ typeId }) => {
    const row = rows.find((each) => each.id === typeId);
    return row ? rowReference(row) : { id: typeId };
  });
}

/** The types a new record is given: `types: [{id}]` or `typeIds: [1]`. */
export function readTypeIds(
  body: Json,
  rows: readonly SetupRow[],
  noun: string,
  errors: FieldError[],
): number[] {
  const { types, typeIds } = body;
  const given: unknown[] = Array.isArray(types)
    ? (types as unknown[])
    : Array.isArray(typeIds)
      ? (typeIds as unknown[]).map((id) => ({ id }))
      : [];
  return given.flatMap((value) => {
    const row = findRow(rows, value);
    if (row) return [row.id];
    const resource = noun.toLowerCase();
    errors.push(notFound({ resource, name: "typeIds" }, `${noun} Type`, value));
    return [];
  });
}

/** Gives types their associations' ids, each type once. */
export function linkTypes(typeIds: readonly number[], store: Store): TypeLink[] {
  return [...new Set(typeIds)].map((typeId) => ({ id: store.takeId("association"), typeId }));
}

/** 400 entry for types in an update: they have routes of their own. */
export function typesAreCreateOnly(resource: string): FieldError {
  const message = `typeIds can only be used when creating a new ${resource}.`;
  return invalidField(resource, "typeIds", message);
}

/** True of an operation or a body key that speaks about types. */
export const isAboutTypes = ({ head }: Pick<Operation, "head">): boolean =>
  head === "types" || head === "typeIds";
