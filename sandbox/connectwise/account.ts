import { Router } from "express";
import { newDefinition } from "./custom-field-tables.ts";
import { invalidField, invalidObject, missingField, recordNotFound } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { answerOne } from "./listing.ts";
import { presentSetupRow } from "./present.ts";
import type { Json } from "./schema.ts";
import { addSetupRoutes } from "./setup-routes.ts";
import type { SetupRow } from "./setup-tables.ts";
import { codebaseOf, versionOf } from "./tenant.ts";
import type { Tenant } from "./tenant.ts";

/**
 * Routes that need no keys: discovery of the codebase, and the signing keys of callbacks.
 *
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export function createPublicRouter(tenant: Tenant): Router {
  const router = Router();
  router.get("/login/companyinfo/:companyId", (request, response) => {
    const { companyId, isCloud } = tenant.credentials;
    if (request.params.companyId.toLowerCase() !== companyId.toLowerCase()) {
      response.json(null);
      return;
    }
    const version = versionOf(tenant);
    response.json({
      CompanyName: "Lockstep Demo",
      Codebase: codebaseOf(tenant),
      VersionCode: version.code,
      VersionNumber: `${version.code}.98765`,
      CompanyID: companyId,
      IsCloud: isCloud ? "True" : "False",
    });
  });
  router.get("/:codebase/system/callbackkey/index.rails", (request, response) => {
    const id = typeof request.query["id"] === "string" ? request.query["id"] : "";
    const key = tenant.store.state.signingKeys[id];
    if (key === undefined) throw recordNotFound("CallbackKey", id);
    response.json({ signing_key: key });
  });
  return router;
}

/** Set-up tables, members, locations, custom field definitions and `/system/info`. */
export function createAccountRouter(tenant: Tenant): Router {
  const router = Router();
  router.get("/system/info", (_request, response) => {
    response.json({
      version: `${versionOf(tenant).code}.98765`,
      isCloud: tenant.credentials.isCloud,
      serverTimeZone: "Eastern Standard Time",
      licenseBits: [{ name: "psa", activeFlag: true }],
      cloudRegion: tenant.credentials.isCloud ? "NA" : "",
      maxWorkFlowRecordsAllowed: 1000,
    });
  });
  addSetupRoutes(router, tenant);
  router.post("/system/userDefinedFields", (request, response) => {
    const row = addDefinition(tenant, request.body as Json);
    answerOne(request, response, { record: presentSetupRow(row), status: 201 });
  });
  return router;
}

const FIELD_TYPES = new Set(
  "TextArea Button Currency Date Hyperlink IPAddress Checkbox Number Percent PhoneNumber Text Password".split(
    " ",
  ),
);

function addDefinition(tenant: Tenant, body: Json): SetupRow {
  const errors = checkDefinition(body);
  if (errors.length > 0) throw invalidObject("userDefinedField", errors);
  const rows = tenant.store.state.tables.userDefinedFields;
  const id = Math.max(0, ...rows.map((row) => row.id)) + 1;
  const { _info, ...given } = body;
  const row = newDefinition(id, { ...given, dateCreated: tenant.store.timestamp() });
  rows.push(row);
  tenant.store.touch();
  return row;
}

function checkDefinition(body: Json): FieldError[] {
  const resource = "userDefinedField";
  const errors = ["podId", "caption", "sequenceNumber", "fieldTypeIdentifier"]
    .filter((name) => body[name] === undefined || body[name] === null)
    .map((name) => missingField(resource, name));
  const { caption, fieldTypeIdentifier: type } = body;
  if (typeof caption === "string" && caption.length > 25) {
    const message = "The field caption must be a string with a maximum length of 25.";
    errors.push({ code: "MaxLengthField", message, resource, field: "caption" });
  }
  if (typeof type === "string" && !FIELD_TYPES.has(type)) {
    errors.push(invalidField(resource, "fieldTypeIdentifier", "Enum value supplied was invalid"));
  }
  return errors;
}
