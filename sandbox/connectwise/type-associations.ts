import { Router } from "express";
import type { Request, Response } from "express";
import { invalidField, invalidObject } from "./errors.ts";
import { addReadRoutes, answerOne, pathParameter, requireRow } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { readChanges } from "./patch.ts";
import { readJson } from "./projection.ts";
import type { RecordType } from "./record-type.ts";
import { findRecord, readObject } from "./records.ts";
import { findRow, recordReference } from "./references.ts";
import { SETUP_FIELDS } from "./schema.ts";
import type { Json } from "./schema.ts";
import type { SetupRow } from "./setup-tables.ts";
import type { Company, Contact, Store, TypeLink } from "./store.ts";
import type { Tenant } from "./tenant.ts";
import { presentTypes } from "./type-links.ts";

/** A record that has types. */
type Typed = Company | Contact;

const typeRows = <R extends Typed>(type: RecordType<R>, store: Store): readonly SetupRow[] =>
  type.typeTable ? store.state.tables[type.typeTable] : [];

function present<R extends Typed>(
  type: RecordType<R>,
  record: R,
  link: TypeLink,
  store: Store,
): Json {
  const [reference] = presentTypes(typeRows(type, store), [link]);
  const parent = { [record.type]: recordReference(record) };
  return { id: link.id, type: reference, ...parent, _info: {} };
}

function linksOf<R extends Typed>(
  type: RecordType<R>,
  record: R,
  store: Store,
): Collection<TypeLink> {
  return {
    noun: `${type.noun}TypeAssociation`,
    rows: record.typeLinks,
    fields: SETUP_FIELDS["typeAssociations"] ?? {},
    idOf: (link) => link.id,
    read: (link) => readJson(present(type, record, link, store)),
    present: (link) => present(type, record, link, store),
  };
}

/** The type a body names. @throws ApiError 400 when there is none, or the record has it already */
function readTypeId<R extends Typed>(
  type: RecordType<R>,
  record: R,
  body: Json,
  store: Store,
): number {
  const resource = `${type.resource}TypeAssociation`;
  const row = findRow(typeRows(type, store), body["type"]);
  if (!row) {
    throw invalidObject(resource, [invalidField(resource, "type", "The type was not found.")]);
  }
  if (record.typeLinks.some((link) => link.typeId === row.id)) {
    const message = `The ${type.resource} has this type already.`;
    throw invalidObject(resource, [{ code: "ObjectExists", message, resource, field: "type" }]);
  }
  return row.id;
}

/** `…/{id}/typeAssociations`: the only way to change a record's types after creation. */
export function createTypeAssociationRouter<R extends Typed>(
  tenant: Tenant,
  type: RecordType<R>,
): Router {
  const router = Router();
  const { store } = tenant;
  const path = `${type.path}/:parentId/typeAssociations`;
  const parent = (request: Request): R =>
    findRecord(type, store, pathParameter(request, "parentId"));
  const replace = (request: Request, response: Response, body: Json): void => {
    const record = parent(request);
    const link = requireRow(request, linksOf(type, record, store));
    const changed = { id: link.id, typeId: readTypeId(type, record, body, store) };
    record.typeLinks = record.typeLinks.map((each) => (each === link ? changed : each));
    store.touch();
    answerOne(request, response, { record: present(type, record, changed, store) });
  };
  addReadRoutes(router, path, (request) => linksOf(type, parent(request), store));
  router.post(path, (request: Request, response: Response) => {
    const record = parent(request);
    const typeId = readTypeId(type, record, readObject(request), store);
    const link = { id: store.takeId("association"), typeId };
    record.typeLinks.push(link);
    store.touch();
    answerOne(request, response, { record: present(type, record, link, store), status: 201 });
  });
  router.put(`${path}/:id`, (request: Request, response: Response) => {
    replace(request, response, readObject(request));
  });
  router.patch(`${path}/:id`, (request: Request, response: Response) => {
    replace(request, response, readChanges(request.body));
  });
  router.delete(`${path}/:id`, (request: Request, response: Response) => {
    const record = parent(request);
    const link = requireRow(request, linksOf(type, record, store));
    record.typeLinks = record.typeLinks.filter((each) => each !== link);
    store.touch();
    response.status(204).end();
  });
  return router;
}
