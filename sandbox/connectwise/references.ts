import { invalidField } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import type { Json } from "./schema.ts";
import type { SetupRow, SetupTableName } from "./setup-tables.ts";
import type { Company, Contact, Site, Store } from "./store.ts";

/** What a reference field of a record means. */
export type ReferenceTarget =
  | { readonly table: SetupTableName; readonly noun: string }
  | { readonly record: "company" | "contact"; readonly noun: string }
  /** A site of the company that another field refers to. */
  | { readonly siteOf: string };

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
    [nameOf(row), row["identifier"]].some(
      (name) => typeof name === "string" && name.toLowerCase() === wanted,
    ),
  );
}

/** What a row is called, in whichever field its table has that. */
function nameOf(row: SetupRow): unknown {
  const { name, description, probability } = row;
  return name ?? description ?? (typeof probability === "number" ? String(probability) : undefined);
}

/** A set-up row as records refer to it. */
export function rowReference(row: SetupRow): Json {
  const { id, identifier, firstName, lastName, countryCode, currencyCode } = row;
  if (currencyCode !== undefined) return { ...row };
  const name = nameOf(row);
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

/** A contact as other records refer to it. */
export function contactReference(contact: Contact): Json {
  const { firstName, lastName } = contact.fields;
  return { id: contact.id, name: [firstName, lastName].filter(Boolean).join(" ") };
}

/** The company or contact a reference means: by id, else by identifier or name. */
export function findTarget(
  store: Store,
  record: "company" | "contact",
  value: unknown,
): Company | Contact | undefined {
  const id = referenceId(value);
  const table = record === "company" ? store.companies : store.contacts;
  if (id !== undefined) return table.get(id);
  const wanted = referenceName(value);
  if (wanted === undefined) return undefined;
  const holder = record === "company" ? store.companyByIdentifier(wanted) : undefined;
  return holder ?? table.all().find((each) => lowerName(each) === wanted);
}

const lowerName = (record: Company | Contact): string =>
  String(recordReference(record)["name"]).toLowerCase();

/** A company or contact as other records refer to it. */
export const recordReference = (record: Company | Contact): Json =>
  record.type === "company" ? companyReference(record) : contactReference(record);

/**
 * A stored reference with the name its record has now; what is gone keeps the name it had.
 *
 * @param fields - of the record that refers
 */
export function currentReference(
  value: Json,
  target: ReferenceTarget | undefined,
  fields: Json,
  store: Store,
): Json {
  if (!target || "table" in target) return value;
  if ("record" in target) {
    const record = findTarget(store, target.record, { id: value["id"] });
    return record ? recordReference(record) : value;
  }
  const company = store.companies.get(referenceId(fields[target.siteOf]));
  const site = company?.sites.find((each) => each.id === value["id"]);
  return site ? siteReference(site) : value;
}

/** A site as other records refer to it. */
export const siteReference = (site: Site): Json => ({ id: site.id, name: site.fields["name"] });

/**
 * Brings a record's site into line with its company: one of that company's, its default one where
 * none is named or the company has changed.
 *
 * @param before - the record's fields as they were, where there was one
 */
export function settleSite(
  fields: Json,
  names: { readonly resource: string; readonly company: string; readonly site: string },
  store: Store,
  before?: Json,
): FieldError[] {
  const company = store.companies.get(referenceId(fields[names.company]));
  const given = fields[names.site];
  if (!company) {
    delete fields[names.site];
    return [];
  }
  const wanted = referenceName(given);
  const site = company.sites.find(
    (each) =>
      each.id === referenceId(given) ||
      (wanted !== undefined && String(each.fields["name"]).toLowerCase() === wanted),
  );
  const isLeftOver = given === undefined || given === before?.[names.site];
  const chosen = site ?? (isLeftOver ? primarySite(company) : undefined);
  if (chosen) fields[names.site] = siteReference(chosen);
  else if (isLeftOver) delete fields[names.site];
  else return [notFound({ resource: names.resource, name: names.site }, "Site", given)];
  return [];
}

/** The company's default site, whose address is the company's. */
export function primarySite(company: Company): Site | undefined {
  return company.sites.find((site) => site.isPrimary) ?? company.sites[0];
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
  if ("siteOf" in target) return value;
  if ("record" in target) {
    const record = findTarget(store, target.record, value);
    return record ? recordReference(record) : notFound(field, target.noun, value);
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
