import axios from "axios";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { basicAuth, NEW_COMPANY, startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;
let time = Date.parse("2026-11-23T10:00:00Z");

beforeAll(async () => {
  rig = await startRig({ now: () => time });
});
afterAll(() => rig.close());
beforeEach(async () => {
  time = Date.parse("2026-11-23T10:00:00Z");
  await rig.control.post("/reset", { dataset: "empty" });
});

const accept = (version: string) => ({
  headers: { Accept: `application/vnd.connectwise.com+json; version=${version}` },
});

describe("connecting", () => {
  it("tells the codebase of a company without keys, and null for an unknown company", async () => {
    const known = await axios.get<Answer>(`${rig.standIn.url}/login/companyinfo/lockstep_demo`);
    const unknown = await axios.get<Answer>(`${rig.standIn.url}/login/companyinfo/nobody`);

    expect(known.data).toMatchObject({
      Codebase: "v2026_4/",
      VersionCode: "v2026.4",
      IsCloud: "True",
      CompanyID: "lockstep_demo",
    });
    expect(unknown.data).toBeNull();
  });

  // row 1
  it.each([
    ["a wrong private key", "lockstep_demo+pub", "wrong"],
    ["a wrong public key", "lockstep_demo+other", "priv"],
    ["a wrong company", "other+pub", "priv"],
  ])("answers %s with 404 in the cloud and 401 on a self-hosted server", async (_, user, key) => {
    const own = await startRig({ isCloud: false });
    const headers = { Authorization: basicAuth(user, key) };

    const cloud = await rig.api.get("/company/companies/count", { headers });
    const hosted = await own.api.get("/company/companies/count", { headers });
    await own.close();

    expect(cloud.status).toBe(404);
    expect(hosted.status).toBe(401);
    expect(hosted.data).toEqual({ code: "ConnectWiseApi", message: "UserNotAuthenticated" });
  });

  it("takes keys that were taken back for wrong ones, until they count again", async () => {
    const count = async () => (await rig.api.get("/company/companies/count")).status;
    await rig.control.post("/keys", { revoked: true });
    const revoked = await count();

    await rig.control.post("/keys", { revoked: false });

    expect([revoked, await count()]).toEqual([404, 200]);
  });

  // row 2
  it("takes company and public key joined by a plus, and not by the space a decoded plus becomes", async () => {
    const headers = { Authorization: basicAuth("lockstep_demo pub", "priv") };

    expect((await rig.api.get("/company/companies/count")).status).toBe(200);
    expect((await rig.api.get("/company/companies/count", { headers })).status).toBe(404);
  });

  // row 3
  it("refuses a call without clientId", async () => {
    const answer = await rig.api.get("/company/companies", { headers: { clientId: null } });

    expect(answer.status).toBe(401);
    expect(answer.data.code).toBe("Unauthorized");
  });

  it("answers system/info without keys on a self-hosted server only", async () => {
    const own = await startRig({ isCloud: false });
    const bare = { validateStatus: () => true };
    const path = "/v4_6_release/apis/3.0/system/info";

    const hosted = await axios.get<Answer>(own.standIn.url + path, bare);
    const cloud = await axios.get<Answer>(rig.standIn.url + path, bare);
    await own.close();

    expect(hosted.data).toMatchObject({ isCloud: false });
    expect(cloud.status).toBe(401);
  });

  it("sends its version, a request id and no-cache with every answer", async () => {
    const { headers } = await rig.api.get("/system/info");

    expect(headers["api-current-version"]).toBe("2026.4");
    expect(headers["x-cw-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers["cache-control"]).toBe("no-cache");
  });

  // row 4
  it("leaves the old codebase behind at an upgrade while v4_6_release goes on", async () => {
    const own = await startRig({ version: "v2026.3" });
    const old = { baseURL: `${own.standIn.url}/v2026_3/apis/3.0` };

    const before = await own.api.get("/system/info", old);
    await own.control.post("/upgrade", { version: "v2026.4" });
    const after = await own.api.get("/system/info", old);
    const router = await own.api.get("/system/info");
    await own.close();

    expect(before.status).toBe(200);
    expect(after.status).toBe(404);
    expect(router.data.version).toMatch(/^v2026\.4/);
  });

  it("refuses a model version it does not have", async () => {
    expect((await rig.api.get("/system/info", accept("2025.1"))).status).toBe(200);
    expect((await rig.api.get("/system/info", accept("2027.1"))).status).toBe(415);
    expect((await rig.api.get("/system/info", accept("new"))).status).toBe(415);
  });

  it("answers 403 where the member's role lacks a permission", async () => {
    await rig.control.post("/permissions", { deny: ["/system/callbacks"] });

    const answer = await rig.api.get("/system/callbacks");

    expect(answer.status).toBe(403);
    expect(answer.data.code).toBe("Security");
  });

  it("answers 501 to a route it does not know and 404 to one ConnectWise does not have", async () => {
    expect((await rig.api.get("/finance/agreements")).status).toBe(501);
    const search = await rig.api.post("/company/companies/search", {});
    expect(search.status).toBe(404);
    expect(search.data).toEqual({
      code: "ConnectWiseApi",
      message: "The endpoint does not exist.",
    });
  });
});

describe("limits and faults", () => {
  it("answers the 1,001st request of a minute with 429, Retry-After and its own error shape", async () => {
    for (let batch = 0; batch < 20; batch++) {
      await Promise.all(Array.from({ length: 50 }, () => rig.api.get("/system/info")));
    }

    const answer = await rig.api.get("/system/info");
    time += 60_001;
    const later = await rig.api.get("/system/info");

    expect(answer.status).toBe(429);
    expect(answer.headers["retry-after"]).toBe("60");
    expect(answer.data).toEqual({
      error: "ConnectWiseAPI",
      message: "Too many requests. Please try again in 60 seconds.",
    });
    expect(later.status).toBe(200);
  });

  // row 5
  it("can answer 429 with Cloudflare's HTML", async () => {
    await rig.control.post("/faults", {
      next: [{ match: "/company/companies", kind: "429-html" }],
    });

    const answer = await rig.api.get("/company/companies");

    expect(answer.status).toBe(429);
    expect(answer.headers["content-type"]).toContain("text/html");
    expect(answer.headers["retry-after"]).toBe("2");
  });

  // row 21
  it("has made the company when the answer to its POST is lost", async () => {
    await rig.control.post("/faults", {
      next: [{ match: "POST", kind: "500-after" }],
    });

    const answer = await rig.api.post("/company/companies", NEW_COMPANY);
    const again = await rig.api.post("/company/companies", NEW_COMPANY);

    expect(answer.status).toBe(500);
    expect(again.data.errors[0]).toMatchObject({ code: "ObjectExists", field: "identifier" });
  });

  it("counts calls by route", async () => {
    await rig.api.post("/company/companies", NEW_COMPANY);
    await rig.control.delete("/requests");
    await rig.api.get("/company/companies/20001");
    await rig.api.get("/company/companies/20001?fields=id");

    const { data } = await rig.control.get("/requests");

    expect(data.total).toBe(2);
    expect(data.byRoute).toEqual({
      "GET /:codebase/apis/3.0/company/companies/:id": { count: 2, byStatus: { "200": 2 } },
    });
  });
});
