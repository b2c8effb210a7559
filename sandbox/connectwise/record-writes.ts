import { readCustomFields } from "./custom-fields.ts";
import { invalidObject, invalidPatch } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { readOperations } from "./patch.ts";
import type { Operation } from "./patch.ts";
import type { ChangeAction, Draft, RecordType, WriteContext } from "./record-type.ts";
import type { Json } from "./schema.ts";
import type { AnyRecord } from "./store.ts";
import { checkLengths, readFields } from "./validate.ts";

/** Stamps a record as changed now by the actor and tells the callbacks. */
export function stamp(record: AnyRecord, context: WriteContext, action: ChangeAction): void {
  record.lastUpdated = context.store.timestamp();
  record.updatedBy = context.actor.identifier;
  context.store.touch();
  context.notify(action, record, context.actor);
}

/**
 * Creates a record from a request body.
 *
 * @throws ApiError 400 `InvalidObject` naming every broken field
 */
export function createRecord<R extends AnyRecord>(
  type: RecordType<R>,
  body: Json,
  context: WriteContext,
): R {
  const { store } = context;
  const errors: FieldError[] = [];
  const fields = readFields(body, type, store, errors);
  const parts = type.readParts(body, store, errors);
  const customs = readCustoms(type, body, context, errors);
  errors.push(
    ...checkLengths(type.resource, fields, context.limits[type.resource]),
    ...type.check(fields, context),
    ...type.checkNew(body, fields, context),
  );
  if (errors.length > 0) throw invalidObject(type.resource, errors);
  const record = type.insert({ ...parts, fields, customs }, context);
  context.notify("added", record, context.actor);
  return record;
}

function readCustoms<R extends AnyRecord>(
  type: RecordType<R>,
  body: Json,
  { store }: WriteContext,
  errors: FieldError[],
): Json {
  const { customFields } = body;
  if (customFields === undefined) return {};
  return readCustomFields(customFields, type.resource, store, errors);
}

/**
 * Applies a patch to a record.
 *
 * The whole stored record is validated, whatever the patch touches. A path below a reference is
 * answered with 200 and changes nothing.
 *
 * @throws ApiError 400 for a body that is no array, an unknown path or an invalid record
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export function patchRecord<R extends AnyRecord>(
  type: RecordType<R>,
  record: R,
  body: unknown,
  context: WriteContext,
): R {
  const fields: Json = { ...record.fields };
  const draft: Draft<R> = { record, fields, customs: {}, errors: [], context };
  for (const operation of readOperations(body)) {
    if (!type.patchPart(operation, draft)) patchField(type, operation, draft);
  }
  return commit(type, draft);
}

function patchField<R extends AnyRecord>(
  type: RecordType<R>,
  { path, head, rest, value }: Operation,
  draft: Draft<R>,
): void {
  if (!Object.hasOwn(type.fields, head) && head !== "_info") {
    throw invalidPatch(`The path ${path} is not valid.`);
  }
  if (rest.length > 0 || type.readOnly.has(head)) return; // the false 200
  const { fields, customs, errors, context } = draft;
  const isEmpty = value === null || value === undefined;
  if (head === "customFields") {
    if (isEmpty) return;
    Object.assign(customs, readCustomFields(value, type.resource, context.store, errors));
  } else if (isEmpty) delete fields[head];
  else Object.assign(fields, readFields({ [head]: value }, type, context.store, errors));
}

/**
 * Replaces a record: what the body leaves out goes back to its default or to nothing.
 *
 * Custom fields that are left out keep their values.
 *
 * @throws ApiError 400, also when the body has what only a creation may have
 */
export function putRecord<R extends AnyRecord>(
  type: RecordType<R>,
  record: R,
  body: Json,
  context: WriteContext,
): R {
  const errors: FieldError[] = [];
  const given = readFields(body, type, context.store, errors);
  const customs = Array.isArray(body["customFields"])
    ? readCustoms(type, body, context, errors)
    : {};
  const kept = Object.fromEntries(
    [...type.readOnly].flatMap((name) =>
      record.fields[name] === undefined ? [] : [[name, record.fields[name]]],
    ),
  );
  const fields: Json = { ...type.defaults(context.store), ...given, ...kept };
  const draft: Draft<R> = { record, fields, customs, errors, context };
  type.putParts(body, draft);
  return commit(type, draft);
}

/** Checks a draft and puts its values in place of the old ones. */
function commit<R extends AnyRecord>(type: RecordType<R>, draft: Draft<R>): R {
  const { record, fields, customs, errors, context } = draft;
  if (errors.length > 0) throw invalidObject(type.resource, errors);
  errors.push(
    ...checkLengths(type.resource, fields, context.limits[type.resource]),
    ...type.check(fields, context, record),
  );
  if (errors.length > 0) throw invalidObject(type.resource, errors);
  type.commit(draft);
  Object.assign(record.customValues, customs);
  stamp(record, context, "updated");
  return record;
}

/** Sets a field, or takes it away when there is no value for it. */
export function setOrDrop(fields: Json, name: string, value: unknown): void {
  if (value === undefined || value === null) delete fields[name];
  else fields[name] = value;
}
