import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { replace, startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;
let time = Date.parse("2026-11-23T10:00:00Z");

const ID = 7;
const PATH = `/sales/opportunities/${ID}/forecast`;

beforeAll(async () => {
  rig = await startRig({ now: () => time });
});
afterAll(() => rig.close());
beforeEach(async () => {
  time = Date.parse("2026-11-23T10:00:00Z");
  await rig.control.post("/reset", {
    records: {
      companies: [{ id: 1, name: "Bob" }],
      contacts: [{ id: 1, firstName: "Ada", company: { id: 1 } }],
      deals: [{ id: ID, name: "Firewall", company: { id: 1 } }],
    },
  });
});

const line = (revenue: number, more: object = {}) => ({
  opportunity: { id: ID },
  status: { id: 1 },
  forecastType: "Other1",
  revenue,
  includeFlag: true,
  ...more,
});

async function add(...lines: object[]): Promise<Answer> {
  const { status, data } = await rig.api.post(PATH, { forecastItems: lines });
  expect(status).toBe(201);
  return data;
}

/** The forecast as its GET has it: a list of one. */
const read = async () => (await rig.api.get(PATH)).data[0];
const ids = (forecast: Answer | undefined) => forecast?.forecastItems.map(({ id }) => id);

describe("the forecast of an opportunity", () => {
  it("is a list of one, without lines while there are none", async () => {
    const { data } = await rig.api.get(PATH);
    const count = await rig.api.get(`${PATH}/count`);

    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ id: ID, inclusiveRevenueTotals: { revenue: 0 } });
    expect(data[0]).not.toHaveProperty("forecastItems");
    expect(count.data.count).toBe(1);
  });

  it("can be one object, as a client of a real server reads it", async () => {
    await rig.control.post("/quirks", { forecastIsObject: true });

    const { data } = await rig.api.get(PATH);

    expect(data.id).toBe(ID);
  });

  it("is 404 without its opportunity", async () => {
    const { status, data } = await rig.api.get("/sales/opportunities/8/forecast");

    expect([status, data.message]).toEqual([404, "Opportunity 8 not found"]);
  });

  it("adds up lines: all of them, the included ones, by type and by outcome", async () => {
    await add(
      line(100, { cost: 40 }),
      line(50, { forecastType: "Product", status: { id: 2 } }),
      line(30, { forecastType: "Agreement", includeFlag: false, recurringRevenue: 5, cycles: 12 }),
    );

    expect(await read()).toMatchObject({
      forecastRevenueTotals: { revenue: 180, cost: 40, margin: 140 },
      inclusiveRevenueTotals: { revenue: 150 },
      otherRevenue1: { revenue: 100, percentage: 60 },
      productRevenue: { revenue: 50 },
      agreementRevenue: { revenue: 30 },
      wonRevenue: { revenue: 50 },
      openRevenue: { revenue: 130 },
      recurringTotal: 60,
      expectedProbability: 10,
    });
  });

  it("adds lines with POST, each with an id, a margin and its place", async () => {
    await add(line(100));
    const forecast = await add(line(50, { cost: 20, forecastDescription: "HubSpot amount" }));

    expect(forecast.forecastItems.map(({ sequenceNumber }) => sequenceNumber)).toEqual([1, 2]);
    expect(forecast.forecastItems[1]).toMatchObject({
      forecastDescription: "HubSpot amount",
      opportunity: { id: ID, name: "Firewall" },
      status: { id: 1, name: "Open" },
      forecastType: "Other1",
      margin: 30,
      quantity: 1,
      includeFlag: true,
    });
  });

  it.each([
    ["opportunity", { opportunity: undefined }, "MissingRequiredField"],
    ["opportunity", { opportunity: { id: 8 } }, "InvalidField"],
    ["status", { status: undefined }, "MissingRequiredField"],
    ["status", { status: { id: 9 } }, "NotFound"],
    ["forecastType", { forecastType: undefined }, "MissingRequiredField"],
    ["forecastType", { forecastType: "Amount" }, "InvalidField"],
    ["revenue", { revenue: "100" }, "InvalidField"],
    ["forecastDescription", { forecastDescription: "x".repeat(51) }, "MaxLengthField"],
  ])("names %s as the broken field of %j", async (field, change, code) => {
    const { status, data } = await rig.api.post(PATH, { forecastItems: [line(1, change)] });

    expect(status).toBe(400);
    expect(data.errors).toContainEqual(expect.objectContaining({ code, field }));
    expect(await read()).not.toHaveProperty("forecastItems");
  });

  it("gives every line a new id when the whole is put", async () => {
    const before = await add(line(100), line(50));

    const put = await rig.api.put(PATH, {
      forecastItems: before.forecastItems.map((item) => item),
    });

    expect(put.data.forecastItems.map(({ revenue }) => revenue)).toEqual([100, 50]);
    expect(ids(put.data)?.some((id) => ids(before)?.includes(id))).toBe(false);
    expect((await rig.api.get(`${PATH}/${ids(before)?.[0]}`)).status).toBe(404);
  });

  it("keeps ids when the whole is patched, but changes descriptions only", async () => {
    const before = await add(line(100));

    const { status, data } = await rig.api.patch(PATH, [
      replace("forecastItems/0/forecastDescription", "ours"),
      replace("/forecastItems/0/revenue", 5),
    ]);
    const wrong = await rig.api.patch(PATH, [replace("forecastItems/9/revenue", 5)]);

    expect(status).toBe(200);
    expect(data.forecastItems[0]).toMatchObject({
      id: ids(before)?.[0],
      forecastDescription: "ours",
      revenue: 100,
    });
    expect(wrong.data.code).toBe("InvalidPatch");
  });

  it("loses all lines with DELETE", async () => {
    await add(line(100), line(50));

    const { status } = await rig.api.delete(PATH);

    expect(status).toBe(204);
    expect(await read()).not.toHaveProperty("forecastItems");
  });

  it("moves neither the opportunity's lastUpdated nor anything a poll sees", async () => {
    time += 60_000;
    await add(line(100));

    const { data } = await rig.api.get(`/sales/opportunities/${ID}`);

    expect(data["_info"].lastUpdated).toBe("2026-11-23T10:00:00Z");
  });
});

describe("one line of a forecast", () => {
  it("is read, put, patched and deleted under an id that stays", async () => {
    const [first, second] = ids(await add(line(100, { cost: 9 }), line(50))) ?? [];
    const path = `${PATH}/${first}`;

    const patched = await rig.api.patch(path, [replace("revenue", 120)]);
    const put = await rig.api.put(path, line(130));
    const one = await rig.api.get(path);
    const deleted = await rig.api.delete(`${PATH}/${second}`);

    expect(patched.data).toMatchObject({ id: first, revenue: 120, cost: 9, margin: 111 });
    expect(put.data).toMatchObject({ id: first, revenue: 130, cost: 0 });
    expect(one.data).toEqual(put.data);
    expect(deleted.status).toBe(204);
    expect(ids(await read())).toEqual([first]);
  });

  it("is added by a POST under id 0", async () => {
    const added = await rig.api.post(`${PATH}/0`, line(10));

    expect(added.status).toBe(201);
    expect(added.data.revenue).toBe(10);
    expect(ids(await read())).toEqual([added.data.id]);
  });

  it("is copied", async () => {
    const [id] = ids(await add(line(100))) ?? [];

    const { status } = await rig.api.post(`${PATH}/copy/${id}`);

    expect(status).toBe(201);
    expect((await read())?.inclusiveRevenueTotals.revenue).toBe(200);
  });

  it("cannot lose what it must have", async () => {
    const [id] = ids(await add(line(100))) ?? [];

    const { status, data } = await rig.api.put(`${PATH}/${id}`, { revenue: 5 });

    expect(status).toBe(400);
    expect(data.errors.map(({ field }) => field)).toEqual([
      "opportunity",
      "status",
      "forecastType",
    ]);
  });
});

describe("control", () => {
  it("shows the forecast with each opportunity", async () => {
    await add(line(100));

    const { data } = await rig.control.get("/records/deal");

    expect(data[0]?.forecast).toEqual(await read());
  });

  it("edits lines: by id, added without one, taken away", async () => {
    const [first, second] = ids(await add(line(100), line(50))) ?? [];
    time += 60_000;

    const { data } = await rig.control.post("/edit", {
      type: "deal",
      id: ID,
      fields: {
        forecastItems: [{ id: first, revenue: 110 }, { id: second, removed: true }, { revenue: 7 }],
      },
    });

    const items = data.forecast.forecastItems;
    expect(items.map(({ revenue }) => revenue)).toEqual([110, 7]);
    expect(items[0]?.id).toBe(first);
    expect(items[1]).toMatchObject({
      forecastType: "Product",
      includeFlag: true,
      status: { id: 1 },
    });
    expect(data["_info"].lastUpdated).toBe("2026-11-23T10:00:00Z");
  });

  it("loads lines with their opportunity, under their own ids and statuses", async () => {
    await rig.control.post("/reset", {
      records: {
        companies: [{ id: 1, name: "Bob" }],
        deals: [
          {
            id: ID,
            name: "Firewall",
            company: { id: 1 },
            status: { name: "Won" },
            forecastItems: [
              { id: 90_000, revenue: 10 },
              { revenue: 5, forecastType: "Service", status: { name: "Maybe" } },
            ],
          },
        ],
      },
    });

    const forecast = await read();

    expect(forecast?.forecastItems[0]).toMatchObject({ id: 90_000, status: { name: "Won" } });
    expect(forecast?.forecastItems[1]).toMatchObject({ status: { name: "Maybe" } });
    expect(forecast?.inclusiveRevenueTotals.revenue).toBe(15);
  });

  it("names the field of a line it cannot read", async () => {
    const fields = { forecastItems: [{ revenue: "much" }] };
    const answer = await rig.control.post("/edit", { type: "deal", id: ID, fields });

    expect([answer.status, answer.data.error.field]).toEqual([400, "revenue"]);
  });
});
