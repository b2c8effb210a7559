import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { rowsOf } from "./settings-rig.ts";
import { readRows, type Reply, type ServerRig, startServerRig } from "./server-rig.ts";

const database = await openTestDatabase();

const MAPPING = "/objects/company/mapping";
const TIER = { hubspot: "support_tier", connectwise: "customFields/12", direction: "both" };

describe("mappings over HTTP [S3] [S4]", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
  });
  afterAll(async () => {
    await rig.close();
  });

  it("are made of definitions that are kept, without a call to the vendors", async () => {
    // Connecting reads no more than the settings rest on: the first screen reads the rest.
    await rig.api("GET", "/objects/company/fields");
    await rig.forgetCalls();

    const mapping = await rig.api("GET", MAPPING);
    const fields = await rig.api("GET", "/objects/company/fields");
    const policy = await rig.api("GET", "/objects/company/policy");

    expect([mapping.status, fields.status, policy.status]).toEqual([200, 200, 200]);
    expect(await rig.countCalls()).toBe(0);
    expect(fields.body.readAt).toMatch(/^20\d\d-/u);
    expect(fields.body.pairings.length).toBeGreaterThan(10);
    const kinds = Object.fromEntries(
      fields.body.hubspot.map((field: Reply["body"]) => [field.path, field.kind]),
    );
    expect(kinds).toMatchObject({ name: "text", phone: "phone", industry: "option" });
    expect(kinds).not.toHaveProperty("cw_company_id");
  });

  it("read on the first screen what connecting left out, and nothing twice", async () => {
    await rig.forgetCalls();
    const first = await rig.api("GET", "/objects/contact/fields");
    const calls = await rig.control("connectwise", "requests");
    const others = await rig.control("hubspot", "requests");
    await rig.api("POST", "/definitions/refresh");
    const all = await rig.api("GET", "/objects/contact/fields");

    expect(Object.keys(others.byRoute)).toEqual([]);
    expect(Object.keys(calls.byRoute)).toHaveLength(3);
    expect(first.body.connectwise).toEqual(all.body.connectwise);
    expect(first.body.hubspot).toEqual(all.body.hubspot);
  });

  it("are read again from both vendors when a person asks", async () => {
    const before = await rig.api("GET", "/objects/company/fields");
    await rig.forgetCalls();

    const { status, body } = await rig.api("POST", "/definitions/refresh");

    expect(status).toBe(200);
    expect(body.objects[0]).toMatchObject({ objectType: "company" });
    expect(await rig.countCalls()).toBeGreaterThan(4);
    const after = await rig.api("GET", "/objects/company/fields");
    expect(after.body.readAt > before.body.readAt).toBe(true);
  });

  it.each([
    ["older than a day", "read_at = now() - interval '25 hours'", true],
    ["doubted", "read_at = now() - interval '5 minutes', stale_because = 'invalid_option'", true],
    ["just read, and doubted", "stale_because = 'invalid_option'", false],
    ["a few hours old", "read_at = now() - interval '5 hours', stale_because = NULL", false],
  ])("are read again by themselves when they are %s: %s", async (_what, change, isRead) => {
    await readRows(database, `UPDATE definitions SET ${change}`);
    await rig.forgetCalls();

    const { status, body } = await rig.api("GET", "/objects/company/fields");

    expect(status).toBe(200);
    expect((await rig.countCalls()) > 0).toBe(isRead);
    expect(body.staleBecause === null).toBe(isRead || !change.includes("invalid_option"));
  });

  it("make do with the kept definitions while a vendor cannot be asked", async () => {
    await readRows(database, "UPDATE definitions SET read_at = now() - interval '25 hours'");
    await rig.control("connectwise", "permissions", { deny: ["/system/members"] });

    const { status, body } = await rig.api("GET", "/objects/company/fields");

    await rig.control("connectwise", "permissions", { deny: [] });
    expect(status).toBe(200);
    expect(Date.parse(body.readAt)).toBeLessThan(Date.now() - 24 * 60 * 60_000);
    await rig.api("POST", "/definitions/refresh");
  });

  it("tell for each field what of the other side goes with it, and how", async () => {
    const tier = await rig.api("GET", "/objects/company/fields?hubspot=support_tier");
    const name = await rig.api("GET", "/objects/company/fields?connectwise=name");
    const nothing = await rig.api("GET", "/objects/company/fields?hubspot=no_such_thing");

    expect(tier.body.field).toMatchObject({ path: "support_tier", kind: "option" });
    const paths = tier.body.compatible.map((one: Reply["body"]) => one.path);
    expect(paths).toContain("customFields/12");
    expect(paths).not.toContain("numberOfEmployees");
    expect(paths).not.toContain("territoryManager/id");
    expect(
      tier.body.compatible.find((one: Reply["body"]) => one.path === "customFields/12").ways,
    ).toEqual([
      {
        transforms: ["value-map"],
        directions: ["both", "to-hubspot", "to-connectwise"],
        map: "suggested",
      },
    ]);
    expect(name.body.compatible.map((one: Reply["body"]) => one.path)).toContain("description");
    expect(nothing).toMatchObject({ status: 404, body: { error: { code: "unknown_field" } } });
  });

  it("say what a change would do before it is made", async () => {
    const rows = [...rowsOf(await rig.api("GET", MAPPING)), TIER];

    const { status, body } = await rig.api("POST", `${MAPPING}/preview`, { rows });

    expect(status).toBe(200);
    expect(body).toEqual({
      links: 0,
      changes: [{ hubspot: "support_tier", connectwise: "customFields/12", kinds: ["added"] }],
    });
    expect((await rig.api("GET", MAPPING)).body.version).toBe(1);
  });

  it("keep value maps, tell unmapped options, and forget them once they are mapped [S5]", async () => {
    const rows = [...rowsOf(await rig.api("GET", MAPPING)), TIER];
    const made = await rig.api("PUT", MAPPING, { rows });
    expect(made.body).toMatchObject({ version: 2, issues: [] });
    const path = "/objects/company/value-maps/support_tier";
    const shown = await rig.api("GET", path);
    const { Gold: _gone, ...toConnectwise } = shown.body.map.toConnectwise;

    const less = await rig.api("PUT", path, {
      map: { ...shown.body.map, toConnectwise },
      basedOn: 2,
    });

    expect(shown.body.hubspot.options).toContainEqual({
      value: "Gold",
      label: "Gold",
      isActive: true,
    });
    expect(less.body.issues).toMatchObject([
      {
        hubspot: "support_tier",
        code: "option_not_mapped",
        options: [{ side: "hubspot", value: "Gold", label: "Gold" }],
      },
    ]);
    expect((await rig.api("GET", "/issues")).body.fields).toHaveLength(1);
    expect((await rig.api("GET", "/overview")).body.fieldIssues).toMatchObject({ company: 1 });
    const back = await rig.api("PUT", path, { map: shown.body.map });
    expect(back.body).toMatchObject({ version: 4, issues: [] });
  });

  it("refuse options that do not exist, and a change of somebody who saw an older version", async () => {
    const path = "/objects/company/value-maps/support_tier";
    const { map } = (await rig.api("GET", path)).body;

    const unknown = await rig.api("PUT", path, {
      map: { ...map, toHubspot: { ...map.toHubspot, Platinum: "Gold" } },
    });
    const { Gold: _gone, ...toHubspot } = map.toHubspot;
    const stale = await rig.api("PUT", path, { map: { ...map, toHubspot }, basedOn: 2 });
    const same = await rig.api("PUT", path, { map, basedOn: 2 });

    expect(unknown).toMatchObject({
      status: 422,
      body: {
        error: {
          code: "unknown_option",
          field: "valueMaps.support_tier.toHubspot.Platinum",
        },
      },
    });
    expect(stale).toMatchObject({ status: 409, body: { error: { code: "changed_meanwhile" } } });
    expect(same.status).toBe(200); // HubSpot sends a request again at times
    expect((await rig.api("GET", MAPPING)).body.version).toBe(4);
  });

  it("keep their versions, and go back to what a connection starts with", async () => {
    const reset = await rig.api("POST", `${MAPPING}/reset`, {});
    const { body } = await rig.api("GET", `${MAPPING}/versions`);

    expect(reset.body.version).toBe(5);
    expect(rowsOf(reset).some(({ hubspot }) => hubspot === "support_tier")).toBe(false);
    expect(body.items.map((one: Reply["body"]) => one.version)).toEqual([5, 4, 3, 2, 1]);
    expect(body.items[0]).toMatchObject({
      userId: "71000",
      existing: "from-now-on",
      changes: [{ hubspot: "support_tier", kinds: ["removed"] }],
    });
    expect(body.items[4]).toMatchObject({ userId: null, changes: [] });
  });

  it.each(["company", "contact", "deal"])("know every field of a %s's own rows", async (type) => {
    const { status, body } = await rig.api("GET", `/objects/${type}/mapping`);
    const again = await rig.api("PUT", `/objects/${type}/mapping`, {
      rows: body.rows
        .filter((row: Reply["body"]) => row.isOwn !== true)
        .map(({ hubspot, connectwise, direction, transform, conflictRule }: Reply["body"]) => ({
          hubspot,
          connectwise,
          direction,
          transform,
          conflictRule,
        })),
    });

    expect(status).toBe(200);
    expect(body.rows.length).toBeGreaterThan(8);
    expect(again).toMatchObject({ status: 200, body: { version: body.version } });
  });

  it("never let a field of a contact go to a field of a deal", async () => {
    const deal = { hubspot: "email", connectwise: "name", direction: "both" };
    const contact = { hubspot: "email", connectwise: "forecast/amount", direction: "both" };

    const toDeal = await rig.api("PUT", "/objects/deal/mapping", { rows: [deal] });
    const ofContact = await rig.api("PUT", "/objects/contact/mapping", { rows: [contact] });

    expect(toDeal.body.error).toMatchObject({ code: "unknown_property", field: "rows.0.hubspot" });
    expect(ofContact.body.error).toMatchObject({
      code: "unknown_field",
      field: "rows.0.connectwise",
    });
  });

  it("of deals keep a stage map that names stages and statuses of both systems", async () => {
    const path = "/objects/deal/stage-maps/stage";
    const shown = await rig.api("GET", path);
    const rows = shown.body.map.rows.map(({ hubspot, connectwise }: Record<string, string>) => ({
      hubspot,
      connectwise,
    }));

    const fewer = await rig.api("PUT", path, { map: { rows: rows.slice(1), reopens: false } });
    const unknown = await rig.api("PUT", path, {
      map: { rows: [{ ...rows[0], hubspot: "default|nowhere" }] },
    });
    const back = await rig.api("PUT", path, { map: { rows } });

    expect(shown.status).toBe(200);
    expect(shown.body.pipelines[0].stages[0]).toMatchObject({ outcome: "open" });
    expect(shown.body.statuses.map((one: Reply["body"]) => one.outcome)).toContain("won");
    expect(fewer.body.stageMaps.stage).toMatchObject({ reopens: false });
    expect(fewer.body.issues).toMatchObject([{ code: "stage_not_mapped" }]);
    expect(unknown.body.error).toMatchObject({
      code: "unknown_stage",
      field: "stageMaps.stage.rows.0.hubspot",
    });
    expect(back.body.stageMaps.stage.rows).toEqual(shown.body.map.rows);
    expect(back.body.issues).toEqual([]);
  });

  it("of deals keep who sells what nobody owns, where, and when it is due", async () => {
    const { body } = await rig.api("GET", "/objects/deal/policy");
    const required = body.choices.filter((one: Reply["body"]) => one.isRequired === true);

    const changed = await rig.api("PUT", "/objects/deal/policy", {
      defaults: { "primarySalesRep/id": "152" },
      dueInDays: { closeDate: 60 },
      createsUnpaired: true,
    });

    expect(required.map((one: Reply["body"]) => one.path).toSorted()).toEqual([
      "businessUnitId",
      "locationId",
      "primarySalesRep/id",
    ]);
    expect(changed).toMatchObject({
      status: 200,
      body: {
        createsUnpaired: true,
        dueInDays: { closeDate: 60 },
        defaults: { "primarySalesRep/id": "152", locationId: body.defaults.locationId },
      },
    });
  });

  it("of contacts keep a catch-all company only if there is one", async () => {
    const company = await rig.control("connectwise", "edit", {
      type: "company",
      fields: { name: "Walk-ins" },
    });
    const path = "/objects/contact/policy";

    const gone = await rig.api("PUT", path, { catchAllCompanyId: "987654" });
    const good = await rig.api("PUT", path, { catchAllCompanyId: String(company.id) });

    expect(gone.body.error).toMatchObject({ code: "record_gone", field: "catchAllCompanyId" });
    expect(good.body).toMatchObject({
      catchAllCompanyId: String(company.id),
      defaults: { "company/id": String(company.id) },
    });
  });

  it("answer for no other object type than there is", async () => {
    const replies = await Promise.all(
      ["mapping", "fields", "policy", "mapping/versions", "reviews"].map((path) =>
        rig.api("GET", `/objects/invoice/${path}`),
      ),
    );

    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  });
});
