import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import {
  environmentOf,
  KEYS,
  PORTAL_ID,
  readRows,
  type Reply,
  type ServerRig,
  startServerRig,
} from "./server-rig.ts";

const database = await openTestDatabase();
const run = promisify(execFile);

const INSTALLER = "71000";
const SELLER = "71001";
const STRANGER = "71002";

/** What the operator types. */
function grant(portal: string, user: string): Promise<unknown> {
  const args = ["server/cli.ts", "grant-admin", "--portal", portal, "--user", user];
  return run(process.execPath, args, { env: { ...process.env, ...environmentOf(database) } });
}

describe("who may do what", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
  });
  afterAll(async () => {
    await rig.close();
  });

  const putAccess = (members: unknown): Promise<Reply> => rig.api("PUT", "/access", { members });
  const audit = async (): Promise<Reply["body"]> => (await rig.api("GET", "/audit")).body.items;

  it("begins with whoever installed", async () => {
    const mine = await rig.api("GET", "/access");
    const theirs = await rig.apiAs(STRANGER, "GET", "/access");

    const members = [{ userId: INSTALLER, email: null, rights: ["settings", "records"] }];
    expect(mine.body).toEqual({
      you: { userId: INSTALLER, rights: ["settings", "records"] },
      members,
    });
    expect(theirs.body).toEqual({ you: { userId: STRANGER, rights: [] }, members });
  });

  it("lets others read, and refuses every change of theirs with what to do", async () => {
    const ask = (method: string, path: string, body?: unknown): Promise<Reply> =>
      rig.apiAs(STRANGER, method, path, body);
    const replies = [
      await ask("POST", "/connection", { site: rig.connectwise.url, ...KEYS }),
      await ask("PUT", "/access", {
        members: [{ userId: STRANGER, email: null, rights: ["settings"] }],
      }),
      await ask("POST", "/first-syncs"),
      // However the address is spelled, it is the same route.
      await ask("POST", "/First-Syncs/"),
      await ask("POST", "/records/link", {
        objectType: "company",
        hubspotId: "1",
        connectwiseId: "2",
      }),
      await ask("GET", "/audit"),
    ];

    expect((await ask("GET", "/overview")).status).toBe(200);
    expect(replies.map(({ status }) => status)).toEqual(replies.map(() => 403));
    for (const { body } of replies) {
      expect(body.error).toMatchObject({ code: "not_allowed", requestId: expect.any(String) });
      expect(body.error.remedy).toContain("under Access");
    }
    expect(await readRows(database, "SELECT 1 FROM connections")).toEqual([]);
    expect(await audit()).toEqual([]);
  });

  it("offers the people of the portal to those who may change settings", async () => {
    const { status, body } = await rig.api("GET", "/access/users");
    const theirs = await rig.apiAs(STRANGER, "GET", "/access/users");

    expect(status).toBe(200);
    expect(body.users).toContainEqual({
      userId: "1000001",
      name: "Dana Kim",
      email: "dana.kim@lockstep-demo.example",
    });
    const names: string[] = body.users.map(({ name }: { name: string }) => name);
    expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other)));
    expect(theirs).toMatchObject({ status: 403, body: { error: { code: "not_allowed" } } });
  });

  it("keeps settings and acting on records apart", async () => {
    await rig.connect();
    await putAccess([
      { userId: INSTALLER, email: null, rights: ["settings", "records"] },
      { userId: SELLER, email: "seller@lockstep-demo.example", rights: ["records", "records"] },
      { userId: STRANGER, email: null, rights: [] },
    ]);
    const unlink = await rig.apiAs(SELLER, "POST", "/records/unlink", {
      objectType: "company",
      hubspotId: "999",
    });
    const policy = await rig.apiAs(SELLER, "PUT", "/objects/company/policy", { isOn: true });

    expect(unlink.body.error.code).not.toBe("not_allowed");
    expect(policy.body.error.code).toBe("not_allowed");
    expect((await rig.api("GET", "/access")).body.members).toEqual([
      { userId: INSTALLER, email: null, rights: ["settings", "records"] },
      { userId: SELLER, email: "seller@lockstep-demo.example", rights: ["records"] },
    ]);
  });

  it("always leaves somebody who may change settings", async () => {
    const before = (await rig.api("GET", "/access")).body.members;
    const nobody = await putAccess([{ userId: INSTALLER, email: null, rights: ["records"] }]);
    const twice = await putAccess([
      { userId: INSTALLER, email: null, rights: ["settings"] },
      { userId: INSTALLER, email: null, rights: ["records"] },
    ]);
    const odd = await putAccess([{ userId: "me", email: null, rights: ["settings"] }]);

    expect([nobody, twice, odd].map(({ body }) => [body.error.code, body.error.field])).toEqual([
      ["nobody_left", "members"],
      ["listed_twice", "members.1.userId"],
      ["invalid_input", "members.0.userId"],
    ]);
    expect((await rig.api("GET", "/access")).body.members).toEqual(before);
  });

  it("logs each change with who made it and what was sent, but never a key", async () => {
    await rig.api("PUT", "/objects/company/policy", { direction: "both" });
    const rows = Array.from({ length: 300 }, (_, at) => ({
      hubspot: `made_up_${at}`,
      connectwise: "name",
      direction: "both",
    }));
    await rig.api("PUT", "/objects/company/mapping", { rows });

    const [newest, access, connected] = await audit();

    expect(newest).toMatchObject({
      act: "policy_changed",
      userId: INSTALLER,
      subject: { objectType: "company" },
      input: { direction: "both" },
    });
    expect(access).toMatchObject({ act: "access_changed", userId: INSTALLER });
    const { publicKey: _publicKey, privateKey: _privateKey, ...seen } = KEYS;
    expect(connected).toMatchObject({ act: "connected" });
    expect(connected.input).toEqual({ site: rig.connectwise.url, ...seen });
    expect(await audit()).toHaveLength(3);
  });

  it("pages through the log, the newest first", async () => {
    const first = await rig.api("GET", "/audit?limit=2");
    const second = await rig.api("GET", `/audit?limit=2&after=${first.body.next}`);

    expect([...first.body.items, ...second.body.items]).toEqual(await audit());
    expect(second.body.next).toBeNull();
  });

  it("can be granted by the operator when the installer has left", async () => {
    await putAccess([{ userId: STRANGER, email: null, rights: ["settings"] }]);

    await grant(PORTAL_ID, SELLER);

    const { body } = await rig.apiAs(SELLER, "GET", "/access");
    const log = await rig.apiAs(SELLER, "GET", "/audit");
    expect(body.you.rights).toEqual(["settings", "records"]);
    expect(log.body.items[0]).toMatchObject({ act: "admin_granted", userId: "operator" });
    await expect(grant("999", SELLER)).rejects.toMatchObject({
      stderr: expect.stringContaining("not installed in portal 999"),
    });
    await expect(grant(PORTAL_ID, "seller")).rejects.toMatchObject({
      stderr: expect.stringContaining("no id of a HubSpot user"),
    });
  });

  it("goes to whoever installs again", async () => {
    await rig.install();

    const { body } = await rig.api("GET", "/access");
    expect(body.you.rights).toEqual(["settings", "records"]);
  });
});
