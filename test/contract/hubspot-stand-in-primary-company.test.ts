import { beforeEach, describe, expect, it } from "vitest";
import { OBJECTS, useAssociationRig, typed } from "./hubspot-stand-in-association-rig.ts";

const rig = useAssociationRig();

const createContact = async (email: string): Promise<string> =>
  (await rig.hubspot.api.post(`${OBJECTS}/contacts`, { properties: { email } })).data.id;
const listCompanies = async () => (await rig.hubspot.plain.get("/_control/records/company")).data;

describe("the primary company", () => {
  it("is the first one a record is associated with", async () => {
    await rig.batch("contacts/companies/batch/create", [
      typed("6", "2", 279),
      typed("6", "3", 279),
    ]);

    expect(await rig.kindsOf("contacts/companies", "6")).toEqual({ "2": [1, 279], "3": [279] });
    expect(await rig.primaryCompanyOf("6")).toBe("2");
  });

  it("gives way to another one, and stays associated", async () => {
    const { status, data } = await rig.batch("contacts/companies/batch/create", [
      typed("5", "3", 1),
    ]);

    expect(status).toBe(200);
    expect(data.results).toEqual([
      {
        fromObjectTypeId: "0-1",
        fromObjectId: "5",
        toObjectTypeId: "0-2",
        toObjectId: "3",
        labels: ["Primary"],
      },
    ]);
    expect(await rig.kindsOf("contacts/companies", "5")).toEqual({
      "1": [279],
      "2": [279],
      "3": [1, 279],
    });
    expect(await rig.primaryCompanyOf("5")).toBe("3");
  });

  it("is one for each contact, however many a company is primary for", async () => {
    await rig.batch("companies/contacts/batch/create", [typed("2", "5", 2), typed("2", "6", 2)]);

    expect(await rig.kindsOf("companies/contacts", "2")).toEqual({ "5": [2, 280], "6": [2, 280] });
    expect(await rig.kindsOf("contacts/companies", "5")).toEqual({ "1": [279], "2": [1, 279] });
  });

  it("leaves nobody in its place when it goes", async () => {
    const { status } = await rig.batch("contacts/companies/batch/archive", [
      { from: { id: "5" }, to: [{ id: "1" }] },
    ]);

    expect(status).toBe(200);
    expect(await rig.kindsOf("contacts/companies", "5")).toEqual({ "2": [279] });
    expect(await rig.primaryCompanyOf("5")).toBeNull();
  });

  it("loses its label alone when only that is archived", async () => {
    await rig.batch("contacts/companies/batch/labels/archive", [typed("5", "1", 1)]);
    await rig.batch("contacts/companies/batch/labels/archive", [typed("5", "2", 279)]);

    expect(await rig.kindsOf("contacts/companies", "5")).toEqual({ "1": [279] });
  });

  it("comes back with its company", async () => {
    await rig.hubspot.api.delete(`${OBJECTS}/companies/1`);
    const without = await rig.primaryCompanyOf("5");
    const kinds = await rig.kindsOf("contacts/companies", "5");

    await rig.hubspot.control("restore", { type: "company", id: "1" });

    expect([without, kinds]).toEqual([null, { "2": [279] }]);
    expect(await rig.primaryCompanyOf("5")).toBe("1");
  });
});

describe("associations and merges", () => {
  it("leaves the winner its own primary company and adds the loser's companies", async () => {
    await rig.batch("contacts/companies/batch/create", [typed("6", "3", 1)]);

    await rig.hubspot.control("merge", { type: "contact", winner: "5", loser: "6" });

    expect(await rig.kindsOf("contacts/companies", "5")).toEqual({
      "1": [1, 279],
      "2": [279],
      "3": [279],
    });
  });

  it("hands the loser's primary company on to a winner without any", async () => {
    await rig.hubspot.control("merge", { type: "contact", winner: "6", loser: "5" });

    expect(await rig.kindsOf("contacts/companies", "6")).toEqual({ "1": [1, 279], "2": [279] });
    expect(await rig.primaryCompanyOf("6")).toBe("1");
  });

  it("makes the winner the primary company of the loser's contacts", async () => {
    await rig.hubspot.control("merge", { type: "company", winner: "3", loser: "1" });

    expect(await rig.kindsOf("contacts/companies", "5")).toEqual({ "2": [279], "3": [1, 279] });
    expect(await rig.primaryCompanyOf("5")).toBe("3");
  });
});

describe("association by e-mail domain", () => {
  beforeEach(async () => {
    await rig.hubspot.control("edit", {
      type: "company",
      id: "2",
      fields: { domain: "initech.com" },
    });
  });

  it("does nothing unless the portal has switched it on", async () => {
    const id = await createContact("peter@initech.com");

    expect(await rig.kindsOf("contacts/companies", id)).toEqual({});
  });

  it("finds the company, for a new contact and for a new e-mail", async () => {
    await rig.hubspot.control("auto-association", { enabled: true });
    const id = await createContact("peter@initech.com");
    const properties = { email: "bob@initech.com" };
    await rig.hubspot.api.patch(`${OBJECTS}/contacts/6`, { properties });

    expect(await rig.kindsOf("contacts/companies", id)).toEqual({ "2": [1, 279] });
    expect(await rig.kindsOf("contacts/companies", "6")).toEqual({ "2": [1, 279] });
  });

  it("makes the company when there is none, in HubSpot's own name", async () => {
    await rig.hubspot.control("auto-association", { enabled: true });
    const id = await createContact("tom@globex.example");

    const made = (await listCompanies()).at(-1);
    expect(made.properties).toMatchObject({
      domain: "globex.example",
      hs_object_source: "AUTO_ASSOCIATE_BY_DOMAIN",
    });
    expect(await rig.primaryCompanyOf(id)).toBe(made.id);
  });

  it("leaves free e-mail and contacts with a company alone", async () => {
    await rig.hubspot.control("auto-association", { enabled: true });
    await createContact("someone@gmail.com");
    const properties = { email: "ann@initech.com" };
    await rig.hubspot.api.patch(`${OBJECTS}/contacts/5`, { properties });

    expect(await listCompanies()).toHaveLength(3);
    expect(await rig.kindsOf("contacts/companies", "5")).toEqual({ "1": [1, 279], "2": [279] });
  });
});
