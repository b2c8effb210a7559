import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startRig } from "./connectwise-stand-in-rig.ts";
import type { Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;

const RECORDS = {
  companies: [
    { id: 250, identifier: "Bob", name: "Bob Ltd" },
    { id: 251, identifier: "Eve", name: "Eve Ltd" },
  ],
  contacts: [
    { id: 1, firstName: "Ada", company: { id: 250 } },
    { id: 2, firstName: "Ben", company: { id: 251 } },
    { id: 3, firstName: "Cleo", company: { id: 250 } },
  ],
};

beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.close());

const load = (deals: object[]) => rig.control.post("/reset", { records: { ...RECORDS, deals } });

describe("listing opportunities", () => {
  beforeEach(() =>
    load([
      {
        id: 1,
        name: "A",
        company: { id: 250 },
        status: { name: "Won" },
        stage: { name: "Quote" },
      },
      {
        id: 2,
        name: "B",
        company: { identifier: "eve" },
        primarySalesRep: { identifier: "sokafor" },
        expectedCloseDate: "2099-01-01T00:00:00Z",
      },
      {
        id: 3,
        name: "C",
        contact: { id: 3 },
        status: { name: "Parked" },
        customFields: [{ id: 58, value: 7 }],
        _info: { lastUpdated: "2026-11-20T08:00:00Z" },
      },
    ]),
  );

  it.each([
    ['company/identifier = "Bob"', [1, 3]],
    ["contact/id = 3", [3]],
    ['contact/name = "Ben"', [2]],
    ['status/name in ("Won","Parked")', [1, 3]],
    ['stage/name = "Quote"', [1]],
    ['primarySalesRep/identifier = "sokafor"', [2]],
    ["expectedCloseDate > [2098-12-25T00:00:00Z]", [2]],
    ["closedDate != null", [1]],
    ["lastUpdated < [2026-11-21T00:00:00Z]", [3]],
    ["locationId = 2 and id < 3", [1, 2]],
  ])("%s finds %j", async (conditions, expected) => {
    const { data } = await rig.api.get("/sales/opportunities", { params: { conditions } });
    const count = await rig.api.get("/sales/opportunities/count", { params: { conditions } });

    expect(data.map(({ id }) => id)).toEqual(expected);
    expect(count.data.count).toBe(expected.length);
  });

  it("knows custom fields, but no flags of the status", async () => {
    const custom = await rig.api.get("/sales/opportunities", {
      params: { customFieldConditions: 'caption="Score" AND value > 5' },
    });
    const flag = await rig.api.get("/sales/opportunities", {
      params: { conditions: "status/closedFlag = True" },
    });

    expect(custom.data.map(({ id }) => id)).toEqual([3]);
    expect(flag.status).toBe(400);
  });
});

describe("set-up tables of opportunities", () => {
  it.each([
    ["/sales/opportunities/statuses", "name", "Open"],
    ["/sales/opportunities/types", "description", "New Business"],
    ["/sales/opportunities/ratings", "name", "Hot"],
    ["/sales/stages", "name", "Prospect"],
    ["/sales/probabilities", "probability", 10],
    ["/sales/roles", "name", "Decision Maker"],
    ["/system/departments", "name", "Sales"],
    ["/system/locations", "name", "Tampa"],
  ])("%s starts with %s %s", async (path, field, value) => {
    const { data } = await rig.api.get(path);
    const one = await rig.api.get(`${path}/${data[0]?.id}`);

    expect(data[0]).toMatchObject({ [field]: value });
    expect(one.data).toEqual(data[0]);
    expect((await rig.api.get(`${path}/count`)).data.count).toBe(data.length);
  });

  it.each([
    ["/sales/opportunities/statuses/info", "wonFlag"],
    ["/sales/opportunities/types/info", "connectWiseId"],
    ["/sales/opportunities/ratings/info", "connectWiseId"],
    ["/sales/stages/info", "connectWiseId"],
    ["/sales/probabilities/info", "connectWiseId"],
    ["/system/info/departments", "identifier"],
    ["/system/info/locations", "locationFlag"],
  ])("%s is light: it has no %s", async (path, missing) => {
    const { status, data } = await rig.api.get(path);

    expect(status).toBe(200);
    expect(data.length).toBeGreaterThan(0);
    expect(data[0]).not.toHaveProperty(missing);
  });

  it("say by flags which statuses close", async () => {
    const params = { conditions: "closedFlag = True and wonFlag = False" };
    const { data } = await rig.api.get("/sales/opportunities/statuses", { params });

    expect(data.map(({ name }) => name)).toEqual(["Lost", "No Decision"]);
  });
});
