import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { hubspotObject } from "../../server/adapters/hubspot/objects.ts";
import { readProperties } from "../../server/adapters/hubspot/schema.ts";
import { OBJECT_TYPES, type HubspotRig, records, startHubspotRig } from "./hubspot-adapter-rig.ts";

const PROPERTIES = "/crm/properties/2026-09/companies";
const STATE = "cw_sync_state";

let rig: HubspotRig;
beforeAll(async () => {
  rig = await startHubspotRig();
});
afterAll(() => rig.standIn.close());

const stateOf = async (id: string): Promise<unknown> =>
  (await rig.adapter.read("company", [id], [STATE])).get(id)?.fields[STATE];

describe("the property that shows how a record stands", () => {
  it.each(OBJECT_TYPES)("is made for a %s, with words that people read", async (objectType) => {
    const { path } = hubspotObject(objectType);
    const { data } = await rig.standIn.api.get(`/crm/properties/2026-09/${path}/${STATE}`);

    expect(data).toMatchObject({
      label: "Lockstep state",
      groupName: "connectwise",
      type: "enumeration",
      fieldType: "select",
      options: [
        { value: "in_sync", label: "In sync", displayOrder: 0 },
        { value: "waiting", label: "Waiting", displayOrder: 1 },
        { value: "needs_attention", label: "Needs attention", displayOrder: 2 },
        { value: "excluded", label: "Excluded", displayOrder: 3 },
      ],
    });
  });

  it("is none that a mapping or a filter may name", async () => {
    const properties = await readProperties(rig.transport, hubspotObject("company"));

    expect(properties.map(({ name }) => name)).toContain("cw_company_id");
    expect(properties.map(({ name }) => name)).not.toContain(STATE);
  });
});

describe("a record that is given our id", () => {
  beforeEach(async () => {
    await rig.load({ companies: records("company", 2) });
    await rig.forgetCalls();
  });

  it("shows that it is in sync, by the call that creates it", async () => {
    const [made] = await rig.adapter.create("company", [
      { sourceId: "7", fields: { name: "New" } },
    ]);

    expect(made).toMatchObject({ ok: true, record: { fields: { [STATE]: "in_sync" } } });
    expect(await rig.callCounts()).toEqual({
      "POST /crm/objects/:version/companies/batch/upsert": 1,
    });
  });

  it("shows that it is in sync, by the call that writes the id; no other write touches that", async () => {
    await rig.adapter.update("company", [
      { id: "1000", fields: { cw_company_id: "8" } },
      { id: "1001", fields: { name: "Renamed" } },
    ]);
    expect(await rig.callCounts()).toEqual({
      "POST /crm/objects/:version/companies/batch/update": 1,
    });
    expect([await stateOf("1000"), await stateOf("1001")]).toEqual(["in_sync", null]);

    await rig.adapter.update("company", [{ id: "1000", fields: { [STATE]: "waiting" } }]);
    await rig.adapter.update("company", [{ id: "1000", fields: { name: "Renamed too" } }]);
    expect(await stateOf("1000")).toBe("waiting");

    await rig.adapter.update("company", [{ id: "1000", fields: { cw_company_id: null } }]);
    expect(await stateOf("1000")).toBeNull();
  });
});

describe("a portal without the property", () => {
  beforeAll(async () => {
    await rig.standIn.control("reset", { records: { companies: records("company", 2) } });
    const text = { groupName: "companyinformation", type: "string", fieldType: "text" };
    const id = { ...text, name: "cw_company_id", label: "Id", hasUniqueValue: true };
    await rig.standIn.api.post(PROPERTIES, id);
  });

  it("has its records created and linked all the same", async () => {
    const [made] = await rig.adapter.create("company", [
      { sourceId: "7", fields: { name: "New" } },
    ]);
    const updates = await rig.adapter.update("company", [
      { id: "1000", fields: { cw_company_id: "8" } },
      { id: "1001", fields: { cw_company_id: "9", name: "Renamed" } },
    ]);

    expect(made).toMatchObject({ ok: true, record: { fields: { cw_company_id: "7" } } });
    expect(updates).toMatchObject([
      { ok: true, record: { fields: { cw_company_id: "8" } } },
      { ok: true, record: { fields: { cw_company_id: "9", name: "Renamed" } } },
    ]);
  });

  it("refuses a state that is written by itself, and names the property", async () => {
    const [result] = await rig.adapter.update("company", [
      { id: "1000", fields: { [STATE]: "waiting" } },
    ]);

    expect(result).toMatchObject({
      ok: false,
      error: { errorClass: "invalid", code: "property_doesnt_exist", field: STATE },
    });
  });

  it("has a record with another fault told of that one", async () => {
    const [result] = await rig.adapter.update("company", [
      { id: "1000", fields: { cw_company_id: "10", numberofemployees: "many" } },
    ]);

    expect(result).toMatchObject({ ok: false, error: { field: "numberofemployees" } });
  });
});
