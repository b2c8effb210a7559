import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { remove, replace, startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;
let time = Date.parse("2026-11-23T10:00:00Z");

const RECORDS = {
  companies: [
    { id: 250, identifier: "Bob", name: "Bob Ltd" },
    { id: 251, identifier: "Eve", name: "Eve Ltd" },
  ],
  contacts: [
    { id: 1, firstName: "Ada", lastName: "L", company: { id: 250 } },
    { id: 2, firstName: "Ben", company: { id: 251 } },
    { id: 3, firstName: "Cleo", company: { id: 250 } },
  ],
};

const NEW = {
  name: "Firewall",
  primarySalesRep: { id: 152 },
  company: { id: 250 },
  contact: { id: 1 },
  expectedCloseDate: "2026-12-31T17:30:00Z",
};

beforeAll(async () => {
  rig = await startRig({ now: () => time });
});
afterAll(() => rig.close());
beforeEach(async () => {
  time = Date.parse("2026-11-23T10:00:00Z");
  await rig.control.post("/reset", { records: RECORDS });
});

const post = (fields: object = {}) => rig.api.post("/sales/opportunities", { ...NEW, ...fields });
async function create(fields: object = {}): Promise<Answer> {
  const answer = await post(fields);
  expect(answer.status).toBe(201);
  return answer.data;
}
const patch = (id: number, operations: unknown) =>
  rig.api.patch(`/sales/opportunities/${id}`, operations);
const read = async (id: number) => (await rig.api.get(`/sales/opportunities/${id}`)).data;
const load = (deals: object[]) => rig.control.post("/reset", { records: { ...RECORDS, deals } });

describe("creating an opportunity", () => {
  it("gives it status, stage, location and department; the close date loses its time", async () => {
    const opportunity = await create();

    expect(opportunity).toMatchObject({
      id: 4_001,
      name: "Firewall",
      expectedCloseDate: "2026-12-31T00:00:00Z",
      status: { id: 1, name: "Open" },
      stage: { name: "Prospect" },
      probability: { name: "10" },
      locationId: 2,
      businessUnitId: 10,
      primarySalesRep: { id: 152, identifier: "mrossi", name: "Marco Rossi" },
      company: { id: 250, identifier: "Bob", name: "Bob Ltd" },
      contact: { id: 1, name: "Ada L" },
      site: { name: "Main" },
      shipToCompany: { id: 250 },
      dateBecameLead: "2026-11-23T10:00:00Z",
      _info: { lastUpdated: "2026-11-23T10:00:00Z", updatedBy: "Lockstep" },
    });
    expect(opportunity).not.toHaveProperty("closedDate");
    expect(opportunity).not.toHaveProperty("amount");
  });

  it.each([
    ["name", { name: undefined }, "MissingRequiredField"],
    ["primarySalesRep", { primarySalesRep: undefined }, "MissingRequiredField"],
    ["company", { company: undefined }, "MissingRequiredField"],
    ["contact", { contact: undefined }, "MissingRequiredField"],
    ["contact", { contact: { id: 2 } }, "NotFound"],
    ["contact", { contact: { id: 9 } }, "NotFound"],
    ["status", { status: { id: 9 } }, "NotFound"],
    ["stage", { stage: { id: 1 } }, "NotFound"],
    ["primarySalesRep", { primarySalesRep: { id: 9 } }, "NotFound"],
    ["locationId", { locationId: 9 }, "NotFound"],
    ["businessUnitId", { businessUnitId: 9 }, "NotFound"],
    ["site", { site: { id: 9 } }, "NotFound"],
    ["name", { name: "x".repeat(101) }, "MaxLengthField"],
    ["source", { source: "x".repeat(51) }, "MaxLengthField"],
    ["customerPO", { customerPO: "x".repeat(26) }, "MaxLengthField"],
    ["expectedCloseDate", { expectedCloseDate: "soon" }, "InvalidField"],
  ])("names %s as the broken field of %j", async (field, change, code) => {
    const { status, data } = await post(change);

    expect([status, data.code]).toEqual([400, "InvalidObject"]);
    expect(data.errors).toEqual([expect.objectContaining({ code, field })]);
  });

  it.each(["v2022.1", "v2025.1", "v2026.4"])("takes names up to 100 on %s", async (version) => {
    await rig.control.post("/upgrade", { version });

    const fits = await post({ name: "n".repeat(100) });
    const long = await post({ name: "n".repeat(101) });

    await rig.control.post("/upgrade", { version: "v2026.4" });
    expect([fits.status, long.status]).toEqual([201, 400]);
  });

  it("starts with what the form starts with", async () => {
    const { data } = await rig.api.get("/sales/opportunities/default");

    expect(data).toMatchObject({ status: { name: "Open" }, locationId: 2, businessUnitId: 10 });
  });
});

describe("changing an opportunity", () => {
  it("wants close date, location and department, which a create may leave out", async () => {
    const { id } = await create({ expectedCloseDate: undefined });

    const refused = await patch(id, [replace("name", "Switch")]);
    const taken = await patch(id, [
      replace("name", "Switch"),
      replace("expectedCloseDate", "2027-01-31"),
    ]);
    const put = await rig.api.put(`/sales/opportunities/${id}`, NEW);

    expect(refused.data.errors).toEqual([
      expect.objectContaining({ code: "MissingRequiredField", field: "expectedCloseDate" }),
    ]);
    expect(taken.data).toMatchObject({ name: "Switch", expectedCloseDate: "2027-01-31T00:00:00Z" });
    expect(put.data.errors.map(({ field }) => field)).toEqual(["locationId", "businessUnitId"]);
  });

  it("cannot touch an old one that lacks them", async () => {
    await load([
      { id: 7, name: "Old", company: { id: 250 }, locationId: null, businessUnitId: null },
    ]);

    const refused = await patch(7, [replace("name", "New")]);

    expect(refused.data.errors.map(({ field }) => field)).toEqual(["locationId", "businessUnitId"]);
    expect(await read(7)).not.toHaveProperty("locationId");
  });

  // row 10
  it("answers a path below a reference, and a closing date, with 200 and changes nothing", async () => {
    const { id } = await create();

    const below = await patch(id, [
      replace("stage/id", 8),
      replace("closedDate", "2026-01-01T00:00:00Z"),
    ]);
    const whole = await patch(id, [replace("stage", { id: 8 })]);

    expect([below.status, below.data.stage.name]).toEqual([200, "Prospect"]);
    expect(below.data).not.toHaveProperty("closedDate");
    expect(whole.data.stage).toMatchObject({ id: 8, name: "Quote" });
  });

  it("is closed by its status, and opened again by it", async () => {
    const { id } = await create();
    time += 60_000;

    const won = await patch(id, [replace("status", { id: 2 })]);
    time += 60_000;
    const renamed = await patch(id, [replace("name", "Won")]);
    const lost = await patch(id, [replace("status", { name: "Lost" })]);
    const open = await patch(id, [remove("status")]);

    expect(won.data).toMatchObject({
      closedDate: "2026-11-23T10:01:00Z",
      closedBy: { identifier: "Lockstep" },
    });
    expect([renamed.data.closedDate, lost.data.closedDate]).toEqual(
      Array.from({ length: 2 }, () => "2026-11-23T10:01:00Z"),
    );
    expect(open.data.status.name).toBe("Open");
    expect(open.data).not.toHaveProperty("closedDate");
    expect(open.data).not.toHaveProperty("closedBy");
  });

  it("keeps its company and contact together", async () => {
    const { id } = await create();

    const alone = await patch(id, [replace("company", { id: 251 })]);
    const both = await patch(id, [replace("company", { id: 251 }), replace("contact", { id: 2 })]);
    await rig.control.post("/edit", { type: "contact", id: 2, fields: { company: { id: 250 } } });
    const later = await patch(id, [replace("name", "Switch")]);

    expect(alone.data.errors[0]).toMatchObject({
      field: "contact",
      message: "Contact 1 not found for Company 251",
    });
    expect(both.data.company.id).toBe(251);
    expect(later.status).toBe(200);
  });

  it("moves the date of its pipeline with its stage", async () => {
    const { id } = await create();
    time += 60_000;

    const { data } = await patch(id, [replace("stage", { name: "quote" })]);

    expect(data).toMatchObject({ pipelineChangeDate: "2026-11-23T10:01:00Z" });
  });
});

describe("deleting an opportunity", () => {
  // row 18
  it("is for good", async () => {
    const { id } = await create();

    const answer = await rig.api.delete(`/sales/opportunities/${id}`);
    const gone = await rig.api.get(`/sales/opportunities/${id}`);

    expect(answer.status).toBe(204);
    expect(gone.data).toEqual({ code: "NotFound", message: `Opportunity ${id} not found` });
    expect((await rig.control.get("/records/deal")).data).toEqual([]);
  });
});

describe("a person in the client", () => {
  it("creates one from a name alone: first company, its contact, a month to close", async () => {
    const { data } = await rig.control.post("/edit", { type: "deal", fields: { name: "Wifi" } });

    expect(data).toMatchObject({
      name: "Wifi",
      company: { id: 250 },
      contact: { id: 1 },
      primarySalesRep: { identifier: "dkim" },
      expectedCloseDate: "2026-12-23T00:00:00Z",
      locationId: 2,
      _info: { updatedBy: "dkim" },
    });
  });

  it("takes the company of the contact that is chosen", async () => {
    const fields = { contact: { id: 2 } };
    const { data } = await rig.control.post("/edit", { type: "deal", fields });

    expect(data).toMatchObject({ company: { id: 251 }, contact: { id: 2 } });
  });

  it("changes fields, closing included, without being checked", async () => {
    const { id } = await create();
    time += 5_000;

    const { data } = await rig.control.post("/edit", {
      type: "deal",
      id,
      fields: { status: { name: "Won" }, closedDate: "2026-11-01T00:00:00Z", notes: null },
    });

    expect(data).toMatchObject({
      closedDate: "2026-11-01T00:00:00Z",
      closedBy: { identifier: "dkim" },
      _info: { lastUpdated: "2026-11-23T10:00:05Z" },
    });
  });

  it("cannot merge opportunities", async () => {
    const { id } = await create();
    const other = await create();

    const answer = await rig.control.post("/merge", { type: "deal", winner: id, loser: other.id });

    expect([answer.status, answer.data.error.code]).toEqual([400, "cannot_merge"]);
  });
});
