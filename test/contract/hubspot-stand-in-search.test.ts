import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startInstalled } from "./hubspot-stand-in-client.ts";
import type { InstalledStandIn } from "./hubspot-stand-in-client.ts";

const COMPANIES = "/crm/objects/2026-09/companies";

let hubspot: InstalledStandIn;
let clock = 0;

const seed = [
  { id: "1", properties: { name: "Acme North", city: "Oslo", numberofemployees: "9" } },
  { id: "2", properties: { name: "Acme South", city: "Rome", numberofemployees: "10" } },
  { id: "3", properties: { name: "Beta", numberofemployees: "200", support_tier: "Gold" } },
];

beforeAll(async () => {
  hubspot = await startInstalled({ now: () => Date.now() + clock });
});
afterAll(() => hubspot.close());
beforeEach(async () => {
  clock = 0;
  await hubspot.control("reset", { records: { companies: seed } });
  await hubspot.control("limits", { enforce: false, searchLagMs: 5_000 });
});

const search = (body: Record<string, unknown>) =>
  hubspot.api.post(`${COMPANIES}/search`, { filterGroups: [], ...body });
const idsOf = async (body: Record<string, unknown>): Promise<string[]> =>
  (await search(body)).data.results.map((each: { id: string }) => each.id);
const filter = (propertyName: string, operator: string, more: object = {}) => ({
  filterGroups: [{ filters: [{ propertyName, operator, ...more }] }],
});

describe("search operators", () => {
  // property, operator, values, ids found
  it.each([
    ["city", "EQ", { value: "oslo" }, ["1"]],
    ["city", "NEQ", { value: "Oslo" }, ["2"]],
    ["numberofemployees", "LT", { value: "10" }, ["1"]],
    ["numberofemployees", "LTE", { value: "10" }, ["1", "2"]],
    ["numberofemployees", "GT", { value: "10" }, ["3"]],
    ["numberofemployees", "GTE", { value: "10" }, ["2", "3"]],
    ["numberofemployees", "BETWEEN", { value: "9", highValue: "10" }, ["1", "2"]],
    ["hs_object_id", "IN", { values: ["1", "3"] }, ["1", "3"]],
    ["city", "NOT_IN", { values: ["oslo"] }, ["2"]],
    ["city", "HAS_PROPERTY", {}, ["1", "2"]],
    ["city", "NOT_HAS_PROPERTY", {}, ["3"]],
    ["name", "CONTAINS_TOKEN", { value: "acme" }, ["1", "2"]],
    ["name", "CONTAINS_TOKEN", { value: "so*" }, ["2"]],
  ])("%s %s", async (name, operator, more, expected) => {
    expect(await idsOf(filter(name, operator, more))).toEqual(expected);
  });

  it("sorts numbers by size and pages with the total", async () => {
    const sorts = [{ propertyName: "numberofemployees", direction: "DESCENDING" }];

    const first = await search({ sorts, limit: 2 });
    const second = await search({ sorts, limit: 2, after: first.data.paging.next.after });

    expect(first.data.total).toBe(3);
    expect(first.data.results.map((each: { id: string }) => each.id)).toEqual(["3", "2"]);
    expect(second.data.results.map((each: { id: string }) => each.id)).toEqual(["1"]);
    expect(second.data.paging).toBeUndefined();
  });

  it("joins groups with or, filters with and", async () => {
    const filters = [
      { propertyName: "name", operator: "CONTAINS_TOKEN", value: "acme" },
      { propertyName: "city", operator: "EQ", value: "Rome" },
    ];
    const gold = { filters: [{ propertyName: "support_tier", operator: "EQ", value: "Gold" }] };

    expect(await idsOf({ filterGroups: [{ filters }, gold] })).toEqual(["2", "3"]);
  });
});

describe("search limits", () => {
  it.each([
    ["a result beyond 10,000", { limit: 100, after: "9950" }],
    ["a page of 201", { limit: 201 }],
    ["two sorts", { sorts: [{ propertyName: "name" }, { propertyName: "city" }] }],
    ["six groups", { filterGroups: Array.from({ length: 6 }, () => ({ filters: [] })) }],
    ["an unknown property", filter("nope", "HAS_PROPERTY")],
    ["a body over 3,000 characters", filter("name", "EQ", { value: "x".repeat(3_000) })],
    ["IN without values", filter("name", "IN")],
  ])("refuses %s", async (_name, body) => {
    expect((await search(body)).status).toBe(400);
  });
});

describe("search lag", () => {
  it("shows a record as it was before the lag, then as it is", async () => {
    await hubspot.api.patch(`${COMPANIES}/1`, { properties: { city: "Bergen" } });
    const created = await hubspot.api.post(COMPANIES, { properties: { name: "New" } });

    const early = await search({ properties: ["city"], sorts: [{ propertyName: "hs_object_id" }] });
    clock = 5_100;
    const late = await search({ properties: ["city"], sorts: [{ propertyName: "hs_object_id" }] });

    expect(early.data.total).toBe(3);
    expect(early.data.results[0].properties.city).toBe("Oslo");
    expect(late.data.results.map((each: { id: string }) => each.id)).toContain(created.data.id);
    expect(late.data.results[0].properties.city).toBe("Bergen");
  });

  it("still shows an archived record until the lag is over", async () => {
    await hubspot.api.delete(`${COMPANIES}/2`);

    const early = await idsOf({});
    clock = 5_100;

    expect(early).toContain("2");
    expect(await idsOf({})).not.toContain("2");
  });

  it("finds what was modified since a time, in order of that time", async () => {
    await hubspot.control("limits", { searchLagMs: 0 });
    const since = Date.now();
    clock = 10;
    await hubspot.api.patch(`${COMPANIES}/2`, { properties: { city: "Milan" } });
    clock = 20;
    await hubspot.api.patch(`${COMPANIES}/1`, { properties: { city: "Bergen" } });

    const ids = await idsOf({
      ...filter("hs_lastmodifieddate", "GTE", { value: String(since) }),
      sorts: [{ propertyName: "hs_lastmodifieddate", direction: "ASCENDING" }],
    });

    expect(ids).toEqual(["2", "1"]);
  });

  it("is stale for one call when told so", async () => {
    await hubspot.control("limits", { searchLagMs: 0 });
    await hubspot.api.patch(`${COMPANIES}/1`, { properties: { city: "Bergen" } });
    await hubspot.control("faults", { next: [{ match: "/search", kind: "stale-search" }] });
    const body = filter("city", "EQ", { value: "Bergen" });

    expect(await idsOf(body)).toEqual([]);
    expect(await idsOf(body)).toEqual(["1"]);
  });
});
