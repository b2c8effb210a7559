import { Router } from "express";
import type { Request, Response } from "express";
import { COMMUNICATION, presentCommunication, putItem, readItem } from "./communications.ts";
import { CONTACT } from "./contacts.ts";
import { invalidObject } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { addReadRoutes, answerOne, originOf, pathParameter, requireRow } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { readChanges } from "./patch.ts";
import { readJson } from "./projection.ts";
import { findRecord, readObject } from "./records.ts";
import { stamp } from "./record-writes.ts";
import { COMMUNICATION_FIELDS } from "./schema.ts";
import type { Json } from "./schema.ts";
import { API_MEMBER } from "./setup-tables.ts";
import type { Communication, Contact } from "./store.ts";
import { writeContext } from "./tenant.ts";
import type { Tenant } from "./tenant.ts";

const PATH = `${CONTACT.path}/:parentId/communications`;

/** What a whole item has when the body does not say it. */
const EMPTY: Json = { type: null, value: null, extension: null, defaultFlag: false };

function itemsOf(tenant: Tenant, contact: Contact, request: Request): Collection<Communication> {
  const { store } = tenant;
  const present = (item: Communication): Json =>
    presentCommunication(store, contact, item, originOf(request));
  return {
    noun: "Communication",
    rows: contact.communications.toSorted((a, b) => a.id - b.id),
    fields: COMMUNICATION_FIELDS,
    idOf: (item) => item.id,
    read: (item) => readJson(present(item)),
    present,
  };
}

/**
 * `/company/contacts/{id}/communications`: items one by one.
 *
 * Whether such a change moves the contact's `lastUpdated` is not published. Here it does not, and no
 * callback is sent, unless the quirk `communicationsMoveContact` is on.
 */
export function createCommunicationRouter(tenant: Tenant): Router {
  const router = Router();
  const { store } = tenant;
  const parent = (request: Request): Contact =>
    findRecord(CONTACT, store, pathParameter(request, "parentId"));
  const changed = (contact: Contact, items: Communication[]): void => {
    contact.communications = items;
    store.touch();
    if (!tenant.quirks.communicationsMoveContact) return;
    stamp(contact, writeContext(tenant, API_MEMBER), "updated");
  };
  const write = (
    request: Request,
    response: Response,
    written: { readonly body: Json; readonly before?: Communication; readonly status?: number },
  ): void => {
    const contact = parent(request);
    const errors: FieldError[] = [];
    const limits = writeContext(tenant, API_MEMBER).limits[COMMUNICATION];
    const item = readItem(written.body, { store, limits, errors }, written.before);
    if (!item) throw invalidObject(COMMUNICATION, errors);
    changed(contact, putItem(contact.communications, item));
    const record = presentCommunication(store, contact, item, originOf(request));
    answerOne(request, response, { record, status: written.status ?? 200 });
  };
  const find = (request: Request): Communication =>
    requireRow(request, itemsOf(tenant, parent(request), request));
  addReadRoutes(router, PATH, (request) => itemsOf(tenant, parent(request), request));
  router.post(PATH, (request: Request, response: Response) => {
    write(request, response, { body: readObject(request), status: 201 });
  });
  router.put(`${PATH}/:id`, (request: Request, response: Response) => {
    write(request, response, { body: { ...EMPTY, ...readObject(request) }, before: find(request) });
  });
  router.patch(`${PATH}/:id`, (request: Request, response: Response) => {
    write(request, response, { body: readChanges(request.body), before: find(request) });
  });
  router.delete(`${PATH}/:id`, (request: Request, response: Response) => {
    const item = find(request);
    const contact = parent(request);
    changed(
      contact,
      contact.communications.filter((each) => each !== item),
    );
    response.status(204).end();
  });
  return router;
}
