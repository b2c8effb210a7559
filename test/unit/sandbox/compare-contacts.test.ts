import { describe, expect, it } from "vitest";
import { compareContacts } from "../../../sandbox/compare/compare.ts";
import type { ContactInput } from "../../../sandbox/compare/compare.ts";
import { problemsIn } from "../../../sandbox/compare/comparison.ts";
import type { ConnectWiseRecord, HubSpotRecord } from "../../../sandbox/compare/records.ts";

const companies = {
  hubspot: [
    { id: "901", properties: { cw_company_id: "20001", country: "United States" } },
    { id: "902", properties: { cw_company_id: "20002", country: "Germany" } },
    { id: "903", properties: {} },
  ],
  connectwise: [
    { id: 20_001, country: { name: "United States" } },
    { id: 20_002, country: { name: "Germany" } },
    { id: 20_003 },
  ],
};

const worksFor = (...ids: string[]): NonNullable<HubSpotRecord["associations"]> => ({
  companies: {
    results: ids.flatMap((id, index) => [
      ...(index === 0 ? [{ id, type: "contact_to_company" }] : []),
      { id, type: "contact_to_company_unlabeled" },
    ]),
  },
});

function hubspot(changes: Record<string, string> = {}, id = "1"): HubSpotRecord {
  const properties = {
    cw_contact_id: "58001",
    cw_contact_types: "Billing;Technical",
    firstname: "Ana",
    lastname: "Löwe",
    email: "ana.loewe@acme.com",
    phone: "(813) 555-0142 ext. 204",
    mobilephone: "+1 813 555 0143",
    jobtitle: "Controller",
    ...changes,
  };
  return { id, properties, archived: false, associations: worksFor("901") };
}

const item = (name: string, kind: string, value: string, more: object = {}): object => ({
  id: 7,
  type: { id: 1, name },
  value,
  defaultFlag: true,
  communicationType: kind,
  ...more,
});
const email = item("Email", "Email", "Ana.Loewe@ACME.com");
const direct = item("Direct", "Phone", "+1 813.555.0142", { extension: "204" });
const cell = item("Cell", "Phone", "8135550143", { defaultFlag: false });

function connectwise(changes: Record<string, unknown> = {}, id = 58_001): ConnectWiseRecord {
  return {
    id,
    firstName: "Ana",
    lastName: "Löwe",
    title: "Controller",
    company: { id: 20_001, name: "Acme" },
    communicationItems: [
      item("Email", "Email", "old@acme.com", { defaultFlag: false }),
      email,
      direct,
      cell,
    ],
    types: [{ name: "Technical" }, { name: "Billing" }],
    inactiveFlag: false,
    ...changes,
  };
}

function compare(input: Partial<ContactInput> = {}): ReturnType<typeof compareContacts> {
  return compareContacts({
    hubspot: [hubspot()],
    connectwise: [connectwise()],
    companies,
    ...input,
  });
}

describe("fields of linked contacts", () => {
  it("are equal when only their spelling differs", () => {
    const comparison = compare();

    expect(comparison.linked).toEqual([{ hubspotId: "1", connectwiseId: "58001" }]);
    expect(problemsIn(comparison)).toEqual([]);
  });

  // HubSpot property, another value there
  it.each([
    ["firstname", "Anna"],
    ["lastname", ""],
    ["email", "ana@acme.com"],
    ["email", ""],
    ["phone", "(813) 555-0142"],
    ["phone", "(813) 555-0142 ext. 205"],
    ["phone", ""],
    ["mobilephone", "(813) 555-0142"],
    ["jobtitle", "controller"],
    ["cw_contact_types", "Billing"],
    ["cw_inactive", "true"],
  ])("%s: finds the difference when HubSpot has %j", (field, value) => {
    const comparison = compare({ hubspot: [hubspot({ [field]: value })] });

    expect(comparison.differences.map((each) => each.field)).toEqual([field]);
    expect(comparison.differences[0]).toMatchObject({ hubspotId: "1", connectwiseId: "58001" });
    expect(problemsIn(comparison)).toHaveLength(1);
  });

  // what ConnectWise has, fields that differ
  it.each<[string, Record<string, unknown>, string[]]>([
    ["another first name", { firstName: "A." }, ["firstname"]],
    ["no title", { title: undefined }, ["jobtitle"]],
    ["no items", { communicationItems: undefined }, ["email", "phone", "mobilephone"]],
    [
      "another default address",
      {
        communicationItems: [
          { ...email, defaultFlag: false },
          item("Email", "Email", "x@y.z"),
          direct,
          cell,
        ],
      },
      ["email"],
    ],
    [
      "another extension",
      { communicationItems: [email, { ...direct, extension: "9" }, cell] },
      ["phone"],
    ],
    [
      "the mobile as its direct number",
      { communicationItems: [email, direct, { ...cell, type: { name: "Direct" } }] },
      ["mobilephone"],
    ],
    ["no types", { types: [] }, ["cw_contact_types"]],
    ["left", { inactiveFlag: true }, ["cw_inactive"]],
  ])("finds the difference when ConnectWise has %s", (_what, changes, fields) => {
    const { differences } = compare({ connectwise: [connectwise(changes)] });

    expect(differences.map(({ field }) => field)).toEqual(fields);
  });

  it("reads national numbers in the country of the company", () => {
    const german = { communicationItems: [email, item("Direct", "Phone", "030 23125 112"), cell] };
    const there = connectwise({ ...german, company: { id: 20_002 } });
    const here = hubspot({ phone: "+49 30 23125112", mobilephone: "08135550143" });

    const { differences } = compare({
      hubspot: [{ ...here, associations: worksFor("902") }],
      connectwise: [there],
    });

    expect(differences.filter(({ field }) => field === "phone")).toEqual([]);
  });

  it("may stay different when a person emptied one or the sync said why", () => {
    const input = { hubspot: [hubspot({ jobtitle: "", firstname: "Anna" })] };

    const { differences, allowed } = compare({
      ...input,
      clears: [{ side: "hubspot", id: "1", field: "jobtitle" }],
      explanations: [{ side: "hubspot", id: "1", field: "firstname", reason: "attention" }],
    });

    expect(differences).toEqual([]);
    expect(allowed.map(({ field }) => field)).toEqual(["firstname", "jobtitle"]);
  });
});

describe("the company of linked contacts", () => {
  // companies in HubSpot, company in ConnectWise, number of differences
  it.each<[string[], number | undefined, number]>([
    [["901"], 20_001, 0],
    [["901", "902"], 20_001, 0],
    [["901", "902"], 20_002, 1],
    [["902"], 20_001, 1],
    [[], 20_001, 1],
    [["901"], undefined, 1],
    [["903"], 20_001, 1],
    [["901"], 20_003, 1],
    [["903"], 20_003, 0],
    [[], undefined, 0],
  ])("%j with %s gives %i differences", (ids, companyId, count) => {
    const company = companyId === undefined ? undefined : { id: companyId };

    const { differences } = compare({
      hubspot: [{ ...hubspot(), associations: worksFor(...ids) }],
      connectwise: [connectwise({ company })],
    });

    expect(differences.filter(({ field }) => field === "company")).toHaveLength(count);
  });

  it("is the only one, or the one whose kind says primary", () => {
    const only = { companies: { results: [{ id: "901", type: "contact_to_company_unlabeled" }] } };
    const primary = {
      companies: {
        results: [
          { id: "902", type: "contact_to_company" },
          { id: "901", type: "contact_to_company_primary" },
        ],
      },
    };

    for (const associations of [only, primary]) {
      expect(problemsIn(compare({ hubspot: [{ ...hubspot(), associations }] }))).toEqual([]);
    }
  });
});

describe("links of contacts", () => {
  it("to a contact that is gone need a reason", () => {
    const reason = { side: "hubspot" as const, id: "1", reason: "deleted in ConnectWise" };

    const dangling = compare({ connectwise: [] });
    const explained = compare({ connectwise: [], explanations: [reason] });

    expect(dangling.dangling).toEqual([{ hubspotId: "1", connectwiseId: "58001" }]);
    expect(explained.dangling).toEqual([]);
    expect(explained.deleted).toEqual([{ hubspotId: "1", connectwiseId: "58001" }]);
  });

  it("are missed where nothing says why there is none", () => {
    const { unexplained } = compare({
      hubspot: [hubspot({ cw_contact_id: "", firstname: "", lastname: "" })],
    });

    expect(unexplained).toMatchObject([
      { side: "hubspot", id: "1", name: "ana.loewe@acme.com" },
      { side: "connectwise", id: "58001", name: "Ana Löwe" },
    ]);
  });

  it("of two contacts to one are reported", () => {
    const { duplicates } = compare({ hubspot: [hubspot(), hubspot({ email: "b@acme.com" }, "2")] });

    expect(duplicates).toMatchObject([
      { side: "hubspot", ids: ["1", "2"], because: "all have cw_contact_id 58001" },
    ]);
  });
});

describe("copies of contacts", () => {
  const before = { hubspot: ["1"], connectwise: ["58001"] };
  const other = { communicationItems: [item("Email", "Email", "other@acme.com")] };

  // what the sync made, whether it is a copy
  it.each<[string, Record<string, unknown>, boolean]>([
    ["the same address at another company", { company: { id: 20_002 }, firstName: "X" }, true],
    ["the same name without an address", { communicationItems: [] }, true],
    ["a namesake with another address", other, false],
    ["a namesake elsewhere", { communicationItems: [], company: { id: 20_002 } }, false],
  ])("in ConnectWise: %s", (_what, changes, isCopy) => {
    const records = [connectwise(), connectwise(changes, 58_002)];

    const made = compare({ connectwise: records, before });
    const found = compare({
      connectwise: records,
      before: { ...before, connectwise: ["58001", "58002"] },
    });

    expect(made.duplicates.map(({ ids }) => ids)).toEqual(isCopy ? [["58001", "58002"]] : []);
    expect(found.duplicates).toEqual([]);
  });

  it("of copies are found in HubSpot, where an address cannot come twice", () => {
    const copy = hubspot({ cw_contact_id: "58002", email: "" }, "2");
    const there = [connectwise(), connectwise({ communicationItems: [] }, 58_002)];

    const { duplicates } = compare({ hubspot: [hubspot(), copy], connectwise: there, before });

    expect(duplicates.map(({ side, ids }) => `${side} ${ids.join(" ")}`)).toEqual([
      "hubspot 1 2",
      "connectwise 58001 58002",
    ]);
  });
});
