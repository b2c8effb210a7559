import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NEW_COMPANY, replace, startRig } from "./connectwise-stand-in-rig.ts";
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

const patch = (id: number, operations: unknown) =>
  rig.api.patch(`/company/companies/${id}`, operations);
const values = (company: Answer) =>
  company.customFields.filter((field) => field.value !== null).map((field) => field.value);

describe("creating a company", () => {
  it("gives it defaults, a site, an id and _info", async () => {
    const company = await create();

    expect(company).toMatchObject({
      id: 20_001,
      identifier: "Acme",
      status: { name: "Active" },
      types: [{ id: 1, name: "Client" }],
      country: { id: 1, name: "United States" },
      site: { name: "Main" },
      deletedFlag: false,
      _info: { lastUpdated: "2026-11-23T10:00:00Z", updatedBy: "Lockstep" },
    });
    expect(company.customFields[0]).toEqual({
      id: 12,
      caption: "Support Tier",
      type: "Text",
      entryMethod: "List",
      numberOfDecimals: 0,
      value: null,
      connectWiseId: "00000000-0000-4000-8000-000000000012",
      rowNum: 1,
      userDefinedFieldRecId: 12,
      podId: "company_overview",
    });
  });

  it.each([
    ["identifier", { identifier: undefined }, "MissingRequiredField"],
    ["name", { name: undefined }, "MissingRequiredField"],
    ["site", { site: undefined }, "MissingRequiredField"],
    ["addressLine1", { country: undefined }, "MissingRequiredField"],
    ["status", { status: { id: 99 } }, "NotFound"],
    ["zip", { zip: "1234567890123" }, "MaxLengthField"],
    ["numberOfEmployees", { numberOfEmployees: "many" }, "InvalidField"],
    ["customFields", { customFields: [{ id: 12, value: "Iron" }] }, "InvalidField"],
  ])("names %s as the broken field", async (field, change, code) => {
    const answer = await rig.api.post("/company/companies", { ...NEW_COMPANY, ...change });

    expect(answer.status).toBe(400);
    expect(answer.data.code).toBe("InvalidObject");
    expect(answer.data.errors).toEqual([expect.objectContaining({ code, field })]);
  });

  it("says that the site name is required", async () => {
    const withoutSite = { ...NEW_COMPANY, site: undefined };

    const answer = await rig.api.post("/company/companies", withoutSite);

    expect(answer.data.errors[0]?.message).toBe("Company Site name is required.");
  });

  // row 15
  it("keeps identifiers unique whatever their case, and to letters, digits and spaces", async () => {
    await create();

    const twin = await rig.api.post("/company/companies", { ...NEW_COMPANY, identifier: "ACME" });
    const odd = await rig.api.post("/company/companies", { ...NEW_COMPANY, identifier: "A&B" });

    expect(twin.data.errors[0]).toMatchObject({ code: "ObjectExists", field: "identifier" });
    expect(odd.data.errors[0]).toMatchObject({ code: "InvalidField", field: "identifier" });
  });

  // row 15: version, longest identifier, longest name
  it.each([
    ["v2022.1", 25, 50],
    ["v2025.1", 30, 50],
    ["v2026.4", 156, 156],
  ])("%s takes identifiers up to %i and names up to %i", async (version, identifier, name) => {
    const own = await startRig({ version });
    const post = (fields: object) =>
      own.api.post("/company/companies", { ...NEW_COMPANY, ...fields });

    const fits = await post({ identifier: "a".repeat(identifier), name: "n".repeat(name) });
    const long = await post({ identifier: "b".repeat(identifier + 1), name: "n".repeat(name + 1) });
    await own.close();

    expect(fits.status).toBe(201);
    expect(long.data.errors).toEqual([
      {
        code: "MaxLengthField",
        message: `The field identifier must be a string with a maximum length of ${identifier}.`,
        resource: "company",
        field: "identifier",
      },
      expect.objectContaining({ code: "MaxLengthField", field: "name" }),
    ]);
  });

  // row 22
  it("takes a reference id as text and answers it as a number, with double slashes in links", async () => {
    const company = await create({ types: [{ id: "2" }] });

    expect(company.types).toEqual([{ id: 2, name: "Prospect" }]);
    expect(company["_info"].sites_href).toContain("/v4_6_release//apis/3.0/");
    const link = company["_info"].sites_href.replace(/^https?:\/\/[^/]+/, rig.standIn.url);
    expect((await rig.api.get(link)).status).toBe(200);
  });

  it("turns line breaks into spaces and keeps everything else as sent", async () => {
    const company = await create({ name: " A\nB\tC  ", addressLine1: "x\r\ny" });

    expect(company.name).toBe(" A B\tC  ");
    expect(company.addressLine1).toBe("x y");
  });
});

describe("changing a company", () => {
  it("replaces, adds and removes single fields", async () => {
    const { id } = await create({ website: "a.example", city: "Tampa" });
    time += 5_000;

    const { data } = await patch(id, [
      replace("name", "Acme Inc"),
      { op: "add", path: "/phoneNumber", value: "813" },
      { op: "remove", path: "website" },
    ]);

    expect(data).toMatchObject({ name: "Acme Inc", phoneNumber: "813", city: "Tampa" });
    expect(data.website).toBeUndefined();
    expect(data["_info"].lastUpdated).toBe("2026-11-23T10:00:05Z");
  });

  it("refuses a merge object, an unknown path and a path in other letter case", async () => {
    const { id } = await create();

    for (const body of [{ name: "x" }, [replace("nickname", "x")], [replace("Name", "x")]]) {
      const answer = await patch(id, body);
      expect(answer.status).toBe(400);
      expect(answer.data.code).toBe("InvalidPatch");
    }
    expect((await patch(id, { name: "x" })).data.message).toContain("expected array format");
  });

  // row 10
  it("answers a path below a reference with 200 and changes nothing", async () => {
    const { id } = await create();

    const answer = await patch(id, [replace("status/id", 2)]);
    const whole = await patch(id, [replace("status", { id: 2 })]);

    expect(answer.status).toBe(200);
    expect(answer.data.status).toEqual({ id: 1, name: "Active" });
    expect(whole.data.status).toEqual({ id: 2, name: "Inactive" });
  });

  it("changes only the custom fields that are named; an empty array clears nothing", async () => {
    const customFields = [
      { id: 12, value: "Gold" },
      { id: 15, value: 40 },
    ];
    const { id } = await create({ customFields });

    const one = await patch(id, [replace("customFields", [{ id: 12, value: "Silver" }])]);
    const none = await patch(id, [replace("customFields", [])]);
    const cleared = await patch(id, [replace("customFields", [{ id: 15, value: null }])]);

    expect(values(one.data)).toEqual(["Silver", 40]);
    expect(values(none.data)).toEqual(["Silver", 40]);
    expect(values(cleared.data)).toEqual(["Silver"]);
  });

  // row 11
  it("validates the whole stored record, so an old bad value fails an unrelated change", async () => {
    await rig.control.post("/reset", {
      records: { companies: [{ id: 7, name: "Old", identifier: "Old", yearEstablished: 0 }] },
    });

    const answer = await patch(7, [replace("city", "Tampa")]);
    const put = await rig.api.put("/company/companies/7", {
      identifier: "Old",
      name: "Old",
      city: "Tampa",
    });

    expect(answer.status).toBe(400);
    expect(answer.data.errors).toEqual([
      {
        code: "OutOfRange",
        message: "yearEstablished must be between 1900 and 9999",
        resource: "company",
        field: "yearEstablished",
      },
    ]);
    expect(put.status).toBe(200);
  });

  // row 11
  it("can fail every PATCH as one self-hosted server does, while PUT works", async () => {
    const { id } = await create();
    await rig.control.post("/quirks", { companyPatchFails: true });

    const answer = await patch(id, [replace("city", "Tampa")]);
    const put = await rig.api.put(`/company/companies/${id}`, { ...NEW_COMPANY, city: "Tampa" });

    expect(answer.status).toBe(500);
    expect(answer.data.message).toBe("String was not recognized as a valid DateTime.");
    expect(put.data.city).toBe("Tampa");
  });

  // row 12
  it("takes types at creation only; afterwards they are associations", async () => {
    const company = await create({ types: [{ id: 2 }] });
    const path = `/company/companies/${company.id}/typeAssociations`;

    const patched = await patch(company.id, [replace("types", [{ id: 1 }])]);
    const put = await rig.api.put(`/company/companies/${company.id}`, company);
    const added = await rig.api.post(path, { type: { id: 1 }, company: { id: company.id } });
    const listed = await rig.api.get(path);
    await rig.api.delete(`${path}/${listed.data[0]?.id}`);
    const { data } = await rig.api.get(`/company/companies/${company.id}`);

    for (const refused of [patched, put]) {
      expect(refused.data.errors[0]).toMatchObject({
        field: "typeIds",
        message: "typeIds can only be used when creating a new company.",
      });
    }
    expect(added.status).toBe(201);
    expect(listed.data).toHaveLength(2);
    expect(data.types).toEqual([{ id: 1, name: "Client" }]);
  });

  it("resets with PUT what the body leaves out", async () => {
    const { id } = await create({ website: "a.example", status: { id: 3 } });

    const { data } = await rig.api.put(`/company/companies/${id}`, {
      identifier: "Acme",
      name: "Acme",
      country: { id: 1 },
    });

    expect(data.website).toBeUndefined();
    expect(data.status.name).toBe("Active");
  });

  it("keeps the company's address on its default site, in both directions", async () => {
    const { id, site } = await create({ city: "Tampa", state: "FL" });
    const path = `/company/companies/${id}/sites`;

    const listed = await rig.api.get(path);
    await rig.api.patch(`${path}/${site.id}`, [replace("city", "Miami")]);
    const company = await rig.api.get(`/company/companies/${id}`);

    expect(listed.data).toEqual([
      expect.objectContaining({
        id: site.id,
        name: "Main",
        city: "Tampa",
        primaryAddressFlag: true,
        stateReference: { id: 2, name: "Florida", identifier: "FL" },
      }),
    ]);
    expect(company.data).toMatchObject({ city: "Miami", state: "FL" });
  });
});
