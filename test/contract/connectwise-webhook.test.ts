import { createServer } from "node:http";
import type { Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { callbackUrl, ensureCallbacks } from "../../server/adapters/connectwise/callbacks.ts";
import {
  acceptKeyUrl,
  createCallbackVerifier,
  readCallback,
  signCallback,
} from "../../server/adapters/connectwise/webhook.ts";
import type { IncomingCallback } from "../../server/adapters/connectwise/webhook.ts";
import { CLIENT_ID, connectionTo, startAdapterRig } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import { NEW_COMPANY } from "./connectwise-stand-in-rig.ts";

/** Takes callbacks as our server would, and keeps them. */
class Receiver {
  readonly #server: Server;
  readonly #waiting: ((callback: IncomingCallback) => void)[] = [];
  readonly urls: string[] = [];

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        this.urls.push(request.url ?? "");
        const signature = request.headers["x-content-signature"];
        response.writeHead(204).end();
        this.#waiting.shift()?.({ rawBody: Buffer.concat(chunks), signature: String(signature) });
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  }

  next(): Promise<IncomingCallback> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

let rig: AdapterRig;
let receiver: Receiver;
let publicUrl: string;
beforeEach(async () => {
  rig = await startAdapterRig();
  receiver = new Receiver();
  publicUrl = await receiver.start();
});
afterEach(async () => {
  await rig.close();
  await receiver.stop();
});

const wish = (
  objectTypes: readonly string[] = ["company"],
): { publicUrl: string; webhookKey: string; objectTypes: readonly string[] } => ({
  publicUrl,
  webhookKey: "wk",
  objectTypes,
});
const verifier = (): ReturnType<typeof createCallbackVerifier> =>
  createCallbackVerifier({ connection: rig.connection, clientId: CLIENT_ID, http: rig.http });

async function edited(): Promise<{ callback: IncomingCallback; id: string }> {
  const { data } = await rig.api.post("/company/companies", NEW_COMPANY);
  await ensureCallbacks(rig.client, wish());
  const arriving = receiver.next();
  await rig.control.post("/edit", { type: "company", id: data.id, fields: { city: "Bonn" } });
  return { callback: await arriving, id: String(data.id) };
}

function changed(callback: IncomingCallback, change: Record<string, unknown>): Buffer {
  const body = JSON.parse(callback.rawBody.toString()) as Record<string, unknown>;
  return Buffer.from(JSON.stringify({ ...body, ...change }));
}

describe("callbacks from ConnectWise", () => {
  it("are genuine when the server signed them, and say which record to read", async () => {
    const { callback, id } = await edited();
    expect(await verifier().isGenuine(callback)).toBe(true);
    expect(readCallback(callback.rawBody, rig.connection)).toMatchObject({
      objectType: "company",
      recordId: id,
      kind: "updated",
      isEcho: false,
    });
    expect(readCallback(callback.rawBody, rig.connection)?.deliveryKey).toBeTruthy();
    expect(receiver.urls).toEqual([`/webhooks/connectwise/wk?recordId=${id}&action=updated`]);
  });

  it("are echoes when our own member made the change", async () => {
    const { callback } = await edited();
    const body = changed(callback, { MemberId: "lockstep" });
    expect(readCallback(body, rig.connection)?.isEcho).toBe(true);
    expect(readCallback(body, { memberIdentifier: null })?.isEcho).toBe(false);
  });

  it("are not genuine when anything was changed", async () => {
    const { callback } = await edited();
    const { isGenuine } = verifier();
    expect(await isGenuine({ ...callback, rawBody: changed(callback, { ID: 1 }) })).toBe(false);
    expect(await isGenuine({ ...callback, signature: undefined })).toBe(false);
    expect(await isGenuine({ ...callback, signature: "x" })).toBe(false);
    expect(await isGenuine({ ...callback, rawBody: Buffer.from("not json") })).toBe(false);
  });

  it("never make us fetch a key from another host", async () => {
    const { callback } = await edited();
    const key_url = `${publicUrl}/v4_6_release/system/callbackkey/index.rails?id=1`;
    const rawBody = changed(callback, { Metadata: { key_url } });
    const before = receiver.urls.length;
    const forged = { rawBody, signature: signCallback(rawBody, "mine") };
    expect(await verifier().isGenuine(forged)).toBe(false);
    expect(receiver.urls).toHaveLength(before);
  });

  it("with a key that does not exist are not genuine", async () => {
    const { callback } = await edited();
    const key_url = `${rig.standIn.url}/v4_6_release/system/callbackkey/index.rails?id=made-up`;
    const rawBody = changed(callback, { Metadata: { key_url } });
    expect(await verifier().isGenuine({ ...callback, rawBody })).toBe(false);
  });

  it("cost one fetch of the key for many", async () => {
    const { callback } = await edited();
    const { isGenuine } = verifier();
    await rig.control.delete("/requests");
    await Promise.all([isGenuine(callback), isGenuine(callback)]);
    await isGenuine(callback);
    expect((await rig.control.get("/requests")).data.total).toBe(1);
  });

  it.each([
    ["an unknown type", { Type: "ticket" }],
    ["no id", { ID: null }],
    ["an id that is none", { ID: "5 or 1=1" }],
  ])("about %s are nothing to us", async (_what, change) => {
    const { callback } = await edited();
    expect(readCallback(changed(callback, change), rig.connection)).toBeNull();
  });
});

/** The hint that a person's work leads to. */
async function hintOf(work: () => Promise<unknown>): Promise<unknown> {
  const arriving = receiver.next();
  await work();
  const callback = await arriving;
  expect(await verifier().isGenuine(callback)).toBe(true);
  const { deliveryKey: _key, ...hint } = readCallback(callback.rawBody, rig.connection) ?? {};
  return hint;
}

describe("callbacks of each object type", () => {
  const RECORDS = {
    companies: [{ id: 250, identifier: "Bob", name: "Bob Ltd" }],
    contacts: [{ id: 30, firstName: "Ada", company: { id: 250 } }],
    deals: [{ id: 7, name: "Firewall", company: { id: 250 }, contact: { id: 30 } }],
  };

  beforeEach(async () => {
    await rig.control.post("/reset", { records: RECORDS });
    await ensureCallbacks(rig.client, wish(["company", "contact", "deal"]));
  });

  it.each([
    ["company", "250", { city: "Bonn" }],
    ["contact", "30", { title: "CTO" }],
    ["deal", "7", { name: "Switch" }],
  ])("are hints about a %s", async (objectType, recordId, fields) => {
    const hint = await hintOf(() =>
      rig.control.post("/edit", { type: objectType, id: recordId, fields }),
    );

    expect(hint).toEqual({ objectType, recordId, kind: "updated", isEcho: false });
  });

  it("have no record with them when a contact or an opportunity is deleted", async () => {
    const deal = await hintOf(() => rig.control.post("/delete", { type: "deal", id: "7" }));
    const contact = await hintOf(() => rig.control.post("/delete", { type: "contact", id: "30" }));

    expect(deal).toMatchObject({ objectType: "deal", recordId: "7", kind: "deleted" });
    expect(contact).toMatchObject({ objectType: "contact", recordId: "30", kind: "deleted" });
  });

  it("are updates of the contact where ConnectWise tells of its numbers at all", async () => {
    await rig.control.post("/quirks", { communicationsMoveContact: true });
    const fields = { communicationItems: [{ value: "ada@x.example" }] };

    const hint = await hintOf(() =>
      rig.control.post("/edit", { type: "contact", id: "30", fields }),
    );

    expect(hint).toMatchObject({ objectType: "contact", recordId: "30", kind: "updated" });
  });
});

describe("address of a signing key", () => {
  const cloud = connectionTo("https://api-na.myconnectwise.net", {
    siteHost: "na.myconnectwise.net",
  });
  it.each([
    ["https://na.myconnectwise.net/v2025_1//system/callbackkey/index.rails?id=1", true],
    ["https://api-na.myconnectwise.net/v4_6_release/system/callbackkey/index.rails?id=1", true],
    ["http://na.myconnectwise.net/v2025_1/system/callbackkey/index.rails?id=1", false],
    ["https://eu.myconnectwise.net/v2025_1/system/callbackkey/index.rails?id=1", false],
    ["https://na.myconnectwise.net.example.com/x/system/callbackkey/index.rails", false],
    ["https://na.myconnectwise.net:8443/x/system/callbackkey/index.rails", false],
    ["https://u:p@na.myconnectwise.net/x/system/callbackkey/index.rails", false],
    ["https://na.myconnectwise.net/v4_6_release/apis/3.0/system/info", false],
    ["nonsense", false],
  ])("%s is accepted: %s", (url, isAccepted) => {
    expect(acceptKeyUrl(url, cloud, rig.http) !== null).toBe(isAccepted);
  });
});

describe("callback entries", () => {
  it("are made once, and left alone when they are right", async () => {
    expect(await ensureCallbacks(rig.client, wish())).toEqual({
      isAllowed: true,
      created: 1,
      repaired: 0,
      deleted: 0,
      memberIdentifier: "Lockstep",
    });
    const { data } = await rig.api.get("/system/callbacks");
    expect(data).toMatchObject([
      {
        url: callbackUrl(wish()),
        type: "company",
        level: "owner",
        objectId: 1,
        isSelfSuppressedFlag: true,
        inactiveFlag: false,
      },
    ]);
    const again = await ensureCallbacks(rig.client, wish());
    expect(again).toMatchObject({ created: 0, repaired: 0, deleted: 0 });
  });

  it("are one for each object type, in ConnectWise's own words", async () => {
    const all = wish(["company", "contact", "deal"]);

    const outcome = await ensureCallbacks(rig.client, all);
    await rig.control.post("/disable-callbacks");
    const repaired = await ensureCallbacks(rig.client, all);
    const fewer = await ensureCallbacks(rig.client, wish(["contact"]));

    expect(outcome).toMatchObject({ created: 3, repaired: 0, deleted: 0 });
    expect(repaired).toMatchObject({ created: 0, repaired: 3, deleted: 0 });
    expect(fewer).toMatchObject({ created: 0, repaired: 0, deleted: 2 });
    const { data } = await rig.api.get("/system/callbacks");
    expect(data).toMatchObject([{ type: "contact", level: "owner", objectId: 1 }]);
  });

  it("that ConnectWise switched off are switched on again", async () => {
    await ensureCallbacks(rig.client, wish());
    await rig.control.post("/disable-callbacks");
    expect(await ensureCallbacks(rig.client, wish())).toMatchObject({ created: 0, repaired: 1 });
    expect((await rig.api.get("/system/callbacks")).data[0]?.inactiveFlag).toBe(false);
  });

  it("of ours that are not wanted are deleted, those of others stay", async () => {
    const other = { url: `${publicUrl}/webhooks/connectwise/other?recordId=`, objectId: 1 };
    const surplus = { ...other, url: callbackUrl(wish()), type: "contact", level: "owner" };
    await rig.api.post("/system/callbacks", { ...other, type: "company", level: "owner" });
    await rig.api.post("/system/callbacks", surplus);
    expect(await ensureCallbacks(rig.client, wish())).toMatchObject({ created: 1, deleted: 1 });
    const { data } = await rig.api.get("/system/callbacks");
    expect(data.length).toBe(2);
    expect(await ensureCallbacks(rig.client, { ...wish(), objectTypes: [] })).toMatchObject({
      deleted: 1,
    });
  });

  it("that the member may not make leave the connection to its polls", async () => {
    await rig.control.post("/permissions", { deny: ["/system/callbacks"] });
    expect(await ensureCallbacks(rig.client, wish())).toMatchObject({
      isAllowed: false,
      created: 0,
    });
  });
});
