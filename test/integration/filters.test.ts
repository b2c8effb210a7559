import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { type Reply, type ServerRig, startServerRig } from "./server-rig.ts";

const database = await openTestDatabase();
const PATH = "/objects/company/filters";
const of = (condition: object) => ({ groups: [{ conditions: [condition] }] });
const CUSTOMERS = { path: "lifecyclestage", operator: "is-any-of", values: ["customer"] };

const STANDARD = {
  hubspot: ["made_by_hubspot", "deleted"],
  connectwise: ["own_company", "inactive_in_connectwise", "deleted"],
};

describe("filters over HTTP [S11]", () => {
  let rig: ServerRig;
  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
  });
  afterAll(() => rig.close());

  const put = (body: object): Promise<Reply> => rig.api("PUT", PATH, body);

  it("begin with no rule of what belongs in ConnectWise", async () => {
    const { status, body } = await rig.api("GET", PATH);

    expect(status).toBe(200);
    expect(body).toEqual({
      objectType: "company",
      version: 1,
      hubspot: null,
      connectwise: null,
      standard: STANDARD,
    });
  });

  it("stand beside what is always on, as the settings have it", async () => {
    const contacts = "/objects/contact/filters";
    const before = await rig.api("GET", contacts);
    await rig.api("PUT", "/objects/contact/policy", { blocksFreeEmail: false });
    const after = await rig.api("GET", contacts);

    expect(before.body.standard.hubspot).toContain("free_email");
    expect(after.body.standard.hubspot).toEqual(["no_email", "deleted", "parent_not_synced"]);
  });

  it("offer the fields of both sides with what can be asked of each", async () => {
    const { body } = await rig.api("GET", `${PATH}/fields`);

    const find = (side: string, path: string) =>
      body[side].find((field: Reply["body"]) => field.path === path);
    expect(find("hubspot", "lifecyclestage")).toMatchObject({
      kind: "option",
      operators: expect.arrayContaining(["is-any-of", "is-blank"]),
      options: expect.arrayContaining([expect.objectContaining({ value: "customer" })]),
    });
    expect(find("connectwise", "status/id").options.length).toBeGreaterThan(1);
    expect(find("connectwise", "numberOfEmployees").operators).toContain("at-least");
  });

  it("are kept, side by side, as versions that say who changed them", async () => {
    const first = await put({ hubspot: of(CUSTOMERS) });
    const second = await put({
      connectwise: of({ path: "numberOfEmployees", operator: "at-least", values: ["5"] }),
      basedOn: first.body.version,
    });
    const versions = await rig.api("GET", "/objects/company/mapping/versions");

    expect([first.status, second.status]).toEqual([200, 200]);
    expect((await rig.api("GET", PATH)).body).toEqual({
      objectType: "company",
      version: 3,
      hubspot: of(CUSTOMERS),
      connectwise: of({ path: "numberOfEmployees", operator: "at-least", values: ["5"] }),
      standard: STANDARD,
    });
    expect(versions.body.items[0]).toMatchObject({ version: 3, filters: ["connectwise"] });
    const stale = await put({ hubspot: null, basedOn: 1 });
    expect(stale).toMatchObject({ status: 409, body: { error: { code: "changed_meanwhile" } } });
  });

  it("stay when the mapping changes or is reset", async () => {
    const { body } = await rig.api("GET", "/objects/company/mapping");
    const rows = body.rows
      .filter((row: Reply["body"]) => row.isOwn !== true && row.hubspot !== "phone")
      .map(({ hubspot, connectwise, direction }: Reply["body"]) => ({
        hubspot,
        connectwise,
        direction,
      }));
    await rig.api("PUT", "/objects/company/mapping", { rows });
    await rig.api("POST", "/objects/company/mapping/reset", {});

    const { body: filters } = await rig.api("GET", PATH);
    expect(filters).toMatchObject({ version: 5, hubspot: of(CUSTOMERS) });
  });

  it.each([
    ["no object", { hubspot: "all" }, "hubspot"],
    [
      "a group without condition",
      { hubspot: { groups: [{ conditions: [] }] } },
      "hubspot.groups.0.conditions",
    ],
    [
      "a misspelt operator",
      { hubspot: of({ ...CUSTOMERS, operator: "is" }) },
      "hubspot.groups.0.conditions.0.operator",
    ],
    [
      "an unknown field",
      { hubspot: of({ ...CUSTOMERS, path: "stage" }) },
      "hubspot.groups.0.conditions.0.path",
    ],
    [
      "an unknown option",
      { hubspot: of({ ...CUSTOMERS, values: ["friend"] }) },
      "hubspot.groups.0.conditions.0.values",
    ],
    ["something else", { filter: null }, ""],
  ])("are refused with %s, and the stored ones stay", async (_what, body, field) => {
    const before = await rig.api("GET", PATH);

    const { status, body: answer } = await put(body);

    expect(status).toBe(422);
    expect(answer.error.message).toBeTruthy();
    expect(answer.error.field ?? "").toContain(field);
    expect((await rig.api("GET", PATH)).body).toEqual(before.body);
  });
});
