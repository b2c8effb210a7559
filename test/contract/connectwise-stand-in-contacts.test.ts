import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { COMMUNICATION_TYPE, remove, replace, startRig } from "./connectwise-stand-in-rig.ts";
import type { Answer, Rig } from "./connectwise-stand-in-rig.ts";

let rig: Rig;
let time = Date.parse("2026-11-23T10:00:00Z");

const COMPANIES = [
  { id: 250, identifier: "Bob", name: "Bob Ltd", phoneNumber: "4842618200" },
  { id: 251, identifier: "Eve", name: "Eve Ltd", territory: { name: "Tampa" } },
];

beforeAll(async () => {
  rig = await startRig({ now: () => time });
});
afterAll(() => rig.close());
beforeEach(async () => {
  time = Date.parse("2026-11-23T10:00:00Z");
  await rig.control.post("/reset", { records: { companies: COMPANIES } });
});

const email = (value: string, more: object = {}) => ({
  type: { id: COMMUNICATION_TYPE.email },
  value,
  defaultFlag: true,
  ...more,
});

async function create(fields: object = {}): Promise<Answer> {
  const answer = await rig.api.post("/company/contacts", { firstName: "Ada", ...fields });
  expect(answer.status).toBe(201);
  return answer.data;
}

const patch = (id: number, operations: unknown) =>
  rig.api.patch(`/company/contacts/${id}`, operations);
const read = async (id: number) => (await rig.api.get(`/company/contacts/${id}`)).data;

describe("creating a contact", () => {
  // row 14
  it("needs a first name only", async () => {
    const contact = await create();

    expect(contact).toMatchObject({
      id: 58_001,
      firstName: "Ada",
      inactiveFlag: false,
      unsubscribeFlag: false,
      disablePortalLoginFlag: true,
      types: [],
      ignoreDuplicates: false,
      _info: { lastUpdated: "2026-11-23T10:00:00Z", updatedBy: "Lockstep" },
    });
    for (const name of ["company", "site", "companyLocation", "communicationItems"]) {
      expect(contact).not.toHaveProperty(name);
    }
  });

  it.each([
    ["firstName", { firstName: undefined }, "MissingRequiredField"],
    ["company", { company: { id: 9 } }, "NotFound"],
    ["site", { company: { id: 250 }, site: { id: 9 } }, "NotFound"],
    ["typeIds", { types: [{ id: 99 }] }, "NotFound"],
    ["userDefinedField1", { userDefinedField1: "x".repeat(51) }, "MaxLengthField"],
    ["value", { communicationItems: [email("x".repeat(251))] }, "MaxLengthField"],
    ["type", { communicationItems: [{ value: "a@b.example" }] }, "MissingRequiredField"],
    ["type", { communicationItems: [email("a@b.example", { type: { id: 1 } })] }, "NotFound"],
    [
      "communicationType",
      { communicationItems: [email("1", { communicationType: "Fax" })] },
      "InvalidField",
    ],
    ["communicationItems", { communicationItems: "a@b.example" }, "InvalidField"],
    ["customFields", { customFields: [{ id: 12, value: "Gold" }] }, "NotFound"],
  ])("names %s as the broken field of %j", async (field, change, code) => {
    const answer = await rig.api.post("/company/contacts", { firstName: "Ada", ...change });

    expect(answer.status).toBe(400);
    expect(answer.data.code).toBe("InvalidObject");
    expect(answer.data.errors).toEqual([expect.objectContaining({ code, field })]);
  });

  it("takes types, as {id} or as ids, and gives the company's default site", async () => {
    const { types, ...contact } = await create({ company: { id: 251 }, types: [{ id: 1 }] });
    const other = await create({ typeIds: [2] });

    expect(types).toEqual([expect.objectContaining({ id: 1, name: "Decision Maker" })]);
    expect(other.types[0]?.name).toBe("End User");
    expect(contact).toMatchObject({
      company: { id: 251, identifier: "Eve", name: "Eve Ltd" },
      site: { name: "Main" },
      companyLocation: { id: 2, name: "Tampa" },
    });
  });

  // row 14
  it("lets two contacts have one e-mail address", async () => {
    const communicationItems = [email("ada@bob.example")];
    await create({ communicationItems });

    await create({ communicationItems });

    const count = await rig.api.get("/company/contacts/count");
    expect(count.data.count).toBe(2);
  });

  it("can leave the items out of its answer", async () => {
    await rig.control.post("/quirks", { createHidesItems: true });

    const contact = await create({ communicationItems: [email("ada@bob.example")] });

    expect(contact).not.toHaveProperty("communicationItems");
    expect((await read(contact.id)).communicationItems).toHaveLength(1);
  });
});

describe("the phone of a contact", () => {
  it("is its default phone, else its site's, else nothing", async () => {
    const phone = { type: { id: COMMUNICATION_TYPE.direct }, value: "111", extension: "9" };
    const own = await create({
      company: { id: 250 },
      communicationItems: [{ ...phone, defaultFlag: true }],
    });
    const bySite = await create({ company: { id: 250 }, communicationItems: [phone] });
    const none = await create({ company: { id: 251 } });

    expect(own).toMatchObject({
      defaultPhoneType: "Direct",
      defaultPhoneNbr: "111",
      defaultPhoneExtension: "9",
    });
    expect(bySite).toMatchObject({ defaultPhoneType: "Site", defaultPhoneNbr: "4842618200" });
    expect(none).not.toHaveProperty("defaultPhoneNbr");
  });
});

describe("changing a contact", () => {
  it("replaces and removes fields; flags that are removed go back to false", async () => {
    const { id } = await create({ lastName: "L", title: "Dr", inactiveFlag: true });
    time += 5_000;

    const { status, data } = await patch(id, [
      replace("firstName", "Grace"),
      remove("lastName"),
      remove("/inactiveFlag"),
      remove("mobileGuid"),
      remove("types"),
    ]);

    expect(status).toBe(200);
    expect(data).toMatchObject({ firstName: "Grace", title: "Dr", inactiveFlag: false });
    expect(data).not.toHaveProperty("lastName");
    expect(data).toHaveProperty("mobileGuid");
    expect(data["_info"].lastUpdated).toBe("2026-11-23T10:00:05Z");
  });

  it("does not let firstName and ignoreDuplicates be removed", async () => {
    const { id } = await create();

    const name = await patch(id, [remove("firstName")]);
    const duplicates = await patch(id, [remove("ignoreDuplicates")]);

    expect(name.data.errors[0]).toMatchObject({ code: "MissingRequiredField", field: "firstName" });
    expect(duplicates.data.code).toBe("InvalidPatch");
  });

  // row 10
  it("answers a path below the company with 200 and changes nothing", async () => {
    const { id } = await create({ company: { id: 250 } });

    const below = await patch(id, [replace("company/id", 251)]);
    const whole = await patch(id, [replace("company", { id: "251" })]);

    expect([below.status, below.data.company.id]).toEqual([200, 250]);
    expect(whole.data.company).toMatchObject({ id: 251, name: "Eve Ltd" });
    expect(whole.data.site.id).not.toBe(below.data.site.id);
  });

  // row 12
  it("takes types at creation only; afterwards they are associations that move no date", async () => {
    const { id } = await create();
    const path = `/company/contacts/${id}/typeAssociations`;
    time += 5_000;

    const patched = await patch(id, [replace("types", [{ id: 1 }])]);
    const added = await rig.api.post(path, { type: { id: 1 }, contact: { id } });
    const twice = await rig.api.post(path, { type: { id: 1 }, contact: { id } });
    const changed = await rig.api.put(`${path}/${added.data.id}`, {
      type: { id: 2 },
      contact: { id },
    });
    const listed = await rig.api.get(path);
    const contact = await read(id);
    const gone = await rig.api.delete(`${path}/${added.data.id}`);

    expect(patched.data.errors[0]?.message).toBe(
      "typeIds can only be used when creating a new contact.",
    );
    expect(added.data).toMatchObject({ type: { id: 1 }, contact: { id, name: "Ada" } });
    expect(twice.data.errors[0]?.code).toBe("ObjectExists");
    expect(changed.data.type).toMatchObject({ id: 2, name: "End User" });
    expect(listed.data).toHaveLength(1);
    expect(contact.types[0]?.name).toBe("End User");
    expect(contact["_info"].lastUpdated).toBe("2026-11-23T10:00:00Z");
    expect(gone.status).toBe(204);
  });

  it("loses with PUT what the body leaves out, items as well, but no custom fields", async () => {
    const { id } = await create({
      title: "Dr",
      communicationItems: [email("ada@bob.example")],
      customFields: [{ id: 41, value: "hs-1" }],
    });

    const { status, data } = await rig.api.put(`/company/contacts/${id}`, {
      firstName: "Ada",
      customFields: [{ id: 41, value: "other" }],
    });

    expect(status).toBe(200);
    expect(data).not.toHaveProperty("title");
    expect(data).not.toHaveProperty("communicationItems");
    expect(data.customFields.filter(({ id: field }) => field === 41)[0]?.value).toBe("hs-1");
  });

  it("refuses a PUT that names its items", async () => {
    const contact = await create({ communicationItems: [email("ada@bob.example")] });

    const put = await rig.api.put(`/company/contacts/${contact.id}`, {
      firstName: "Ada",
      communicationItems: contact.communicationItems,
    });

    expect(put.status).toBe(400);
    expect(put.data.errors[0]?.field).toBe("communicationItems");
  });

  // row 11
  it("can insist on customFields in every PATCH, as one sandbox did", async () => {
    const { id } = await create();
    await rig.control.post("/quirks", { patchNeedsCustomFields: true });

    const without = await patch(id, [replace("title", "Dr")]);
    const empty = await patch(id, [replace("title", "Dr"), replace("customFields", [])]);

    expect(without.data.errors[0]?.field).toBe("customFields");
    expect(empty.status).toBe(200);
  });

  it("keeps one default contact a company", async () => {
    const first = await create({ company: { id: 250 }, defaultFlag: true });
    const second = await create({ company: { id: 250 }, defaultFlag: true });

    const company = await rig.api.get("/company/companies/250");

    expect((await read(first.id)).defaultFlag).toBe(false);
    expect(company.data).toMatchObject({ defaultContact: { id: second.id } });
  });
});

describe("deleting a contact", () => {
  // row 18
  it("is for good: 404 and no trace in lists", async () => {
    const { id } = await create({ company: { id: 250 }, defaultFlag: true });

    const answer = await rig.api.delete(`/company/contacts/${id}`);
    const gone = await rig.api.get(`/company/contacts/${id}`);
    const listed = await rig.control.get("/records/contact");
    const company = await rig.api.get("/company/companies/250");

    expect(answer.status).toBe(204);
    expect(gone.status).toBe(404);
    expect(gone.data).toEqual({ code: "NotFound", message: `Contact ${id} not found` });
    expect(listed.data).toEqual([]);
    expect(company.data).not.toHaveProperty("defaultContact");
  });

  it("never gives its id again", async () => {
    const { id } = await create();
    await rig.api.delete(`/company/contacts/${id}`);

    expect((await create()).id).toBeGreaterThan(id);
  });
});

describe("a person in the client", () => {
  it("creates and changes a contact, items as a whole form", async () => {
    const created = await rig.control.post("/edit", {
      type: "contact",
      fields: {
        firstName: "Ada",
        company: { identifier: "Bob" },
        communicationItems: [{ value: "ada@bob.example" }, { value: "1" }, { value: "2" }],
      },
    });
    const [mail, first] = created.data.communicationItems.map((item) => item);
    time += 5_000;
    const edited = await rig.control.post("/edit", {
      type: "contact",
      id: created.data.id,
      fields: {
        title: "Dr",
        types: [{ name: "Billing" }],
        communicationItems: [{ ...mail, value: "ada@eve.example" }, first],
      },
    });

    expect(created.data).toMatchObject({
      company: { id: 250 },
      defaultPhoneNbr: "1",
      _info: { updatedBy: "dkim" },
    });
    expect(created.data.communicationItems.map(({ defaultFlag }) => defaultFlag)).toEqual([
      true,
      true,
      false,
    ]);
    expect(edited.data).toMatchObject({
      title: "Dr",
      types: [{ name: "Billing" }],
      communicationItems: [{ id: mail?.id, value: "ada@eve.example" }, { id: first?.id }],
      _info: { lastUpdated: "2026-11-23T10:00:05Z" },
    });
  });

  it("merges contacts: the loser is gone", async () => {
    const winner = await create();
    const loser = await create();

    const merged = await rig.control.post("/merge", {
      type: "contact",
      winner: winner.id,
      loser: loser.id,
    });

    expect(merged.data.id).toBe(winner.id);
    expect((await rig.api.get(`/company/contacts/${loser.id}`)).status).toBe(404);
  });

  it("names the field a control call got wrong", async () => {
    const fields = { communicationItems: [{ value: "1", type: { name: "Pager" } }] };
    const answer = await rig.control.post("/edit", { type: "contact", fields });

    expect(answer.status).toBe(400);
    expect(answer.data.error.field).toBe("type");
  });
});
