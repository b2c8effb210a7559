import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;

const COMPANIES = [
  {
    id: 1,
    name: "Alpha [West]",
    identifier: "Alpha",
    city: "Tampa",
    numberOfEmployees: 5,
    status: { name: "Active" },
    types: [{ name: "Client" }],
    customFields: [
      { id: 12, value: "Gold" },
      { id: 15, value: 7 },
    ],
    _info: { lastUpdated: "2026-11-20T08:00:00Z" },
  },
  {
    id: 2,
    name: 'Beta "B" \\ Co',
    identifier: "Beta",
    numberOfEmployees: 50,
    status: { name: "Inactive" },
    types: [{ name: "Vendor" }],
    customFields: [{ id: 16, value: true }],
    _info: { lastUpdated: "2026-11-21T08:00:00Z" },
  },
  {
    id: 3,
    name: "gamma & sons",
    identifier: "Gamma",
    city: "Berlin",
    numberOfEmployees: 500,
    status: { name: "Active" },
    leadFlag: true,
    types: [{ name: "Client" }],
    _info: { lastUpdated: "2026-11-21T08:00:00Z" },
  },
];

beforeAll(async () => {
  rig = await startRig({ now: () => Date.parse("2026-11-23T10:00:00Z") });
});
afterAll(() => rig.close());
beforeEach(() => rig.control.post("/reset", { records: { companies: COMPANIES } }));

const list = (params: Record<string, unknown>, headers: Record<string, string> = {}) =>
  rig.api.get("/company/companies", { params, headers });
const ids = (data: Answer) => data.map(({ id }) => id);

describe("conditions", () => {
  it.each([
    ["id = 2", [2]],
    ["id != 2", [1, 3]],
    ["numberOfEmployees >= 50", [2, 3]],
    ["numberOfEmployees < 50 or numberOfEmployees > 100", [1, 3]],
    ["id in (1,3)", [1, 3]],
    ["id not in (1,3)", [2]],
    ['name = "GAMMA & SONS"', [3]],
    ['name contains "sons"', [3]],
    ['name not contains "sons"', [1, 2]],
    ['name like "a*"', [1]],
    ['name like "%[[]West]"', [1]],
    ['name not like "a%"', [2, 3]],
    ['name = "Beta \\"B\\" \\\\ Co"', [2]],
    ["city = null", [2]],
    ["city != null", [1, 3]],
    ['city != "Tampa"', [3]],
    ["leadFlag = True", [3]],
    ["leadFlag=false and id<3", [1, 2]],
    ['status/name = "Active" AND (city = "Berlin" OR id = 2)', [3]],
    ["status/id = 2", [2]],
    ['identifier in ("alpha","Beta")', [1, 2]],
    ["lastUpdated > [2026-11-20T08:00:00Z]", [2, 3]],
    ["lastUpdated >= [2026-11-20T08:00:00Z] and lastUpdated < [2026-11-21]", [1]],
    ["_info/lastUpdated > [2026-11-21T07:59:59Z]", [2, 3]],
    ["lastUpdated > [2026-11-21T07:59:59]", [2, 3]],
    ["deletedFlag = False", [1, 2, 3]],
    ['site/name = "Main"', [1, 2, 3]],
  ])("%s finds %j", async (conditions, expected) => {
    const { status, data } = await list({ conditions });
    const count = await rig.api.get("/company/companies/count", { params: { conditions } });

    expect(status).toBe(200);
    expect(ids(data)).toEqual(expected);
    expect(count.data).toEqual({ count: expected.length });
  });

  it.each([
    ["an unknown field", "invoiceDate = 1", "invoiceDate is not a recognized name."],
    ["a child array", 'types/name = "Client"', "types/name is not a recognized name."],
    ["custom fields", "customFields = 1", "customFields is not a recognized name."],
    ["a text for a number", 'id = "2"', "Enum value supplied was invalid"],
    ["a bare word", "name = Alpha", "Syntax error near 'Alpha'."],
    ["an open parenthesis", "(id = 1", "')' is expected."],
    ["an open quote", 'name = "x', "Syntax error near '\"x'."],
    ["not before a condition", "not id = 1", "not is not a recognized name."],
    ["two conditions without and", "id = 1 id = 2", "Syntax error near 'id'."],
  ])("refuses %s", async (_, conditions, message) => {
    const { status, data } = await list({ conditions });

    expect(status).toBe(400);
    expect(data).toMatchObject({ code: "ApiFindCondition", message });
  });

  // row 6
  it("refuses times with an offset; only UTC with Z works", async () => {
    const { status, data } = await list({
      conditions: "lastUpdated > [2026-11-20T08:00:00+00:00]",
    });

    expect(status).toBe(400);
    expect(data.message).toBe("String was not recognized as a valid DateTime.");
  });

  // row 6
  it("can compare dates without their time, as one self-hosted server does", async () => {
    await rig.control.post("/quirks", { dateOnlyConditions: true });

    const sameDay = await list({ conditions: "lastUpdated > [2026-11-21T00:00:00Z]" });
    const dayBefore = await list({ conditions: "lastUpdated > [2026-11-20T23:00:00Z]" });

    expect(ids(sameDay.data)).toEqual([]);
    expect(ids(dayBefore.data)).toEqual([2, 3]);
  });

  it.each([
    ['caption="Support Tier" AND value != null', [1]],
    ['caption="Support Tier" AND value = "gold"', [1]],
    ['caption="Seats" AND value > 6', [1]],
    ['caption="Managed" AND value = True', [2]],
    ['caption="Support Tier" AND value = "Gold" AND caption="Seats" AND value > 7', []],
  ])("customFieldConditions %s finds %j", async (customFieldConditions, expected) => {
    expect(ids((await list({ customFieldConditions })).data)).toEqual(expected);
  });

  it("looks into types with childConditions", async () => {
    expect(ids((await list({ childConditions: 'types/name = "Vendor"' })).data)).toEqual([2]);
  });

  // row 9
  it("is ignored by some reference tables, which return their first page", async () => {
    const markets = await rig.api.get("/company/marketDescriptions", {
      params: { conditions: 'name = "Retail"' },
    });
    const types = await rig.api.get("/company/companies/types", {
      params: { conditions: 'name = "Vendor"' },
    });

    expect(markets.data.length).toBeGreaterThan(1);
    expect(types.data).toHaveLength(1);
  });

  it("is refused for flags that set-up tables return", async () => {
    const params = { conditions: "inactiveFlag = false" };
    const { status } = await rig.api.get("/company/companies/statuses", { params });

    expect(status).toBe(400);
  });
});

describe("fields and order", () => {
  // row 8
  it("leaves _info out unless it is named", async () => {
    const bare = await list({ fields: "id,status/name", conditions: "id=1" });
    const full = await list({ fields: "id,_info", conditions: "id=1" });

    expect(bare.data).toEqual([{ id: 1, status: { name: "Active" } }]);
    expect(full.data[0]?.["_info"].lastUpdated).toBe("2026-11-20T08:00:00Z");
  });

  it("orders by several fields", async () => {
    expect(ids((await list({ orderBy: "lastUpdated desc, id asc" })).data)).toEqual([2, 3, 1]);
    expect(ids((await list({ orderBy: "name" })).data)).toEqual([1, 2, 3]);
    expect((await list({ orderBy: "nickname" })).status).toBe(400);
  });
});

describe("paging", () => {
  it("numbers pages, with links until the last and an empty list beyond it", async () => {
    const first = await list({ pageSize: 2 });
    const second = await list({ pageSize: 2, page: 2 });
    const beyond = await list({ pageSize: 2, page: 3 });

    expect(first.headers["link"]).toMatch(/page=2>; rel="next".*page=2>; rel="last"/);
    expect(second.headers["link"]).not.toContain('rel="next"');
    expect(ids(second.data)).toEqual([3]);
    expect(beyond.data).toEqual([]);
  });

  it("gives 25 rows unless told, and never more than 1,000", async () => {
    const companies = Array.from({ length: 1_010 }, (_, i) => ({ name: `Company ${i}` }));
    await rig.control.post("/reset", { records: { companies } });

    expect((await list({})).data).toHaveLength(25);
    expect((await list({ pageSize: 5_000 })).data).toHaveLength(1_000);
  });

  // row 7
  it("pages forward by id, undisturbed by changes, with an empty Link on the last page", async () => {
    const forward = { "pagination-type": "forward-only" };
    const first = await list({ pageSize: 2 }, forward);
    await rig.control.post("/edit", { type: "company", id: "1", fields: { city: "Rome" } });
    const next = /<([^>]+)>; rel="next"/.exec(first.headers["link"] ?? "")?.[1] ?? "";
    const last = await rig.api.get(next, { headers: forward });

    expect(ids(first.data)).toEqual([1, 2]);
    expect(ids(last.data)).toEqual([3]);
    expect(last.headers["link"]).toBe("");
    expect(ids((await list({ pageId: 2, page: 9 }, forward)).data)).toEqual([3]);
    expect((await list({ orderBy: "id" }, forward)).status).toBe(400);
  });
});

describe("set-up tables", () => {
  it.each([
    ["/company/companies/statuses", "Active"],
    ["/company/companies/types", "Client"],
    ["/company/countries", "United States"],
    ["/company/states", "California"],
    ["/company/marketDescriptions", "Finance"],
    ["/company/ownershipTypes", "Corporation"],
    ["/system/locations", "Tampa"],
  ])("%s starts with %s", async (path, name) => {
    const { data } = await rig.api.get(path);
    const one = await rig.api.get(`${path}/${data[0]?.id}`);

    expect(data[0]?.name).toBe(name);
    expect(one.data).toEqual(data[0]);
    expect((await rig.api.get(`${path}/count`)).data.count).toBe(data.length);
  });

  it("lists members, one of them the API member", async () => {
    const params = { conditions: 'licenseClass = "A"' };
    const { data } = await rig.api.get("/system/members", { params });

    expect(data).toEqual([expect.objectContaining({ identifier: "Lockstep" })]);
  });

  it("defines custom fields, which all companies then show", async () => {
    const body = { podId: 1, caption: "Region", sequenceNumber: 9, fieldTypeIdentifier: "Text" };
    const created = await rig.api.post("/system/userDefinedFields", body);
    const long = await rig.api.post("/system/userDefinedFields", {
      ...body,
      caption: "x".repeat(26),
    });
    const company = await rig.api.get("/company/companies/1");

    expect(created.status).toBe(201);
    expect(long.data.errors[0]?.code).toBe("MaxLengthField");
    expect(company.data.customFields.at(-1)).toMatchObject({
      id: created.data.id,
      caption: "Region",
      value: null,
    });
  });
});
