import { Router } from "express";
import type { Request } from "express";
import { COMPANY, mergeCompanies } from "./companies.ts";
import { readCustomField } from "./custom-fields.ts";
import { ApiError, invalidObject, missingField, recordNotFound } from "./errors.ts";
import { addReadRoutes, answerOne, originOf, pathParameter } from "./listing.ts";
import type { Collection } from "./listing.ts";
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
    read: (record) => readRecord(type, record),
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

  addReadRoutes(router, type.path, (request) => collectionOf(tenant, type, request));
  router.post(type.path, (request, response) => {
    const record = createRecord(type, readObject(request), context());
    answerOne(request, response, { record: present(request, record), status: 201 });
  });
  const one = router.route(`${type.path}/:id`);
  one.patch((request: Request, response) => {
    const record = find(request);
    failPatchOnQuirk(tenant, type.resource);
    patchRecord(type, record, request.body, context());
    answerOne(request, response, { record: present(request, record) });
  });
  one.put((request: Request, response) => {
    const record = find(request);
    putRecord(type, record, readObject(request), context());
    answerOne(request, response, { record: present(request, record) });
  });
  one.delete((request: Request, response) => {
    type.remove(find(request), context());
    response.status(204).end();
  });
  return router;
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

function failPatchOnQuirk(tenant: Tenant, resource: string): void {
  if (!tenant.quirks.companyPatchFails || resource !== COMPANY.resource) return;
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
