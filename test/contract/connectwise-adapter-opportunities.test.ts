import { afterEach, beforeEach, describe, expect, it } from "vitest";

import type { Fields, FieldValue } from "../../server/sync/model.ts";
import {
  callsOf,
  createOne,
  readOne,
  startAdapterRig,
  updateOne,
} from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import { recordOf } from "./crm-adapter-subject.ts";

let rig: AdapterRig;
beforeEach(async () => {
  rig = await startAdapterRig();
  await load([]);
});
afterEach(() => rig.close());

const OPPORTUNITIES = "/sales/opportunities";
const FORECAST = `GET ${OPPORTUNITIES}/:id/forecast`;
const AMOUNTS = ["forecast/amount", "forecast/recurring", "forecast/people"];
const DAY_MS = 86_400_000;

const OPEN = { id: 1 };
const WON = { id: 2 };
const ago = (days: number): string =>
  `${new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 19)}Z`;

function load(deals: readonly object[]): Promise<unknown> {
  const records = {
    companies: [
      { id: 250, identifier: "Bob", name: "Bob Ltd" },
      { id: 251, identifier: "Eve", name: "Eve Ltd" },
    ],
    contacts: [
      { id: 1, firstName: "Ada", company: { id: 250 } },
      { id: 2, firstName: "Ben", company: { id: 251 } },
    ],
    deals: deals.map((deal) => ({ name: "Firewall", company: { id: 250 }, status: OPEN, ...deal })),
  };
  return rig.control.post("/reset", { records });
}

const NEW: Fields = {
  name: "Firewall",
  "company/id": "250",
  "contact/id": "1",
  "primarySalesRep/id": "152",
  closeDate: "2026-12-31T00:00:00Z",
  locationId: "3",
  businessUnitId: "11",
};

describe("opportunities in ConnectWise", () => {
  it("are created with their references and ids, and have no forecast yet", async () => {
    const fields = { ...NEW, "stage/id": "7", "type/id": "2", "customFields/61": "X-1" };

    const calls = await callsOf(rig, async () => {
      const created = await createOne(rig, "deal", fields);
      expect(created.fields).toMatchObject({
        name: "Firewall",
        "company/name": "Bob Ltd",
        "contact/id": "1",
        "primarySalesRep/identifier": "mrossi",
        "stage/name": "Qualification",
        "status/id": "1",
        "type/name": "Existing Business",
        "probability/name": "10",
        closeDate: "2026-12-31T00:00:00Z",
        expectedCloseDate: "2026-12-31T00:00:00Z",
        isClosed: false,
        locationId: 3,
        businessUnitId: 11,
        "customFields/61": "X-1",
        "forecast/amount": null,
        "forecast/recurring": null,
        "forecast/people": 0,
      });
    });

    expect(calls).toEqual({ [`POST ${OPPORTUNITIES}`]: 1 });
  });

  it("show the expected close date while they are open, the actual one afterwards", async () => {
    const { id, fields: before } = await createOne(rig, "deal", NEW);

    const won = await updateOne(rig, "deal", id, {
      fields: { "status/id": "2", closeDate: "2027-01-31T00:00:00Z" },
    });
    const read = await readOne(rig, "deal", id, ["closeDate", "isClosed", "expectedCloseDate"]);
    const reopened = await updateOne(rig, "deal", id, { fields: { "status/id": "1" } });

    expect(before["isClosed"]).toBe(false);
    const today = new Date().toISOString().slice(0, 10);
    expect(recordOf(won).fields).toMatchObject({
      isClosed: true,
      closeDate: expect.stringContaining(today) as string,
      expectedCloseDate: "2027-01-31T00:00:00Z",
    });
    expect(read.fields).toEqual({
      isClosed: true,
      closeDate: recordOf(won).fields["closeDate"],
      expectedCloseDate: "2027-01-31T00:00:00Z",
    });
    expect(recordOf(reopened).fields).toMatchObject({
      isClosed: false,
      closeDate: "2027-01-31T00:00:00Z",
    });
  });

  it.each<[string, Fields, object]>([
    ["no name", { name: null }, { code: "missing_required", field: "name", remedy: /name in/u }],
    ["a name too long", { name: "x".repeat(101) }, { code: "too_long", field: "name" }],
    [
      "a contact of another company",
      { "contact/id": "2" },
      { code: "unknown_reference", field: "contact", remedy: /contact of its company/u },
    ],
    [
      "a member that is gone",
      { "primarySalesRep/id": "999" },
      { code: "unknown_reference", field: "primarySalesRep", remedy: /active ConnectWise member/u },
    ],
    [
      "a location that is gone",
      { locationId: "9" },
      { code: "unknown_reference", field: "locationId", remedy: /settings/u },
    ],
    ["an amount", { "forecast/amount": 5 }, { code: "field_not_writable" }],
    ["a date ConnectWise sets", { isClosed: true }, { code: "field_not_writable" }],
  ])("with %s are refused with field and remedy", async (_what, change, error) => {
    const fields = { ...NEW, ...change };

    const [result] = await rig.adapter.create("deal", [{ sourceId: "1", fields }]);

    const { remedy = /./u, ...rest } = error as { remedy?: RegExp };
    expect(result).toMatchObject({ ok: false, error: { errorClass: "invalid", ...rest } });
    expect(result?.ok === false && result.error.remedy).toMatch(remedy);
  });

  it("say what an old one lacks before it can be changed", async () => {
    await load([{ id: 7, locationId: null }]);

    const bare = await updateOne(rig, "deal", "7", { fields: { name: "Switch" } });
    const filled = await updateOne(rig, "deal", "7", {
      fields: { name: "Switch", locationId: "2" },
    });

    expect(bare).toMatchObject({
      ok: false,
      error: { code: "stored_value_invalid", errorClass: "invalid", field: "locationId" },
    });
    expect(recordOf(filled).fields).toMatchObject({ name: "Switch", locationId: 2 });
  });

  it("that are closed name the permission to change them", async () => {
    await load([{ id: 7, status: WON }]);
    const before = await readOne(rig, "deal", "7", ["name", "isClosed"]);
    await rig.control.post("/permissions", { deny: [OPPORTUNITIES] });

    const result = await updateOne(rig, "deal", "7", { fields: { name: "Switch" }, before });

    expect(result).toMatchObject({
      ok: false,
      error: { code: "permission_missing", errorClass: "forbidden" },
    });
    expect(!result.ok && result.error.remedy).toContain("Sales > Closed Opportunity");
  });

  it("that were deleted are missing", async () => {
    await load([{ id: 7 }, { id: 8 }]);
    await rig.control.post("/delete", { type: "deal", id: 8 });

    const found = await rig.adapter.read("deal", ["7", "8"], ["name", "forecast/amount"]);

    expect([...found.keys()]).toEqual(["7"]);
  });

  it("that our login entered are found above the mark, each with its forecast read once", async () => {
    const highMark = await rig.adapter.highMark("deal");
    const first = await createOne(rig, "deal", NEW);
    const elsewhere = { ...NEW, "company/id": "251", "contact/id": "2" };
    const between = await createOne(rig, "deal", elsewhere);
    const second = await createOne(rig, "deal", NEW);
    const other = { ...NEW, name: "Switch" };
    const probes = [
      { sourceId: "both", fields: NEW, highMark },
      { sourceId: "later", fields: { ...NEW, name: "FIREWALL " }, highMark: first.id },
      { sourceId: "none", fields: other, highMark },
      { sourceId: "above", fields: NEW, highMark: second.id },
    ];

    const calls = await callsOf(rig, async () => {
      const found = await rig.adapter.findCreated("deal", probes, ["name", "forecast/amount"]);
      const ids = [...found].map(([sourceId, records]) => [sourceId, records.map(({ id }) => id)]);
      expect(Object.fromEntries(ids)).toEqual({
        both: [first.id, between.id, second.id],
        later: [between.id, second.id],
        none: [first.id, between.id, second.id],
      });
      expect(found.get("none")?.every(({ isMadeByUs }) => isMadeByUs === true)).toBe(true);
      expect(found.get("later")?.[1]?.fields).toEqual({
        name: "Firewall",
        "forecast/amount": null,
      });
    });

    expect(calls).toEqual({ [`GET ${OPPORTUNITIES}`]: 2, [FORECAST]: 3 });
  });
});

describe("forecasts in ConnectWise", () => {
  it.each<[string, object[] | undefined, Record<string, FieldValue>]>([
    ["no lines", undefined, { "forecast/amount": null, "forecast/recurring": null }],
    ["no included line", [{ revenue: 5, includeFlag: false }], { "forecast/amount": null }],
    [
      "lines",
      [
        { revenue: 0.1 },
        { revenue: 0.2, recurringRevenue: 9.5, cycles: 12 },
        { revenue: 50, includeFlag: false, recurringRevenue: 3 },
        { revenue: -0.05, forecastDescription: "HubSpot amount" },
      ],
      { "forecast/amount": 0.25, "forecast/recurring": 9.5, "forecast/people": 2 },
    ],
    [
      "a line like ours that is not",
      [{ revenue: 7, forecastDescription: "HubSpot amount (old)" }],
      { "forecast/amount": 7, "forecast/people": 1 },
    ],
    [
      "a line worth nothing",
      [{ revenue: 0 }],
      { "forecast/amount": 0, "forecast/recurring": null },
    ],
  ])("with %s are sums of the included ones", async (_what, forecastItems, expected) => {
    await load([{ id: 7, forecastItems }]);

    const { fields } = await readOne(rig, "deal", "7", AMOUNTS);

    expect(Object.keys(fields).toSorted()).toEqual(AMOUNTS.toSorted());
    expect(fields).toMatchObject(expected);
  });

  it("are read as one object, too", async () => {
    await load([{ id: 7, forecastItems: [{ revenue: 5 }] }]);
    await rig.control.post("/quirks", { forecastIsObject: true });

    expect((await readOne(rig, "deal", "7", AMOUNTS)).fields["forecast/amount"]).toBe(5);
  });

  it("cost a call for each opportunity, and only where one of their paths is asked for", async () => {
    await load([{ id: 7 }, { id: 8 }, { id: 9 }]);
    const ids = ["7", "8", "9"];

    const with_ = await callsOf(rig, () => rig.adapter.read("deal", ids, ["name", ...AMOUNTS]));
    const without = await callsOf(rig, () => rig.adapter.read("deal", ids, ["name", "closeDate"]));

    expect(with_).toEqual({ [`GET ${OPPORTUNITIES}`]: 1, [FORECAST]: 3 });
    expect(without).toEqual({ [`GET ${OPPORTUNITIES}`]: 1 });
  });

  it("are listed for what is open or was closed within a year, and absent elsewhere", async () => {
    const line = { forecastItems: [{ revenue: 5 }] };
    await load([
      { id: 7, ...line },
      { id: 8, status: WON, closedDate: ago(364), ...line },
      { id: 9, status: WON, closedDate: ago(366), ...line },
    ]);

    const calls = await callsOf(rig, async () => {
      const { records } = await rig.adapter.list("deal", null, ["name", "forecast/amount"]);
      expect(records.map(({ id, fields }) => [id, fields])).toEqual([
        ["7", { name: "Firewall", "forecast/amount": 5 }],
        ["8", { name: "Firewall", "forecast/amount": 5 }],
        ["9", { name: "Firewall" }],
      ]);
    });
    const without = await callsOf(rig, () => rig.adapter.list("deal", null, ["name"]));

    expect(calls).toEqual({ [`GET ${OPPORTUNITIES}`]: 1, [FORECAST]: 2 });
    expect(without).toEqual({ [`GET ${OPPORTUNITIES}`]: 1 });
  });

  it("are never part of polls", async () => {
    await load([{ id: 7, forecastItems: [{ revenue: 5 }] }]);
    const paths = ["name", ...AMOUNTS];

    const calls = await callsOf(rig, async () => {
      const head = await rig.adapter.changesHead("deal", 0, paths);
      const scan = await rig.adapter.changesScan("deal", 0, null, paths);
      expect([head.records[0]?.fields, scan.records[0]?.fields]).toEqual([
        { name: "Firewall" },
        { name: "Firewall" },
      ]);
    });

    expect(calls).toEqual({ [`GET ${OPPORTUNITIES}`]: 2 });
  });

  it("are read a few at once, and no more of them once one has failed", async () => {
    await load(Array.from({ length: 60 }, (_, index) => ({ id: 100 + index })));
    await rig.control.post("/permissions", { deny: [`${OPPORTUNITIES}/100/forecast`] });

    const calls = await callsOf(rig, async () => {
      const listing = rig.adapter.list("deal", null, AMOUNTS);
      await expect(listing).rejects.toMatchObject({
        errorClass: "forbidden",
        remedy: expect.stringContaining("Sales > Opportunity Finance") as string,
      });
    });

    expect(calls[FORECAST]).toBeLessThan(20);
  });
});
