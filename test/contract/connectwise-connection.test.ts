import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";

import { testConnection } from "../../server/adapters/connectwise/connect.ts";
import type { ConnectionInput } from "../../server/adapters/connectwise/connect.ts";
import { createHttpClient } from "../../server/adapters/http-client.ts";
import { AppError } from "../../server/sync/errors.ts";
import { CLIENT_ID, startAdapterRig } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import { KEYS, NEW_COMPANY } from "./connectwise-stand-in-rig.ts";
import { IMPATIENT_MS } from "./crm-adapter-subject.ts";

let rig: AdapterRig;
afterEach(() => rig.close());

const inputs = (more: Partial<ConnectionInput> = {}): ConnectionInput => ({
  site: rig.standIn.url,
  ...KEYS,
  ...more,
});

async function refusalOf(
  more: Partial<ConnectionInput>,
  options: { http?: AdapterRig["http"]; clientId?: string } = {},
): Promise<AppError> {
  const test = testConnection(inputs(more), { http: rig.http, clientId: CLIENT_ID, ...options });
  const thrown: unknown = await test.then(
    () => "connected",
    (error: unknown) => error,
  );
  if (thrown instanceof AppError) return thrown;
  throw new Error(`not refused: ${String(thrown)}`);
}

describe("connection test", () => {
  it("answers with what a connection stores", async () => {
    rig = await startAdapterRig({ version: "v2025.8" });
    const site = ` ${rig.standIn.url}/v4_6_release/apis/3.0 `;
    const typed = inputs({ site, companyId: " LOCKSTEP_DEMO ", publicKey: " pub\n" });
    expect(await testConnection(typed, { http: rig.http, clientId: CLIENT_ID })).toEqual({
      apiUrl: rig.standIn.url,
      siteHost: new URL(rig.standIn.url).host,
      ...KEYS,
      version: "2025.8",
      isCloud: true,
      memberIdentifier: null,
      companyName: "Lockstep Demo",
      dateConditions: "exact",
    });
  });

  it("finds out that a server compares days only", async () => {
    rig = await startAdapterRig({ isCloud: false, quirks: { dateOnlyConditions: true } });
    await rig.api.post("/company/companies", NEW_COMPANY);
    const found = await testConnection(inputs(), { http: rig.http, clientId: CLIENT_ID });
    expect(found).toMatchObject({ dateConditions: "day", isCloud: false });
  });

  it("finds exact times where there is a company to try them on", async () => {
    rig = await startAdapterRig();
    await rig.api.post("/company/companies", NEW_COMPANY);
    const found = await testConnection(inputs(), { http: rig.http, clientId: CLIENT_ID });
    expect(found.dateConditions).toBe("exact");
  });

  it.each([
    ["a wrong company id", true, { companyId: "nobody" }, "unknown_company", "companyId"],
    ["wrong keys in the cloud (404)", true, { privateKey: "wrong" }, "keys_rejected", "publicKey"],
    [
      "wrong keys on a self-hosted server (401)",
      false,
      { publicKey: "x" },
      "keys_rejected",
      "publicKey",
    ],
    ["no private key", true, { privateKey: "  " }, "field_missing", "privateKey"],
    ["no site", true, { site: "" }, "site_missing", "site"],
  ])("names %s and what to do", async (_what, isCloud, more, code, field) => {
    rig = await startAdapterRig({ isCloud });
    const refusal = await refusalOf(more);
    expect(refusal).toMatchObject({ code, field });
    expect(refusal.remedy).toBeTruthy();
  });

  it("names a missing client id of the deployment", async () => {
    rig = await startAdapterRig();
    expect((await refusalOf({}, { clientId: "" })).code).toBe("client_id_rejected");
  });

  it("names a server that is too old", async () => {
    rig = await startAdapterRig({ version: "v2021.3" });
    const refusal = await refusalOf({});
    expect(refusal).toMatchObject({ code: "version_unsupported", field: "site" });
    expect(refusal.message).toContain("2021.3");
    expect(refusal.message).toContain("2022.1");
  });

  it("names a missing right to read companies", async () => {
    rig = await startAdapterRig();
    await rig.control.post("/permissions", { deny: ["/company/companies"] });
    expect(await refusalOf({})).toMatchObject({
      code: "permission_missing",
      errorClass: "forbidden",
    });
  });

  it("names a host that does not exist or does not listen", async () => {
    rig = await startAdapterRig();
    const http = createHttpClient({ allowedPrivateHosts: ["127.0.0.1:1"] });
    const closed = await refusalOf({ site: "http://127.0.0.1:1" }, { http });
    expect(closed).toMatchObject({ code: "host_unreachable", field: "site" });
    const resolve = createHttpClient({
      resolve: (_name, done) => done(Object.assign(new Error("x"), { code: "ENOTFOUND" }), []),
    });
    const unknown = await refusalOf({ site: "psa.example.invalid" }, { http: resolve });
    expect(unknown).toMatchObject({ code: "host_unreachable", field: "site" });
    http.close();
    resolve.close();
  });

  it("names trouble with TLS", async () => {
    rig = await startAdapterRig();
    const site = rig.standIn.url.replace("http:", "https:");
    expect(await refusalOf({ site })).toMatchObject({ code: "tls_failed", field: "site" });
  });

  it("names a host that is not ConnectWise", async () => {
    rig = await startAdapterRig();
    const stranger = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Welcome</html>");
    });
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const { port } = stranger.address() as AddressInfo;
    const http = createHttpClient({ allowedPrivateHosts: [`127.0.0.1:${port}`] });
    const refusal = await refusalOf({ site: `http://127.0.0.1:${port}` }, { http });
    http.close();
    await new Promise((resolve) => stranger.close(resolve));
    expect(refusal).toMatchObject({ code: "not_connectwise", field: "site" });
  });

  it("does not follow a redirect", async () => {
    rig = await startAdapterRig();
    const { url } = rig.standIn;
    const stranger = createServer((request, response) => {
      response.writeHead(302, { location: `${url}${request.url}` }).end();
    });
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const { port } = stranger.address() as AddressInfo;
    const http = createHttpClient({
      allowedPrivateHosts: [`127.0.0.1:${port}`, new URL(url).host],
    });
    await expect(refusalOf({ site: `http://127.0.0.1:${port}` }, { http })).resolves.toMatchObject({
      field: "site",
    });
    http.close();
    await new Promise((resolve) => stranger.close(resolve));
    expect((await rig.control.get("/requests")).data.total).toBe(0);
  });

  it("is put off while the server throttles", async () => {
    rig = await startAdapterRig();
    await rig.control.post("/faults", { next: [{ match: "companyinfo", kind: "429-html" }] });
    expect(await refusalOf({})).toMatchObject({ errorClass: "throttle", retryAfterMs: 2_000 });
  });

  it("refuses private addresses that are not listed, as typed and as resolved", async () => {
    rig = await startAdapterRig();
    const http = createHttpClient();
    for (const site of ["127.0.0.1", "localhost.example.com"]) {
      const guarded = createHttpClient({
        resolve: (_name, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
      });
      expect(await refusalOf({ site }, { http: guarded })).toMatchObject({
        code: "private_address",
        errorClass: "configuration",
        field: "site",
      });
      guarded.close();
    }
    expect(await refusalOf({}, { http })).toMatchObject({ code: "https_required", field: "site" });
    const { data } = await rig.control.get("/requests");
    expect(data.total).toBe(0);
    http.close();
  });

  it("shows no key in any error", async () => {
    rig = await startAdapterRig();
    const fault = { match: "system/info", kind: "timeout-before" };
    await rig.control.post("/faults", { next: [fault, fault, fault] });
    const secret = "very-secret-key";
    const http = createHttpClient({
      allowedPrivateHosts: [new URL(rig.standIn.url).host],
      timeoutMs: IMPATIENT_MS,
    });
    for (const site of [rig.standIn.url, rig.standIn.url.replace("http:", "https:")]) {
      const refusal = await refusalOf({ site, privateKey: secret }, { http });
      expect(["timeout", "tls_failed"]).toContain(refusal.code);
      const shown = inspect(refusal, { depth: 10, showHidden: true });
      expect(shown).not.toContain(secret);
      const user = `${KEYS.companyId}+${KEYS.publicKey}:${secret}`;
      expect(shown).not.toContain(Buffer.from(user).toString("base64"));
      expect(shown).not.toMatch(/authorization/iu);
    }
    http.close();
  });
});
