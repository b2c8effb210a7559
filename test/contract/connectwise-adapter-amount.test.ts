import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { OWN_LINE } from "../../server/adapters/connectwise/forecast.ts";
import type { FieldValue, RecordSnapshot } from "../../server/sync/model.ts";
import type { WriteResult } from "../../server/sync/adapter-ports.ts";
import {
  createOne,
  callsOf,
  readOne,
  startAdapterRig,
  updateOne,
} from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";
import type { Answer } from "./connectwise-stand-in-rig.ts";
import { recordOf } from "./crm-adapter-subject.ts";

let rig: AdapterRig;
beforeEach(async () => {
  rig = await startAdapterRig();
});
afterEach(() => rig.close());

const ID = "7";
const AMOUNT = "forecast/amount";
const PATHS = ["name", "status/id", AMOUNT, "forecast/recurring", "forecast/people"];
const FORECAST = `/sales/opportunities/${ID}/forecast`;
const READ = "GET /sales/opportunities/:id/forecast";
const ADD = "POST /sales/opportunities/:id/forecast";
const CHANGE = "PATCH /sales/opportunities/:id/forecast/:id";
const DELETE = "DELETE /sales/opportunities/:id/forecast/:id";

const ours = (revenue: number, more: object = {}): object => ({
  forecastDescription: OWN_LINE,
  forecastType: "Other1",
  revenue,
  ...more,
});

async function load(...forecastItems: object[]): Promise<void> {
  await rig.control.post("/reset", {
    records: {
      companies: [{ id: 250, identifier: "Bob", name: "Bob Ltd" }],
      contacts: [{ id: 1, firstName: "Ada", company: { id: 250 } }],
      deals: [{ id: 7, name: "Firewall", company: { id: 250 } }],
    },
  });
  await edit(...forecastItems);
}

const read = (): Promise<RecordSnapshot> => readOne(rig, "deal", ID, PATHS);

/** Reads the opportunity and sets its amount, as the engine does. */
async function setAmount(value: FieldValue): Promise<WriteResult> {
  return updateOne(rig, "deal", ID, { fields: { [AMOUNT]: value }, before: await read() });
}

/** A person's edit of the forecast. */
const edit = (...forecastItems: object[]): Promise<unknown> =>
  rig.control.post("/edit", { type: "deal", id: ID, fields: { forecastItems } });

async function lines(): Promise<Answer> {
  const { data } = await rig.api.get(FORECAST);
  return data[0]?.forecastItems as Answer;
}

/** Sum of the included lines, added up in hundredths, as the stand-in's own sum is not exact. */
async function sum(): Promise<number> {
  const all = (await lines()) as unknown as { revenue: number; includeFlag: boolean }[];
  const included = all.filter(({ includeFlag }) => includeFlag);
  const cents = included.map(({ revenue }) => Math.round(revenue * 100));
  return cents.reduce((total, each) => total + each, 0) / 100;
}

describe("the amount of an opportunity", () => {
  it.each<[string, object[], FieldValue, FieldValue, string | undefined]>([
    // forecast, amount written -> amount then, call besides the read
    ["no line", [], 100, 100, ADD],
    ["no line", [], 0, null, undefined],
    ["no line", [], null, null, undefined],
    ["our line", [ours(50)], 100, 100, CHANGE],
    ["our line", [ours(50)], "100.10", 100.1, CHANGE],
    ["our line", [ours(50)], 50, 50, undefined],
    ["our line", [ours(50)], 0, 0, CHANGE],
    ["our line", [ours(50)], null, null, DELETE],
    ["a person's line", [{ revenue: 30 }], 100, 100, ADD],
    ["a person's line", [{ revenue: 30 }], 30, 30, undefined],
    ["a person's line", [{ revenue: 30 }], 10, 10, ADD],
    ["a person's line", [{ revenue: 30 }], null, 30, undefined],
    ["a person's line that is not included", [{ revenue: 30, includeFlag: false }], 5, 5, ADD],
    ["both", [{ revenue: 30 }, ours(70)], 200, 200, CHANGE],
    ["both", [{ revenue: 30 }, ours(70)], 30, 30, CHANGE],
    ["both", [{ revenue: 30 }, ours(70)], null, 30, DELETE],
    ["our line taken out of the sum", [ours(50, { includeFlag: false })], 50, 50, CHANGE],
    ["a second line of ours", [ours(50), ours(50)], 50, 50, DELETE],
  ])("with %s (%#) is what was written", async (_what, forecast, amount, expected, call) => {
    await load(...forecast);
    const before = await read();

    const calls = await callsOf(rig, async () => {
      const result = await updateOne(rig, "deal", ID, { fields: { [AMOUNT]: amount }, before });
      expect(recordOf(result).fields[AMOUNT]).toBe(expected);
    });

    expect(calls).toEqual({ [READ]: 1, ...(call === undefined ? {} : { [call]: 1 }) });
    expect((await read()).fields[AMOUNT]).toBe(expected);
  });

  it("leaves every other line exactly as it is, and keeps the id of ours", async () => {
    await load(
      { id: 90, revenue: 30, cost: 12, forecastType: "Product", recurringRevenue: 4, cycles: 12 },
      ours(70, { id: 91, cost: 5, quantity: 2 }),
      { id: 92, revenue: 11.11, includeFlag: false, forecastType: "Agreement" },
    );
    const [first, own, last] = (await lines()) as unknown as Record<string, unknown>[];

    const result = await setAmount(130.5);

    const after = (await lines()) as unknown as Record<string, unknown>[];
    expect([after[0], after[2]]).toEqual([first, last]);
    const changed = { revenue: 100.5, margin: 95.5, _info: after[1]?.["_info"] };
    expect(after[1]).toEqual({ ...own, ...changed });
    expect(recordOf(result).fields).toMatchObject({
      name: "Firewall",
      [AMOUNT]: 130.5,
      "forecast/recurring": 4,
      "forecast/people": 1,
    });
  });

  it("is a line in the opportunity's status, with our mark", async () => {
    await load();

    await setAmount(99.99);

    expect(await lines()).toMatchObject([
      {
        forecastDescription: OWN_LINE,
        forecastType: "Other1",
        status: { name: "Open" },
        revenue: 99.99,
        includeFlag: true,
      },
    ]);
  });

  it("needs the status, which is read where the update does not know it", async () => {
    await load();
    const before = await readOne(rig, "deal", ID, ["name"]);
    const fields = { [AMOUNT]: 5 };

    const calls = await callsOf(rig, () => updateOne(rig, "deal", ID, { fields, before }));

    expect(calls).toEqual({ [READ]: 1, "GET /sales/opportunities/:id": 1, [ADD]: 1 });
  });

  it("is written after the opportunity's own fields", async () => {
    await load();
    const fields = { name: "Switch", [AMOUNT]: 5 };

    const calls = await callsOf(rig, async () => {
      const result = await updateOne(rig, "deal", ID, { fields });
      expect(recordOf(result).fields).toMatchObject({ ...fields, "forecast/people": 0 });
    });

    expect(calls).toEqual({ "PATCH /sales/opportunities/:id": 1, [READ]: 1, [ADD]: 1 });
  });

  it("follows a create, whose answer has none yet", async () => {
    await load();
    const created = await createOne(rig, "deal", {
      name: "Switch",
      "company/id": "250",
      "contact/id": "1",
      "primarySalesRep/id": "152",
    });
    const update = { fields: { [AMOUNT]: 12 }, before: created };

    const calls = await callsOf(rig, async () => {
      const result = await updateOne(rig, "deal", created.id, update);
      expect(recordOf(result).fields[AMOUNT]).toBe(12);
    });

    expect(calls).toEqual({ [ADD]: 1 });
  });

  it("is one line also after an answer that was lost", async () => {
    await load({ revenue: 30 });
    await rig.control.post("/faults", { next: [{ match: `POST /v4`, kind: "500-after" }] });

    const lost = await setAmount(100);
    const again = await setAmount(100);

    expect(lost).toMatchObject({
      ok: false,
      error: { errorClass: "indeterminate", field: AMOUNT },
    });
    expect(recordOf(again).fields[AMOUNT]).toBe(100);
    expect((await lines()).map(({ revenue }) => revenue)).toEqual([30, 70]);
  });

  it.each([
    [AMOUNT, "a lot", "invalid_value"],
    ["forecast/people", 3, "field_not_writable"],
    ["forecast/recurring", 3, "field_not_writable"],
  ])("refuses %s = %s", async (path, value, code) => {
    await load();
    const fields = { [path]: value };

    expect(await updateOne(rig, "deal", ID, { fields, before: await read() })).toMatchObject({
      ok: false,
      error: { code, errorClass: "invalid", field: path },
    });
  });

  it("names the permission that forecasts take", async () => {
    await load();
    const before = await read();
    await rig.control.post("/permissions", { deny: [FORECAST] });

    const result = await updateOne(rig, "deal", ID, { fields: { [AMOUNT]: 5 }, before });

    expect(result).toMatchObject({ ok: false, error: { errorClass: "forbidden", field: AMOUNT } });
    expect(!result.ok && result.error.remedy).toContain("Sales > Opportunity Finance");
  });
});

describe("an amount that is written again and again", () => {
  // amount written, amount then
  const AMOUNTS = [
    [10, 10],
    [1.005, 1.01],
    [0.07, 0.07],
    [33.33, 33.33],
    [1e6, 1e6],
    [0.1, 0.1],
    [0.2, 0.2],
    [99_999.99, 99_999.99],
    [12.345, 12.35],
    [7, 7],
  ] as const;

  it.each([
    ["without a person's line", [] as object[], 0],
    ["with a person's included line", [{ id: 90, revenue: 17.17 }], 1],
    ["with a person's line that is not included", [{ id: 90, revenue: 5, includeFlag: false }], 0],
  ])("stays the last one, %s", async (_what, forecast, people) => {
    await load(...forecast);

    for (const [amount, rounded] of [...AMOUNTS, ...AMOUNTS]) {
      const { fields } = recordOf(await setAmount(amount));

      expect([fields[AMOUNT], await sum()]).toEqual([rounded, rounded]);
      expect(fields["forecast/people"]).toBe(people);
    }

    expect((await lines()).length).toBe(forecast.length + 1);
  });

  it("stays the last one while a person edits the forecast by turns", async () => {
    await load({ id: 90, revenue: 17.17 });
    await setAmount(500);
    const own = (await lines()).at(1)?.id;

    for (let round = 1; round <= 20; round += 1) {
      await edit({ id: 90, revenue: 17.17 * round, includeFlag: round % 3 !== 0 });
      if (round % 5 === 0) await edit({ revenue: 0.07 });
      const amount = 500 + round / 100;

      const { fields } = recordOf(await setAmount(amount));

      expect([fields[AMOUNT], await sum()]).toEqual([amount, amount]);
    }

    const now = await lines();
    expect(now.map(({ id }) => id).filter((id) => id === own)).toEqual([own]);
    expect(now.length).toBe(6);
  });
});
