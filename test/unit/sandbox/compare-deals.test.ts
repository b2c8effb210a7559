import { describe, expect, it } from "vitest";
import { compareDeals } from "../../../sandbox/compare/compare.ts";
import type { DealInput } from "../../../sandbox/compare/compare.ts";
import { problemsIn } from "../../../sandbox/compare/comparison.ts";
import type { ConnectWiseRecord, HubSpotRecord } from "../../../sandbox/compare/records.ts";

const people = {
  owners: [
    { id: "71", email: "dana@msp.example" },
    { id: "72", email: "noor@msp.example" },
    { id: "73", email: "marco@msp.example" },
  ],
  members: [
    { identifier: "dkim", officeEmail: "Dana@msp.example" },
    { identifier: "mrossi", officeEmail: "marco@msp.example" },
    { identifier: "lbauer", officeEmail: "lena@msp.example", inactiveFlag: true },
  ],
};
const companies = {
  hubspot: [
    { id: "901", properties: { cw_company_id: "20001" } },
    { id: "902", properties: { cw_company_id: "20002" } },
  ],
  connectwise: [{ id: 20_001 }, { id: 20_002 }],
};
const contacts = {
  hubspot: [
    { id: "301", properties: { cw_contact_id: "58001" } },
    { id: "302", properties: { cw_contact_id: "58002" } },
    { id: "303", properties: {} },
  ],
  connectwise: [{ id: 58_001 }, { id: 58_002 }, { id: 58_003 }],
};

function associations(
  companyId: string | undefined,
  contactIds: readonly string[],
): NonNullable<HubSpotRecord["associations"]> {
  return {
    ...(companyId === undefined
      ? {}
      : { companies: { results: [{ id: companyId, type: "deal_to_company" }] } }),
    contacts: { results: contactIds.map((id) => ({ id, type: "deal_to_contact" })) },
  };
}

function hubspot(changes: Record<string, string> = {}, id = "1"): HubSpotRecord {
  const properties = {
    cw_opportunity_id: "9001",
    dealname: "Firewall refresh",
    pipeline: "default",
    dealstage: "presentationscheduled",
    amount: "12500.00",
    closedate: "2026-12-04T17:00:00Z",
    dealtype: "newbusiness",
    hubspot_owner_id: "71",
    description: "First call",
    ...changes,
  };
  return { id, properties, archived: false, associations: associations("901", ["301", "302"]) };
}

const line = (revenue: number, includeFlag = true): object => ({
  id: 1,
  forecastType: "Product",
  revenue,
  cost: 1,
  includeFlag,
});
const forecast = (...lines: object[]): object => ({ id: 9, forecastItems: lines });

function connectwise(changes: Record<string, unknown> = {}, id = 9_001): ConnectWiseRecord {
  return {
    id,
    name: "Firewall  refresh",
    company: { id: 20_001 },
    contact: { id: 58_001 },
    stage: { id: 3, name: "Quote" },
    status: { id: 1, name: "Open" },
    type: { id: 1, name: "New Business" },
    primarySalesRep: { id: 151, identifier: "dkim" },
    expectedCloseDate: "2026-12-04T00:00:00Z",
    closedDate: "2026-11-30T00:00:00Z",
    notes: "Typed by somebody else",
    forecast: forecast(line(10_000), line(2_499.99), line(0.01), line(700, false)),
    ...changes,
  };
}

function compare(input: Partial<DealInput> = {}): ReturnType<typeof compareDeals> {
  return compareDeals({
    hubspot: [hubspot()],
    connectwise: [connectwise()],
    companies,
    contacts,
    people,
    ...input,
  });
}

const fieldsThatDiffer = (
  here: Record<string, string>,
  there: Record<string, unknown>,
  input: Partial<DealInput> = {},
): string[] =>
  compare({
    hubspot: [hubspot(here)],
    connectwise: [connectwise(there)],
    ...input,
  }).differences.map(({ field }) => field);

describe("fields of linked deals", () => {
  it("are equal when only their spelling differs", () => {
    const comparison = compare();

    expect(comparison.linked).toEqual([{ hubspotId: "1", connectwiseId: "9001" }]);
    expect(problemsIn(comparison)).toEqual([]);
  });

  // HubSpot property, another value there
  it.each([
    ["dealname", "Firewall"],
    ["dealname", ""],
    ["dealstage", "contractsent"],
    ["dealstage", "closedwon"],
    ["amount", "12500.5"],
    ["amount", "$12,500"],
    ["amount", ""],
    ["closedate", "2026-12-05T00:00:00Z"],
    ["closedate", ""],
    ["hubspot_owner_id", "73"],
    ["hubspot_owner_id", ""],
    ["dealtype", "existingbusiness"],
    ["dealtype", ""],
  ])("%s: finds the difference when HubSpot has %j", (field, value) => {
    const comparison = compare({ hubspot: [hubspot({ [field]: value })] });

    expect(comparison.differences.map((each) => each.field)).toEqual([field]);
    expect(problemsIn(comparison)).toHaveLength(1);
  });

  // ConnectWise's change, fields that differ
  it.each<[string, Record<string, unknown>, string[]]>([
    ["name", { name: "Another" }, ["dealname"]],
    ["stage", { stage: { name: "Commit" } }, ["dealstage"]],
    ["status", { status: { name: "Lost" }, closedDate: undefined }, ["dealstage"]],
    ["forecast that is larger", { forecast: forecast(line(12_501)) }, ["amount"]],
    ["forecast that does not count", { forecast: forecast(line(12_500, false)) }, ["amount"]],
    ["forecast that is missing", { forecast: undefined }, ["amount"]],
    ["close date", { expectedCloseDate: "2026-12-03T00:00:00Z" }, ["closedate"]],
    ["representative", { primarySalesRep: { identifier: "mrossi" } }, ["hubspot_owner_id"]],
    ["type", { type: { name: "Existing Business" } }, ["dealtype"]],
    ["type that is missing", { type: undefined }, ["dealtype"]],
    ["company", { company: { id: 20_002 } }, ["company"]],
    ["contact", { contact: undefined }, ["contact"]],
  ])("finds the difference when ConnectWise has another %s", (_what, changes, fields) => {
    expect(fieldsThatDiffer({}, changes)).toEqual(fields);
  });

  it("may stay different when the sync gave a reason under either system's name", () => {
    const there = { connectwise: [connectwise({ stage: { name: "Commit" } })] };

    for (const field of ["dealstage", "pipeline", "stage", "status"]) {
      const { differences, allowed } = compare({
        ...there,
        explanations: [{ side: "connectwise", id: "9001", field, reason: "no stage" }],
      });
      expect(differences).toEqual([]);
      expect(allowed).toHaveLength(1);
    }
  });
});

describe("close dates", () => {
  it("are days in the portal's zone", () => {
    const late = { closedate: "2026-12-05T03:30:00Z" };

    expect(fieldsThatDiffer(late, {})).toEqual(["closedate"]);
    expect(fieldsThatDiffer(late, {}, { timeZone: "America/New_York" })).toEqual([]);
    expect(fieldsThatDiffer({ closedate: String(Date.UTC(2026, 11, 4, 9)) }, {})).toEqual([]);
  });

  it("of closed opportunities are when they closed", () => {
    const won = { status: { name: "Won" } };
    const here = { dealstage: "closedwon" };

    expect(fieldsThatDiffer(here, won)).toEqual(["closedate"]);
    expect(fieldsThatDiffer({ ...here, closedate: "2026-11-30T09:00:00Z" }, won)).toEqual([]);
    expect(fieldsThatDiffer(here, { ...won, closedDate: undefined })).toEqual([]);
  });
});

describe("values that cannot be carried over", () => {
  // HubSpot owner, ConnectWise representative, whether the sync made the opportunity, differences
  it.each([
    ["72", "dkim", false, 0],
    ["99", "mrossi", false, 0],
    ["71", "lbauer", false, 0],
    ["", "dkim", false, 1],
    ["", "dkim", true, 0],
    ["72", "mrossi", true, 0],
    ["71", "mrossi", true, 1],
  ])("owner %j with %j, made by the sync %s: %i", (ownerId, identifier, isMade, count) => {
    const here = { hubspot_owner_id: ownerId, description: "" };
    const before = { hubspot: ["1"], connectwise: isMade ? [] : ["9001"] };

    const there = { primarySalesRep: { identifier } };

    expect(fieldsThatDiffer(here, there, { before })).toHaveLength(count);
  });

  it("leave the deal type alone when HubSpot has none for the opportunity's", () => {
    expect(fieldsThatDiffer({}, { type: { name: "Renewal" } })).toEqual([]);
  });

  it("leave nobody's figure and nothing the same", () => {
    expect(fieldsThatDiffer({ amount: "0" }, { forecast: forecast() })).toEqual([]);
    expect(fieldsThatDiffer({ amount: "" }, { forecast: forecast(line(0)) })).toEqual([]);
  });
});

describe("notes", () => {
  const made = { before: { hubspot: ["1"], connectwise: [] } };

  it("go along when the sync makes the opportunity, without line breaks", () => {
    const here = { description: "First\ncall" };

    expect(fieldsThatDiffer(here, { notes: "First call" }, made)).toEqual([]);
    expect(fieldsThatDiffer(here, { notes: "Second call" }, made)).toEqual(["description"]);
    expect(fieldsThatDiffer(here, { notes: undefined }, made)).toEqual(["description"]);
  });

  it("are nobody's business afterwards, nor when HubSpot has none", () => {
    expect(fieldsThatDiffer({ description: "Changed" }, {})).toEqual([]);
    expect(fieldsThatDiffer({ description: "" }, {}, made)).toEqual([]);
  });
});

describe("what linked deals belong to", () => {
  // company and contacts in HubSpot, contact in ConnectWise, fields that differ
  it.each<[string | undefined, string[], number | undefined, string[]]>([
    ["901", ["302"], 58_002, []],
    ["901", ["303", "302"], 58_002, []],
    ["901", ["303"], undefined, []],
    ["901", ["303"], 58_003, []],
    ["901", ["301"], 58_002, ["contact"]],
    ["901", [], 58_001, ["contact"]],
    ["902", ["301"], 58_001, ["company"]],
    [undefined, ["301"], 58_001, ["company"]],
  ])("%s and %j with %s differ in %j", (companyId, contactIds, contactId, fields) => {
    const contact = contactId === undefined ? undefined : { id: contactId };

    const { differences } = compare({
      hubspot: [{ ...hubspot(), associations: associations(companyId, contactIds) }],
      connectwise: [connectwise({ contact })],
    });

    expect(differences.map(({ field }) => field)).toEqual(fields);
  });
});

describe("links and copies of deals", () => {
  const before = { hubspot: ["1"], connectwise: ["9001"] };

  it("that are missing or lead nowhere are reported", () => {
    const alone = compare({ hubspot: [hubspot({ cw_opportunity_id: "" })] });
    const dangling = compare({ connectwise: [] });

    expect(alone.unexplained).toMatchObject([
      { side: "hubspot", name: "Firewall refresh" },
      { side: "connectwise", id: "9001" },
    ]);
    expect(dangling.dangling).toHaveLength(1);
  });

  it("are found when the sync made the same deal again", () => {
    const { duplicates } = compare({
      connectwise: [connectwise(), connectwise({}, 9_002)],
      before,
    });

    expect(duplicates).toMatchObject([{ side: "connectwise", ids: ["9001", "9002"] }]);
  });

  it("are not namesakes, each made for a deal of its own", () => {
    const twin = hubspot({ cw_opportunity_id: "9002" }, "2");
    const records = [connectwise(), connectwise({}, 9_002)];

    const { duplicates } = compare({
      hubspot: [hubspot(), twin],
      connectwise: records,
      before: { hubspot: ["1", "2"], connectwise: [] },
    });

    expect(duplicates).toEqual([]);
  });

  it("are not deals of the same name at another company", () => {
    const elsewhere = connectwise({ company: { id: 20_002 } }, 9_002);

    expect(compare({ connectwise: [connectwise(), elsewhere], before }).duplicates).toEqual([]);
  });
});
