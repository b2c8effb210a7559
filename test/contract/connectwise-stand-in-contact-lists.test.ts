import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;

const COMPANIES = [
  { id: 250, identifier: "Bob", name: "Bob Ltd" },
  { id: 251, identifier: "Eve", name: "Eve Ltd" },
];

beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const list = (params: object) => rig.api.get("/company/contacts", { params });
const ids = (data: Answer) => data.map(({ id }) => id);

describe("listing contacts", () => {
  beforeEach(async () => {
    await rig.control.post("/reset", {
      records: {
        companies: COMPANIES,
        contacts: [
          {
            id: 1,
            firstName: "Ada",
            company: { identifier: "Bob" },
            types: [{ name: "Billing" }],
            communicationItems: [
              { value: "ada@bob.example" },
              { value: "555", communicationType: "Phone" },
            ],
            _info: { lastUpdated: "2026-11-20T08:00:00Z" },
          },
          { id: 2, firstName: "Ben", company: { name: "Eve Ltd" }, inactiveFlag: true },
          {
            id: 3,
            firstName: "Cleo",
            communicationItems: [
              { value: "ada@bob.example", type: { name: "Personal Email" }, defaultFlag: false },
              { value: "cleo@eve.example" },
            ],
          },
        ],
      },
    });
  });

  it.each([
    ["company/id = 250", [1]],
    ['company/identifier = "EVE"', [2]],
    ['company/name = "Bob Ltd"', [1]],
    ["company = null", [3]],
    ['site/name = "Main"', [1, 2]],
    ["inactiveFlag = True", [2]],
    ['defaultPhoneNbr = "555"', [1]],
    ['defaultPhoneType = "Site"', []],
    ["lastUpdated < [2026-11-21T00:00:00Z]", [1]],
    ['firstName like "*e*" and id > 1', [2, 3]],
  ])("%s finds %j", async (conditions, expected) => {
    expect(ids((await list({ conditions })).data)).toEqual(expected);
  });

  it.each([
    ['communicationItems/value = "ADA@bob.example"', [1, 3]],
    [
      'communicationItems/value="ada@bob.example" AND communicationItems/communicationType="Email"',
      [1, 3],
    ],
    ['communicationItems/value = "ada@bob.example" AND communicationItems/defaultFlag = True', [1]],
    ['communicationItems/value = "555" AND communicationItems/communicationType="Email"', []],
    ['communicationItems/value like "cleo*"', [3]],
    ['communicationItems/type/name = "Personal Email"', [3]],
    ['types/name = "Billing"', [1]],
  ])("childConditions %s find %j", async (childConditions, expected) => {
    const count = await rig.api.get("/company/contacts/count", { params: { childConditions } });

    expect(ids((await list({ childConditions })).data)).toEqual(expected);
    expect(count.data.count).toBe(expected.length);
  });

  it.each([
    ["a child array in conditions", { conditions: 'types/name = "Billing"' }],
    ["items in conditions", { conditions: 'communicationItems/value = "x"' }],
    ["an unknown child", { childConditions: 'children/name = "x"' }],
    ["an unknown field of a child", { childConditions: 'communicationItems/street = "x"' }],
    ["a list in childConditions", { childConditions: 'communicationItems/value in ("x")' }],
  ])("refuses %s", async (_, params) => {
    const { status, data } = await list(params);

    expect([status, data.code]).toEqual([400, "ApiFindCondition"]);
  });

  it("selects fields, orders and pages forward", async () => {
    const fields = await list({ fields: "id,company/name,communicationItems", conditions: "id=1" });
    const ordered = await list({ orderBy: "firstName desc" });
    const forward = {
      params: { pageSize: 1, pageId: 1 },
      headers: { "pagination-type": "forward-only" },
    };
    const page = await rig.api.get("/company/contacts", forward);

    expect(fields.data[0]).toMatchObject({ id: 1, company: { name: "Bob Ltd" } });
    expect(fields.data[0]).not.toHaveProperty("firstName");
    expect(ids(ordered.data)).toEqual([3, 2, 1]);
    expect(ids(page.data)).toEqual([2]);
    expect(page.headers["link"]).toContain('rel="next"');
  });

  it("has a light variant", async () => {
    const light = await rig.api.get("/company/contacts/info");
    const one = await rig.api.get("/company/contacts/1/info");
    const count = await rig.api.get("/company/contacts/info/count");

    expect(light.data).toHaveLength(count.data.count);
    expect(one.data).toMatchObject({
      id: 1,
      communicationItems: [{ value: "ada@bob.example" }, {}],
    });
    expect(one.data).not.toHaveProperty("customFields");
  });
});

describe("set-up tables of contacts", () => {
  it.each([
    ["/company/contacts/types", "description", "Decision Maker"],
    ["/company/contacts/departments", "name", "Finance"],
    ["/company/contacts/relationships", "name", "Champion"],
    ["/company/communicationTypes", "description", "Fax"],
  ])("%s starts with %s %s", async (path, field, name) => {
    const { data } = await rig.api.get(path);
    const one = await rig.api.get(`${path}/${data[0]?.id}`);

    expect(data[0]).toMatchObject({ [field]: name });
    expect(one.data).toEqual(data[0]);
    expect((await rig.api.get(`${path}/count`)).data.count).toBe(data.length);
  });

  it("tell the default communication type of each kind", async () => {
    const params = { conditions: "defaultFlag = true" };
    const { data } = await rig.api.get("/company/communicationTypes", { params });

    expect(data.map(({ description }) => description)).toEqual(["Fax", "Direct", "Email"]);
  });

  it("have light variants", async () => {
    const types = await rig.api.get("/company/contacts/types/info");
    const count = await rig.api.get("/company/contacts/types/count/info");
    const one = await rig.api.get("/company/communicationTypes/9/info");
    const members = await rig.api.get("/system/info/members");

    expect(types.data).toHaveLength(count.data.count);
    expect(one.data).toMatchObject({ description: "Email", emailFlag: true });
    expect(members.data[0]).not.toHaveProperty("hireDate");
  });
});
