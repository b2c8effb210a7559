import { describe, expect, it } from "vitest";
import { install } from "./hubspot-stand-in-client.ts";
import {
  ASSOCIATIONS,
  OBJECTS,
  associatedWith,
  records,
  useAssociationRig,
  typed,
} from "./hubspot-stand-in-association-rig.ts";

const rig = useAssociationRig();

const createAnn = (association: unknown) =>
  rig.hubspot.api.post(`${OBJECTS}/contacts`, {
    properties: { email: "new@acme.com" },
    associations: [association],
  });
const datesOf = async (): Promise<string[]> => {
  const contact = await rig.hubspot.api.get(`${OBJECTS}/contacts/6`);
  const company = await rig.hubspot.api.get(`${OBJECTS}/companies/2`);
  return [contact.data.updatedAt, company.data.updatedAt];
};

describe("reading associations", () => {
  it("shows the kinds of each, the primary one with its label", async () => {
    const { status, data } = await rig.batch("contacts/companies/batch/read", [{ id: "5" }]);

    expect(status).toBe(200);
    expect(data).toMatchObject({
      status: "COMPLETE",
      results: [
        {
          from: { id: "5" },
          to: [
            {
              toObjectId: "1",
              associationTypes: [
                { category: "HUBSPOT_DEFINED", typeId: 1, label: "Primary" },
                { category: "HUBSPOT_DEFINED", typeId: 279, label: null },
              ],
            },
            {
              toObjectId: "2",
              associationTypes: [{ category: "HUBSPOT_DEFINED", typeId: 279, label: null }],
            },
          ],
        },
      ],
    });
  });

  it("answers 207 and names those without any, whether they exist or not", async () => {
    const inputs = [{ id: "5" }, { id: "6" }, { id: "99" }];

    const { status, data } = await rig.batch("contacts/companies/batch/read", inputs);

    expect(status).toBe(207);
    expect(data.results).toHaveLength(1);
    expect(data).toMatchObject({
      numErrors: 2,
      errors: [
        {
          category: "OBJECT_NOT_FOUND",
          subCategory: "crm.associations.NO_ASSOCIATIONS_FOUND",
          message: "No company is associated with contact 6.",
          context: { fromObjectId: ["6"], fromObjectType: ["contact"], toObjectType: ["company"] },
        },
        { context: { fromObjectId: ["99"] } },
      ],
    });
  });

  it("pages through the many records of one", async () => {
    const contacts = Array.from({ length: 501 }, (_, index) => ({
      id: String(1_000 + index),
      properties: { firstname: `Contact ${index}` },
      companies: ["1"],
    }));
    await rig.hubspot.control("reset", { records: { ...records, contacts } });
    const path = "companies/contacts/batch/read";

    const first = await rig.batch(path, [{ id: "1" }]);
    const { to, paging } = first.data.results[0];
    const second = await rig.batch(path, [{ id: "1", after: paging.next.after }]);

    expect(to).toHaveLength(500);
    expect(second.data.results[0].to).toMatchObject([{ toObjectId: "1500" }]);
    expect(second.data.results[0]).not.toHaveProperty("paging");
  });

  it("comes with list and read, an entry for each kind", async () => {
    const params = { associations: "companies,deals" };
    const list = await rig.hubspot.api.get(`${OBJECTS}/contacts`, { params });
    const one = await rig.hubspot.api.get(`${OBJECTS}/companies/2?associations=0-1`);

    expect(list.data.results[0].associations).toEqual({
      companies: {
        results: [
          { id: "1", type: "contact_to_company" },
          { id: "1", type: "contact_to_company_unlabeled" },
          { id: "2", type: "contact_to_company_unlabeled" },
        ],
      },
    });
    expect(list.data.results[1]).not.toHaveProperty("associations");
    expect(one.data.associations).toEqual({
      contacts: { results: [{ id: "5", type: "company_to_contact_unlabeled" }] },
    });
    const wrong = await rig.hubspot.api.get(`${OBJECTS}/contacts?associations=cars`);
    expect(wrong.status).toBe(400);
  });

  it("names the kinds there are between two types", async () => {
    const companies = await rig.hubspot.api.get(`${ASSOCIATIONS}/deals/companies/labels`);
    const contacts = await rig.hubspot.api.get(`${ASSOCIATIONS}/0-1/0-3/labels`);

    expect(companies.data.results).toEqual([
      { category: "HUBSPOT_DEFINED", typeId: 5, label: "Primary" },
      { category: "HUBSPOT_DEFINED", typeId: 341, label: null },
    ]);
    expect(contacts.data.results).toMatchObject([{ typeId: 4 }]);
  });
});

describe("writing associations", () => {
  it("takes the default kind in both directions", async () => {
    const { status, data } = await rig.batch("deals/contacts/batch/associate/default", [
      { from: { id: "9" }, to: { id: "5" } },
    ]);

    expect(status).toBe(200);
    expect(data.results).toEqual([
      {
        from: { id: "9" },
        to: { id: "5" },
        associationSpec: { associationCategory: "HUBSPOT_DEFINED", associationTypeId: 3 },
      },
      {
        from: { id: "5" },
        to: { id: "9" },
        associationSpec: { associationCategory: "HUBSPOT_DEFINED", associationTypeId: 4 },
      },
    ]);
    const params = { properties: "num_associated_contacts" };
    const deal = await rig.hubspot.api.get(`${OBJECTS}/deals/9`, { params });
    expect(deal.data.properties.num_associated_contacts).toBe("1");
  });

  it("moves no record's last-modified date", async () => {
    const before = await datesOf();
    rig.hubspot.wait(60_000);

    await rig.batch("contacts/companies/batch/create", [typed("6", "2", 1)]);

    expect(await datesOf()).toEqual(before);
    expect(await rig.primaryCompanyOf("6")).toBe("2");
  });

  it("goes on past records that do not exist", async () => {
    const { status, data } = await rig.batch("contacts/companies/batch/create", [
      typed("99", "2", 279),
      typed("6", "2", 279),
    ]);

    expect(status).toBe(207);
    expect(data.results).toHaveLength(1);
    expect(data.errors).toMatchObject([
      {
        category: "OBJECT_NOT_FOUND",
        message: "CONTACT=99 is not valid",
        context: { fromObjectId: ["99"], toObjectId: ["2"] },
      },
    ]);
  });

  it("fails half of a batch in trouble", async () => {
    const next = [{ match: "associations", kind: "partial" }];
    await rig.hubspot.control("faults", { next });

    const { status, data } = await rig.batch("contacts/companies/batch/create", [
      typed("6", "2", 279),
      typed("6", "3", 279),
    ]);

    expect(status).toBe(207);
    expect(data).toMatchObject({ numErrors: 1, errors: [{ context: { toObjectId: ["3"] } }] });
    expect(await rig.kindsOf("contacts/companies", "6")).toEqual({ "2": [1, 279] });
  });

  it("refuses kinds of another pair and types without associations", async () => {
    const kind = await rig.batch("contacts/companies/batch/create", [typed("6", "2", 341)]);
    const types = await rig.batch("contacts/contacts/batch/create", [typed("6", "5", 449)]);

    expect([kind.status, types.status]).toEqual([400, 400]);
    expect(await rig.kindsOf("contacts/companies", "6")).toEqual({});
  });

  it("reads at most 1,000 records and writes at most 2,000 pairs a call", async () => {
    const ids = Array.from({ length: 2_001 }, (_, index) => String(index));
    const pairs = ids.map((id) => typed(id, "2", 279));

    const statuses = [
      await rig.batch(
        "contacts/companies/batch/read",
        ids.slice(0, 1_001).map((id) => ({ id })),
      ),
      await rig.batch("contacts/companies/batch/create", pairs),
      await rig.batch(
        "contacts/companies/batch/read",
        ids.slice(0, 1_000).map((id) => ({ id })),
      ),
      await rig.batch("contacts/companies/batch/create", pairs.slice(0, 2_000)),
    ].map(({ status }) => status);

    expect(statuses).toEqual([400, 400, 207, 207]);
  });

  it("comes with the creation of a record, alone or in a batch", async () => {
    const properties = { dealname: "Backup", dealstage: "contractsent" };

    const one = await rig.hubspot.api.post(`${OBJECTS}/deals`, {
      properties,
      associations: [associatedWith("2", 5), associatedWith("3", 341), associatedWith("5", 3)],
    });
    const two = await rig.hubspot.api.post(`${OBJECTS}/contacts/batch/create`, {
      inputs: [{ properties: { email: "c@acme.com" }, associations: [associatedWith("3", 279)] }],
    });

    expect([one.status, two.status]).toEqual([201, 201]);
    expect(await rig.kindsOf("deals/companies", one.data.id)).toEqual({
      "2": [5, 341],
      "3": [341],
    });
    expect(await rig.kindsOf("deals/contacts", one.data.id)).toEqual({ "5": [3] });
    expect(await rig.primaryCompanyOf(two.data.results[0].id)).toBe("3");
  });

  it("stops a creation that names a record or a kind there is not", async () => {
    const record = await createAnn(associatedWith("99", 279));
    const kind = await createAnn(associatedWith("1", 341));

    expect([record.status, kind.status]).toEqual([400, 400]);
    expect(record.data.message).toBe("COMPANY=99 is not valid");
    expect((await rig.hubspot.plain.get("/_control/records/contact")).data).toHaveLength(2);
  });

  it("is open to HubSpot's own client", async () => {
    const answer = await rig.hubspot.official.apiRequest({
      method: "POST",
      path: `${ASSOCIATIONS}/contacts/companies/batch/create`,
      body: { inputs: [typed("6", "3", 1, 279)] },
    });

    expect(answer.status).toBe(200);
    expect(await rig.kindsOf("contacts/companies", "6")).toEqual({ "3": [1, 279] });
  });

  it("needs the scopes of both types", async () => {
    const companies = "crm.objects.companies.read crm.objects.companies.write";
    const schemas = "crm.schemas.companies.read crm.schemas.companies.write";
    const scope = `oauth ${companies} ${schemas} crm.objects.owners.read`;
    const { data } = await install(rig.hubspot.plain, `${scope} crm.objects.contacts.read`);
    const headers = { authorization: `Bearer ${data.access_token}` };
    const call = (route: string, input: unknown) =>
      rig.hubspot.plain.post(
        `${ASSOCIATIONS}/contacts/companies/${route}`,
        { inputs: [input] },
        { headers },
      );

    const read = await call("batch/read", { id: "5" });
    const write = await call("batch/create", typed("6", "2", 279));

    expect([read.status, write.status]).toEqual([200, 403]);
  });
});

describe("the associations' own rate limit", () => {
  it("allows 100 calls in any 10 seconds, apart from other calls", async () => {
    await rig.hubspot.control("limits", { enforce: true });
    const answers = await Promise.all(
      Array.from({ length: 101 }, () => rig.batch("contacts/companies/batch/read", [{ id: "5" }])),
    );
    const other = await rig.hubspot.api.get("/account-info/2026-09/details");

    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.data).toMatchObject({ policyName: "TEN_SECONDLY_ROLLING" });
    expect(refused[0]?.headers).toMatchObject({ "x-hubspot-ratelimit-max": "100" });
    expect(other.status).toBe(200);
  });
});
