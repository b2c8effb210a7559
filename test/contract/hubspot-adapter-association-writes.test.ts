import { describe, expect, it } from "vitest";
import type { Fields, RecordSnapshot } from "../../server/sync/model.ts";
import { errorClassOf, MISSING_ID, recordOf } from "./crm-adapter-subject.ts";
import { records } from "./hubspot-adapter-rig.ts";
import { COMPANY, CONTACTS, PATHS, ROUTES, useDeals } from "./hubspot-deal-bench.ts";

const bench = useDeals();

/** Updates deal 1000 as the engine does: with the record as it was read before. */
async function update(fields: Fields): Promise<RecordSnapshot> {
  const inputs = await bench().inputs(["1000", fields]);
  return recordOf((await bench().rig.adapter.update("deal", inputs))[0]);
}

describe("writing associations of deals", () => {
  it("sets company and contacts in one call each, and writes no properties", async () => {
    await bench().load(1);

    const record = await update({ [COMPANY]: "2", [CONTACTS]: "40;5" });

    expect(await bench().rig.callCounts()).toEqual({
      [`${ROUTES.companies}/create`]: 1,
      [`${ROUTES.contacts}/create`]: 1,
    });
    expect(record.fields).toEqual({ [COMPANY]: "2", [CONTACTS]: "5;40" });
    expect((await bench().readOne("1000")).fields).toMatchObject(record.fields);
  });

  it("makes another company the primary one and leaves the former one associated", async () => {
    await bench().load(1, () => ({ companies: ["1"] }));

    const record = await update({ [COMPANY]: "2" });

    expect(record.fields).toEqual({ [COMPANY]: "2" });
    expect(await bench().rig.callCounts()).toEqual({ [`${ROUTES.companies}/create`]: 1 });
    const path = "/crm/associations/2026-09/deals/companies/batch/read";
    const { data } = await bench().rig.standIn.api.post(path, { inputs: [{ id: "1000" }] });
    const ids = data.results[0].to.map((each: { toObjectId: string }) => each.toObjectId);
    expect(ids).toEqual(["1", "2"]);
    expect((await bench().readOne("1000")).fields[COMPANY]).toBe("2");
  });

  it("makes a company the primary one that was associated already", async () => {
    await bench().load(1, () => ({ companies: ["1", "2"] }));

    await update({ [COMPANY]: "2" });

    expect((await bench().readOne("1000")).fields[COMPANY]).toBe("2");
  });

  it("ends associations that are taken away, and adds only new ones", async () => {
    await bench().load(1, () => ({ companies: ["1"], contacts: ["5", "40"] }));

    const record = await update({ [COMPANY]: null, [CONTACTS]: "40;300" });

    expect(await bench().rig.callCounts()).toEqual({
      [`${ROUTES.companies}/archive`]: 1,
      [`${ROUTES.contacts}/create`]: 1,
      [`${ROUTES.contacts}/archive`]: 1,
    });
    expect(record.fields).toEqual({ [COMPANY]: null, [CONTACTS]: "40;300" });
    expect((await bench().readOne("1000")).fields).toMatchObject(record.fields);
  });

  it("calls nothing for associations that are as they should be", async () => {
    await bench().load(1, () => ({ companies: ["1"], contacts: ["5", "40"] }));

    const record = await update({ [COMPANY]: "1", [CONTACTS]: "5;40" });

    expect(record.fields).toEqual({ [COMPANY]: "1", [CONTACTS]: "5;40" });
    expect(await bench().rig.callCounts()).toEqual({});
  });

  it("writes properties and associations of 100 deals in three calls", async () => {
    await bench().load(100);
    const { adapter } = bench().rig;
    const ids = records("deal", 100).map(({ id }) => id);
    const before = await adapter.read("deal", ids, PATHS);
    await bench().rig.forgetCalls();

    const fields = { dealname: "Renamed", [COMPANY]: "1", [CONTACTS]: "5;40" };
    const results = await adapter.update(
      "deal",
      [...before.values()].map((record) => ({ id: record.id, before: record, fields })),
    );

    expect(results.filter(({ ok }) => ok)).toHaveLength(100);
    expect(recordOf(results[7]).fields).toMatchObject(fields);
    expect(await bench().rig.callCounts()).toEqual({
      [ROUTES.update]: 1,
      [`${ROUTES.companies}/create`]: 1,
      [`${ROUTES.contacts}/create`]: 1,
    });
  });

  it("reads what is there when it was not read before and something may have to go", async () => {
    await bench().load(1, () => ({ contacts: ["5", "40"] }));

    const inputs = [{ id: "1000", fields: { [CONTACTS]: "40" } }];
    const [result] = await bench().rig.adapter.update("deal", inputs);

    expect(recordOf(result).fields).toEqual({ [CONTACTS]: "40" });
    expect(await bench().rig.callCounts()).toEqual({
      [`${ROUTES.contacts}/read`]: 1,
      [`${ROUTES.contacts}/archive`]: 1,
    });
    expect((await bench().readOne("1000")).fields[CONTACTS]).toBe("40");
  });

  it("keeps the time of the record as it was read, as HubSpot tells no new one", async () => {
    await bench().load(1);
    const { modifiedAt } = await bench().readOne("1000");

    expect(await update({ [COMPANY]: "1" })).toMatchObject({ id: "1000", modifiedAt });
  });
});

describe("associations of deals that cannot be written", () => {
  it("fail their own input, whose properties were written, and no other", async () => {
    await bench().load(3);
    const inputs = await bench().inputs(
      ["1000", { [COMPANY]: "1" }],
      ["1001", { dealname: "Renamed", [COMPANY]: MISSING_ID }],
      ["1002", { [COMPANY]: "2" }],
    );

    const results = await bench().rig.adapter.update("deal", inputs);

    expect(results.map(errorClassOf)).toEqual(["none", "gone", "none"]);
    expect(results[1]).toMatchObject({ error: { field: COMPANY } });
    const renamed = { dealname: "Renamed", [COMPANY]: null };
    expect((await bench().readOne("1001")).fields).toMatchObject(renamed);
    expect((await bench().readOne("1002")).fields[COMPANY]).toBe("2");
  });

  it("are left alone when the properties of the record are refused", async () => {
    await bench().load(2);
    const inputs = await bench().inputs(
      ["1000", { amount: "much", [COMPANY]: "1" }],
      ["1001", { amount: "7", [COMPANY]: "1" }],
    );

    const results = await bench().rig.adapter.update("deal", inputs);

    expect(results.map(errorClassOf)).toEqual(["invalid", "none"]);
    expect((await bench().readOne("1000")).fields[COMPANY]).toBeNull();
    expect((await bench().readOne("1001")).fields[COMPANY]).toBe("1");
  });

  it("leave exactly those inputs unclear that HubSpot does not answer", async () => {
    await bench().load(4);
    const ids = records("deal", 4).map(({ id }) => id);
    const inputs = await bench().inputs(...ids.map((id) => [id, { [COMPANY]: "1" }] as const));
    await bench().fail("companies/batch/create", "partial");

    const results = await bench().rig.adapter.update("deal", inputs);

    expect(results.map(errorClassOf)).toEqual(["none", "indeterminate", "none", "indeterminate"]);
  });

  // kind, class, what is stored
  it.each([
    ["500-before", "indeterminate", null],
    ["500-after", "indeterminate", "1"],
    ["timeout-after", "indeterminate", "1"],
    ["429", "throttle", null],
  ])("after a %s are %s, and the record is left alone", async (kind, errorClass, stored) => {
    await bench().load(1);
    const fields = { dealname: "Renamed", [COMPANY]: "1", [CONTACTS]: "5" };
    const inputs = await bench().inputs(["1000", fields]);
    await bench().fail("companies/batch/create", kind);

    const { adapter, impatient } = bench().rig;
    const results = await (kind.startsWith("timeout") ? impatient : adapter).update("deal", inputs);

    expect(results.map(errorClassOf)).toEqual([errorClass]);
    expect(await bench().rig.callCounts()).toEqual({
      [ROUTES.update]: 1,
      [`${ROUTES.companies}/create`]: 1,
    });
    const after = { dealname: "Renamed", [COMPANY]: stored, [CONTACTS]: null };
    expect((await bench().readOne("1000")).fields).toEqual(after);
  });

  it("are unclear when their end is not answered", async () => {
    await bench().load(1, () => ({ contacts: ["5"] }));
    const inputs = await bench().inputs(["1000", { [CONTACTS]: null }]);
    await bench().fail("contacts/batch/archive", "500-before");

    const results = await bench().rig.adapter.update("deal", inputs);

    expect(results.map(errorClassOf)).toEqual(["indeterminate"]);
    expect((await bench().readOne("1000")).fields[CONTACTS]).toBe("5");
  });

  it("wait for a later try when they could not be read before", async () => {
    await bench().load(1, () => ({ contacts: ["5"] }));
    await bench().fail("contacts/batch/read", "500-before", "500-before", "500-before");

    const inputs = [{ id: "1000", fields: { [CONTACTS]: null } }];
    const results = await bench().rig.adapter.update("deal", inputs);

    expect(results.map(errorClassOf)).toEqual(["transient"]);
  });
});
