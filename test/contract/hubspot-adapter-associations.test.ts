import { describe, expect, it } from "vitest";
import { MISSING_ID, recordOf } from "./crm-adapter-subject.ts";
import { records } from "./hubspot-adapter-rig.ts";
import { COMPANY, CONTACTS, PATHS, ROUTES, useDeals } from "./hubspot-deal-bench.ts";

const bench = useDeals();

/** Typed associations of deal 1000 with companies. */
function toCompanies(typeId: number, ...ids: readonly string[]): object {
  const types = [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: typeId }];
  return { inputs: ids.map((id) => ({ from: { id: "1000" }, to: { id }, types })) };
}

describe("associations of deals in reads", () => {
  it("come for 100 deals in one call for companies and one for contacts", async () => {
    await bench().load(100, (index) =>
      index % 2 === 0 ? { companies: ["2", "1"], contacts: ["300", "5", "40"] } : {},
    );

    const ids = records("deal", 100).map(({ id }) => id);
    const found = await bench().rig.adapter.read("deal", ids, PATHS);

    expect(found.get("1000")?.fields).toEqual({
      dealname: "Deal 0",
      [COMPANY]: "2",
      [CONTACTS]: "5;40;300",
    });
    expect(found.get("1001")?.fields).toMatchObject({ [COMPANY]: null, [CONTACTS]: null });
    expect(await bench().rig.callCounts()).toEqual({
      [ROUTES.read]: 1,
      [`${ROUTES.companies}/read`]: 1,
      [`${ROUTES.contacts}/read`]: 1,
    });
  });

  it("come only when they are asked for", async () => {
    await bench().load(1, () => ({ companies: ["1"] }));

    const one = await bench().readOne("1000", ["dealname"]);
    const other = await bench().readOne("1000", [COMPANY]);

    expect(one.fields).toEqual({ dealname: "Deal 0" });
    expect(other.fields).toEqual({ [COMPANY]: "1" });
    expect(await bench().rig.callCounts()).toEqual({
      [ROUTES.read]: 2,
      [`${ROUTES.companies}/read`]: 1,
    });
  });

  it("name no company that is merely associated", async () => {
    await bench().load(1);
    const { api } = bench().rig.standIn;
    const path = "/crm/associations/2026-09/deals/companies/batch";
    await api.post(`${path}/create`, toCompanies(341, "1", "2"));
    await api.post(`${path}/labels/archive`, toCompanies(5, "1"));

    const { records: listed } = await bench().rig.adapter.list("deal", null, PATHS);

    expect((await bench().readOne("1000")).fields[COMPANY]).toBeNull();
    expect(listed[0]?.fields[COMPANY]).toBeNull();
  });

  it("cost nothing when none of the deals exists", async () => {
    await bench().load(0);

    const found = await bench().rig.adapter.read("deal", [MISSING_ID], PATHS);

    expect(found.size).toBe(0);
    expect(await bench().rig.callCounts()).toEqual({
      [ROUTES.read]: 1,
      [`${ROUTES.list}/:id`]: 1,
    });
  });

  it("are read on where a deal has more than 500 contacts", async () => {
    const contacts = records("contact", 501);
    const ids = contacts.map(({ id }) => id);
    await bench().load(1, () => ({ contacts: ids }), { contacts });

    const { fields } = await bench().readOne("1000", [CONTACTS]);

    expect(String(fields[CONTACTS]).split(";")).toEqual(ids);
    expect(await bench().rig.callCounts()).toMatchObject({ [`${ROUTES.contacts}/read`]: 2 });
  });

  it("fail the read when they cannot be read", async () => {
    await bench().load(1);
    await bench().fail("companies/batch/read", "500-before", "500-before", "500-before");

    await expect(bench().readOne("1000")).rejects.toMatchObject({ errorClass: "transient" });
  });

  it("come with a listing without a call of their own", async () => {
    await bench().load(150, (index) =>
      index % 2 === 0 ? { companies: ["3", "1"], contacts: ["300", "5"] } : {},
    );
    const { adapter } = bench().rig;

    const first = await adapter.list("deal", null, PATHS);
    const second = await adapter.list("deal", first.next, PATHS);

    expect(first.records[0]?.fields).toEqual({
      dealname: "Deal 0",
      [COMPANY]: "3",
      [CONTACTS]: "5;300",
    });
    expect(second.records.at(-1)?.fields).toMatchObject({ [COMPANY]: null, [CONTACTS]: null });
    expect(await bench().rig.callCounts()).toEqual({ [ROUTES.list]: 2 });
  });

  it("are missing from changes, which do not show them", async () => {
    await bench().load(1, () => ({ companies: ["1"] }));
    const { adapter } = bench().rig;

    const head = await adapter.changesHead("deal", 0, PATHS);
    const page = await adapter.changesScan("deal", 0, null, PATHS);

    expect(head.records.map(({ fields }) => fields)).toEqual([{ dealname: "Deal 0" }]);
    expect(page.records.map(({ fields }) => fields)).toEqual([{ dealname: "Deal 0" }]);
    expect(await bench().rig.callCounts()).toEqual({
      "POST /crm/objects/:version/deals/search": 2,
    });
  });

  it("have no history", async () => {
    await bench().load(1);

    const history = await bench().rig.adapter.history("deal", ["1000"], PATHS);

    expect(Object.keys(history?.get("1000") ?? {})).toEqual(["dealname"]);
  });
});

describe("associations of a deal that is created", () => {
  const fields = { dealname: "New", pipeline: "default", dealstage: "contractsent" };

  it("are none in the answer, as a new deal has none", async () => {
    await bench().load(0);

    const [result] = await bench().rig.adapter.create("deal", [{ sourceId: "77", fields }]);

    expect(result).toMatchObject({ ok: true, isNew: true });
    expect(recordOf(result).fields).toMatchObject({
      ...fields,
      cw_opportunity_id: "77",
      [COMPANY]: null,
      [CONTACTS]: null,
    });
    expect(await bench().rig.callCounts()).toEqual({ [ROUTES.upsert]: 1 });
  });

  it("are missing from the answer when the deal existed", async () => {
    await bench().load(1, () => ({ companies: ["1"] }));
    const { adapter } = bench().rig;
    await adapter.update("deal", [{ id: "1000", fields: { cw_opportunity_id: "77" } }]);

    const [result] = await adapter.create("deal", [{ sourceId: "77", fields }]);

    expect(result).toMatchObject({ ok: true, isNew: false });
    expect(Object.keys(recordOf(result).fields)).not.toContain(COMPANY);
  });

  it("are missing when the deal is found again, which takes one call", async () => {
    await bench().load(0);
    const { adapter } = bench().rig;
    const probe = { sourceId: "77", fields, highMark: null };
    const { id } = recordOf((await adapter.create("deal", [probe]))[0]);
    await bench().rig.forgetCalls();

    const found = await adapter.findCreated("deal", [probe], PATHS);

    expect(found.get("77")).toMatchObject([{ id, fields: { dealname: "New" } }]);
    expect(Object.keys(found.get("77")?.[0]?.fields ?? {})).toEqual(["dealname"]);
    expect(await bench().rig.callCounts()).toEqual({ [ROUTES.read]: 1 });
  });
});
