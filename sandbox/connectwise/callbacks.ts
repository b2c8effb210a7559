import { randomBytes, randomUUID } from "node:crypto";
import { Router } from "express";
import type { Request } from "express";
import { invalidField, invalidObject, missingField } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { addReadRoutes, answerOne, requireRow } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { readChanges } from "./patch.ts";
import { presentCallback } from "./present.ts";
import { readJson } from "./projection.ts";
import { CALLBACK_FIELDS, CALLBACK_LEVELS } from "./schema.ts";
import type { Json } from "./schema.ts";
import { API_MEMBER } from "./setup-tables.ts";
import type { Callback } from "./store.ts";
import type { Tenant } from "./tenant.ts";

const PATH = "/system/callbacks";
const RESOURCE = "callbackEntry";
const WRITABLE = new Set(
  "description url objectId type level payloadVersion inactiveFlag isSelfSuppressedFlag".split(" "),
);

function isUrl(value: unknown): boolean {
  if (typeof value !== "string" || !URL.canParse(value)) return false;
  return ["http:", "https:"].includes(new URL(value).protocol);
}

/** Checks an entry against its rules and against the entries there are already. */
function checkCallback(fields: Json, others: readonly Callback[]): FieldError[] {
  const errors = ["url", "objectId", "type", "level"]
    .filter((name) => fields[name] === undefined || fields[name] === null)
    .map((name) => missingField(RESOURCE, name));
  if (fields["url"] !== undefined && !isUrl(fields["url"])) {
    errors.push(invalidField(RESOURCE, "url", "Invalid URL"));
  }
  errors.push(...checkLevel(fields));
  const isTwin = (other: Callback): boolean =>
    ["url", "type", "level", "objectId"].every((name) => other.fields[name] === fields[name]);
  if (others.some(isTwin)) {
    errors.push({
      code: "ObjectExists",
      message: "A matching callback entry already exists",
      resource: RESOURCE,
      field: "objectId",
    });
  }
  return errors;
}

function checkLevel(fields: Json): FieldError[] {
  const { type, level, description } = fields;
  const errors: FieldError[] = [];
  if (typeof type === "string" && typeof level === "string") {
    const levels = CALLBACK_LEVELS[type.toLowerCase()];
    if (!levels?.includes(level.toLowerCase())) {
      errors.push({
        code: "InvalidObject",
        message:
          "Unrecognized level for type, see documentation for supported levels for each type",
        resource: RESOURCE,
        field: "level",
      });
    }
  }
  if (typeof description === "string" && description.length > 100) {
    const message = "The field description must be a string with a maximum length of 100.";
    errors.push({ code: "MaxLengthField", message, resource: RESOURCE, field: "description" });
  }
  return errors;
}

function writable(body: Json): Json {
  const fields = Object.fromEntries(Object.entries(body).filter(([name]) => WRITABLE.has(name)));
  if (fields["objectId"] === 0) fields["objectId"] = 1;
  return fields;
}

function createCallback(tenant: Tenant, body: Json, host: string): Callback {
  const { store } = tenant;
  const fields: Json = {
    payloadVersion: "3.0.0",
    inactiveFlag: false,
    isSoapCallbackFlag: false,
    isSelfSuppressedFlag: false,
    ...writable(body),
    connectWiseID: randomUUID(),
  };
  const errors = checkCallback(fields, store.state.callbacks);
  if (errors.length > 0) throw invalidObject(RESOURCE, errors);
  const keyId = randomUUID();
  store.state.signingKeys[keyId] = randomBytes(24).toString("base64");
  const callback: Callback = {
    id: store.takeId("callback"),
    fields,
    memberId: API_MEMBER.memberId,
    host,
    keyId,
    lastUpdated: store.timestamp(),
    updatedBy: API_MEMBER.identifier,
  };
  store.state.callbacks.push(callback);
  store.touch();
  return callback;
}

function updateCallback(tenant: Tenant, callback: Callback, changes: Json): void {
  const { store } = tenant;
  const fields = { ...callback.fields, ...writable(changes) };
  const others = store.state.callbacks.filter((other) => other !== callback);
  const errors = checkCallback(fields, others);
  if (errors.length > 0) throw invalidObject(RESOURCE, errors);
  callback.fields = fields;
  callback.lastUpdated = store.timestamp();
  callback.updatedBy = API_MEMBER.identifier;
  store.touch();
}

/** `/system/callbacks`: subscriptions of this API member. */
export function createCallbackRouter(tenant: Tenant): Router {
  const router = Router();
  const { store } = tenant;
  const collection = (): Collection<Callback> => ({
    noun: "CallbackEntry",
    rows: store.state.callbacks,
    fields: CALLBACK_FIELDS,
    idOf: (callback) => callback.id,
    read: (callback) => readJson(presentCallback(callback)),
    present: presentCallback,
  });
  const find = (request: Request): Callback => requireRow(request, collection());
  addReadRoutes(router, PATH, collection);
  router.post(PATH, (request, response) => {
    const host = request.get("host") ?? "localhost";
    const callback = createCallback(tenant, request.body as Json, host);
    answerOne(request, response, { record: presentCallback(callback), status: 201 });
  });
  router.patch(`${PATH}/:id`, (request: Request, response) => {
    const callback = find(request);
    updateCallback(tenant, callback, readChanges(request.body));
    answerOne(request, response, { record: presentCallback(callback) });
  });
  router.put(`${PATH}/:id`, (request: Request, response) => {
    const callback = find(request);
    updateCallback(tenant, callback, request.body as Json);
    answerOne(request, response, { record: presentCallback(callback) });
  });
  router.delete(`${PATH}/:id`, (request: Request, response) => {
    const callback = find(request);
    store.state.callbacks = store.state.callbacks.filter((each) => each !== callback);
    store.touch();
    response.status(204).end();
  });
  return router;
}
