import { createConnectwiseStandIn } from "../../sandbox/connectwise/server.ts";
import { createHubSpotStandIn } from "../../sandbox/hubspot/server.ts";
import type { TestDatabase } from "../support/postgres.ts";
import { startHubspotFront } from "./hubspot-front.ts";
import { untilNothingIsLeft, type World } from "./live-rig.ts";
import {
  HUBSPOT,
  installByHand,
  PORTAL_ID,
  type Reply,
  type ServerRig,
  startServerRig,
} from "./server-rig.ts";

type Keys = Readonly<Record<"companyId" | "publicKey" | "privateKey", string>>;
type Ask = (method: string, path: string, body?: unknown) => Promise<Reply>;

/** One of the two portals, as its people see it. */
export interface TestPortal {
  readonly portalId: string;
  readonly hubspotUrl: string;
  /** Where its ConnectWise is, and the keys to it. */
  readonly connection: Keys & { readonly site: string };
  readonly api: Ask;
  apiAs(userId: string, ...asked: Parameters<Ask>): Promise<Reply>;
  /** Calls a stand-in's control routes. */
  control(vendor: "hubspot" | "connectwise", path: string, body?: unknown): Promise<Reply["body"]>;
  /** Calls that both of its vendors have seen so far. */
  countCalls(): Promise<number>;
}

/** A server with two portals in it, each with a HubSpot and a ConnectWise of its own. */
export interface TwoPortals {
  readonly url: string;
  readonly first: TestPortal;
  readonly second: TestPortal;
  startJobs(): Promise<void>;
  /** Waits until nothing is left to do in either. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

const SECOND_ID = "48120002";

/** Starts everything; both portals are installed and connected, and hold a world of their own. */
export async function startTwoPortals(
  database: TestDatabase,
  worlds: { readonly first: World; readonly second: World },
  companyIds: { readonly first: string; readonly second: string },
): Promise<TwoPortals> {
  const front = await startHubspotFront();
  const connectwise = await createConnectwiseStandIn(keysOf(companyIds.second));
  const rig = await startServerRig(database, {
    connectwise: keysOf(companyIds.first),
    privateHosts: [`127.0.0.1:${connectwise.port}`],
    environment: {
      HUBSPOT_API_URL: front.url,
      HUBSPOT_APP_URL: front.url,
      // Nothing moves by itself while the tests look.
      POLL_SECONDS: "3600",
    },
  });
  const hubspot = await createHubSpotStandIn({
    ...HUBSPOT,
    portalId: Number(SECOND_ID),
    redirectUrls: [`${rig.url}/oauth/callback`],
    webhookTargetUrl: `${rig.url}/webhooks/hubspot`,
  });
  front.add(rig.hubspotUrl);
  front.add(hubspot.url);
  const first = portalOf(rig, PORTAL_ID, {
    hubspotUrl: rig.hubspotUrl,
    connection: { site: rig.connectwise.url, ...keysOf(companyIds.first) },
  });
  const second = portalOf(rig, SECOND_ID, {
    hubspotUrl: hubspot.url,
    connection: { site: connectwise.url, ...keysOf(companyIds.second) },
  });
  await settle(rig, first, worlds.first);
  await settle(rig, second, worlds.second);
  return {
    url: rig.url,
    first,
    second,
    startJobs: rig.startJobs,
    quiet: () => untilNothingIsLeft(database),
    close: async () => {
      await rig.close();
      await front.close();
      await hubspot.close();
      await connectwise.close();
    },
  };
}

function keysOf(companyId: string): Keys {
  return { companyId, publicKey: `public ${companyId}`, privateKey: `private ${companyId}` };
}

function portalOf(
  rig: ServerRig,
  portalId: string,
  { hubspotUrl, connection }: Pick<TestPortal, "hubspotUrl" | "connection">,
): TestPortal {
  const urls = { hubspot: hubspotUrl, connectwise: connection.site };
  const control: TestPortal["control"] = async (vendor, path, body) => {
    const reply = await fetch(`${urls[vendor]}/_control/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return reply.json();
  };
  return {
    portalId,
    hubspotUrl,
    connection,
    api: (method, path, body) => rig.api(method, path, body, portalId),
    apiAs: (userId, method, path, body) => rig.apiAs(userId, method, path, body, portalId),
    control,
    countCalls: async () => {
      const [here, there] = await Promise.all([
        control("hubspot", "requests"),
        control("connectwise", "requests"),
      ]);
      return here.total + there.total;
    },
  };
}

async function settle(rig: ServerRig, portal: TestPortal, world: World): Promise<void> {
  await portal.control("hubspot", "reset", { records: world.hubspot });
  await portal.control("hubspot", "limits", { searchLagMs: 0, enforce: false });
  await portal.control("connectwise", "reset", { records: world.connectwise });
  await installByHand(rig.url, portal.hubspotUrl);
  const connected = await portal.api("POST", "/connection", portal.connection);
  if (connected.status !== 200) throw new Error(JSON.stringify(connected.body));
}
