import {
  checkRequiredCustomFields,
  defaultCustomValues,
  readCustomFields,
} from "./custom-fields.ts";
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
  const fields = { ...type.newDefaults(store), ...readFields(body, type, store, errors) };
  const parts = type.readParts(body, context, errors);
  errors.push(...type.settle(fields, store));
  const record = { type: type.resource, fields };
  const { customFields } = body;
  const customs: Json = {
    ...defaultCustomValues(store, record),
    ...(customFields === undefined ? {} : readCustomFields(customFields, record, store, errors)),
  };
  const missing = [
    ...checkRequiredCustomFields(store, record, customs),
    ...checkLengths(type.resource, fields, context.limits[type.resource]),
    ...type.check(fields, context),
    ...type.checkNew(body, fields, context),
  ];
  // A value that could not be read is no missing one.
  errors.push(...missing.filter(({ field }) => !errors.some((each) => each.field === field)));
  if (errors.length > 0) throw invalidObject(type.resource, errors);
  const created = type.insert({ ...parts, fields, customs }, context);
  context.notify("added", created, context.actor);
  return created;
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
    const record = { type: type.resource, fields };
    Object.assign(customs, readCustomFields(value, record, context.store, errors));
  } else if (isEmpty) setOrDrop(fields, head, type.defaults(context.store)[head]);
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
  const { store } = context;
  const errors: FieldError[] = [];
  const taken = Object.entries(body).filter(([name]) => !type.putIgnores.includes(name));
  const { customFields, ...given } = Object.fromEntries(taken);
  const kept = Object.fromEntries(
    [...type.readOnly].flatMap((name) =>
      record.fields[name] === undefined ? [] : [[name, record.fields[name]]],
    ),
  );
  const fields: Json = {
    ...type.defaults(store),
    ...readFields(given, type, store, errors),
    ...kept,
  };
  const holder = { type: type.resource, fields };
  const customs = Array.isArray(customFields)
    ? readCustomFields(customFields, holder, store, errors)
    : {};
  const draft: Draft<R> = { record, fields, customs, errors, context };
  type.putParts(body, draft);
  return commit(type, draft);
}

/** Checks a draft and puts its values in place of the old ones. */
function commit<R extends AnyRecord>(type: RecordType<R>, draft: Draft<R>): R {
  const { record, fields, customs, errors, context } = draft;
  if (errors.length > 0) throw invalidObject(type.resource, errors);
  const values = { ...record.customValues, ...customs };
  errors.push(
    ...type.settle(fields, context.store, record.fields),
    ...checkRequiredCustomFields(context.store, { type: type.resource, fields }, values),
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
