import { createHubspotAdapter } from "../../server/adapters/hubspot/index.ts";
import { hubspotObject } from "../../server/adapters/hubspot/objects.ts";
import { setUpProperties } from "../../server/adapters/hubspot/schema.ts";
import { createTransport } from "../../server/adapters/hubspot/transport.ts";
import type { Transport, TransportOptions } from "../../server/adapters/hubspot/transport.ts";
import type { CrmAdapter } from "../../server/sync/adapter-ports.ts";
import { IMPATIENT_MS, PATIENT_MS, createOpenLimiter } from "./crm-adapter-subject.ts";
import { app, startInstalled } from "./hubspot-stand-in-client.ts";
import type { InstalledStandIn } from "./hubspot-stand-in-client.ts";

/** The object types that are synced. */
export const OBJECT_TYPES = ["company", "contact", "deal"];

/** The adapter on a running stand-in, with our properties set up. */
export interface HubspotRig {
  readonly standIn: InstalledStandIn;
  readonly transport: Transport;
  readonly adapter: CrmAdapter;
  /** The same with a short time-out, for calls that are never answered. */
  readonly impatient: CrmAdapter;
  /** Waits that the budgets were closed for, in milliseconds. */
  readonly closures: { readonly general: number[]; readonly search: number[] };
  /** Waits between tries, in milliseconds; none is really waited. */
  readonly waits: number[];
  /** Replaces all records, by the plural of their type; our properties are set up again. */
  load(records: Readonly<Record<string, readonly unknown[]>>): Promise<void>;
  /** Calls made since the last `forgetCalls`, by route. */
  calls(): Promise<Record<string, { count: number }>>;
  /** How many of each were made. */
  callCounts(): Promise<Record<string, number>>;
  forgetCalls(): Promise<void>;
}

/** Properties that HubSpot takes for a new record, by object type. */
const PROPERTIES: Readonly<Record<string, (index: number) => object>> = {
  company: (index) => ({ name: `Company ${index}` }),
  contact: (index) => ({ email: `c${index}@example.com`, lastname: `Contact ${index}` }),
  deal: (index) => ({ dealname: `Deal ${index}`, pipeline: "default", dealstage: "contractsent" }),
};

/**
 * Records to load, with ids from 1000 on.
 *
 * @param more - what else each record has, such as its associations
 */
export function records(
  objectType: string,
  count: number,
  more: (index: number) => object = () => ({}),
): { id: string }[] {
  return Array.from({ length: count }, (_each, index) => ({
    id: String(1000 + index),
    properties: PROPERTIES[objectType]?.(index),
    ...more(index),
  }));
}

/** Starts a stand-in that answers at once and forbids nothing, and an adapter on it. */
export async function startHubspotRig(
  options: Partial<TransportOptions> = {},
): Promise<HubspotRig> {
  const standIn = await startInstalled();
  const closures = { general: [] as number[], search: [] as number[] };
  const waits: number[] = [];
  const transportOptions: TransportOptions = {
    apiUrl: standIn.url,
    apiVersion: "2026-09",
    accessToken: () => Promise.resolve(standIn.tokens.access_token),
    onUnauthorized: () => Promise.resolve(),
    limiters: {
      general: createOpenLimiter(closures.general),
      search: createOpenLimiter(closures.search),
    },
    isBulk: false,
    clock: { now: Date.now },
    random: () => 0.5,
    sleep: (ms) => {
      waits.push(ms);
      return Promise.resolve();
    },
    timeoutMs: PATIENT_MS,
    ...options,
  };
  const transport = createTransport(transportOptions);
  const impatient = createTransport({ ...transportOptions, timeoutMs: IMPATIENT_MS });
  const prepare = async (): Promise<void> => {
    await standIn.control("limits", { searchLagMs: 0, enforce: false });
    for (const objectType of OBJECT_TYPES) {
      await setUpProperties(transport, hubspotObject(objectType));
    }
  };
  await prepare();
  const calls = async (): Promise<Record<string, { count: number }>> =>
    (await standIn.plain.get("/_control/requests")).data.byRoute;
  return {
    standIn,
    transport,
    adapter: createHubspotAdapter({ transport, appId: String(app.appId) }),
    impatient: createHubspotAdapter({ transport: impatient, appId: String(app.appId) }),
    closures,
    waits,
    load: async (all) => {
      await standIn.control("reset", { records: all });
      await prepare();
    },
    calls,
    callCounts: async () =>
      Object.fromEntries(Object.entries(await calls()).map(([route, { count }]) => [route, count])),
    forgetCalls: async () => void (await standIn.plain.delete("/_control/requests")),
  };
}
