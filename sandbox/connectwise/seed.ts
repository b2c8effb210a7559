import { ControlError } from "../shared/control.ts";
import type { ResetRequest } from "../shared/control.ts";
import { COMPANY } from "./companies.ts";
import { readCustomFields } from "./custom-fields.ts";
import type { FieldError } from "./errors.ts";
import type { Draft, NewRecord, RecordType, WriteContext } from "./record-type.ts";
import { findRow, isObject } from "./references.ts";
import type { Json } from "./schema.ts";
import { PERSON } from "./setup-tables.ts";
import type { SetupRow, SetupTableName } from "./setup-tables.ts";
import type { AnyRecord, Store } from "./store.ts";
import { readFields } from "./validate.ts";

/** Records in the vendor's own form. */
interface GivenRecords {
  readonly companies: readonly Json[];
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
}

async function recordsOf(request: ResetRequest): Promise<GivenRecords> {
  if (request.records) return { companies: request.records["companies"] ?? [] };
  const { dataset, companies, seed } = request;
  if (companies === undefined && dataset !== "sample") return { companies: [] };
  const { generateDataset } = await import("../data/dataset.ts");
  const generated = generateDataset({
    ...(dataset === undefined ? {} : { dataset }),
    ...(companies === undefined ? {} : { companies }),
    ...(seed === undefined ? {} : { seed }),
  });
  return generated.connectwise;
}

function load<R extends AnyRecord>(type: RecordType<R>, store: Store, record: Json): void {
  extendTables(type, store, record);
  const { lastUpdated } = isObject(record["_info"]) ? record["_info"] : {};
  type.insert(
    {
      ...readId(type, store, record["id"]),
      ...readPerson(type, store, type.complete(record, store)),
      ...(typeof lastUpdated === "string" ? { lastUpdated } : {}),
    },
    { store, actor: PERSON },
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

/** Reads a record as a person's form holds it. @throws ControlError naming the first bad field */
function readPerson<R extends AnyRecord>(
  type: RecordType<R>,
  store: Store,
  record: Json,
): NewRecord {
  const errors: FieldError[] = [];
  const parts = type.readParts(record, store, errors);
  const values = readPersonFields(type, store, record, errors);
  refuse(errors);
  return { ...parts, ...values };
}

function readPersonFields<R extends AnyRecord>(
  type: RecordType<R>,
  store: Store,
  record: Json,
  errors: FieldError[],
): { fields: Json; customs: Json } {
  const fields = readFields(record, type, store, errors);
  for (const name of type.loadable) {
    if (record[name] !== undefined && record[name] !== null) fields[name] = record[name];
  }
  const { customFields } = record;
  const customs =
    customFields === undefined ? {} : readCustomFields(customFields, type.resource, store, errors);
  return { fields, customs };
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
  if (Array.isArray(types)) for (const each of types) ensureRow(store, type.typeTable, each);
}

/** Adds a row for a name the set-up table does not have yet; members have keys and are not made. */
function ensureRow(store: Store, table: SetupTableName, value: unknown): void {
  const rows: SetupRow[] = store.state.tables[table];
  if (table === "members" || !isObject(value) || typeof value["name"] !== "string") return;
  if (findRow(rows, value)) return;
  const id = Math.max(0, ...rows.map((row) => row.id)) + 1;
  rows.push({ id, name: value["name"], defaultFlag: false });
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
  store: Store,
  fields: Json,
): R {
  const completed = type.complete({ ...type.formDefaults, ...fields }, store);
  return type.insert(readPerson(type, store, completed), { store, actor: PERSON });
}

/** Changes a record as a person would; `null` clears a field. @throws ControlError */
export function editByPerson<R extends AnyRecord>(
  type: RecordType<R>,
  record: R,
  body: Json,
  context: WriteContext,
): void {
  const errors: FieldError[] = [];
  const values = readPersonFields(type, context.store, body, errors);
  const kept = Object.entries(record.fields).filter(([name]) => body[name] !== null);
  const fields: Json = { ...Object.fromEntries(kept), ...values.fields };
  const draft: Draft<R> = { record, fields, customs: values.customs, errors, context };
  type.editParts(body, draft);
  refuse(errors);
  type.commit(draft);
  Object.assign(record.customValues, values.customs);
}
