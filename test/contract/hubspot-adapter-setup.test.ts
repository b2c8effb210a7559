import axios from "axios";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createOauthClient } from "../../server/adapters/hubspot/auth.ts";
import type { OauthClient } from "../../server/adapters/hubspot/auth.ts";
import { hubspotObject } from "../../server/adapters/hubspot/objects.ts";
import {
  readAccountDetails,
  readOwners,
  readProperties,
  setUpProperties,
} from "../../server/adapters/hubspot/schema.ts";
import { createHubspotAccount } from "../../server/compose-vendors.ts";
import { AppError } from "../../server/sync/errors.ts";
import { IMPATIENT_MS, PATIENT_MS } from "./crm-adapter-subject.ts";
import { startHubspotRig } from "./hubspot-adapter-rig.ts";
import type { HubspotRig } from "./hubspot-adapter-rig.ts";
import { app, scopes, startInstalled } from "./hubspot-stand-in-client.ts";
import type { InstalledStandIn } from "./hubspot-stand-in-client.ts";

const company = hubspotObject("company");
const PROPERTIES = "/crm/properties/2026-09/companies";

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.catch((thrown: unknown) => thrown);
  if (outcome instanceof AppError) return outcome;
  throw new Error("no AppError was thrown", { cause: outcome });
}

describe("setting up a portal", () => {
  let rig: HubspotRig;

  beforeEach(async () => {
    rig = await startHubspotRig();
  });
  afterEach(() => rig.standIn.close());

  it.each([
    [
      "company",
      [
        ["cw_company_id", true, "string"],
        ["cw_company_identifier", false, "string"],
        ["cw_company_status", false, "string"],
        ["cw_company_types", false, "string"],
      ],
    ],
    [
      "contact",
      [
        ["cw_contact_id", true, "string"],
        ["cw_contact_types", false, "string"],
        ["cw_inactive", false, "bool"],
      ],
    ],
    [
      "deal",
      [
        ["cw_opportunity_id", true, "string"],
        ["cw_recurring_revenue", false, "number"],
        ["cw_rating", false, "string"],
        ["cw_source", false, "string"],
        ["cw_campaign", false, "string"],
      ],
    ],
  ])(
    "makes our group and properties of a %s, the ConnectWise id unique",
    async (type, expected) => {
      const properties = await readProperties(rig.transport, hubspotObject(type));

      const own = properties.filter(({ name }) => name.startsWith("cw_"));
      expect(own.map(({ name, isUnique, type: kind }) => [name, isUnique, kind])).toEqual(expected);
    },
  );

  it("makes a flag that takes true and false", async () => {
    const properties = await readProperties(rig.transport, hubspotObject("contact"));
    const flag = properties.find(({ name }) => name === "cw_inactive");

    expect(flag?.options.map(({ value, label }) => [value, label])).toEqual([
      ["true", "Yes"],
      ["false", "No"],
    ]);
    const [result] = await rig.adapter.create("contact", [
      { sourceId: "7", fields: { email: "a@example.com", cw_inactive: true } },
    ]);
    expect(result).toMatchObject({ ok: true, record: { fields: { cw_inactive: "true" } } });
  });

  it("creates nothing the second time", async () => {
    await rig.forgetCalls();

    await setUpProperties(rig.transport, company);

    expect(Object.keys(await rig.calls())).toEqual(["GET /crm/properties/:version/companies"]);
  });

  it("tells what is there after it made the missing ones, without a second read", async () => {
    await rig.standIn.control("reset", {});
    await rig.forgetCalls();

    const told = await setUpProperties(rig.transport, company);

    expect(await rig.calls()).toMatchObject({
      "GET /crm/properties/:version/companies": { count: 1 },
    });
    const read = await readProperties(rig.transport, company);
    expect(new Set(told)).toEqual(new Set(read));
  });

  it("may run twice at the same time", async () => {
    await rig.standIn.control("reset", {});

    await Promise.all([
      setUpProperties(rig.transport, company),
      setUpProperties(rig.transport, company),
    ]);

    const names = (await readProperties(rig.transport, company)).map(({ name }) => name);
    expect(names.filter((name) => name.startsWith("cw_"))).toHaveLength(4);
  });

  it("refuses an id property that people made without unique values", async () => {
    await rig.standIn.control("reset", {});
    const made = await rig.standIn.api.post(PROPERTIES, {
      name: "cw_company_id",
      label: "Theirs",
      groupName: "companyinformation",
      type: "string",
      fieldType: "text",
    });

    const error = await errorOf(setUpProperties(rig.transport, company));

    expect(made.status).toBe(201);
    expect(error).toMatchObject({
      errorClass: "configuration",
      code: "property_unsuitable",
      field: "cw_company_id",
    });
  });

  it("reads options and what cannot be written", async () => {
    const properties = await readProperties(rig.transport, company);
    const named = (wanted: string) => properties.find(({ name }) => name === wanted);

    expect(named("support_tier")?.options.map(({ value }) => value)).toEqual([
      "Gold",
      "Silver",
      "Bronze",
    ]);
    expect(named("hs_lastmodifieddate")?.isReadOnly).toBe(true);
    expect(named("name")).toMatchObject({ isReadOnly: false, maxLength: 65_536 });
  });

  it("never writes whether a contact is a marketing contact [S16]", async () => {
    const properties = await readProperties(rig.transport, hubspotObject("contact"));

    expect(properties.find(({ name }) => name === "hs_marketable_status")?.isReadOnly).toBe(true);
  });

  it("refuses a property of ours that people made with another type", async () => {
    await rig.standIn.control("reset", {});
    await rig.standIn.api.post("/crm/properties/2026-09/deals", {
      name: "cw_recurring_revenue",
      label: "Theirs",
      groupName: "dealinformation",
      type: "string",
      fieldType: "text",
    });

    const error = await errorOf(setUpProperties(rig.transport, hubspotObject("deal")));

    expect(error).toMatchObject({ code: "property_unsuitable", field: "cw_recurring_revenue" });
  });

  it("reads the pipelines of deals with what their stages mean", async () => {
    await rig.forgetCalls();

    const pipelines = await createHubspotAccount(rig.transport).pipelines();

    expect(pipelines.map(({ pipelineId }) => pipelineId)).toContain("default");
    const [sales] = pipelines;
    expect(sales).toMatchObject({ pipelineId: "default", label: "Sales Pipeline" });
    expect(sales?.stages.slice(-2)).toEqual([
      { stageId: "closedwon", label: "Closed Won", outcome: "won" },
      { stageId: "closedlost", label: "Closed Lost", outcome: "lost" },
    ]);
    expect(sales?.stages[0]).toMatchObject({ outcome: "open" });
    expect(await rig.calls()).toMatchObject({ "GET /crm/pipelines/:version/deals": { count: 1 } });
  });

  it("reads owners and the account", async () => {
    const owners = await readOwners(rig.transport);
    const account = await readAccountDetails(rig.transport);

    expect(owners[0]).toEqual({
      ownerId: "71000001",
      email: "dana.kim@lockstep-demo.example",
      name: "Dana Kim",
      isArchived: false,
    });
    expect(account).toEqual({
      portalId: "48120001",
      uiDomain: "app.hubspot.com",
      timeZone: "US/Eastern",
      currency: "USD",
    });
  });
});

describe("HubSpot's OAuth", () => {
  const redirectUrl = app.redirectUrls[0] ?? "";
  let standIn: InstalledStandIn;
  let oauth: OauthClient;

  const clientOf = (
    options: { clientSecret?: string; apiUrl?: string; timeoutMs?: number } = {},
  ): OauthClient =>
    createOauthClient({
      apiUrl: standIn.url,
      appUrl: standIn.url,
      apiVersion: "2026-09",
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      clock: { now: () => 1_000_000 },
      timeoutMs: PATIENT_MS,
      ...options,
    });
  const allow = async (): Promise<string> => {
    const url = new URL(
      oauth.authorizeUrl({ redirectUrl, scopes: scopes.split(" "), state: "s 1&2" }),
    );
    const answer = await axios.post(`${url.origin}${url.pathname}`, url.searchParams, {
      maxRedirects: 0,
      validateStatus: () => true,
    });
    const back = new URL(String(answer.headers["location"]));
    expect(back.searchParams.get("state")).toBe("s 1&2");
    return back.searchParams.get("code") ?? "";
  };

  beforeEach(async () => {
    standIn = await startInstalled();
    oauth = clientOf();
  });
  afterEach(() => standIn.close());

  it("installs: authorize, exchange, introspect, refresh", async () => {
    const installation = await oauth.exchangeCode(await allow(), redirectUrl);
    const details = await oauth.introspect(installation.tokens.accessToken);
    const refreshed = await oauth.refresh(installation.tokens.refreshToken);

    expect(installation).toMatchObject({ portalId: "48120001", userId: "71000" });
    expect(installation.tokens.expiresAt).toBe(1_000_000 + 1_800_000);
    expect(installation.tokens.scopes).toEqual(scopes.split(" "));
    expect(details).toMatchObject({ isActive: true, portalId: "48120001" });
    expect(refreshed.accessToken).not.toBe(installation.tokens.accessToken);
  });

  it("refuses a code that is used twice", async () => {
    const code = await allow();
    await oauth.exchangeCode(code, redirectUrl);

    const error = await errorOf(oauth.exchangeCode(code, redirectUrl));

    expect(error).toMatchObject({ errorClass: "invalid", code: "bad_auth_code" });
  });

  it("reports an uninstalled portal as disconnected", async () => {
    await oauth.uninstall(standIn.tokens.access_token);

    const error = await errorOf(oauth.refresh(standIn.tokens.refresh_token));

    expect(error).toMatchObject({ errorClass: "auth", code: "disconnected" });
  });

  it("reports a wrong client secret as our configuration, never as disconnected", async () => {
    const wrong = clientOf({ clientSecret: "other" });

    const error = await errorOf(wrong.refresh(standIn.tokens.refresh_token));

    expect(error).toMatchObject({ errorClass: "configuration", code: "oauth_client" });
  });

  it("ends a refresh token", async () => {
    await oauth.revoke(standIn.tokens.refresh_token);

    const error = await errorOf(oauth.refresh(standIn.tokens.refresh_token));

    expect(error.code).toBe("disconnected");
  });

  it.each(["500-before", "timeout-before", "429-html", "partial"])(
    "keeps the portal connected after a %s on a refresh",
    async (kind) => {
      await standIn.control("faults", { next: [{ match: "/token", kind }] });

      const error = await errorOf(
        clientOf(kind.startsWith("timeout") ? { timeoutMs: IMPATIENT_MS } : {}).refresh(
          standIn.tokens.refresh_token,
        ),
      );

      expect(["transient", "throttle"]).toContain(error.errorClass);
    },
  );

  it("keeps secrets out of what it throws", async () => {
    const unreachable = clientOf({ apiUrl: "http://127.0.0.1:1" });

    const error = await errorOf(unreachable.refresh("refresh-secret"));

    const everything =
      JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error.cause);
    expect(error.errorClass).toBe("transient");
    expect(everything).not.toMatch(/secret-1|refresh-secret/u);
  });
});
