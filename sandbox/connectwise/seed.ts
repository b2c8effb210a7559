import { ControlError } from "../shared/control.ts";
import type { ResetRequest } from "../shared/control.ts";
import { COMPANY } from "./companies.ts";
import { CONTACT } from "./contacts.ts";
import { defaultCustomValues, readCustomFields } from "./custom-fields.ts";
import type { FieldError } from "./errors.ts";
import { editLines } from "./forecast.ts";
import type { ForecastContext } from "./forecast.ts";
import { OPPORTUNITY } from "./opportunities.ts";
import type { Draft, NewRecord, RecordType, WriteContext } from "./record-type.ts";
import { findRow, isObject, referenceId } from "./references.ts";
import { lengthLimits, parseVersion } from "./schema.ts";
import type { Json } from "./schema.ts";
import { DESCRIBED, PERSON } from "./setup-tables.ts";
import type { SetupRow, SetupTableName } from "./setup-tables.ts";
import type { AnyRecord, Opportunity, Store } from "./store.ts";
import { readFields } from "./validate.ts";

/** Records in the vendor's own form. */
interface GivenRecords {
  readonly companies: readonly Json[];
  readonly contacts: readonly Json[];
  /** Opportunities, with the lines of their forecasts as `forecastItems`. */
  readonly deals: readonly Json[];
}

/**
 * Starts afresh: nothing, generated records, or given ones. Keys and callbacks stay.
 *
 * Given records keep their ids and are not validated, so that old bad values can be seeded.
 *
 * @throws ControlError when a record cannot be read
 */
export async function resetRecords(store: Store, request: ResetRequest): Promise<void> {
  const given = await recordsOf(request);
  store.clear();
  for (const company of given.companies) load(COMPANY, store, company);
  for (const contact of given.contacts) load(CONTACT, store, contact);
  for (const deal of given.deals) load(OPPORTUNITY, store, deal);
}

async function recordsOf(request: ResetRequest): Promise<GivenRecords> {
  const given: Partial<GivenRecords> = request.records ?? (await generate(request));
  const { companies = [], contacts = [], deals = [] } = given;
  return { companies, contacts, deals };
}

async function generate(request: ResetRequest): Promise<Partial<GivenRecords>> {
  const { records: _records, ...wanted } = request;
  const { seed: _seed, dataset, ...counts } = wanted;
  if (dataset !== "sample" && Object.keys(counts).length === 0) return {};
  const { generateDataset } = await import("../data/dataset.ts");
  return generateDataset(wanted as Parameters<typeof generateDataset>[0]).connectwise;
}

function load<R extends AnyRecord>(type: RecordType<R>, store: Store, record: Json): void {
  extendTables(type, store, record);
  const { lastUpdated } = isObject(record["_info"]) ? record["_info"] : {};
  const limits = lengthLimits(parseVersion(store.state.version));
  const context = { store, limits, actor: PERSON };
  type.insert(
    {
      ...readId(type, store, record["id"]),
      ...readPerson(type, type.complete(record, store), context),
      ...(typeof lastUpdated === "string" ? { lastUpdated } : {}),
    },
    context,
  );
}

function readId<R extends AnyRecord>(
  type: RecordType<R>,
  store: Store,
  given: unknown,
): { id?: number } {
  if (given === undefined || given === null) return {};
  const id = Number(given);
  if (Number.isInteger(id) && id > 0 && !type.table(store).get(id)) return { id };
  const message = `${type.resource} id ${JSON.stringify(given)} is taken or not a number`;
  throw new ControlError("invalid_record", message, { field: "id" });
}

type FormContext = Pick<WriteContext, "store" | "limits" | "actor">;

/** The store to look into, and where to write down what could not be read. */
interface Reading {
  readonly store: Store;
  readonly errors: FieldError[];
}

/** Reads a record as a person's form holds it. @throws ControlError naming the first bad field */
function readPerson<R extends AnyRecord>(
  type: RecordType<R>,
  record: Json,
  context: FormContext,
): NewRecord {
  const errors: FieldError[] = [];
  const { store } = context;
  const parts = type.readParts(record, context, errors);
  const reading = { store, errors };
  const fields = readPersonFields(type, record, reading);
  const customs = readPersonCustoms(type, record, fields, reading);
  errors.push(...type.settle(fields, store));
  const empty = { fields: { ...type.defaults(store), ...fields }, forecastItems: [] };
  const lines = { ...context, opportunity: 0, errors };
  const forecastItems = editLines(record["forecastItems"], empty, lines);
  refuse(errors);
  const holder = { type: type.resource, fields };
  const values = { ...defaultCustomValues(store, holder), ...customs };
  return { ...parts, fields, customs: values, forecastItems };
}

function readPersonFields<R extends AnyRecord>(
  type: RecordType<R>,
  record: Json,
  { store, errors }: Reading,
): Json {
  const fields = readFields(record, type, store, errors);
  for (const name of type.loadable) {
    if (record[name] !== undefined && record[name] !== null) fields[name] = record[name];
  }
  return fields;
}

/** @param fields - of the whole record: they decide which custom fields there are */
function readPersonCustoms<R extends AnyRecord>(
  type: RecordType<R>,
  { customFields }: Json,
  fields: Json,
  { store, errors }: Reading,
): Json {
  if (customFields === undefined) return {};
  return readCustomFields(customFields, { type: type.resource, fields }, store, errors);
}

function refuse(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (!first) return;
  const field = first.field === "typeIds" ? "types" : first.field;
  throw new ControlError("invalid_field", first.message, { field });
}

/** A customer's export has its own statuses and types: names that are new get a row. */
function extendTables<R extends AnyRecord>(type: RecordType<R>, store: Store, record: Json): void {
  for (const [field, target] of Object.entries(type.references)) {
    if ("table" in target) ensureRow(store, target.table, record[field]);
  }
  const types: unknown = record["types"];
  const { typeTable } = type;
  if (typeTable && Array.isArray(types)) {
    for (const each of types) ensureRow(store, typeTable, each);
  }
  const items: unknown = record["communicationItems"];
  if (Array.isArray(items)) for (const item of items) ensureCommunicationType(store, item);
  const lines: unknown = record["forecastItems"];
  if (!Array.isArray(lines)) return;
  for (const line of lines.filter(isObject)) {
    ensureRow(store, "opportunityStatuses", line["status"]);
  }
}

/** A communication type that is new to the table is one of the item's kind. */
function ensureCommunicationType(store: Store, item: unknown): void {
  if (!isObject(item)) return;
  const kind = item["communicationType"];
  ensureRow(store, "communicationTypes", item["type"], {
    phoneFlag: kind !== "Fax" && kind !== "Email",
    faxFlag: kind === "Fax",
    emailFlag: kind === "Email",
  });
}

/** Adds a row for a name the set-up table does not have yet; members have keys and are not made. */
function ensureRow(store: Store, table: SetupTableName, value: unknown, more: Json = {}): void {
  const rows: SetupRow[] = store.state.tables[table];
  if (table === "members" || !isObject(value) || typeof value["name"] !== "string") return;
  if (findRow(rows, value)) return;
  const id = referenceId(value) ?? Math.max(0, ...rows.map((row) => row.id)) + 1;
  const called = DESCRIBED.has(table) ? "description" : "name";
  rows.push({ id, [called]: value["name"], ...more, defaultFlag: false });
}

/**
 * Creates a record as a person would in the ConnectWise client, without validation.
 *
 * What a form must not leave empty is filled in.
 *
 * @throws ControlError when a field cannot be read
 */
export function createByPerson<R extends AnyRecord>(
  type: RecordType<R>,
  fields: Json,
  context: WriteContext,
): R {
  const completed = type.complete({ ...type.formDefaults, ...fields }, context.store);
  return type.insert(readPerson(type, completed, context), context);
}

/** Changes a record as a person would; `null` clears a field. @throws ControlError */
export function editByPerson<R extends AnyRecord>(
  type: RecordType<R>,
  record: R,
  body: Json,
  context: WriteContext,
): void {
  const errors: FieldError[] = [];
  const reading = { store: context.store, errors };
  const kept = Object.entries(record.fields).filter(([name]) => body[name] !== null);
  const fields: Json = { ...Object.fromEntries(kept), ...readPersonFields(type, body, reading) };
  const customs = readPersonCustoms(type, body, fields, reading);
  const draft: Draft<R> = { record, fields, customs, errors, context };
  type.editParts(body, draft);
  const lines = changedLines(record, body, { ...context, errors });
  errors.push(...type.settle(fields, context.store, record.fields));
  refuse(errors);
  type.commit(draft);
  Object.assign(record, lines);
  Object.assign(record.customValues, customs);
  context.store.touch();
}

function changedLines(
  record: AnyRecord,
  body: Json,
  context: Omit<ForecastContext, "opportunity">,
): Partial<Opportunity> {
  if (record.type !== "opportunity") return {};
  const lines = { ...context, opportunity: record.id };
  return { forecastItems: editLines(body["forecastItems"], record, lines) };
}
