import { ControlError } from "../shared/control.ts";
import type { ResetRequest } from "../shared/control.ts";
import { insertCompany, mirrorToSite } from "./record-writes.ts";
import type { FieldError } from "./errors.ts";
import type { Json } from "./schema.ts";
import { lengthLimits, parseVersion } from "./schema.ts";
import type { SetupRow, SetupTableName } from "./setup-tables.ts";
import { PERSON } from "./setup-tables.ts";
import type { Company, Store } from "./store.ts";
import { findRow, readCompanyFields, readCustomFields } from "./validate.ts";

/** Set-up tables that given records extend: a customer's export has its own statuses and types. */
const EXTENDED: Readonly<Record<string, SetupTableName>> = {
  status: "statuses",
  country: "countries",
  market: "markets",
  territory: "locations",
};

/**
 * Starts afresh: nothing, generated records, or given ones. Keys and callbacks stay.
 *
 * Given records keep their ids and are not validated, so that old bad values can be seeded.
 *
 * @throws ControlError when a record cannot be read
 */
export async function resetRecords(store: Store, request: ResetRequest): Promise<void> {
  const companies = await companiesOf(request);
  store.clear();
  for (const company of companies) loadCompany(store, company);
}

async function companiesOf(request: ResetRequest): Promise<readonly Json[]> {
  if (request.records) return request.records["companies"] ?? [];
  const { dataset, companies, seed } = request;
  if (companies === undefined && dataset !== "sample") return [];
  const { generateDataset } = await import("../data/dataset.ts");
  const generated = generateDataset({
    ...(dataset === undefined ? {} : { dataset }),
    ...(companies === undefined ? {} : { companies }),
    ...(seed === undefined ? {} : { seed }),
  });
  return generated.connectwise.companies;
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function loadCompany(store: Store, record: Json): void {
  for (const [field, table] of Object.entries(EXTENDED)) ensureRow(store, table, record[field]);
  const types = Array.isArray(record["types"]) ? (record["types"] as unknown[]) : [];
  for (const type of types) ensureRow(store, "types", type);
  const { lastUpdated } = isObject(record["_info"]) ? record["_info"] : {};
  insertCompany(
    {
      ...readId(store, record["id"]),
      ...readRecord(store, record),
      ...(typeof lastUpdated === "string" ? { lastUpdated } : {}),
    },
    { store, actor: PERSON },
  );
}

function readId(store: Store, given: unknown): { id?: number } {
  if (given === undefined || given === null) return {};
  const id = Number(given);
  if (Number.isInteger(id) && id > 0 && !store.company(id)) return { id };
  const message = `company id ${JSON.stringify(given)} is taken or not a number`;
  throw new ControlError("invalid_record", message, { field: "id" });
}

function readRecord(
  store: Store,
  record: Json,
): { fields: Json; customs: Json; typeIds: number[]; siteName: string } {
  const { fields, customs } = readPersonFields(store, record);
  fields["name"] ??= "Unnamed company";
  fields["identifier"] ??= uniqueIdentifier(store, String(fields["name"]));
  for (const name of ["deletedFlag", "dateDeleted", "deletedBy"]) {
    if (record[name] !== undefined && record[name] !== null) fields[name] = record[name];
  }
  const { name: siteName } = isObject(record["site"]) ? record["site"] : {};
  return {
    fields,
    customs,
    typeIds: readTypes(store, record["types"]),
    siteName: typeof siteName === "string" ? siteName : "Main",
  };
}

function readPersonFields(store: Store, record: Json): { fields: Json; customs: Json } {
  const errors: FieldError[] = [];
  const limits = lengthLimits(parseVersion(store.state.version));
  const fields = readCompanyFields(record, { store, limits }, errors);
  const customs =
    record["customFields"] === undefined
      ? {}
      : readCustomFields(record["customFields"], store, errors);
  const first = errors[0];
  if (first) throw new ControlError("invalid_field", first.message, { field: first.field });
  return { fields, customs };
}

function readTypes(store: Store, types: unknown): number[] {
  if (!Array.isArray(types)) return [];
  return (types as unknown[]).map((type) => {
    const row = findRow(store.state.tables.types, type);
    if (row) return row.id;
    throw new ControlError("unknown_type", "a company type was not found", { field: "types" });
  });
}

/** Adds a row for a name the set-up table does not have yet. */
function ensureRow(store: Store, table: SetupTableName, value: unknown): void {
  const rows: SetupRow[] = store.state.tables[table];
  if (!isObject(value) || typeof value["name"] !== "string" || findRow(rows, value)) return;
  const id = Math.max(0, ...rows.map((row) => row.id)) + 1;
  rows.push({ id, name: value["name"], defaultFlag: false });
}

/** An identifier made of the name's letters and digits that nobody has yet. */
function uniqueIdentifier(store: Store, name: string): string {
  const limits = lengthLimits(parseVersion(store.state.version));
  const letters = name.normalize("NFKD").replaceAll(/[^A-Za-z0-9]/g, "") || "Company";
  const base = letters.slice(0, Math.min(20, limits["identifier"] ?? 20));
  if (!store.companyByIdentifier(base)) return base;
  let suffix = 2;
  while (store.companyByIdentifier(`${base}${suffix}`)) suffix++;
  return `${base}${suffix}`;
}

/**
 * Creates or changes a company as a person would in the ConnectWise client, without validation.
 *
 * A new company gets a site, a status, a type, a country and an identifier where they are missing.
 *
 * @returns the company, to be stamped and announced by the caller when it existed before
 * @throws ControlError when a field cannot be read
 */
export function createByPerson(store: Store, fields: Json): Company {
  const defaults: Json = { country: { id: 1 }, site: { name: "Main" } };
  return insertCompany(readRecord(store, { ...defaults, ...fields }), { store, actor: PERSON });
}

/** Changes a company as a person would; `null` clears a field. @throws ControlError */
export function editByPerson(store: Store, company: Company, fields: Json): void {
  const { fields: values, customs } = readPersonFields(store, fields);
  const typeIds = fields["types"] === undefined ? undefined : readTypes(store, fields["types"]);
  const before = company.fields["identifier"];
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) delete company.fields[name];
  }
  Object.assign(company.fields, values);
  if (fields["deletedFlag"] !== undefined) company.fields["deletedFlag"] = fields["deletedFlag"];
  Object.assign(company.customValues, customs);
  if (typeIds) {
    company.typeLinks = typeIds.map((typeId) => ({ id: store.takeId("association"), typeId }));
  }
  store.reindexIdentifier(company, typeof before === "string" ? before : undefined);
  mirrorToSite(company, { store });
}
