import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NEW_COMPANY, startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;
let time = Date.parse("2026-11-23T10:00:00Z");

beforeAll(async () => {
  rig = await startRig({ now: () => time });
});
afterAll(() => rig.close());
beforeEach(async () => {
  time = Date.parse("2026-11-23T10:00:00Z");
  await rig.control.post("/reset", { dataset: "empty" });
});

async function create(fields: Record<string, unknown> = {}): Promise<Answer> {
  const answer = await rig.api.post("/company/companies", { ...NEW_COMPANY, ...fields });
  expect(answer.status).toBe(201);
  return answer.data;
}

describe("deleting and merging", () => {
  // row 18
  it("marks a deleted company and goes on listing it", async () => {
    const { id } = await create();
    time += 5_000;

    const answer = await rig.api.delete(`/company/companies/${id}`);
    const read = await rig.api.get(`/company/companies/${id}`);
    const all = await rig.api.get("/company/companies/count");
    const kept = await rig.api.get("/company/companies/count?conditions=deletedFlag=False");

    expect(answer.status).toBe(204);
    expect(read.data).toMatchObject({ deletedFlag: true, deletedBy: "Lockstep" });
    expect(read.data["_info"].lastUpdated).toBe("2026-11-23T10:00:05Z");
    expect([all.data.count, kept.data.count]).toEqual([1, 0]);
  });

  it("merges without moving the loser's lastUpdated", async () => {
    const loser = await create({ website: "loser.example" });
    const winner = await create({ identifier: "Winner" });
    time += 5_000;

    const answer = await rig.api.post(`/company/companies/${loser.id}/merge`, {
      toCompanyId: winner.id,
      website: "From",
    });
    const { data } = await rig.api.get("/company/companies");

    expect(answer.status).toBe(201);
    expect(data[0]).toMatchObject({
      deletedFlag: true,
      _info: { lastUpdated: "2026-11-23T10:00:00Z" },
    });
    expect(data[1]).toMatchObject({
      website: "loser.example",
      _info: { lastUpdated: "2026-11-23T10:00:05Z" },
    });
  });

  it("answers 404 for a company that never was", async () => {
    const answer = await rig.api.get("/company/companies/5");

    expect(answer.status).toBe(404);
    expect(answer.data).toEqual({ code: "NotFound", message: "Company 5 not found" });
  });
});

const at = async (path: string) => (await rig.api.get(path)).data;

describe("records that others refer to", () => {
  const records = {
    companies: [
      { id: 1, name: "Winner" },
      { id: 2, name: "Loser" },
    ],
    contacts: [
      { id: 11, firstName: "Ada", company: { id: 1 }, defaultFlag: true },
      { id: 12, firstName: "Ben", company: { id: 2 }, defaultFlag: true },
      { id: 13, firstName: "Cleo", company: { id: 2 } },
    ],
    deals: [
      { id: 21, name: "A", company: { id: 2 }, contact: { id: 12 } },
      { id: 22, name: "B", company: { id: 1 }, contact: { id: 11 } },
    ],
  };
  const before = "2026-11-23T10:00:00Z";

  beforeEach(async () => {
    await rig.control.post("/reset", { records });
    time += 5_000;
  });

  it("cannot be deleted while there are opportunities; a company with contacts alone can", async () => {
    const company = await rig.api.delete("/company/companies/2");
    const contact = await rig.api.delete("/company/contacts/12");
    await rig.api.delete("/sales/opportunities/21");
    const free = await rig.api.delete("/company/companies/2");

    expect([company.status, contact.status, free.status]).toEqual([409, 409, 204]);
    expect(company.data.message).toBe("Company 2 is in use.");
    expect(await at("/company/contacts/12")).toMatchObject({ company: { id: 2, name: "Loser" } });
  });

  it("hand their opportunities over to the contact that is named", async () => {
    const answer = await rig.api.delete("/company/contacts/12?transferContactId=13");
    const nobody = await rig.api.delete("/company/contacts/11?transferContactId=99");

    expect([answer.status, nobody.status]).toEqual([204, 404]);
    expect(await at("/sales/opportunities/21")).toMatchObject({
      contact: { id: 13, name: "Cleo" },
      _info: { lastUpdated: before },
    });
  });

  // row 17
  it("stay named by opportunities when a person deletes them all the same", async () => {
    await rig.control.post("/delete", { type: "contact", id: "12" });

    expect(await at("/sales/opportunities/21")).toMatchObject({ contact: { id: 12, name: "Ben" } });
    expect((await rig.api.get("/company/contacts/12")).status).toBe(404);
  });

  it("lose contacts and opportunities to the company they are merged into, unseen by a poll", async () => {
    await rig.api.post("/company/companies/2/merge", { toCompanyId: 1 });

    for (const path of [
      "/company/contacts/12",
      "/company/contacts/13",
      "/sales/opportunities/21",
    ]) {
      expect(await at(path)).toMatchObject({
        company: { id: 1, name: "Winner" },
        site: { name: "Main" },
        _info: { lastUpdated: before },
      });
    }
    expect(await at("/company/contacts/12")).toMatchObject({ defaultFlag: false });
    expect(await at("/company/companies/1")).toMatchObject({ defaultContact: { id: 11 } });
  });

  it("keep them when the merge is told to discard them", async () => {
    await rig.api.post("/company/companies/2/merge", {
      toCompanyId: 1,
      contacts: "Discard",
      opportunities: "Merge",
    });

    expect((await at("/company/contacts/13")).company.id).toBe(2);
    expect((await at("/sales/opportunities/21")).company.id).toBe(1);
  });

  it("give the opportunities of the contact that loses a merge to the winner", async () => {
    await rig.control.post("/merge", { type: "contact", winner: "13", loser: "12" });

    expect(await at("/sales/opportunities/21")).toMatchObject({
      contact: { id: 13 },
      _info: { lastUpdated: before },
    });
  });
});

describe("control", () => {
  it("plays a person's edits, creations, deletes and merges", async () => {
    const post = (path: string, body: object) => rig.control.post(path, body);
    const created = await post("/edit", { type: "company", fields: { name: "Blue Sky & Co" } });
    const { id } = created.data;
    const edited = await post("/edit", {
      type: "company",
      id: String(id),
      fields: {
        city: "Tampa",
        status: { name: "Inactive" },
        types: [{ name: "Vendor" }],
        customFields: [{ id: 16, value: true }],
      },
    });
    const second = await post("/edit", { type: "company", fields: { name: "Blue Sky & Co" } });
    await post("/merge", { type: "company", winner: String(id), loser: String(second.data.id) });
    await post("/delete", { type: "company", id: String(id) });
    const { data } = await rig.control.get("/records/company");

    expect(created.data).toMatchObject({
      identifier: "BlueSkyCo",
      status: { name: "Active" },
      types: [{ name: "Client" }],
      site: { name: "Main" },
      _info: { updatedBy: "dkim" },
    });
    expect(edited.data).toMatchObject({
      city: "Tampa",
      status: { name: "Inactive" },
      types: [{ name: "Vendor" }],
    });
    expect(second.data.identifier).toBe("BlueSkyCo2");
    expect(data.map((company: Answer) => company.deletedFlag)).toEqual([true, true]);
    expect((await rig.control.get("/records/contact")).data).toEqual([]);
  });

  it("names the field a control call got wrong", async () => {
    const fields = { status: { name: "Nowhere" } };
    const answer = await rig.control.post("/edit", { type: "company", fields });

    expect(answer.status).toBe(400);
    expect(answer.data.error.field).toBe("status");
  });

  // rows 16 and 17
  it("loads given records with their ids, own statuses, odd letters and dangling references", async () => {
    const name = "Zero\u200Bwidth";
    await rig.control.post("/reset", {
      records: {
        companies: [
          { id: 900, name, identifier: "Zero&1", status: { name: "Frozen" } },
          { id: 12, name: "First", types: [{ name: "Reseller" }], territory: { name: "Oslo" } },
        ],
      },
    });

    const { data } = await rig.api.get("/company/companies");
    const next = await create();

    expect(data.map((company: Answer) => company.id)).toEqual([12, 900]);
    expect(data[1]).toMatchObject({ name, identifier: "Zero&1", status: { name: "Frozen" } });
    expect(data[0]?.types[0]?.name).toBe("Reseller");
    expect(next.id).toBeGreaterThan(900);
  });

  it("loads the sample and any number of generated companies, the same for the same seed", async () => {
    await rig.control.post("/reset", { dataset: "sample" });
    const sample = await rig.control.get("/records/company");
    await rig.control.post("/reset", { companies: 30, seed: 7 });
    const first = await rig.control.get("/records/company");
    await rig.control.post("/reset", { companies: 30, seed: 7 });
    const second = await rig.control.get("/records/company");

    expect(sample.data.length).toBeGreaterThan(50);
    expect(first.data.length).toBeGreaterThan(0);
    expect(second.data.map(({ name }) => name)).toEqual(first.data.map(({ name }) => name));
  });
});
