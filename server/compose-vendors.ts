import { ensureCallbacks } from "./adapters/connectwise/callbacks.ts";
import {
  type ConnectwiseClient,
  createConnectwiseClient,
  type Gate,
} from "./adapters/connectwise/transport.ts";
import { anyOf, equalsText } from "./adapters/connectwise/conditions.ts";
import { testConnection } from "./adapters/connectwise/connect.ts";
import { type ConnectwiseObject, headOf, objectOf } from "./adapters/connectwise/objects.ts";
import { type ConnectwiseSchema, readSchema } from "./adapters/connectwise/schema.ts";
import { recordListSchema } from "./adapters/connectwise/wire.ts";
import { hubspotObject } from "./adapters/hubspot/objects.ts";
import {
  readAccountDetails,
  readOwners,
  readPipelines,
  readProperties,
  setUpProperties,
} from "./adapters/hubspot/schema.ts";
import type { Transport } from "./adapters/hubspot/transport.ts";
import type { HttpClient } from "./adapters/http-client.ts";
import type { Connection } from "./sync/portal-ports.ts";
import type { RateLimiter } from "./sync/ports.ts";
import type {
  ConnectwiseAccount,
  ConnectwiseConnector,
  ConnectwiseField,
  HubspotAccount,
} from "./sync/vendor-ports.ts";

/** Set-up of a portal's HubSpot over a transport. */
export function createHubspotAccount(transport: Transport): HubspotAccount {
  return {
    details: () => readAccountDetails(transport),
    setUpProperties: (objectType) => setUpProperties(transport, hubspotObject(objectType)),
    properties: (objectType) => readProperties(transport, hubspotObject(objectType)),
    owners: () => readOwners(transport),
    pipelines: () => readPipelines(transport),
  };
}

/** What reaching ConnectWise needs. */
export interface ConnectwiseParts {
  readonly http: HttpClient;
  /** Lockstep's own id at ConnectWise. */
  readonly clientId: string;
  readonly publicUrl: string;
  readonly limiter: RateLimiter;
  readonly gate: Gate;
}

/** Tests connections of one portal and sets them up. */
export function createConnectwiseConnector(parts: ConnectwiseParts): ConnectwiseConnector {
  const { http, clientId, limiter } = parts;
  return {
    test: async (input) => testConnection(input, { http, clientId, limiter }),
    account: (connection) => createConnectwiseAccount(parts, connection),
  };
}

function createConnectwiseAccount(
  parts: ConnectwiseParts,
  connection: Connection,
): ConnectwiseAccount {
  const { http, clientId, limiter, gate, publicUrl } = parts;
  const client = createConnectwiseClient({
    credentials: connection,
    clientId,
    http,
    limiter,
    gate,
  });
  return {
    async definitions(objectType) {
      const object = objectOf(objectType);
      const schema = await readSchema(client, object);
      const { statuses, countries, members, limits } = schema;
      const fields = fieldsOf(object, schema);
      return { statuses, countries, members, limits, fields, choices: {}, communicationTypes: [] };
    },
    ensureCallbacks: (webhookKey, objectTypes) =>
      ensureCallbacks(client, { publicUrl, webhookKey, objectTypes }),
    ownCompanyIds: () => readOwnCompanyIds(client),
  };
}

/** Identifiers that the catch-all company has on every server, in the spellings seen. */
const CATCH_ALL = ["Catchall", "CatchAll", "Catch All"];

async function readOwnCompanyIds(client: ConnectwiseClient): Promise<readonly string[]> {
  const conditions = anyOf(CATCH_ALL.map((identifier) => equalsText("identifier", identifier)));
  const { data } = await client.get({
    path: objectOf("company").endpoint,
    query: { conditions, fields: "id", pageSize: 10 },
    schema: recordListSchema,
  });
  return data.map(({ id }) => id);
}

/** `addressLine1` as people read it: `Address line 1`. */
function labelOf(path: string): string {
  const words = path
    .replaceAll("/", " ")
    .replaceAll(/([a-z])([A-Z0-9])/gu, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** ConnectWise's names of custom field types, in our kinds. */
const CUSTOM_KINDS: Readonly<Record<string, ConnectwiseField["kind"]>> = {
  Number: "number",
  Percent: "number",
  Currency: "number",
  Date: "date",
  Checkbox: "boolean",
};

/** A field without choices. */
function field(
  path: string,
  kind: ConnectwiseField["kind"],
  isReadOnly: boolean,
): ConnectwiseField {
  return { path, label: labelOf(path), kind, isReadOnly, options: [] };
}

/** Every field that a mapping may name, with what may be done with it. */
function fieldsOf(object: ConnectwiseObject, schema: ConnectwiseSchema): ConnectwiseField[] {
  const isLocked = (path: string): boolean =>
    object.readOnly.includes(headOf(path)) || object.createOnly.includes(headOf(path));
  const choices = optionsByPath(schema);
  return [
    field("id", "text", true),
    ...Object.entries(object.fields).map(([path, kind]) => field(path, kind, isLocked(path))),
    ...object.references.flatMap((name) => [
      { ...field(`${name}/id`, "reference", isLocked(name)), options: choices[name] ?? [] },
      field(`${name}/name`, "text", true),
    ]),
    ...object.lists.flatMap((name) => [
      field(`${name}/id`, "list", true),
      field(`${name}/name`, "list", true),
    ]),
    ...schema.customFields.map((custom): ConnectwiseField => ({
      path: custom.path,
      label: custom.caption,
      kind: custom.options.length > 0 ? "option" : (CUSTOM_KINDS[custom.type] ?? "text"),
      isReadOnly: custom.isReadOnly,
      options: custom.options.map((value) => ({ value, label: value })),
    })),
  ];
}

function named(
  rows: readonly { readonly id: string; readonly name: string }[],
): ConnectwiseField["options"] {
  return rows.map(({ id, name }) => ({ value: id, label: name }));
}

function optionsByPath(
  schema: ConnectwiseSchema,
): Readonly<Record<string, ConnectwiseField["options"]>> {
  return {
    status: named(schema.statuses),
    country: named(schema.countries),
    territoryManager: named(schema.members),
  };
}
