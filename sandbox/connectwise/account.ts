import { Router } from "express";
import { invalidField, invalidObject, missingField, recordNotFound } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { addReadRoutes, answerOne } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { presentSetupRow, readJson } from "./present.ts";
import { SETUP_FIELDS, USER_DEFINED_FIELD_FIELDS } from "./schema.ts";
import type { FieldCatalog, Json } from "./schema.ts";
import type { SetupRow, SetupTableName } from "./setup-tables.ts";
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

interface SetupTable {
  readonly path: string;
  readonly table: SetupTableName;
  readonly noun: string;
  readonly fields: FieldCatalog;
  /** Takes any condition and returns its first page: observed on reference tables. */
  readonly ignoresConditions?: boolean;
}

const NAMED: FieldCatalog = { id: "integer", name: "text" };
const setUp = (name: string): FieldCatalog => SETUP_FIELDS[name] ?? NAMED;

const SETUP_ROUTES: readonly SetupTable[] = [
  {
    path: "/company/companies/statuses",
    table: "statuses",
    noun: "CompanyStatus",
    fields: setUp("statuses"),
  },
  { path: "/company/companies/types", table: "types", noun: "CompanyType", fields: setUp("types") },
  { path: "/company/countries", table: "countries", noun: "Country", fields: NAMED },
  {
    path: "/company/states",
    table: "states",
    noun: "State",
    fields: NAMED,
    ignoresConditions: true,
  },
  {
    path: "/company/marketDescriptions",
    table: "markets",
    noun: "MarketDescription",
    fields: NAMED,
    ignoresConditions: true,
  },
  {
    path: "/company/ownershipTypes",
    table: "ownershipTypes",
    noun: "OwnershipType",
    fields: NAMED,
  },
  { path: "/system/members", table: "members", noun: "Member", fields: setUp("members") },
  { path: "/system/locations", table: "locations", noun: "Location", fields: setUp("locations") },
  {
    path: "/system/userDefinedFields",
    table: "userDefinedFields",
    noun: "UserDefinedField",
    fields: USER_DEFINED_FIELD_FIELDS,
  },
];

function collectionOf(tenant: Tenant, table: SetupTable): Collection<SetupRow> {
  return {
    noun: table.noun,
    rows: tenant.store.state.tables[table.table].toSorted((a, b) => a.id - b.id),
    fields: table.fields,
    idOf: (row) => row.id,
    read: (row) => readJson(presentSetupRow(row)),
    present: presentSetupRow,
    ignoresConditions: table.ignoresConditions ?? false,
  };
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
  for (const table of SETUP_ROUTES) {
    addReadRoutes(router, table.path, () => collectionOf(tenant, table));
  }
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
  const row: SetupRow = {
    podDescription: "Company Overview",
    screenId: "cw300",
    screenDescription: "Company",
    numberDecimals: 0,
    entryTypeIdentifier: "EntryField",
    requiredFlag: false,
    displayOnScreenFlag: true,
    readOnlyFlag: false,
    listViewFlag: false,
    businessUnitIds: [],
    locationIds: [],
    ...body,
    id,
    connectWiseID: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
    dateCreated: tenant.store.timestamp(),
  };
  delete row["_info"];
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
