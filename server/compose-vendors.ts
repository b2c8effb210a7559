import { ensureCallbacks } from "./adapters/connectwise/callbacks.ts";
import {
  type ConnectwiseClient,
  createConnectwiseClient,
  type Gate,
} from "./adapters/connectwise/transport.ts";
import { countRecords as countInConnectwise } from "./adapters/connectwise/count.ts";
import { allOf, anyOf, equalsText, idIn } from "./adapters/connectwise/conditions.ts";
import { testConnection } from "./adapters/connectwise/connect.ts";
import { type ConnectwiseObject, objectOf } from "./adapters/connectwise/objects.ts";
import { addChoices, createSetupTables, readDefinitions } from "./adapters/connectwise/schema.ts";
import { recordListSchema } from "./adapters/connectwise/wire.ts";
import { countRecords as countInHubspot } from "./adapters/hubspot/count.ts";
import { readLists } from "./adapters/hubspot/lists.ts";
import { hubspotObject } from "./adapters/hubspot/objects.ts";
import {
  readAccountDetails,
  readOwners,
  readPipelines,
  readProperties,
  readUsers,
  setUpProperties,
} from "./adapters/hubspot/schema.ts";
import type { Transport } from "./adapters/hubspot/transport.ts";
import type { HttpClient } from "./adapters/http-client.ts";
import type { Connection } from "./sync/connection.ts";
import type { RateLimiter } from "./sync/ports.ts";
import type {
  CompanyDirectory,
  ConnectwiseAccount,
  ConnectwiseConnector,
  HubspotAccount,
} from "./sync/vendor-ports.ts";

/** Set-up of a portal's HubSpot over a transport. */
export function createHubspotAccount(transport: Transport): HubspotAccount {
  return {
    details: () => readAccountDetails(transport),
    setUpProperties: (objectType) => setUpProperties(transport, hubspotObject(objectType)),
    properties: (objectType) => readProperties(transport, hubspotObject(objectType)),
    owners: () => readOwners(transport),
    users: () => readUsers(transport),
    pipelines: () => readPipelines(transport),
    lists: (objectType) => readLists(transport, hubspotObject(objectType)),
    counter: {
      count: (objectType, filter, fields) =>
        countInHubspot(transport, hubspotObject(objectType), filter, fields),
    },
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
  // Tables that object types share are read once for all of them.
  const tables = createSetupTables(client);
  return {
    definitions: (objectType, extent) => readDefinitions(tables, objectOf(objectType), extent),
    addChoices: (objectType, known) => addChoices(tables, objectOf(objectType), known),
    ensureCallbacks: (webhookKey, objectTypes) =>
      ensureCallbacks(client, { publicUrl, webhookKey, objectTypes }),
    counter: {
      count: (objectType, filter, fields) =>
        countInConnectwise(client, objectOf(objectType), filter, fields),
    },
    ownRecordIds: (objectType) => readOwnRecordIds(client, objectOf(objectType)),
  };
}

/** Finds companies of a connection by their identifiers. */
export function createCompanyDirectory(
  parts: ConnectwiseParts,
  connection: Connection,
): CompanyDirectory {
  const client = createConnectwiseClient({ ...parts, credentials: connection });
  const find = async (
    condition: string,
  ): Promise<Readonly<Record<string, unknown>> | undefined> => {
    const { data } = await client.get({
      path: objectOf("company").endpoint,
      query: {
        conditions: allOf([condition, "deletedFlag = false"]),
        fields: "id,identifier",
        pageSize: 1,
      },
      schema: recordListSchema,
    });
    return data[0];
  };
  return {
    identifierOf: async (id) => textOf((await find(idIn([id])))?.["identifier"]),
    idOf: async (identifier) => textOf((await find(equalsText("identifier", identifier)))?.["id"]),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

async function readOwnRecordIds(
  client: ConnectwiseClient,
  { endpoint, ownIdentifiers }: ConnectwiseObject,
): Promise<readonly string[]> {
  if (ownIdentifiers.length === 0) return [];
  const conditions = anyOf(ownIdentifiers.map((text) => equalsText("identifier", text)));
  const { data } = await client.get({
    path: endpoint,
    query: { conditions, fields: "id", pageSize: 10 },
    schema: recordListSchema,
  });
  return data.map(({ id }) => id);
}
