import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hubspotObject } from "../../server/adapters/hubspot/objects.ts";
import type { CrmAdapter } from "../../server/sync/adapter-ports.ts";
import { errorClassOf, MISSING_ID, recordOf } from "./crm-adapter-subject.ts";
import { OBJECT_TYPES, records, startHubspotRig } from "./hubspot-adapter-rig.ts";
import type { HubspotRig } from "./hubspot-adapter-rig.ts";

const COMPANY = "associatedcompanyid";
const READ = "POST /crm/objects/:version/contacts/batch/read";
const UPSERT = "POST /crm/objects/:version/contacts/batch/upsert";

const companies = ["1", "2"].map((id) => ({ id, properties: { name: `Company ${id}` } }));

describe("contacts in the HubSpot adapter", () => {
  let rig: HubspotRig;
  let adapter: CrmAdapter;

  beforeEach(async () => {
    rig = await startHubspotRig();
    ({ adapter } = rig);
  });
  afterEach(() => rig.standIn.close());

  describe("primary company", () => {
    it("comes with reads, listings and searches without a call of its own", async () => {
      await rig.load({
        companies,
        contacts: records("contact", 1, () => ({ companies: ["2", "1"] })),
      });
      await rig.forgetCalls();

      const read = await adapter.read("contact", ["1000"], [COMPANY]);
      const listed = await adapter.list("contact", null, [COMPANY]);
      const head = await adapter.changesHead("contact", 0, [COMPANY]);

      expect(read.get("1000")?.fields).toEqual({ [COMPANY]: "2" });
      expect(listed.records.map(({ fields }) => fields)).toEqual([{ [COMPANY]: "2" }]);
      expect(head.records.map(({ fields }) => fields)).toEqual([{ [COMPANY]: "2" }]);
      expect(await rig.callCounts()).toEqual({
        [READ]: 1,
        "GET /crm/objects/:version/contacts": 1,
        "POST /crm/objects/:version/contacts/search": 1,
      });
    });

    it("is written as an association, next to the properties", async () => {
      await rig.load({ companies, contacts: records("contact", 1, () => ({ companies: ["1"] })) });
      const before = (await adapter.read("contact", ["1000"], [COMPANY])).get("1000");
      await rig.forgetCalls();

      const fields = { jobtitle: "CEO", [COMPANY]: "2" };
      const [result] = await adapter.update("contact", [
        { id: "1000", fields, ...(before === undefined ? {} : { before }) },
      ]);

      expect(recordOf(result).fields).toMatchObject(fields);
      expect(await rig.callCounts()).toEqual({
        "POST /crm/objects/:version/contacts/batch/update": 1,
        "POST /crm/associations/:version/contacts/companies/batch/create": 1,
      });
      const after = await adapter.read("contact", ["1000"], [COMPANY, "jobtitle"]);
      expect(after.get("1000")?.fields).toEqual(fields);
    });

    it("is null in the answer of a create", async () => {
      const fields = { email: "new@example.com", lastname: "New" };

      const [result] = await adapter.create("contact", [{ sourceId: "77", fields }]);

      expect(recordOf(result).fields).toMatchObject({ ...fields, [COMPANY]: null });
    });
  });

  describe("an e-mail address that is taken", () => {
    it("is told of the one bad input of a create, with the contact that has it", async () => {
      await rig.load({ contacts: records("contact", 1) });
      await rig.forgetCalls();
      const inputs = Array.from({ length: 16 }, (_each, index) => ({
        sourceId: String(index),
        fields: { lastname: "New", email: index === 11 ? "C0@example.com" : `n${index}@a.example` },
      }));

      const results = await adapter.create("contact", inputs);

      expect(results.filter(({ ok }) => ok)).toHaveLength(15);
      expect(results[11]).toMatchObject({
        ok: false,
        error: { errorClass: "exists", existingId: "1000", field: "email" },
      });
      expect(await rig.callCounts()).toEqual({ [UPSERT]: 9 });
    });

    it("is told when it is a further address of the other contact", async () => {
      await rig.load({ contacts: records("contact", 1) });
      await rig.standIn.control("edit", {
        type: "contact",
        id: "1000",
        fields: { hs_additional_emails: "other@example.com" },
      });

      const results = await adapter.create("contact", [
        { sourceId: "7", fields: { email: "other@example.com" } },
      ]);

      expect(results).toMatchObject([
        { error: { errorClass: "exists", existingId: "1000", field: "email" } },
      ]);
    });

    it("is told of an update as well", async () => {
      await rig.load({ contacts: records("contact", 2) });

      const results = await adapter.update("contact", [
        { id: "1000", fields: { jobtitle: "CEO" } },
        { id: "1001", fields: { email: "c0@example.com" } },
      ]);

      expect(results.map(errorClassOf)).toEqual(["none", "exists"]);
      expect(results[1]).toMatchObject({ error: { existingId: "1000", field: "email" } });
    });

    it("is not blamed for a ConnectWise id that is taken", async () => {
      await rig.load({ contacts: records("contact", 2) });
      await adapter.update("contact", [{ id: "1000", fields: { cw_contact_id: "7" } }]);

      const [result] = await adapter.update("contact", [
        { id: "1001", fields: { cw_contact_id: "7", email: "c1@example.com" } },
      ]);

      expect(result).toMatchObject({ error: { errorClass: "exists", field: "cw_contact_id" } });
    });

    it("is found out between two inputs of one create", async () => {
      const inputs = ["7", "8"].map((sourceId) => ({
        sourceId,
        fields: { email: "same@example.com" },
      }));

      const results = await adapter.create("contact", inputs);

      expect(results.map(errorClassOf)).toEqual(["none", "exists"]);
      expect(results[1]).toMatchObject({
        error: { existingId: recordOf(results[0]).id, field: "email" },
      });
    });
  });
});

describe("ids that a batch read does not find", () => {
  let rig: HubspotRig;

  /** Loads records 1000 and 1001 of a type; returns its name in paths. */
  const load = async (objectType: string): Promise<string> => {
    const { path } = hubspotObject(objectType);
    await rig.load({ companies, [path]: records(objectType, 2) });
    await rig.forgetCalls();
    return path;
  };

  beforeEach(async () => {
    rig = await startHubspotRig();
  });
  afterEach(() => rig.standIn.close());

  it.each(OBJECT_TYPES)("give the %s that survived a merge, in one more call", async (type) => {
    const path = await load(type);
    await rig.standIn.control("merge", { type, winner: "1000", loser: "1001" });
    await rig.forgetCalls();

    const found = await rig.adapter.read(type, ["1001"], ["hs_object_id"]);

    expect(found.get("1001")).toMatchObject({
      id: "1000",
      mergedIntoId: "1000",
      fields: { hs_object_id: "1000" },
    });
    expect(await rig.calls()).toMatchObject({
      [`POST /crm/objects/:version/${path}/batch/read`]: { count: 1 },
      [`GET /crm/objects/:version/${path}/:id`]: { count: 1 },
    });
  });

  it.each(OBJECT_TYPES)("leave out a %s that does not exist any more", async (type) => {
    const path = await load(type);
    await rig.standIn.control("delete", { type, id: "1001" });

    const ids = ["1000", "1001", MISSING_ID];
    const found = await rig.adapter.read(type, ids, ["hs_object_id"]);

    expect([...found.keys()]).toEqual(["1000"]);
    expect(await rig.calls()).toMatchObject({
      [`POST /crm/objects/:version/${path}/batch/read`]: { count: 1 },
      [`GET /crm/objects/:version/${path}/:id`]: { count: 2 },
    });
  });

  it("give the survivor's associations with it", async () => {
    await load("deal");
    await rig.adapter.update("deal", [{ id: "1000", fields: { "associations/company": "2" } }]);
    await rig.standIn.control("merge", { type: "deal", winner: "1000", loser: "1001" });

    const found = await rig.adapter.read("deal", ["1001"], ["associations/company"]);

    expect(found.get("1001")).toMatchObject({
      mergedIntoId: "1000",
      fields: { "associations/company": "2" },
    });
  });

  it("fail the read when HubSpot does not answer for them", async () => {
    await load("contact");
    const next = [1, 2, 3].map(() => ({ match: `/contacts/${MISSING_ID}`, kind: "500-before" }));
    await rig.standIn.control("faults", { next });

    await expect(rig.adapter.read("contact", [MISSING_ID], ["email"])).rejects.toMatchObject({
      errorClass: "transient",
    });
  });
});
