import { invalidField, missingField, tooLong } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { isFieldError, resolveReference } from "./references.ts";
import type { References } from "./references.ts";
import type { FieldCatalog, FieldKind, Json, LengthLimits } from "./schema.ts";
import type { Store } from "./store.ts";

/** How the plain fields of one kind of record are read. */
export interface FieldRules {
  /** What errors call the record. */
  readonly resource: string;
  readonly fields: FieldCatalog;
  /** Fields no request can set. */
  readonly readOnly: ReadonlySet<string>;
  readonly references: References;
}

const ACCEPTS: Readonly<Partial<Record<FieldKind, (value: unknown) => boolean>>> = {
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  date: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
};

/**
 * Takes the writable fields out of a request body, references resolved to id and name.
 *
 * Unknown and read-only names are ignored, as ConnectWise does; `null` means no value.
 *
 * @param errors - gets an entry for each value of a wrong type and each reference without a record
 */
export function readFields(
  body: Json,
  rules: FieldRules,
  store: Store,
  errors: FieldError[],
): Json {
  const fields: Json = {};
  for (const [name, kind] of Object.entries(rules.fields)) {
    const value = body[name];
    if (value === undefined || value === null) continue;
    if (rules.readOnly.has(name) || kind === "array" || kind === "readonly") continue;
    const resolved = readValue({ name, kind, value }, rules, store);
    if (isFieldError(resolved)) errors.push(resolved);
    else fields[name] = resolved;
  }
  return fields;
}

function readValue(
  { name, kind, value }: { name: string; kind: FieldKind; value: unknown },
  { resource, references }: FieldRules,
  store: Store,
): unknown {
  if (kind === "reference") {
    return resolveReference({ resource, name }, value, references[name], store);
  }
  if (ACCEPTS[kind]?.(value) === false) {
    return invalidField(resource, name, `The value of ${name} is not valid.`);
  }
  return value;
}

/** Checks texts against the longest this server version takes. */
export function checkLengths(resource: string, fields: Json, limits: LengthLimits): FieldError[] {
  return Object.entries(limits).flatMap(([name, maxLength]) => {
    const value = fields[name];
    const isTooLong = typeof value === "string" && value.length > maxLength;
    return isTooLong ? [tooLong(resource, name, maxLength)] : [];
  });
}

/** An entry for each of the names that has no value; an empty text is none. */
export function checkRequired(
  resource: string,
  fields: Json,
  names: readonly string[],
): FieldError[] {
  return names
    .filter((name) => [undefined, null, ""].includes(fields[name] as null))
    .map((name) => missingField(resource, name));
}
