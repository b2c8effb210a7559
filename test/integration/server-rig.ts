import { createHmac, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { createConnectwiseStandIn } from "../../sandbox/connectwise/server.ts";
import type {
  ConnectwiseStandIn,
  ConnectwiseStandInOptions,
} from "../../sandbox/connectwise/server.ts";
import { createHubSpotStandIn } from "../../sandbox/hubspot/server.ts";
import { composeServer } from "../../server/compose.ts";
import { readConfig } from "../../server/config.ts";
import { installQueues } from "../../server/jobs/queues.ts";
import { createLogger } from "../../server/shared/logger.ts";
import { checkAnswer } from "../support/api-document.ts";
import type { TestDatabase } from "../support/postgres.ts";

/** What the tests' HubSpot app is called. */
export const HUBSPOT = { appId: 4242, clientId: "client-1", clientSecret: "secret-of-tests" };
/** The stand-in's only portal. */
export const PORTAL_ID = "48120001";
/** Who installs, and calls the API. */
const USER_ID = "71000";
/** Keys the ConnectWise stand-in takes. */
export const KEYS = { companyId: "lockstep_demo", publicKey: "pub", privateKey: "priv" };

/** An answer of our server. */
export interface Reply {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever JSON arrived
  readonly body: any;
}

/** The whole server on a real database, with both vendors' stand-ins, all in this process. */
export interface ServerRig {
  readonly url: string;
  readonly hubspotUrl: string;
  readonly connectwise: ConnectwiseStandIn;
  /** Lines that the server logged. */
  readonly log: string[];
  startJobs(): Promise<void>;
  /** Goes through the install in place of a browser. @returns the last page */
  install(): Promise<{ readonly status: number; readonly text: string }>;
  /** Calls the API as HubSpot does for an extension. */
  api(method: string, path: string, body?: unknown, portalId?: string): Promise<Reply>;
  /** The same on behalf of another user than the one who installed. */
  apiAs(
    userId: string,
    method: string,
    path: string,
    body?: unknown,
    portalId?: string,
  ): Promise<Reply>;
  connect(change?: Record<string, string>): Promise<Reply>;
  control(vendor: "hubspot" | "connectwise", path: string, body?: unknown): Promise<Reply["body"]>;
  forgetCalls(): Promise<void>;
  /** Calls that both vendors saw since the last `forgetCalls`. */
  countCalls(): Promise<number>;
  close(): Promise<void>;
}

/** Signs as HubSpot does. */
export function signAsHubspot(
  method: string,
  url: string,
  body: string,
  options: { readonly secret?: string; readonly at?: number } = {},
): Record<string, string> {
  const timestamp = String(options.at ?? Date.now());
  const decoded = url.replaceAll(/%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/giu, decodeURIComponent);
  const signature = createHmac("sha256", options.secret ?? HUBSPOT.clientSecret)
    .update(`${method}${decoded}${body}${timestamp}`)
    .digest("base64");
  return {
    "content-type": "application/json",
    "x-hubspot-signature-v3": signature,
    "x-hubspot-request-timestamp": timestamp,
  };
}

/** Environment of a server for tests. */
export function environmentOf(
  database: TestDatabase,
  more: Record<string, string> = {},
): Record<string, string> {
  return {
    LOCKSTEP_ENV: "development",
    DATABASE_URL: database.appUrl,
    SCHEDULER_DATABASE_URL: database.schedulerUrl,
    PORT: "0",
    HUBSPOT_APP_ID: String(HUBSPOT.appId),
    HUBSPOT_CLIENT_ID: HUBSPOT.clientId,
    HUBSPOT_CLIENT_SECRET: HUBSPOT.clientSecret,
    PUBLIC_URL: "http://127.0.0.1:1",
    CONNECTWISE_CLIENT_ID: "5f0c1d4e-0000-4000-8000-000000000001",
    ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    WORKER_SLOTS: "4",
    ...more,
  };
}

/** Starts everything on free ports. */
export async function startServerRig(
  database: TestDatabase,
  options: {
    readonly connectwise?: Partial<ConnectwiseStandInOptions>;
    readonly environment?: Record<string, string>;
    readonly accessTokenTtlMs?: number;
    /** Further hosts that the server may call, as `host:port`. */
    readonly privateHosts?: readonly string[];
  } = {},
): Promise<ServerRig> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  const { accessTokenTtlMs } = options;
  const hubspot = await createHubSpotStandIn({
    ...HUBSPOT,
    redirectUrls: [`${url}/oauth/callback`],
    webhookTargetUrl: `${url}/webhooks/hubspot`,
    webhookBatchWindowMs: 10,
    ...(accessTokenTtlMs === undefined ? {} : { accessTokenTtlMs }),
  });
  const connectwise = await createConnectwiseStandIn({ ...KEYS, ...options.connectwise });
  await installQueues(database.ownerUrl);
  const log: string[] = [];
  const config = readConfig(
    environmentOf(database, {
      PUBLIC_URL: url,
      HUBSPOT_API_URL: hubspot.url,
      HUBSPOT_APP_URL: hubspot.url,
      ALLOWED_PRIVATE_HOSTS: [
        `127.0.0.1:${connectwise.port}`,
        ...(options.privateHosts ?? []),
      ].join(),
      ...options.environment,
    }),
  );
  const logger = createLogger({ level: "debug" }, { write: (line) => void log.push(line) });
  const server = await composeServer(config, logger);
  listener.on("request", server.app);

  const call = async (
    who: { readonly portalId: string; readonly userId: string },
    method: string,
    path: string,
    body: unknown,
  ): Promise<Reply> => {
    const address = `${url}/api/v1${path}${path.includes("?") ? "&" : "?"}${callerQuery(who)}`;
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = signAsHubspot(method, address, text);
    const reply = await fetch(address, { method, headers, ...(text === "" ? {} : { body: text }) });
    const answer = { status: reply.status, body: await reply.json() };
    checkAnswer(method, path, answer);
    return answer;
  };
  const api: ServerRig["api"] = (method, path, body, portalId = PORTAL_ID) =>
    call({ portalId, userId: USER_ID }, method, path, body);
  const urls = { hubspot: hubspot.url, connectwise: connectwise.url };
  const control: ServerRig["control"] = async (vendor, path, body) => {
    const reply = await fetch(`${urls[vendor]}/_control/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return reply.json();
  };
  await control("hubspot", "limits", { searchLagMs: 0, enforce: false });
  return {
    url,
    hubspotUrl: hubspot.url,
    connectwise,
    log,
    startJobs: server.startJobs,
    install: () => installByHand(url, hubspot.url),
    api,
    apiAs: (userId, method, path, body, portalId = PORTAL_ID) =>
      call({ portalId, userId }, method, path, body),
    connect: (change = {}) =>
      api("POST", "/connection", { site: connectwise.url, ...KEYS, ...change }),
    control,
    forgetCalls: async () => {
      for (const each of Object.values(urls)) {
        await fetch(`${each}/_control/requests`, { method: "DELETE" });
      }
    },
    countCalls: async () => {
      const [a, b] = await Promise.all([
        control("hubspot", "requests"),
        control("connectwise", "requests"),
      ]);
      return a.total + b.total;
    },
    close: async () => {
      await new Promise<void>((resolve) => {
        listener.close(() => resolve());
        listener.closeAllConnections();
      });
      await server.close(10_000); // at most: jobs in hand end as soon as they may
      await hubspot.close();
      await connectwise.close();
    },
  };
}

/** Who calls, as HubSpot adds it to an extension's request. */
export function callerQuery({
  portalId = PORTAL_ID,
  userId = USER_ID,
}: {
  readonly portalId?: string;
  readonly userId?: string;
}): string {
  return `portalId=${portalId}&userId=${userId}&userEmail=admin%40lockstep-demo.example&appId=${HUBSPOT.appId}`;
}

/** Allows the app in the portal of a HubSpot stand-in. @returns the last page */
export async function installByHand(
  url: string,
  hubspotUrl: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const begun = await fetch(`${url}/oauth/install`, { redirect: "manual" });
  const consent = new URL(String(begun.headers.get("location")));
  const form = new URLSearchParams();
  for (const name of ["client_id", "redirect_uri", "scope", "state"]) {
    form.set(name, consent.searchParams.get(name) ?? "");
  }
  const allowed = await fetch(`${hubspotUrl}/oauth/authorize`, {
    method: "POST",
    body: form,
    redirect: "manual",
  });
  const page = await fetch(String(allowed.headers.get("location")), { redirect: "manual" });
  return { status: page.status, text: await page.text() };
}

/** Asks again until the answer is as wanted, for at most 90 s. */
export async function until<T>(ask: () => Promise<T>, isDone: (answer: T) => boolean): Promise<T> {
  const endsAt = Date.now() + 90_000;
  for (;;) {
    const answer = await ask();
    if (isDone(answer) || Date.now() > endsAt) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Asks again while the answer is 202, which a busy server gives after three seconds. */
export function answerOf(ask: () => Promise<Reply>): Promise<Reply> {
  return until(ask, ({ status }) => status !== 202);
}

/** Says that every record of HubSpot belongs in ConnectWise. */
export async function includeEverything({ api }: Pick<ServerRig, "api">): Promise<void> {
  for (const type of ["company", "contact", "deal"]) {
    // oxlint-disable-next-line no-await-in-loop -- three, in order
    const { status } = await api("PUT", `/objects/${type}/filters`, { hubspot: { groups: [] } });
    if (status !== 200) throw new Error(`the filter of ${type} was refused with ${status}`);
  }
}

/** Makes a dry run and starts a first sync on it, each to its end. @returns the first sync as it ended */
export async function runFirstSync({ api }: Pick<ServerRig, "api">): Promise<Reply> {
  await api("POST", "/dry-runs");
  await untilEnded({ api }, "dry-run");
  await api("POST", "/first-syncs");
  return untilEnded({ api }, "first-sync");
}

/** Waits until the newest run of a kind has stopped running. @returns it */
export function untilEnded({ api }: Pick<ServerRig, "api">, kind: string): Promise<Reply> {
  return until(
    () => api("GET", `/runs/${kind}`),
    ({ body }) => body.state !== "running",
  );
}

/** Reads rows past row-level security, to see what is really stored. */
export async function readRows(
  database: TestDatabase,
  text: string,
): Promise<Record<string, unknown>[]> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows;
  } finally {
    await client.end();
  }
}
