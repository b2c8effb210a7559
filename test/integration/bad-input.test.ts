import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import {
  PORTAL_ID,
  readRows,
  type ServerRig,
  signAsHubspot,
  startServerRig,
} from "./server-rig.ts";

const database = await openTestDatabase();

describe("requests of our own screens", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
  });
  afterAll(async () => {
    await rig.close();
  });

  const query = `portalId=${PORTAL_ID}&userId=71000&userEmail=a%40b.example&appId=4242`;

  it("are refused when unsigned, wrongly signed or stale", async () => {
    const address = `${rig.url}/api/v1/overview?${query}`;
    const attempts = [
      {},
      signAsHubspot("GET", address, "", { secret: "wrong" }),
      signAsHubspot("GET", address, "", { at: Date.now() - 400_000 }),
      signAsHubspot("GET", address.replace(PORTAL_ID, "999"), ""),
    ];

    const statuses = await Promise.all(
      attempts.map(async (headers) => (await fetch(address, { headers })).status),
    );

    expect(statuses).toEqual([401, 401, 401, 401]);
  });

  it("are refused when larger than 1 MB, and nothing is stored", async () => {
    const { status, body } = await rig.connect({ site: "x".repeat(1_100_000) });

    expect(status).toBe(413);
    expect(body.error).toMatchObject({ code: "body_too_large" });
    expect(await readRows(database, "SELECT 1 FROM connections")).toEqual([]);
  });

  it("are refused with the field when the body is not as agreed", async () => {
    const missing = await rig.api("POST", "/connection", { site: "na.myconnectwise.net" });
    const address = `${rig.url}/api/v1/connection?${query}`;
    const broken = await fetch(address, {
      method: "POST",
      body: "{",
      headers: signAsHubspot("POST", address, "{"),
    });

    expect(missing.status).toBe(422);
    expect(missing.body.error).toMatchObject({ code: "invalid_input", field: "companyId" });
    expect(missing.body.error.requestId).not.toBe("");
    expect(broken.status).toBe(400);
  });

  it("cannot start a run or read a mapping before ConnectWise is connected", async () => {
    const run = await rig.api("POST", "/first-syncs");
    const mapping = await rig.api("GET", "/objects/company/mapping");
    const noType = await rig.api("GET", "/objects/invoice/mapping");

    expect([run.status, mapping.status, noType.status]).toEqual([409, 409, 404]);
    expect(run.body.error.remedy).toContain("Connect ConnectWise");
  });

  it("get 404 for routes that do not exist, and no page of Express", async () => {
    const reply = await fetch(`${rig.url}/nothing/here`);

    expect(reply.status).toBe(404);
    expect(await reply.json()).toMatchObject({ error: { code: "unknown_route" } });
    expect(reply.headers.get("x-powered-by")).toBeNull();
    expect(reply.headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("find the server alive and ready, with metrics", async () => {
    const [health, ready, metrics] = await Promise.all(
      ["/healthz", "/readyz", "/metrics"].map((path) => fetch(`${rig.url}${path}`)),
    );

    expect([health?.status, ready?.status, metrics?.status]).toEqual([200, 200, 200]);
    expect(await metrics?.text()).toContain("lockstep_jobs_total");
  });
});

describe("ConnectWise servers that cannot be used [S26]", () => {
  let rig: ServerRig | null = null;
  let odd: Server | null = null;
  const start = async (options: Parameters<typeof startServerRig>[1]): Promise<ServerRig> => {
    rig = await startServerRig(database, options);
    await readRows(
      database,
      "DELETE FROM portals; DELETE FROM portal_keys; DELETE FROM connections; DELETE FROM object_settings",
    );
    await rig.install();
    return rig;
  };
  afterEach(async () => {
    await rig?.close();
    rig = null;
    odd?.close();
    odd = null;
  });

  it("are named with their version when they are too old", async () => {
    const { connect } = await start({ connectwise: { version: "v2021.1" } });

    const { status, body } = await connect();

    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: "version_unsupported", field: "site" });
    expect(body.error.message).toContain("2022.1");
  });

  it("are refused without a secure connection, and the host is named once", async () => {
    const { connect, connectwise } = await start({});

    const { status, body } = await connect({ site: `127.0.0.1:${connectwise.port}` });

    expect({ status, code: body.error.code }).toEqual({ status: 422, code: "tls_failed" });
    expect(body.error.message).toMatch(
      /^127\.0\.0\.1:\d+ cannot be used: no secure connection could be made \(\w+\)\.$/u,
    );
  });

  it("are refused on private addresses that the operator did not list", async () => {
    const { connect } = await start({ environment: { ALLOWED_PRIVATE_HOSTS: "127.0.0.1:1" } });

    const { status, body } = await connect();

    expect(status).toBe(422);
    expect(body.error.field).toBe("site");
    expect(await readRows(database, "SELECT 1 FROM connections")).toEqual([]);
  });

  it("are refused when they redirect, and the target is never called", async () => {
    let targetCalls = 0;
    const target = createServer((_request, response) => {
      targetCalls += 1;
      response.end("null");
    });
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    const to = `http://127.0.0.1:${(target.address() as AddressInfo).port}/`;
    odd = createServer((_request, response) => {
      response.writeHead(302, { location: to }).end();
    });
    await new Promise<void>((resolve) => odd?.listen(0, "127.0.0.1", resolve));
    const host = `127.0.0.1:${(odd.address() as AddressInfo).port}`;
    const { connect } = await start({ environment: { ALLOWED_PRIVATE_HOSTS: host } });

    const { status, body } = await connect({ site: `http://${host}` });

    target.close();
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: "not_connectwise", field: "site" });
    expect(targetCalls).toBe(0);
  });

  it("work by poll only when the API member may not set callbacks up", async () => {
    const { connect, control } = await start({});
    await control("connectwise", "permissions", { deny: ["/system/callbacks"] });

    const { status, body } = await connect();

    expect(status).toBe(200);
    expect(body.hasCallbacks).toBe(false);
  });
});
