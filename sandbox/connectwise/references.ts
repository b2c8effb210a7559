import { invalidField } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import type { Json } from "./schema.ts";
import type { SetupRow, SetupTableName } from "./setup-tables.ts";
import type { Company, Store } from "./store.ts";

/** What a reference field of a record means. */
export type ReferenceTarget =
  | { readonly table: SetupTableName; readonly noun: string }
  | { readonly record: "company"; readonly noun: string };

/** Targets of the reference fields of one kind of record; a field that is not listed is not checked. */
export type References = Readonly<Record<string, ReferenceTarget>>;

/** True of a JSON object. */
export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The id of a reference; ConnectWise takes it as text, too. */
export function referenceId(value: unknown): number | undefined {
  const id = isObject(value) ? value["id"] : undefined;
  if (typeof id === "number") return id;
  return typeof id === "string" && /^\d+$/.test(id) ? Number(id) : undefined;
}

/** The name or identifier of a reference, in lower case. */
function referenceName(value: unknown): string | undefined {
  const name = isObject(value) ? (value["name"] ?? value["identifier"]) : undefined;
  return typeof name === "string" ? name.toLowerCase() : undefined;
}

/** Finds the row a reference means, by id, else by name or identifier. */
export function findRow(rows: readonly SetupRow[], value: unknown): SetupRow | undefined {
  const id = referenceId(value);
  if (id !== undefined) return rows.find((row) => row.id === id);
  const wanted = referenceName(value);
  if (wanted === undefined) return undefined;
  return rows.find((row) =>
    [row["name"], row["identifier"]].some(
      (name) => typeof name === "string" && name.toLowerCase() === wanted,
    ),
  );
}

/** A set-up row as records refer to it. */
export function rowReference(row: SetupRow): Json {
  const { id, name, identifier, firstName, lastName, countryCode } = row;
  if (typeof firstName === "string") {
    return { id, identifier, name: `${firstName} ${String(lastName)}` };
  }
  const code = identifier ?? countryCode;
  return code === undefined ? { id, name } : { id, identifier: code, name };
}

/** A company as other records refer to it. */
export function companyReference(company: Company): Json {
  const { identifier, name } = company.fields;
  return { id: company.id, identifier, name };
}

/**
 * Resolves a reference to the form a record keeps: id with name.
 *
 * @returns an error entry when nothing is there under that id or name
 */
export function resolveReference(
  field: { readonly resource: string; readonly name: string },
  value: unknown,
  target: ReferenceTarget | undefined,
  store: Store,
): Json | FieldError {
  const { resource, name } = field;
  if (!isObject(value)) return invalidField(resource, name, `The ${name} field is not an object.`);
  if (!target) return { id: referenceId(value) ?? 0, ...pickName(value) };
  if ("record" in target) {
    const company = store.companies.get(referenceId(value));
    return company ? companyReference(company) : notFound(field, target.noun, value);
  }
  const row = findRow(store.state.tables[target.table], value);
  return row ? rowReference(row) : notFound(field, target.noun, value);
}

const pickName = (value: Json): Json =>
  typeof value["name"] === "string" ? { name: value["name"] } : {};

/** 400 entry for a reference to what does not exist. */
export function notFound(
  field: { readonly resource: string; readonly name: string },
  noun: string,
  value: unknown,
): FieldError {
  const wanted = referenceId(value) ?? referenceName(value) ?? "";
  const message = `${noun} ${wanted} not found`;
  return { code: "NotFound", message, resource: field.resource, field: field.name };
}

/** True of the error that takes a resolved value's place. */
export const isFieldError = (value: unknown): value is FieldError =>
  isObject(value) && typeof value["code"] === "string" && "resource" in value;
