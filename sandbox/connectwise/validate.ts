import { invalidField, missingField, tooLong } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { companyReference } from "./present.ts";
import { COMPANY_FIELDS, COMPANY_READ_ONLY } from "./schema.ts";
import type { FieldKind, Json, LengthLimits } from "./schema.ts";
import type { SetupRow, SetupTableName } from "./setup-tables.ts";
import type { Store } from "./store.ts";

/** What checks of a company need to know. */
export interface ValidationContext {
  readonly store: Store;
  readonly limits: LengthLimits;
}

const RESOURCE = "company";
const IDENTIFIER = /^[A-Za-z0-9]+(?: +[A-Za-z0-9]+)*$/;
const ADDRESS_FIELDS = ["addressLine1", "addressLine2", "city", "state", "zip", "country"];

/** Set-up table and vendor's noun behind each reference that is checked. */
const REFERENCED: Readonly<Record<string, { table: SetupTableName; noun: string }>> = {
  status: { table: "statuses", noun: "Company Status" },
  country: { table: "countries", noun: "Country" },
  territory: { table: "locations", noun: "Location" },
  market: { table: "markets", noun: "Market" },
  ownershipType: { table: "ownershipTypes", noun: "Ownership Type" },
  territoryManager: { table: "members", noun: "Member" },
};

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The id of a reference; ConnectWise takes it as text, too. */
export function referenceId(value: unknown): number | undefined {
  const id = isObject(value) ? value["id"] : undefined;
  if (typeof id === "number") return id;
  return typeof id === "string" && /^\d+$/.test(id) ? Number(id) : undefined;
}

/** Finds the row a reference means, by id, else by name or identifier. */
export function findRow(rows: readonly SetupRow[], value: unknown): SetupRow | undefined {
  const id = referenceId(value);
  if (id !== undefined) return rows.find((row) => row.id === id);
  if (!isObject(value)) return undefined;
  const wanted = value["name"] ?? value["identifier"];
  if (typeof wanted !== "string") return undefined;
  const lower = wanted.toLowerCase();
  return rows.find((row) =>
    [row["name"], row["identifier"]].some(
      (name) => typeof name === "string" && name.toLowerCase() === lower,
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

function resolveReference(
  name: string,
  value: unknown,
  context: ValidationContext,
): Json | FieldError {
  if (!isObject(value)) return invalidField(RESOURCE, name, `The ${name} field is not an object.`);
  if (name === "parentCompany" || name === "billToCompany") {
    const id = referenceId(value);
    const company = id === undefined ? undefined : context.store.company(id);
    return company ? companyReference(company) : notFound("Company", value, name);
  }
  const target = REFERENCED[name];
  if (!target) return { id: referenceId(value) ?? 0, ...pickName(value) };
  const row = findRow(context.store.state.tables[target.table], value);
  return row ? rowReference(row) : notFound(target.noun, value, name);
}

const pickName = (value: Json): Json =>
  typeof value["name"] === "string" ? { name: value["name"] } : {};

function notFound(noun: string, value: Json, field: string): FieldError {
  const given = referenceId(value) ?? value["name"] ?? value["identifier"];
  const wanted = typeof given === "string" || typeof given === "number" ? given : "";
  return {
    code: "NotFound",
    message: `${noun} ${wanted} not found`,
    resource: RESOURCE,
    field,
  };
}

const isFieldError = (value: unknown): value is FieldError =>
  isObject(value) && typeof value["code"] === "string" && "resource" in value;

const ACCEPTS: Readonly<Partial<Record<FieldKind, (value: unknown) => boolean>>> = {
  text: (value) => typeof value === "string",
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  date: (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)),
};

/**
 * Takes the writable company fields out of a request body, references resolved to id and name.
 *
 * Unknown and read-only names are ignored, as ConnectWise does; `null` means no value.
 *
 * @param errors - gets an entry for each value of a wrong type and each reference without a record
 */
export function readCompanyFields(
  body: Json,
  context: ValidationContext,
  errors: FieldError[],
): Json {
  const fields: Json = {};
  for (const [name, kind] of Object.entries(COMPANY_FIELDS)) {
    const value = body[name];
    if (value === undefined || value === null || name === "site") continue;
    if (COMPANY_READ_ONLY.has(name) || kind === "array") continue;
    const resolved = readValue(name, kind, value, context);
    if (isFieldError(resolved)) errors.push(resolved);
    else fields[name] = resolved;
  }
  return fields;
}

function readValue(
  name: string,
  kind: FieldKind,
  value: unknown,
  context: ValidationContext,
): unknown {
  if (kind === "reference") return resolveReference(name, value, context);
  if (ACCEPTS[kind]?.(value) === false) {
    return invalidField(RESOURCE, name, `The value of ${name} is not valid.`);
  }
  return name === "identifier" && typeof value === "string" ? value.trim() : value;
}

/**
 * Checks a whole company: lengths of this server version and ranges.
 *
 * Runs over the stored record on every update, so an old bad value fails an unrelated change.
 */
export function checkCompany(fields: Json, limits: LengthLimits): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, maxLength] of Object.entries(limits)) {
    const value = fields[name];
    if (typeof value === "string" && value.length > maxLength) {
      errors.push(tooLong(RESOURCE, name, maxLength));
    }
  }
  for (const name of ["identifier", "name"]) {
    if (!fields[name]) errors.push(missingField(RESOURCE, name));
  }
  const year = fields["yearEstablished"];
  if (typeof year === "number" && (year < 1900 || year > 9999)) {
    errors.push({
      code: "OutOfRange",
      message: "yearEstablished must be between 1900 and 9999",
      resource: RESOURCE,
      field: "yearEstablished",
    });
  }
  return errors;
}

/** Checks what only a new company has to have: a site name and one address field. */
export function checkNewCompany(body: Json, fields: Json, limits: LengthLimits): FieldError[] {
  const errors: FieldError[] = [];
  const site = body["site"];
  const siteName = isObject(site) ? site["name"] : undefined;
  if (typeof siteName !== "string" || siteName.trim() === "") {
    errors.push(missingField(RESOURCE, "site", "Company Site name is required."));
  } else if (siteName.length > (limits["site.name"] ?? Infinity)) {
    errors.push(tooLong("companySite", "name", limits["site.name"] ?? 0));
  }
  if (!ADDRESS_FIELDS.some((name) => fields[name])) {
    const message = "At least one address field is required.";
    errors.push(missingField(RESOURCE, "addressLine1", message));
  }
  return errors;
}

/** Checks an identifier that is new to a company: its letters, and that nobody else has it. */
export function checkIdentifier(
  identifier: unknown,
  ownId: number | undefined,
  store: Store,
): FieldError[] {
  if (typeof identifier !== "string" || identifier === "") return [];
  if (!IDENTIFIER.test(identifier)) {
    return [invalidField(RESOURCE, "identifier", "The identifier field has invalid characters.")];
  }
  const holder = store.companyByIdentifier(identifier);
  if (!holder || holder.id === ownId) return [];
  const message = `A company with the identifier ${identifier} already exists.`;
  return [{ code: "ObjectExists", message, resource: RESOURCE, field: "identifier" }];
}

/**
 * Reads a `customFields` array: entries `{id, value}`, all others keep their value.
 *
 * @returns new values by the id of their definition
 */
export function readCustomFields(value: unknown, store: Store, errors: FieldError[]): Json {
  const values: Json = {};
  if (!Array.isArray(value)) {
    errors.push(invalidField(RESOURCE, "customFields", "The customFields field is not an array."));
    return values;
  }
  for (const entry of value as unknown[]) {
    const id = referenceId(entry);
    const definition = store.state.tables.userDefinedFields.find((row) => row.id === id);
    const given = isObject(entry) ? (entry["value"] ?? null) : null;
    if (!definition) {
      errors.push(notFound("Custom Field", isObject(entry) ? entry : {}, "customFields"));
    } else if (!isCustomValue(definition, given)) {
      const caption = String(definition["caption"]);
      const message = `The value of custom field ${caption} is not valid.`;
      errors.push(invalidField(RESOURCE, "customFields", message));
    } else values[String(definition.id)] = given;
  }
  return values;
}

const NUMBER_TYPES = new Set(["Number", "Percent", "Currency"]);

function isCustomValue(definition: SetupRow, value: unknown): boolean {
  if (value === null) return true;
  const type = definition["fieldTypeIdentifier"];
  const entry = definition["entryTypeIdentifier"];
  if (entry === "List" || entry === "Option") return optionValues(definition).includes(value);
  if (NUMBER_TYPES.has(String(type))) return typeof value === "number";
  if (type === "Checkbox") return typeof value === "boolean";
  if (type === "Date") return typeof value === "string" && !Number.isNaN(Date.parse(value));
  return typeof value === "string";
}

function optionValues(definition: SetupRow): unknown[] {
  const options = definition["options"];
  if (!Array.isArray(options)) return [];
  return (options as Json[])
    .filter((option) => option["inactiveFlag"] !== true)
    .map((option) => option["optionValue"]);
}

/** The types a new company is given: `types: [{id}]` or `typeIds: [1]`. */
export function readTypeIds(body: Json, store: Store, errors: FieldError[]): number[] {
  const { types, typeIds } = body;
  const given: unknown[] = Array.isArray(types)
    ? (types as unknown[])
    : Array.isArray(typeIds)
      ? (typeIds as unknown[]).map((id) => ({ id }))
      : [];
  return given.flatMap((value) => {
    const row = findRow(store.state.tables.types, value);
    if (row) return [row.id];
    errors.push(notFound("Company Type", isObject(value) ? value : {}, "typeIds"));
    return [];
  });
}
