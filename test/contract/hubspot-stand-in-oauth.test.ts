import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axios from "axios";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHubSpotStandIn } from "../../sandbox/hubspot/server.ts";
import { app, exchange, scopes, startInstalled } from "./hubspot-stand-in-client.ts";
import type { InstalledStandIn } from "./hubspot-stand-in-client.ts";

const COMPANIES = "/crm/objects/2026-09/companies";

let hubspot: InstalledStandIn;
let clock = 0;

beforeEach(async () => {
  clock = 0;
  hubspot = await startInstalled({ now: () => Date.now() + clock });
});
afterEach(() => hubspot.close());

const refresh = (token: string) =>
  exchange(hubspot.plain, { grant_type: "refresh_token", refresh_token: token });
const asked = {
  client_id: app.clientId,
  redirect_uri: app.redirectUrls[0],
  scope: scopes,
  state: "s-1",
};
const authorize = (params: Record<string, string | undefined>) =>
  hubspot.plain.get("/oauth/authorize", { params });

describe("consent page", () => {
  it("names the portal and the scopes and offers a button", async () => {
    const { status, data } = await authorize(asked);

    expect(status).toBe(200);
    expect(data).toContain("lockstep-demo.example");
    expect(data).toContain("<code>crm.objects.companies.write</code>");
    expect(data).toMatch(/<form method="post"[^>]*>.*Allow<\/button>/s);
  });

  it("sends code and state back", async () => {
    const form = new URLSearchParams({ ...asked, redirect_uri: app.redirectUrls[0] ?? "" });
    const { status, headers } = await hubspot.plain.post("/oauth/authorize", form, {
      maxRedirects: 0,
    });

    const target = new URL(String(headers["location"]));
    expect(status).toBe(302);
    expect(`${target.origin}${target.pathname}`).toBe(app.redirectUrls[0]);
    expect(target.searchParams.get("state")).toBe("s-1");
    expect(target.searchParams.get("code")).not.toBe("");
  });

  it.each([
    ["an unknown client", { client_id: "other" }],
    ["a strange redirect URL", { redirect_uri: "https://evil.example/" }],
    ["a missing required scope", { scope: "oauth" }],
  ])("shows an error for %s", async (_name, wrong) => {
    const { status, headers } = await authorize({ ...asked, ...wrong });

    expect(status).toBe(400);
    expect(headers["content-type"]).toContain("text/html");
  });
});

describe("tokens", () => {
  it("answers with the portal, the user and the scopes", () => {
    expect(hubspot.tokens).toMatchObject({
      expires_in: 1_800,
      token_type: "bearer",
      token_use: "access_token",
      hub_id: 48_120_001,
      user_id: 71_000,
      scopes: scopes.split(" "),
    });
  });

  it("takes form bodies only", async () => {
    const { status } = await hubspot.plain.post("/oauth/2026-09/token", { grant_type: "x" });

    expect(status).toBe(415);
  });

  it("takes a code once", async () => {
    const wrong = await exchange(hubspot.plain, {
      grant_type: "authorization_code",
      code: "spent",
      redirect_uri: app.redirectUrls[0] ?? "",
    });

    expect(wrong.status).toBe(400);
    expect(wrong.data).toMatchObject({ error: "invalid_grant", status: "BAD_AUTH_CODE" });
  });

  it("rotates the refresh token; the old one ends when the new one is used", async () => {
    const first = hubspot.tokens.refresh_token;
    const { data: second } = await refresh(first);

    const lostAnswer = await refresh(first);
    const used = await refresh(second.refresh_token);
    const late = await refresh(first);

    expect(second.refresh_token).not.toBe(first);
    expect([lostAnswer.status, used.status, late.status]).toEqual([200, 200, 400]);
    expect(late.data).toMatchObject({ error: "invalid_grant", status: "BAD_REFRESH_TOKEN" });
  });

  it("tells a wrong app from a dead token", async () => {
    const token = { grant_type: "refresh_token", refresh_token: hubspot.tokens.refresh_token };
    const { data: client } = await exchange(hubspot.plain, { ...token, client_id: "other" });
    const { data: secret } = await exchange(hubspot.plain, { ...token, client_secret: "other" });

    expect([client.status, secret.status]).toEqual(["BAD_CLIENT_ID", "BAD_CLIENT_SECRET"]);
  });

  it("introspects and revokes; a revoked refresh token leaves access tokens alive", async () => {
    const { access_token, refresh_token } = hubspot.tokens;
    const ours = { client_id: app.clientId, client_secret: app.clientSecret };
    const post = (route: string, token: string) =>
      hubspot.plain.post(
        `/oauth/2026-09/token/${route}`,
        new URLSearchParams({ ...ours, token, token_type_hint: "access_token" }),
      );

    const before = await post("introspect", access_token);
    await post("revoke", refresh_token);

    expect(before.data).toMatchObject({ active: true, hub_id: 48_120_001, app_id: 4242 });
    expect((await refresh(refresh_token)).status).toBe(400);
    expect((await hubspot.api.get(COMPANIES)).status).toBe(200);
    expect((await post("introspect", "unknown")).data).toMatchObject({ active: false });
  });
});

describe("access", () => {
  it("refuses a call without a token, and with an expired one", async () => {
    const none = await hubspot.plain.get(COMPANIES);
    clock = 1_800_001;
    const expired = await hubspot.api.get(COMPANIES);

    expect([none.status, none.data.category]).toEqual([401, "INVALID_AUTHENTICATION"]);
    expect([expired.status, expired.data.category]).toEqual([401, "EXPIRED_AUTHENTICATION"]);
  });

  it("refuses a call whose scope was not granted", async () => {
    const reader = await startInstalled({ requiredScopes: ["oauth"] });
    const redirect_uri = app.redirectUrls[0] ?? "";
    const form = { ...asked, redirect_uri, scope: "oauth crm.objects.companies.read" };
    const { headers } = await reader.plain.post("/oauth/authorize", new URLSearchParams(form), {
      maxRedirects: 0,
    });
    const code = new URL(String(headers["location"])).searchParams.get("code") ?? "";
    const grant = { grant_type: "authorization_code", code, redirect_uri };
    const { data: tokens } = await exchange(reader.plain, grant);
    const authorization = { headers: { authorization: `Bearer ${tokens.access_token}` } };

    const read = await reader.plain.get(COMPANIES, authorization);
    const write = await reader.plain.post(COMPANIES, { properties: {} }, authorization);
    const owners = await reader.plain.get("/crm/owners/2026-09", authorization);
    await reader.close();

    expect([read.status, write.status, owners.status]).toEqual([200, 403, 403]);
    expect(write.data.category).toBe("MISSING_SCOPES");
  });

  it.each([
    ["the app", () => hubspot.api.delete("/appinstalls/2026-09/external-install")],
    ["an admin", () => hubspot.control("uninstall", {})],
  ])("ends all tokens when %s uninstalls", async (_who, uninstall) => {
    await uninstall();

    const { data } = await refresh(hubspot.tokens.refresh_token);
    expect(data).toMatchObject({ error: "invalid_grant", status: "BAD_REFRESH_TOKEN" });
    expect((await hubspot.api.get(COMPANIES)).status).toBe(401);
  });
});

describe("a second start", () => {
  it("continues with records, associations, lists, properties and tokens of the first", async () => {
    const directory = await mkdtemp(join(tmpdir(), "hubspot-stand-in-"));
    const stateFile = join(directory, "state.json");
    const first = await startInstalled({ stateFile });
    const group = { name: "lockstep", label: "Lockstep" };
    await first.api.post("/crm/properties/2026-09/companies/groups", group);
    const { data: company } = await first.api.post(COMPANIES, { properties: { name: "Acme" } });
    await first.api.post("/crm/objects/2026-09/contacts", {
      properties: { email: "ann@acme.com" },
      associations: [
        {
          to: { id: company.id },
          types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 1 }],
        },
      ],
    });
    const list = { name: "Clients", objectTypeId: "0-1", processingType: "MANUAL" };
    await first.api.post("/crm/lists/2026-09", list);
    await first.close();

    const { url, close } = await createHubSpotStandIn({ ...app, stateFile });
    const headers = { authorization: `Bearer ${first.tokens.access_token}` };
    const { data } = await axios.get(`${url}${COMPANIES}/${company.id}`, { headers });
    const groups = await axios.get(`${url}/crm/properties/2026-09/companies/groups`, { headers });
    const contacts = await axios.get(`${url}/_control/records/contact`);
    const lists = await axios.get(`${url}/crm/lists/2026-09/1`, { headers });
    const next = await axios.post(
      `${url}${COMPANIES}`,
      { properties: { name: "Next" } },
      { headers },
    );
    await close();
    await rm(directory, { recursive: true });

    expect(data.properties.name).toBe("Acme");
    expect(groups.data.results).toHaveLength(2);
    expect(contacts.data).toMatchObject([
      { properties: { email: "ann@acme.com", associatedcompanyid: company.id } },
    ]);
    expect(lists.data.list.name).toBe("Clients");
    expect(next.data.id).not.toBe(company.id);
  });

  it("says which variable to change when the port is taken", async () => {
    const { port } = new URL(hubspot.url);

    await expect(createHubSpotStandIn({ ...app, port: Number(port) })).rejects.toThrow(
      `port ${port} is taken; set SANDBOX_HUBSPOT_PORT`,
    );
  });
});
