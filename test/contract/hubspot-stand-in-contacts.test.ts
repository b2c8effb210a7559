import { describe, expect, it } from "vitest";
import { addUniqueProperty, recordsOf, useStandIn } from "./hubspot-stand-in-rig.ts";

const CONTACTS = "/crm/objects/2026-09/contacts";

const hubspot = useStandIn();
const { create, read } = recordsOf(hubspot, "contacts");

const byEmail = (id: string) =>
  hubspot.api.post(`${CONTACTS}/batch/read`, {
    inputs: [{ id }],
    idProperty: "email",
    properties: ["email"],
  });
const searchModified = () =>
  hubspot.api.post(`${CONTACTS}/search`, {
    filterGroups: [
      { filters: [{ propertyName: "lastmodifieddate", operator: "GTE", value: "0" }] },
    ],
    sorts: [{ propertyName: "lastmodifieddate", direction: "ASCENDING" }],
  });
const upsertByEmail = (email: string) =>
  hubspot.api.post(`${CONTACTS}/batch/upsert`, {
    inputs: [{ id: email, idProperty: "email", properties: { firstname: "Ann" } }],
  });
const erase = (objectId: string, idProperty?: string) =>
  hubspot.api.post(`${CONTACTS}/gdpr-delete`, { objectId, idProperty });

describe("contacts", () => {
  it("are there under name and type id, with defaults of their own", async () => {
    const id = await create({ email: " Ann@Acme.COM ", firstname: "Ann" });

    const { data } = await hubspot.api.get(`/crm/objects/2026-09/0-1/${id}`);

    expect(Object.keys(data.properties).toSorted()).toEqual([
      "createdate",
      "email",
      "firstname",
      "hs_object_id",
      "lastmodifieddate",
      "lastname",
    ]);
    expect(data.properties).toMatchObject({ email: "ann@acme.com", lastname: null });
    expect(data.updatedAt).toBe(data.properties.lastmodifieddate);
  });

  it("say where they come from and whether they are marketing contacts", async () => {
    const id = await create({ email: "ann@acme.com" });

    const names = "hs_object_source,hs_object_source_id,hs_marketable_status,hs_email_domain";
    expect(await read(id, names)).toMatchObject({
      hs_object_source: "INTEGRATION",
      hs_object_source_id: "4242",
      hs_marketable_status: "false",
      hs_email_domain: "acme.com",
    });
  });

  it("need a name or an e-mail", async () => {
    const { status } = await hubspot.api.post(CONTACTS, { properties: { phone: "1" } });

    expect(status).toBe(400);
  });

  // property, value, HubSpot's code
  it.each([
    ["email", "ann@acme", "INVALID_EMAIL"],
    ["hs_additional_emails", "a@acme.com;nobody", "INVALID_EMAIL"],
    ["hs_email_optout", "true", "READ_ONLY_VALUE"],
    ["hs_marketable_status", "true", "READ_ONLY_VALUE"],
    ["associatedcompanyid", "1", "READ_ONLY_VALUE"],
    ["lifecyclestage", "friend", "INVALID_OPTION"],
  ])("refuse a wrong %s", async (name, value, code) => {
    const { status, data } = await hubspot.api.post(CONTACTS, {
      properties: { firstname: "Ann", [name]: value },
    });

    expect(status).toBe(400);
    const [problem] = JSON.parse(/\[.*\]$/s.exec(data.message)?.[0] ?? "[]");
    expect(problem).toMatchObject({ isValid: false, error: code, name });
  });

  it("are opted out by people only", async () => {
    const id = await create({ email: "ann@acme.com" });

    const fields = { hs_email_optout: "true" };
    const { data } = await hubspot.control("edit", { type: "contact", id, fields });

    expect(data.properties).toMatchObject({ hs_email_optout: "true" });
  });

  it("are found by last-modified once the index has caught up", async () => {
    const id = await create({ email: "ann@acme.com" });

    const early = await searchModified();
    hubspot.wait(5_100);
    const late = await searchModified();

    expect(early.data.total).toBe(0);
    expect(late.data.results).toMatchObject([{ id, properties: { email: "ann@acme.com" } }]);
  });

  it("have properties and groups of their own", async () => {
    await addUniqueProperty(hubspot, "contacts", "cw_contact_id");

    expect((await hubspot.api.get("/crm/properties/2026-09/contacts/cw_contact_id")).status).toBe(
      200,
    );
    const companies = "/crm/properties/2026-09/companies/cw_contact_id";
    expect((await hubspot.api.get(companies)).status).toBe(404);
  });
});

describe("e-mails", () => {
  it("belong to one contact, in words that name it", async () => {
    const id = await create({ email: "ann@acme.com" });
    const other = await create({ firstname: "Bob" });
    const properties = { email: "ANN@acme.com" };

    const created = await hubspot.api.post(CONTACTS, { properties });
    const updated = await hubspot.api.patch(`${CONTACTS}/${other}`, { properties });

    expect([created.status, updated.status]).toEqual([409, 409]);
    expect(created.data).toMatchObject({
      status: "error",
      category: "CONFLICT",
      message: `Contact already exists. Existing ID: ${id}`,
    });
    expect(created.data).not.toHaveProperty("errors");
  });

  it("count when they are further ones, for look-ups and for conflicts", async () => {
    const id = await create({ email: "ann@acme.com", hs_additional_emails: "a@acme.com;b@x.com" });

    const found = await byEmail("B@x.com");
    const refused = await hubspot.api.post(CONTACTS, { properties: { email: "a@acme.com" } });

    expect(found.data.results).toMatchObject([{ id, properties: { email: "ann@acme.com" } }]);
    expect(refused.status).toBe(409);
  });

  it("stop a whole batch when one of them is taken", async () => {
    const id = await create({ email: "ann@acme.com" });
    const inputs = ["new@acme.com", "ann@acme.com"].map((email) => ({
      properties: { email },
      associations: [],
    }));

    const { status, data } = await hubspot.api.post(`${CONTACTS}/batch/create`, { inputs });

    expect(status).toBe(409);
    expect(data.message).toBe(`Contact already exists. Existing ID: ${id}`);
    expect((await byEmail("new@acme.com")).status).toBe(207);
  });

  it("stop a whole batch upsert by another property when one of them is taken", async () => {
    await create({ email: "ann@acme.com" });
    await addUniqueProperty(hubspot, "contacts", "cw_contact_id");
    const inputs = ["new@acme.com", "ann@acme.com"].map((email, index) => ({
      id: String(index),
      idProperty: "cw_contact_id",
      properties: { email },
    }));

    const { status } = await hubspot.api.post(`${CONTACTS}/batch/upsert`, { inputs });

    expect(status).toBe(409);
    expect((await byEmail("new@acme.com")).status).toBe(207);
  });

  it("stop a batch that has one of them twice", async () => {
    const input = { properties: { email: "ann@acme.com" }, associations: [] };

    const { status } = await hubspot.api.post(`${CONTACTS}/batch/create`, {
      inputs: [input, input],
    });

    expect(status).toBe(409);
  });

  it("upsert new contacts only: a partial upsert by e-mail is refused", async () => {
    await create({ email: "ann@acme.com", phone: "1" });

    expect((await upsertByEmail("ann@acme.com")).status).toBe(400);
    expect((await upsertByEmail("new@acme.com")).data.results).toMatchObject([{ new: true }]);
  });

  it("name a contact to update alone, not in a batch", async () => {
    const id = await create({ email: "ann@acme.com" });
    const properties = { jobtitle: "CFO" };

    const one = await hubspot.api.patch(`${CONTACTS}/ann@acme.com?idProperty=email`, {
      properties,
    });
    const many = await hubspot.api.post(`${CONTACTS}/batch/update`, {
      inputs: [{ id: "ann@acme.com", idProperty: "email", properties }],
    });

    expect([one.status, one.data.id, many.status]).toEqual([200, id, 400]);
  });

  it("change places when a further one becomes the first", async () => {
    const id = await create({ email: "ann@acme.com", hs_additional_emails: "a@acme.com" });

    await hubspot.api.patch(`${CONTACTS}/${id}`, { properties: { email: "a@acme.com" } });

    expect(await read(id, "email,hs_additional_emails")).toMatchObject({
      email: "a@acme.com",
      hs_additional_emails: "ann@acme.com",
    });
    expect((await byEmail("a@acme.com")).data.results).toMatchObject([{ id }]);
  });

  it("are free again when their contact is archived, and back when it is restored", async () => {
    const id = await create({ email: "ann@acme.com", hs_additional_emails: "a@acme.com" });
    await hubspot.api.delete(`${CONTACTS}/${id}`);
    const gone = await byEmail("a@acme.com");

    await hubspot.control("restore", { type: "contact", id });

    expect(gone.status).toBe(207);
    expect((await byEmail("a@acme.com")).data.results).toMatchObject([{ id }]);
  });
});

describe("merging and deleting contacts", () => {
  it("moves the loser's e-mails to the winner's further ones", async () => {
    const winner = await create({ email: "ann@acme.com", hs_additional_emails: "a@acme.com" });
    const loser = await create({ email: "b@acme.com", hs_additional_emails: "c@acme.com" });

    const { status } = await hubspot.api.post(`${CONTACTS}/merge`, {
      primaryObjectId: winner,
      objectIdToMerge: loser,
    });

    expect(status).toBe(200);
    expect(await read(winner, "email,hs_additional_emails,hs_merged_object_ids")).toMatchObject({
      email: "ann@acme.com",
      hs_additional_emails: "a@acme.com;b@acme.com;c@acme.com",
      hs_merged_object_ids: loser,
    });
    expect((await byEmail("c@acme.com")).data.results).toMatchObject([{ id: winner }]);
  });

  it("gives the winner the loser's e-mail when it has none", async () => {
    const winner = await create({ firstname: "Ann" });
    const loser = await create({ email: "b@acme.com" });

    await hubspot.control("merge", { type: "contact", winner, loser });

    expect(await read(winner, "email,hs_additional_emails,hs_email_domain")).toMatchObject({
      email: "b@acme.com",
      hs_additional_emails: null,
      hs_email_domain: "acme.com",
    });
  });

  it("forgets a contact deleted for privacy altogether", async () => {
    const id = await create({ email: "ann@acme.com" });

    const { status } = await hubspot.api.post(`${CONTACTS}/gdpr-delete`, { objectId: id });

    expect(status).toBe(204);
    expect((await hubspot.api.get(`${CONTACTS}/${id}?archived=true`)).status).toBe(404);
    expect((await hubspot.plain.get("/_control/records/contact")).data).toEqual([]);
  });

  it("deletes for privacy by e-mail, and quietly where nobody has it", async () => {
    await create({ email: "ann@acme.com" });

    const known = await erase("ann@acme.com", "email");
    const unknown = await erase("nobody@acme.com", "email");
    const unknownId = await erase("99");

    expect([known.status, unknown.status, unknownId.status]).toEqual([204, 204, 404]);
    expect((await byEmail("ann@acme.com")).status).toBe(207);
  });

  it("is not there for other types", async () => {
    const { status } = await hubspot.api.post("/crm/objects/2026-09/deals/gdpr-delete", {
      objectId: "1",
    });

    expect(status).toBe(501);
  });
});
