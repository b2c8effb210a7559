import { createConnectwiseClient } from "../../server/adapters/connectwise/transport.ts";
import type { ConnectwiseClient } from "../../server/adapters/connectwise/transport.ts";
import { createConnectwiseAdapter } from "../../server/adapters/connectwise/index.ts";
import type { ConnectwiseAdapterOptions } from "../../server/adapters/connectwise/index.ts";
import { createHttpClient } from "../../server/adapters/http-client.ts";
import type { HttpClient } from "../../server/adapters/http-client.ts";
import type { Connection } from "../../server/sync/connection.ts";
import type { Fields, ObjectType, RecordSnapshot } from "../../server/sync/model.ts";
import type { CrmAdapter, WriteResult } from "../../server/sync/adapter-ports.ts";
import type { ConnectwiseStandInOptions } from "../../sandbox/connectwise/server.ts";
import { KEYS, startRig } from "./connectwise-stand-in-rig.ts";
import type { Rig } from "./connectwise-stand-in-rig.ts";
import { IMPATIENT_MS, PATIENT_MS, createOpenLimiter, recordOf } from "./crm-adapter-subject.ts";

/** Lockstep's id in these tests. */
export const CLIENT_ID = "5f0c1d4e-0000-4000-8000-000000000001";

/** A stand-in with everything of ours that talks to it. */
export interface AdapterRig extends Rig {
  readonly http: HttpClient;
  readonly connection: Connection;
  readonly client: ConnectwiseClient;
  readonly adapter: CrmAdapter;
  /** The same with a short time-out, for calls that are never answered. */
  readonly impatient: CrmAdapter;
  readonly closures: number[];
}

/** A connection to a stand-in, as the store would hold it. */
export function connectionTo(url: string, more: Partial<Connection> = {}): Connection {
  return {
    connectionId: "1",
    apiUrl: url,
    siteHost: new URL(url).host,
    ...KEYS,
    version: "2026.4",
    isCloud: true,
    dateConditions: "exact",
    memberIdentifier: "Lockstep",
    webhookKey: "wk",
    ...more,
  };
}

/** Starts a stand-in and builds adapters on it that try again at once. */
export async function startAdapterRig(
  standInOptions: Partial<ConnectwiseStandInOptions> = {},
  {
    dateConditions = "exact",
    ...adapterOptions
  }: Partial<
    Omit<ConnectwiseAdapterOptions, "connection"> & Pick<Connection, "dateConditions">
  > = {},
): Promise<AdapterRig> {
  const rig = await startRig(standInOptions);
  const { url } = rig.standIn;
  const http = createHttpClient({
    allowedPrivateHosts: [new URL(url).host],
    timeoutMs: PATIENT_MS,
  });
  const version = (standInOptions.version ?? "v2026.4").slice(1);
  const connection = connectionTo(url, { version, dateConditions });
  const closures: number[] = [];
  const limiter = createOpenLimiter(closures);
  const options = { http, limiter, clientId: CLIENT_ID, retryDelaysMs: [1, 1], ...adapterOptions };
  return {
    ...rig,
    http,
    connection,
    closures,
    client: createConnectwiseClient({ ...options, credentials: connection }),
    adapter: createConnectwiseAdapter({ ...options, connection }),
    impatient: createConnectwiseAdapter({ ...options, connection, timeoutMs: IMPATIENT_MS }),
    close: async () => {
      http.close();
      await rig.close();
    },
  };
}

/** Calls of the API that some work makes: how often each `METHOD /path` was called. */
export async function callsOf(
  { control }: Rig,
  work: () => Promise<unknown>,
): Promise<Record<string, number>> {
  await control.delete("/requests");
  await work();
  const { data } = await control.get("/requests");
  const byRoute = Object.entries(data.byRoute as Record<string, { count: number }>);
  return Object.fromEntries(
    byRoute.map(([route, { count }]) => [route.replace("/:codebase/apis/3.0", ""), count]),
  );
}

/** Creates one record. @throws AppError - when it is refused */
export async function createOne(
  { adapter }: AdapterRig,
  objectType: ObjectType,
  fields: Fields,
): Promise<RecordSnapshot> {
  return recordOf((await adapter.create(objectType, [{ sourceId: "1", fields }]))[0]);
}

/** Updates one record. @param before - as it was read; left out: it was not */
export async function updateOne(
  { adapter }: AdapterRig,
  objectType: ObjectType,
  id: string,
  update: { readonly fields: Fields; readonly before?: RecordSnapshot },
): Promise<WriteResult> {
  const [result] = await adapter.update(objectType, [{ id, ...update }]);
  if (result === undefined) throw new Error("no result");
  return result;
}

/** Reads one record. @throws Error - when it is not there */
export async function readOne(
  { adapter }: AdapterRig,
  objectType: ObjectType,
  id: string,
  paths: readonly string[],
): Promise<RecordSnapshot> {
  const record = (await adapter.read(objectType, [id], paths)).get(id);
  if (record === undefined) throw new Error(`there is no ${objectType} ${id}`);
  return record;
}
