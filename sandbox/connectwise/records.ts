import { Router } from "express";
import type { Request } from "express";
import { COMPANY, mergeCompanies } from "./companies.ts";
import { readCustomField } from "./custom-fields.ts";
import { ApiError, invalidObject, missingField, recordInUse, recordNotFound } from "./errors.ts";
import { addInfoRoutes, addReadRoutes, answerOne, originOf, pathParameter } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { readOperations } from "./patch.ts";
import { readRecord } from "./present.ts";
import type { RecordType } from "./record-type.ts";
import { createRecord, patchRecord, putRecord } from "./record-writes.ts";
import type { Json } from "./schema.ts";
import { API_MEMBER } from "./setup-tables.ts";
import type { AnyRecord, Store } from "./store.ts";
import { writeContext } from "./tenant.ts";
import type { Tenant } from "./tenant.ts";

/** All records of a type as a collection; deleted companies are in it like all others. */
function collectionOf<R extends AnyRecord>(
  tenant: Tenant,
  type: RecordType<R>,
  request: Request,
): Collection<R> {
  const { store, quirks } = tenant;
  const origin = originOf(request);
  return {
    noun: type.noun,
    rows: type.table(store).all(),
    find: (id) => type.table(store).get(id),
    fields: type.fields,
    idOf: (record) => record.id,
    read: (record) => readRecord(type, record, store),
    present: (record) => type.present(store, record, origin),
    readCustomField: (record) => readCustomField(store, record),
    children: (record) => type.children(store, record),
    dateOnly: quirks.dateOnlyConditions,
  };
}

/** The record a route speaks about. @throws ApiError 404 */
export function findRecord<R extends AnyRecord>(type: RecordType<R>, store: Store, id: string): R {
  const record = type.table(store).get(Number(id));
  if (!record) throw recordNotFound(type.noun, id);
  return record;
}

/** Lists, counts, creates, reads, changes and deletes the records of a type. */
export function createRecordRouter<R extends AnyRecord>(
  tenant: Tenant,
  type: RecordType<R>,
): Router {
  const router = Router();
  const { store } = tenant;
  const context = (): ReturnType<typeof writeContext> => writeContext(tenant, API_MEMBER);
  const find = (request: Request): R => findRecord(type, store, pathParameter(request, "id"));
  const present = (request: Request, record: R): Json =>
    type.present(store, record, originOf(request));

  const collection = (request: Request): Collection<R> => collectionOf(tenant, type, request);
  if (type.infoFields) addInfoRoutes(router, type.path, collection, type.infoFields);
  router.get(`${type.path}/default`, (request, response) => {
    answerOne(request, response, {
      record: { ...type.defaults(store), ...type.newDefaults(store) },
    });
  });
  addReadRoutes(router, type.path, collection);
  router.post(type.path, (request, response) => {
    const created = createRecord(type, readObject(request), context());
    const record = hideItemsOnQuirk(tenant, present(request, created));
    answerOne(request, response, { record, status: 201 });
  });
  const one = router.route(`${type.path}/:id`);
  one.patch((request: Request, response) => {
    const record = find(request);
    failPatchOnQuirk(tenant, type.resource, request.body);
    patchRecord(type, record, request.body, context());
    answerOne(request, response, { record: present(request, record) });
  });
  one.put((request: Request, response) => {
    const record = find(request);
    putRecord(type, record, readObject(request), context());
    answerOne(request, response, { record: present(request, record) });
  });
  one.delete((request: Request, response) => {
    const record = find(request);
    const heir = heirOf(request, type, store);
    if (!heir && type.isInUse(record, store)) throw recordInUse(type.noun, record.id);
    type.remove(record, context(), heir);
    response.status(204).end();
  });
  return router;
}

/** The record that `transferContactId` names; a contact's references go over to it. */
function heirOf<R extends AnyRecord>(
  request: Request,
  type: RecordType<R>,
  store: Store,
): R | undefined {
  const id = request.query["transferContactId"];
  if (typeof id !== "string" || type.resource !== "contact") return undefined;
  return findRecord(type, store, id);
}

/** `POST /company/companies/{id}/merge`: the company in the path is merged into another. */
export function createMergeRouter(tenant: Tenant): Router {
  const router = Router();
  const { store } = tenant;
  router.post(`${COMPANY.path}/:id/merge`, (request: Request, response) => {
    const loser = findRecord(COMPANY, store, pathParameter(request, "id"));
    const choices = readObject(request);
    const winner = store.companies.get(Number(choices["toCompanyId"]));
    if (!winner) throw invalidObject("companyMerge", [missingField("companyMerge", "toCompanyId")]);
    mergeCompanies(winner, loser, choices, writeContext(tenant, API_MEMBER));
    response.status(201).json({ success: true, message: "The companies were merged." });
  });
  return router;
}

function hideItemsOnQuirk({ quirks }: Tenant, record: Json): Json {
  if (!quirks.createHidesItems) return record;
  const { communicationItems: _items, ...rest } = record;
  const { defaultPhoneType: _type, defaultPhoneNbr: _number, ...bare } = rest;
  return bare;
}

function failPatchOnQuirk({ quirks }: Tenant, resource: string, body: unknown): void {
  const isWhole = readOperations(body).some(({ head }) => head === "customFields");
  if (quirks.patchNeedsCustomFields && !isWhole) {
    throw invalidObject(resource, [missingField(resource, "customFields")]);
  }
  if (!quirks.companyPatchFails || resource !== COMPANY.resource) return;
  throw new ApiError(500, {
    code: "ConnectWiseApi",
    message: "String was not recognized as a valid DateTime.",
  });
}

/** The body as an object. @throws ApiError 400 when it is anything else */
export function readObject(request: Request): Json {
  const body: unknown = request.body;
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Json;
  throw new ApiError(400, {
    code: "InvalidObject",
    message: "The body is not an object.",
  });
}
