import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fields, RecordSnapshot } from "../../server/sync/model.ts";
import type { CrmAdapter, UpdateInput } from "../../server/sync/ports.ts";
import { errorClassOf, MISSING_ID, recordOf } from "./crm-adapter-subject.ts";
import { startHubspotRig } from "./hubspot-adapter-rig.ts";
import type { HubspotRig } from "./hubspot-adapter-rig.ts";

const COMPANY = "associations/company";
const CONTACTS = "associations/contacts";
const PATHS = ["dealname", COMPANY, CONTACTS];

const READ = "POST /crm/objects/:version/deals/batch/read";
const UPDATE = "POST /crm/objects/:version/deals/batch/update";
const LIST = "GET /crm/objects/:version/deals";
const ASSOCIATIONS = "POST /crm/associations/:version";

/** Deals 1000 and on, each with the associations that are given for it. */
function deals(count: number, associated: (index: number) => object = () => ({})): object[] {
  return Array.from({ length: count }, (_each, index) => ({
    id: String(1000 + index),
    properties: { dealname: `Deal ${index}`, pipeline: "default", dealstage: "contractsent" },
    ...associated(index),
  }));
}

const companies = ["1", "2", "3"].map((id) => ({ id, properties: { name: `Company ${id}` } }));
const contacts = ["5", "40", "300"].map((id) => ({
  id,
  properties: { email: `contact${id}@example.com` },
}));

describe("associations of deals", () => {
  let rig: HubspotRig;
  let adapter: CrmAdapter;

  const load = async (records: object): Promise<void> => {
    await rig.load({ companies, contacts, ...records });
    await rig.forgetCalls();
  };
  const callCounts = async (): Promise<Record<string, number>> =>
    Object.fromEntries(
      Object.entries(await rig.calls()).map(([route, { count }]) => [route, count]),
    );
  const readOne = async (id: string, paths = PATHS): Promise<RecordSnapshot> => {
    const record = (await adapter.read("deal", [id], paths)).get(id);
    if (record === undefined) throw new Error(`there is no deal ${id}`);
    return record;
  };
  /** Updates a deal as the engine does: with the record as it was read before. */
  const update = async (id: string, fields: Fields): Promise<RecordSnapshot> => {
    const before = await readOne(id);
    await rig.forgetCalls();
    return recordOf((await adapter.update("deal", [{ id, fields, before }]))[0]);
  };

  beforeEach(async () => {
    rig = await startHubspotRig();
    ({ adapter } = rig);
  });
  afterEach(() => rig.standIn.close());

  describe("in reads", () => {
    it("reads 100 deals with their company and contacts in three calls", async () => {
      await load({
        deals: deals(100, (index) =>
          index % 2 === 0 ? { companies: ["2", "1"], contacts: ["300", "5", "40"] } : {},
        ),
      });

      const ids = deals(100).map((_each, index) => String(1000 + index));
      const records = await adapter.read("deal", ids, PATHS);

      expect(records.get("1000")?.fields).toEqual({
        dealname: "Deal 0",
        [COMPANY]: "2",
        [CONTACTS]: "5;40;300",
      });
      expect(records.get("1001")?.fields).toMatchObject({ [COMPANY]: null, [CONTACTS]: null });
      expect(await callCounts()).toEqual({
        [READ]: 1,
        [`${ASSOCIATIONS}/deals/companies/batch/read`]: 1,
        [`${ASSOCIATIONS}/deals/contacts/batch/read`]: 1,
      });
    });

    it("reads only the associations that are asked for", async () => {
      await load({ deals: deals(1, () => ({ companies: ["1"] })) });

      const one = await readOne("1000", ["dealname"]);
      const other = await readOne("1000", [COMPANY]);

      expect(one.fields).toEqual({ dealname: "Deal 0" });
      expect(other.fields).toEqual({ [COMPANY]: "1" });
      expect(await callCounts()).toEqual({
        [READ]: 2,
        [`${ASSOCIATIONS}/deals/companies/batch/read`]: 1,
      });
    });

    it("takes only the primary company, not one that is merely associated", async () => {
      await load({ deals: deals(1) });
      await rig.standIn.api.post("/crm/associations/2026-09/deals/companies/batch/create", {
        inputs: ["1", "2"].map((id) => ({
          from: { id: "1000" },
          to: { id },
          types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 341 }],
        })),
      });
      await rig.standIn.api.post("/crm/associations/2026-09/deals/companies/batch/labels/archive", {
        inputs: [
          {
            from: { id: "1000" },
            to: { id: "1" },
            types: [{ associationCategory: "HUBSPOT_DEFINED", associationTypeId: 5 }],
          },
        ],
      });

      const { records } = await adapter.list("deal", null, PATHS);

      expect((await readOne("1000")).fields[COMPANY]).toBeNull();
      expect(records[0]?.fields[COMPANY]).toBeNull();
    });

    it("makes no further call when none of the deals exists", async () => {
      await load({ deals: [] });

      expect((await adapter.read("deal", [MISSING_ID], PATHS)).size).toBe(0);
      expect(await callCounts()).toEqual({
        [READ]: 1,
        "GET /crm/objects/:version/deals/:id": 1,
      });
    });

    it("reads on with the next page of a deal that has more than 500 contacts", async () => {
      const many = Array.from({ length: 501 }, (_each, index) => String(2000 + index));
      await load({
        contacts: many.map((id) => ({ id, properties: { email: `c${id}@example.com` } })),
        deals: deals(1, () => ({ contacts: many })),
      });

      const { fields } = await readOne("1000", [CONTACTS]);

      expect(String(fields[CONTACTS]).split(";")).toEqual(many);
      expect(await callCounts()).toMatchObject({
        [`${ASSOCIATIONS}/deals/contacts/batch/read`]: 2,
      });
    });

    it("fails as a read fails when the associations cannot be read", async () => {
      await load({ deals: deals(1) });
      const next = [1, 2, 3].map(() => ({ match: "companies/batch/read", kind: "500-before" }));
      await rig.standIn.control("faults", { next });

      await expect(readOne("1000")).rejects.toMatchObject({ errorClass: "transient" });
    });
  });

  describe("in listings and searches", () => {
    it("lists deals with their associations without any further call", async () => {
      await load({
        deals: deals(150, (index) =>
          index % 2 === 0 ? { companies: ["3", "1"], contacts: ["300", "5"] } : {},
        ),
      });

      const first = await adapter.list("deal", null, PATHS);
      const second = await adapter.list("deal", first.next, PATHS);

      expect(first.records[0]?.fields).toEqual({
        dealname: "Deal 0",
        [COMPANY]: "3",
        [CONTACTS]: "5;300",
      });
      expect(second.records.at(-1)?.fields).toMatchObject({ [COMPANY]: null, [CONTACTS]: null });
      expect(await callCounts()).toEqual({ [LIST]: 2 });
    });

    it("leaves associations out of changes, which do not show them", async () => {
      await load({ deals: deals(1, () => ({ companies: ["1"] })) });

      const head = await adapter.changesHead("deal", 0, PATHS);
      const page = await adapter.changesScan("deal", 0, null, PATHS);

      expect(head.records.map(({ fields }) => fields)).toEqual([{ dealname: "Deal 0" }]);
      expect(page.records.map(({ fields }) => fields)).toEqual([{ dealname: "Deal 0" }]);
      expect(await callCounts()).toEqual({ "POST /crm/objects/:version/deals/search": 2 });
    });
  });

  describe("in writes", () => {
    it("sets company and contacts in one call each, and writes no properties", async () => {
      await load({ deals: deals(1) });

      const record = await update("1000", { [COMPANY]: "2", [CONTACTS]: "40;5" });

      expect(await callCounts()).toEqual({
        [`${ASSOCIATIONS}/deals/companies/batch/create`]: 1,
        [`${ASSOCIATIONS}/deals/contacts/batch/create`]: 1,
      });
      expect(record.fields).toEqual({ [COMPANY]: "2", [CONTACTS]: "5;40" });
      expect((await readOne("1000")).fields).toMatchObject(record.fields);
    });

    it("makes another company the primary one and leaves the former one associated", async () => {
      await load({ deals: deals(1, () => ({ companies: ["1"] })) });

      const record = await update("1000", { [COMPANY]: "2" });

      expect(record.fields).toEqual({ [COMPANY]: "2" });
      expect(await callCounts()).toEqual({ [`${ASSOCIATIONS}/deals/companies/batch/create`]: 1 });
      const { data } = await rig.standIn.api.post(
        "/crm/associations/2026-09/deals/companies/batch/read",
        { inputs: [{ id: "1000" }] },
      );
      expect(data.results[0].to.map((each: { toObjectId: string }) => each.toObjectId)).toEqual([
        "1",
        "2",
      ]);
      expect((await readOne("1000")).fields[COMPANY]).toBe("2");
    });

    it("makes a company primary that was associated already", async () => {
      await load({ deals: deals(1, () => ({ companies: ["1", "2"] })) });

      await update("1000", { [COMPANY]: "2" });

      expect((await readOne("1000")).fields[COMPANY]).toBe("2");
    });

    it("ends associations that are taken away, and adds only new ones", async () => {
      await load({ deals: deals(1, () => ({ companies: ["1"], contacts: ["5", "40"] })) });

      const record = await update("1000", { [COMPANY]: null, [CONTACTS]: "40;300" });

      expect(record.fields).toEqual({ [COMPANY]: null, [CONTACTS]: "40;300" });
      expect((await readOne("1000")).fields).toMatchObject(record.fields);
      expect(await rig.calls()).toMatchObject({
        [`${ASSOCIATIONS}/deals/companies/batch/archive`]: { count: 1 },
        [`${ASSOCIATIONS}/deals/contacts/batch/create`]: { count: 1 },
        [`${ASSOCIATIONS}/deals/contacts/batch/archive`]: { count: 1 },
      });
    });

    it("calls nothing for associations that are as they should be", async () => {
      await load({ deals: deals(1, () => ({ companies: ["1"], contacts: ["5", "40"] })) });

      const record = await update("1000", { [COMPANY]: "1", [CONTACTS]: "5;40" });

      expect(record.fields).toEqual({ [COMPANY]: "1", [CONTACTS]: "5;40" });
      expect(await callCounts()).toEqual({});
    });

    it("writes 100 deals with properties and associations in three calls", async () => {
      await load({ deals: deals(100) });
      const ids = deals(100).map((_each, index) => String(1000 + index));
      const before = await adapter.read("deal", ids, PATHS);
      await rig.forgetCalls();

      const results = await adapter.update(
        "deal",
        [...before.values()].map((record) => ({
          id: record.id,
          before: record,
          fields: { dealname: "Renamed", [COMPANY]: "1", [CONTACTS]: "5;40" },
        })),
      );

      expect(results.filter(({ ok }) => ok)).toHaveLength(100);
      expect(recordOf(results[7]).fields).toMatchObject({
        dealname: "Renamed",
        [COMPANY]: "1",
        [CONTACTS]: "5;40",
      });
      expect(await callCounts()).toEqual({
        [UPDATE]: 1,
        [`${ASSOCIATIONS}/deals/companies/batch/create`]: 1,
        [`${ASSOCIATIONS}/deals/contacts/batch/create`]: 1,
      });
    });

    it("reads what is there when the record was not read before and something may have to go", async () => {
      await load({ deals: deals(1, () => ({ contacts: ["5", "40"] })) });

      const [result] = await adapter.update("deal", [{ id: "1000", fields: { [CONTACTS]: "40" } }]);

      expect(recordOf(result).fields).toEqual({ [CONTACTS]: "40" });
      expect(await callCounts()).toEqual({
        [`${ASSOCIATIONS}/deals/contacts/batch/read`]: 1,
        [`${ASSOCIATIONS}/deals/contacts/batch/archive`]: 1,
      });
      expect((await readOne("1000")).fields[CONTACTS]).toBe("40");
    });

    it("keeps the time of the record as it was read, as HubSpot tells no new one", async () => {
      await load({ deals: deals(1) });
      const { modifiedAt } = await readOne("1000");

      expect(await update("1000", { [COMPANY]: "1" })).toMatchObject({ id: "1000", modifiedAt });
    });
  });

  describe("when writes fail", () => {
    const inputs = async (some: readonly [string, Fields][]): Promise<UpdateInput[]> => {
      const ids = some.map(([id]) => id);
      const before = await adapter.read("deal", ids, PATHS);
      return some.map(([id, fields]) => {
        const record = before.get(id);
        return { id, fields, ...(record === undefined ? {} : { before: record }) };
      });
    };

    it("reports the input whose company does not exist, and writes the others", async () => {
      await load({ deals: deals(3) });

      const results = await adapter.update(
        "deal",
        await inputs([
          ["1000", { [COMPANY]: "1" }],
          ["1001", { dealname: "Renamed", [COMPANY]: MISSING_ID }],
          ["1002", { [COMPANY]: "2" }],
        ]),
      );

      expect(results.map(errorClassOf)).toEqual(["none", "gone", "none"]);
      expect(results[1]).toMatchObject({ error: { field: COMPANY } });
      expect((await readOne("1001")).fields).toMatchObject({
        dealname: "Renamed",
        [COMPANY]: null,
      });
      expect((await readOne("1002")).fields[COMPANY]).toBe("2");
    });

    it("leaves associations alone when the properties of the record are refused", async () => {
      await load({ deals: deals(2) });

      const results = await adapter.update(
        "deal",
        await inputs([
          ["1000", { amount: "much", [COMPANY]: "1" }],
          ["1001", { amount: "7", [COMPANY]: "1" }],
        ]),
      );

      expect(results.map(errorClassOf)).toEqual(["invalid", "none"]);
      expect((await readOne("1000")).fields[COMPANY]).toBeNull();
      expect((await readOne("1001")).fields[COMPANY]).toBe("1");
    });

    it("tells which half of a batch is unclear", async () => {
      await load({ deals: deals(4) });
      const some = await inputs(
        ["1000", "1001", "1002", "1003"].map((id) => [id, { [COMPANY]: "1" }]),
      );
      await rig.standIn.control("faults", {
        next: [{ match: "companies/batch/create", kind: "partial" }],
      });

      const results = await adapter.update("deal", some);

      expect(results.map(errorClassOf)).toEqual(["none", "indeterminate", "none", "indeterminate"]);
    });

    // kind, class, what is stored
    it.each([
      ["500-before", "indeterminate", null],
      ["500-after", "indeterminate", "1"],
      ["timeout-after", "indeterminate", "1"],
      ["429", "throttle", null],
    ])("reports a %s as %s, and goes no further with the record", async (kind, errorClass, id) => {
      await load({ deals: deals(1) });
      const some = await inputs([["1000", { dealname: "N", [COMPANY]: "1", [CONTACTS]: "5" }]]);
      await rig.standIn.control("faults", { next: [{ match: "companies/batch/create", kind }] });
      await rig.forgetCalls();

      const results = await adapter.update("deal", some);

      expect(results.map(errorClassOf)).toEqual([errorClass]);
      expect(await callCounts()).toEqual({
        [UPDATE]: 1,
        [`${ASSOCIATIONS}/deals/companies/batch/create`]: 1,
      });
      expect((await readOne("1000")).fields).toEqual({
        dealname: "N",
        [COMPANY]: id,
        [CONTACTS]: null,
      });
    });

    it("reports a failed end of associations", async () => {
      await load({ deals: deals(1, () => ({ contacts: ["5"] })) });
      const some = await inputs([["1000", { [CONTACTS]: null }]]);
      await rig.standIn.control("faults", {
        next: [{ match: "contacts/batch/archive", kind: "500-before" }],
      });

      const results = await adapter.update("deal", some);

      expect(results.map(errorClassOf)).toEqual(["indeterminate"]);
      expect((await readOne("1000")).fields[CONTACTS]).toBe("5");
    });

    it("reports a record that cannot be read before its associations are ended", async () => {
      await load({ deals: deals(1, () => ({ contacts: ["5"] })) });
      const next = [1, 2, 3].map(() => ({ match: "contacts/batch/read", kind: "500-before" }));
      await rig.standIn.control("faults", { next });

      const results = await adapter.update("deal", [{ id: "1000", fields: { [CONTACTS]: null } }]);

      expect(results.map(errorClassOf)).toEqual(["transient"]);
    });
  });

  describe("in creates", () => {
    const fields = { dealname: "New", pipeline: "default", dealstage: "contractsent" };

    it("gives a new deal no associations", async () => {
      await load({});

      const [result] = await adapter.create("deal", [{ sourceId: "77", fields }]);

      expect(result).toMatchObject({ ok: true, isNew: true });
      expect(recordOf(result).fields).toMatchObject({
        ...fields,
        cw_opportunity_id: "77",
        [COMPANY]: null,
        [CONTACTS]: null,
      });
      expect(await callCounts()).toEqual({ "POST /crm/objects/:version/deals/batch/upsert": 1 });
    });

    it("says nothing about those of a deal that existed", async () => {
      await load({ deals: deals(1, () => ({ companies: ["1"] })) });
      await adapter.update("deal", [{ id: "1000", fields: { cw_opportunity_id: "77" } }]);

      const [result] = await adapter.create("deal", [{ sourceId: "77", fields }]);

      expect(result).toMatchObject({ ok: true, isNew: false });
      expect(Object.keys(recordOf(result).fields)).not.toContain(COMPANY);
    });

    it("finds a created deal in one call", async () => {
      await load({});
      const probe = { sourceId: "77", fields, highMark: null };
      const created = recordOf((await adapter.create("deal", [probe]))[0]);
      await rig.forgetCalls();

      const found = await adapter.findCreated("deal", [probe], PATHS);

      expect(found.get("77")).toMatchObject([{ id: created.id, fields: { dealname: "New" } }]);
      expect(await callCounts()).toEqual({ [READ]: 1 });
    });
  });

  it("asks for no history of associations", async () => {
    await load({ deals: deals(1) });

    const history = await adapter.history("deal", ["1000"], PATHS);

    expect(Object.keys(history?.get("1000") ?? {})).toEqual(["dealname"]);
  });
});
