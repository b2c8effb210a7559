import { describe, expect, it } from "vitest";
import { compareCompanies } from "../../../sandbox/compare/compare.ts";
import { problemsIn } from "../../../sandbox/compare/comparison.ts";
import type { CompanyInput } from "../../../sandbox/compare/compare.ts";
import { explanationsFrom } from "../../../sandbox/compare/explanations.ts";
import type { ConnectWiseRecord, HubSpotRecord } from "../../../sandbox/compare/records.ts";

const people = {
  owners: [
    { id: "71", email: "dana@msp.example" },
    { id: "72", email: "noor@msp.example" },
  ],
  members: [
    { identifier: "dkim", officeEmail: "Dana@msp.example" },
    { identifier: "lbauer", officeEmail: "lena@msp.example", inactiveFlag: true },
  ],
};

function hubspot(changes: Record<string, string> = {}, id = "1"): HubSpotRecord {
  const properties = {
    cw_company_id: "20001",
    cw_company_identifier: "Acme1",
    cw_company_status: "Active",
    cw_company_types: "Prospect;Client",
    name: "Acme",
    domain: "acme.com",
    phone: "(813) 555-0100",
    address: "1 Main",
    address2: "Suite 2",
    city: "Tampa",
    state: "Florida",
    zip: "33602",
    country: "USA",
    numberofemployees: "120",
    annualrevenue: "1000000",
    support_tier: "Gold",
    hubspot_owner_id: "71",
    ...changes,
  };
  return { id, properties, archived: false };
}

function connectwise(changes: Record<string, unknown> = {}, id = 20_001): ConnectWiseRecord {
  return {
    id,
    identifier: "Acme1",
    name: "Acme",
    status: { id: 1, name: "Active" },
    types: [
      { id: 1, name: "Client" },
      { id: 2, name: "Prospect" },
    ],
    addressLine1: "1 Main",
    addressLine2: "Suite 2",
    city: "Tampa",
    state: "Florida",
    zip: "33602",
    country: { id: 1, identifier: "US", name: "United States" },
    phoneNumber: "+1 813.555.0100",
    website: "https://www.Acme.com/about?x=1",
    numberOfEmployees: 120,
    annualRevenue: 1_000_000.0,
    territoryManager: { id: 151, identifier: "dkim", name: "Dana Kim" },
    customFields: [
      { id: 11, value: "other" },
      { id: 12, caption: "Support Tier", value: "Gold" },
    ],
    deletedFlag: false,
    ...changes,
  };
}

function compare(input: Partial<CompanyInput> = {}): ReturnType<typeof compareCompanies> {
  return compareCompanies({
    hubspot: [hubspot()],
    connectwise: [connectwise()],
    people,
    ...input,
  });
}

describe("fields of a linked pair", () => {
  it("are equal when only their spelling differs", () => {
    const comparison = compare();

    expect(comparison.linked).toEqual([{ hubspotId: "1", connectwiseId: "20001" }]);
    expect(problemsIn(comparison)).toEqual([]);
  });

  // HubSpot property, another value there
  it.each([
    ["cw_company_identifier", "Acme2"],
    ["cw_company_status", "Inactive"],
    ["cw_company_types", "Client"],
    ["cw_deleted", "true"],
    ["name", "ACME"],
    ["domain", "acme.org"],
    ["phone", "(813) 555-0199"],
    ["phone", "(813) 555-0100 ext. 7"],
    ["address", "2 Main"],
    ["address2", "Suite 3"],
    ["city", "Tampa Bay"],
    ["state", "FL"],
    ["zip", "33603"],
    ["country", "Canada"],
    ["numberofemployees", "121"],
    ["annualrevenue", "1000000.5"],
    ["support_tier", "Silver"],
    ["hubspot_owner_id", ""],
    ["phone", ""],
    ["name", ""],
  ])("%s: finds the difference when HubSpot has %j", (field, value) => {
    const comparison = compare({ hubspot: [hubspot({ [field]: value })] });

    expect(comparison.differences.map((each) => each.field)).toEqual([field]);
    expect(comparison.differences[0]).toMatchObject({ hubspotId: "1", connectwiseId: "20001" });
    expect(problemsIn(comparison)).toHaveLength(1);
  });

  // ConnectWise field, another value there
  it.each([
    ["identifier", "Acme9"],
    ["name", "Acme Inc."],
    ["website", undefined],
    ["website", "http://shop.acme.com"],
    ["phoneNumber", "8135550101"],
    ["addressLine1", undefined],
    ["country", { id: 2, name: "Canada" }],
    ["numberOfEmployees", 12],
    ["annualRevenue", undefined],
    ["status", { id: 2, name: "Inactive" }],
    ["types", [{ id: 1, name: "Client" }]],
    ["customFields", [{ id: 12, value: null }]],
  ])("%s: finds the difference when ConnectWise has %j", (field, value) => {
    const comparison = compare({ connectwise: [connectwise({ [field]: value })] });

    expect(comparison.differences).toHaveLength(1);
    expect(comparison.differences[0]?.connectwiseField).toContain(field);
  });

  it("reads national phone numbers in the company's own country", () => {
    const there = { country: { name: "Germany" }, phoneNumber: "030 23125 112" };
    const here = { country: "Deutschland", phone: "+49 30 23125112" };

    expect(
      compare({ hubspot: [hubspot(here)], connectwise: [connectwise(there)] }).differences,
    ).toEqual([]);
  });

  it("does not tell accents, invisible characters or alphabets of a domain apart", () => {
    const here = { name: "Café\u200B  Süd", domain: "süd.example" };
    const there = { name: "Café Süd".normalize("NFD"), website: "https://xn--sd-xka.example/" };

    expect(
      compare({ hubspot: [hubspot(here)], connectwise: [connectwise(there)] }).differences,
    ).toEqual([]);
  });

  // HubSpot owner, ConnectWise member, number of differences
  it.each([
    ["72", undefined, 0],
    ["99", undefined, 0],
    ["71", "lbauer", 0],
    ["72", "dkim", 1],
    ["71", undefined, 1],
  ])("owner %s with manager %s gives %i differences", (ownerId, identifier, count) => {
    const territoryManager = identifier === undefined ? undefined : { identifier };

    const { differences } = compare({
      hubspot: [hubspot({ hubspot_owner_id: ownerId })],
      connectwise: [connectwise({ territoryManager })],
    });

    expect(differences).toHaveLength(count);
  });
});

describe("differences that may stay", () => {
  it("are those a person made by emptying a field, on the emptied side only", () => {
    const input = { hubspot: [hubspot({ phone: "" })] };

    const cleared = compare({ ...input, clears: [{ side: "hubspot", id: "1", field: "phone" }] });
    const other = compare({
      ...input,
      clears: [{ side: "connectwise", id: "20001", field: "phoneNumber" }],
    });
    const refilled = compare({
      hubspot: [hubspot({ phone: "(813) 555-0199" })],
      clears: [{ side: "hubspot", id: "1", field: "phone" }],
    });

    expect(cleared.differences).toEqual([]);
    expect(cleared.allowed.map(({ field }) => field)).toEqual(["phone"]);
    expect(other.differences).toHaveLength(1);
    expect(refilled.differences).toHaveLength(1);
  });

  it("are those the sync explained, for the field it named", () => {
    const input = { hubspot: [hubspot({ name: "Other", city: "Miami" })] };
    const explanation = { side: "connectwise" as const, id: "20001", reason: "too long" };

    const one = compare({ ...input, explanations: [{ ...explanation, field: "name" }] });
    const all = compare({ ...input, explanations: [explanation] });

    expect(one.differences.map(({ field }) => field)).toEqual(["city"]);
    expect(one.allowed).toMatchObject([{ field: "name", reason: "too long" }]);
    expect(all.differences).toEqual([]);
  });
});

describe("records without a counterpart", () => {
  const lonely = {
    hubspot: [hubspot({ cw_company_id: "" }, "5")],
    connectwise: [connectwise({}, 20_005), connectwise({ deletedFlag: true }, 20_006)],
  };

  it("are unexplained unless a reason is given for each", () => {
    const comparison = compare({
      ...lonely,
      explanations: [{ side: "hubspot", id: "5", reason: "two candidates" }],
    });

    expect(comparison.unlinked.hubspot).toMatchObject([{ id: "5", reason: "two candidates" }]);
    expect(comparison.unexplained.map(({ side, id }) => `${side} ${id}`)).toEqual([
      "connectwise 20005",
      "connectwise 20006",
    ]);
    expect(problemsIn(comparison)).toHaveLength(2);
  });

  it("are explained by a report's lines that leave them alone with a reason", () => {
    const explanations = explanationsFrom([
      { hubspotId: "5", connectwiseId: "20005", action: "review", reason: "two candidates" },
      { hubspotId: null, connectwiseId: "20006", action: "excluded", reason: "deleted" },
    ]);
    const useless = explanationsFrom([
      { hubspotId: "5", connectwiseId: null, action: "linked", reason: "by domain" },
      { hubspotId: null, connectwiseId: "20005", action: "review", reason: " " },
    ]);

    expect(compare({ ...lonely, explanations }).unexplained).toEqual([]);
    expect(compare({ ...lonely, explanations: useless }).unexplained).toHaveLength(3);
  });

  it("do not include archived HubSpot companies", () => {
    const gone = { ...hubspot({ cw_company_id: "" }, "5"), archived: true };

    expect(problemsIn(compare({ hubspot: [hubspot(), gone] }))).toEqual([]);
  });
});

describe("links", () => {
  it("to a company that is not there are reported", () => {
    const comparison = compare({ connectwise: [] });

    expect(comparison.dangling).toEqual([{ hubspotId: "1", connectwiseId: "20001" }]);
    expect(problemsIn(comparison)).toHaveLength(1);
  });

  it("to or from a deleted record are listed apart and not compared", () => {
    const archived = { ...hubspot({ name: "Old" }), archived: true };

    const there = compare({ connectwise: [connectwise({ deletedFlag: true, name: "Old" })] });
    const here = compare({ hubspot: [archived] });

    for (const comparison of [there, here]) {
      expect(comparison.deleted).toEqual([{ hubspotId: "1", connectwiseId: "20001" }]);
      expect(comparison.linked).toEqual([]);
      expect(problemsIn(comparison)).toEqual([]);
    }
  });

  it("of a merged HubSpot company leave its counterpart unexplained", () => {
    const loser = { ...hubspot(), archived: true, mergedInto: "2" };

    expect(compare({ hubspot: [loser] }).unexplained).toMatchObject([{ id: "20001" }]);
  });
});

describe("duplicates", () => {
  it("are two HubSpot companies with one ConnectWise id", () => {
    const { duplicates } = compare({ hubspot: [hubspot(), hubspot({}, "2")] });

    expect(duplicates).toMatchObject([{ side: "hubspot", ids: ["1", "2"] }]);
  });

  it("are an id that comes twice", () => {
    const { duplicates } = compare({ connectwise: [connectwise(), connectwise()] });

    expect(duplicates).toMatchObject([{ side: "connectwise", ids: ["20001"] }]);
  });

  it("are copies the sync made, however it spelled the name", () => {
    const copy = connectwise({ name: "The ACME, Inc.", website: "acme.com" }, 20_002);
    const records = [connectwise(), copy];
    const entered = { ...copy, _info: { enteredBy: "Lockstep" } };

    const byIds = compare({
      connectwise: records,
      before: { hubspot: ["1"], connectwise: ["20001"] },
    });
    const byMember = compare({ connectwise: [connectwise(), entered] });
    const byPerson = compare({
      connectwise: records,
      before: { hubspot: ["1"], connectwise: ["20001", "20002"] },
    });

    expect(byIds.duplicates).toMatchObject([{ side: "connectwise", ids: ["20001", "20002"] }]);
    expect(byMember.duplicates).toHaveLength(1);
    expect(byPerson.duplicates).toEqual([]);
  });

  it("are copies in HubSpot by the source HubSpot notes, but not namesakes elsewhere", () => {
    const made = { hs_object_source: "INTEGRATION", cw_company_id: "20002" };
    const there = [connectwise(), connectwise({ name: "Acme West" }, 20_002)];
    const elsewhere = { ...made, domain: "", city: "Miami" };

    const copied = compare({ hubspot: [hubspot(), hubspot(made, "2")], connectwise: there });
    const namesake = compare({ hubspot: [hubspot(), hubspot(elsewhere, "2")], connectwise: there });

    expect(copied.duplicates).toMatchObject([{ side: "hubspot", ids: ["1", "2"] }]);
    expect(namesake.duplicates).toEqual([]);
  });
});
