import { createHash, createHmac } from "node:crypto";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import {
  HUBSPOT,
  includeEverything,
  PORTAL_ID,
  readRows,
  runFirstSync,
  type ServerRig,
  signAsHubspot,
  startServerRig,
  until,
} from "./server-rig.ts";

const database = await openTestDatabase();

const dirtyRows = (): Promise<Record<string, unknown>[]> =>
  readRows(database, "SELECT side, record_id, lane FROM dirty ORDER BY side, record_id");

/** An event as HubSpot sends it. */
function eventOf(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    eventId: 1,
    subscriptionId: 2,
    portalId: Number(PORTAL_ID),
    appId: HUBSPOT.appId,
    occurredAt: Date.now(),
    subscriptionType: "company.propertyChange",
    attemptNumber: 0,
    objectId: 555,
    changeSource: "CRM_UI",
    sourceId: "userId:1",
    propertyName: "name",
    propertyValue: "New",
    ...more,
  };
}

describe("webhooks", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
  });
  afterEach(async () => {
    await readRows(database, "DELETE FROM dirty");
  });
  afterAll(async () => {
    await rig.close();
  });

  async function post(
    path: string,
    body: string,
    headers: Record<string, string>,
  ): Promise<number> {
    const reply = await fetch(`${rig.url}${path}`, { method: "POST", body, headers });
    return reply.status;
  }

  const plain = { "content-type": "application/json" };

  it("marks the record of a signed event dirty, without any call to a vendor", async () => {
    const body = JSON.stringify([eventOf(), eventOf({ eventId: 2 })]);
    await rig.forgetCalls();

    const status = await post(
      "/webhooks/hubspot",
      body,
      signAsHubspot("POST", `${rig.url}/webhooks/hubspot`, body),
    );

    expect(status).toBe(204);
    expect(await dirtyRows()).toEqual([{ side: "hubspot", record_id: "555", lane: 1 }]);
    expect(await rig.countCalls()).toBe(0);
  });

  it("marks an echo of its own write in the last lane", async () => {
    const echo = eventOf({ changeSource: "INTEGRATION", sourceId: String(HUBSPOT.appId) });
    const body = JSON.stringify([echo]);

    await post(
      "/webhooks/hubspot",
      body,
      signAsHubspot("POST", `${rig.url}/webhooks/hubspot`, body),
    );

    expect(await dirtyRows()).toEqual([{ side: "hubspot", record_id: "555", lane: 5 }]);
  });

  it("answers events of a portal that it does not know, and ignores them", async () => {
    const body = JSON.stringify([eventOf({ portalId: 999 })]);

    const status = await post(
      "/webhooks/hubspot",
      body,
      signAsHubspot("POST", `${rig.url}/webhooks/hubspot`, body),
    );

    expect(status).toBe(204);
    expect(await dirtyRows()).toEqual([]);
    expect(await readRows(database, "SELECT 1 FROM portal_keys WHERE portal_id = '999'")).toEqual(
      [],
    );
  });

  // what is wrong, how the request is made, status
  const address = (): string => `${rig.url}/webhooks/hubspot`;
  const large = JSON.stringify([eventOf({ propertyValue: "x".repeat(1_100_000) })]);
  const good = JSON.stringify([eventOf()]);
  it.each<[string, string, () => Record<string, string>, number]>([
    ["unsigned", good, () => plain, 401],
    [
      "signed with another secret",
      good,
      () => signAsHubspot("POST", address(), good, { secret: "x" }),
      401,
    ],
    ["signed for another body", good, () => signAsHubspot("POST", address(), "[]"), 401],
    [
      "signed for another address",
      good,
      () => signAsHubspot("POST", `${address()}?a=1`, good),
      401,
    ],
    ["signed for another method", good, () => signAsHubspot("GET", address(), good), 401],
    [
      "six minutes old",
      good,
      () => signAsHubspot("POST", address(), good, { at: Date.now() - 360_000 }),
      401,
    ],
    [
      "from the future",
      good,
      () => signAsHubspot("POST", address(), good, { at: Date.now() + 360_000 }),
      401,
    ],
    ["too large", large, () => signAsHubspot("POST", address(), large), 413],
  ])("lets a HubSpot webhook that is %s change nothing", async (_what, body, headers, expected) => {
    const status = await post("/webhooks/hubspot", body, headers());

    expect(status).toBe(expected);
    expect(await dirtyRows()).toEqual([]);
  });

  it("refuses a signed body that is no list of events", async () => {
    const body = '{"not":"a list"}';

    const status = await post(
      "/webhooks/hubspot",
      body,
      signAsHubspot("POST", `${rig.url}/webhooks/hubspot`, body),
    );

    expect(status).toBe(422);
    expect(await dirtyRows()).toEqual([]);
  });

  it("marks a company dirty that somebody edits in ConnectWise", async () => {
    await rig.control("connectwise", "edit", {
      type: "company",
      fields: { name: "Called Back Ltd", identifier: "CalledBack" },
    });

    const rows = await until(dirtyRows, (found) => found.length > 0);

    expect(rows).toMatchObject([{ side: "connectwise", lane: 1 }]);
  });

  async function callbackPath(): Promise<string> {
    const headers = {
      authorization: `Basic ${Buffer.from("lockstep_demo+pub:priv").toString("base64")}`,
      clientId: "x",
    };
    const reply = await fetch(`${rig.connectwise.url}/v4_6_release/apis/3.0/system/callbacks`, {
      headers,
    });
    const [entry] = (await reply.json()) as { url: string }[];
    const url = new URL(String(entry?.url));
    return url.pathname;
  }

  it("lets a forged, an oversized or an unsigned callback change nothing", async () => {
    const path = await callbackPath();
    const forgedKey = "http://127.0.0.1:1/v2026_4/system/callbackkey/index.rails?id=1";
    const body = JSON.stringify({
      Type: "company",
      ID: 2,
      Action: "updated",
      Metadata: { key_url: forgedKey },
    });
    const key = createHash("sha256").update("guess").digest();
    const signature = createHmac("sha256", key).update(body).digest("base64");
    const headers = { ...plain, "x-content-signature": signature };

    const statuses = [
      await post(path, body, plain),
      await post(path, body, headers),
      await post(path, JSON.stringify({ x: "x".repeat(1_100_000) }), headers),
      await post("/webhooks/connectwise/guessed-key", body, headers),
    ];

    expect(statuses).toEqual([401, 401, 413, 404]);
    expect(await dirtyRows()).toEqual([]);
  });

  it("brings an edit over within seconds once live [S1] [S17]", { timeout: 300_000 }, async () => {
    await includeEverything(rig);
    await rig.startJobs();
    await runFirstSync(rig);

    await rig.control("hubspot", "edit", {
      type: "company",
      fields: { name: "Hinted Industries", domain: "hinted.example", country: "United States" },
    });
    const records = await until(
      () => rig.control("connectwise", "records/company"),
      (found: { name: string }[]) => found.some(({ name }) => name === "Hinted Industries"),
    );

    expect(records).toContainEqual(expect.objectContaining({ name: "Hinted Industries" }));
  });
});
