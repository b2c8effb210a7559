import { describe, expect, it } from "vitest";
import { readConnectwiseOpportunities, readHubspotDeals } from "../../../sandbox/data/csv-deals.ts";
import { plainNumber } from "../../../sandbox/data/csv-values.ts";
import { errorOf, useFolder, writeLines } from "./csv-files.ts";

useFolder();

const hubspot = {
  companies: [
    { id: "901", properties: { name: "Acme" } },
    { id: "902", properties: { name: "Bolt" } },
  ],
  contacts: [
    { id: "301", properties: { firstname: "Ana", lastname: "Löwe", email: "ana@acme.com" } },
    { id: "302", properties: { firstname: "Bo", lastname: "Twin", email: "bo@acme.com" } },
    { id: "303", properties: { firstname: "Bo", lastname: "Twin", email: "bo@bolt.com" } },
  ],
};
const connectwise = {
  companies: [
    { id: 20_001, identifier: "Acme1", name: "Acme" },
    { id: 20_002, identifier: "Bolt1", name: "Bolt" },
  ],
  contacts: [
    { id: 58_001, firstName: "Ana", lastName: "Löwe", company: { id: 20_001 } },
    { id: 58_002, firstName: "Ana", lastName: "Löwe", company: { id: 20_002 } },
    { id: 58_003, firstName: "Reception" },
  ],
};

describe("a HubSpot deal export", () => {
  it("gives every usual column under its property name", () => {
    const file = writeLines(
      "Record ID - Deal,Deal Name,Amount,Close Date,Pipeline,Deal Stage,Deal Type,Deal Description,Deal owner,Create Date,Associated Company IDs,Associated Contact IDs",
      '401,Firewall refresh,"$12,500.50",2026-12-04 17:00,Managed services,Proposal,New Business,First call,dana.kim@lockstep-demo.example,2026-01-05 08:00,901,301;303',
    );

    expect(readHubspotDeals(file, hubspot)).toEqual({
      records: [
        {
          id: "401",
          createdAt: "2026-01-05T08:00:00.000Z",
          companies: ["901"],
          contacts: ["301", "303"],
          properties: {
            dealname: "Firewall refresh",
            amount: "12500.50",
            closedate: "2026-12-04T17:00:00.000Z",
            pipeline: "managed-services",
            dealstage: "ms_proposal",
            dealtype: "newbusiness",
            description: "First call",
            hubspot_owner_id: "71000001",
          },
        },
      ],
      notes: [],
    });
  });

  // pipeline, stage, what is read, number of notes
  it.each<[string, string, Record<string, string>, number]>([
    ["default", "closedwon", { pipeline: "default", dealstage: "closedwon" }, 0],
    [
      "Sales Pipeline",
      "Decision maker bought in",
      { pipeline: "default", dealstage: "decisionmakerboughtin" },
      0,
    ],
    ["", "Closed Lost (Sales Pipeline)", { pipeline: "default", dealstage: "closedlost" }, 0],
    ["", "Scoping", { pipeline: "managed-services", dealstage: "ms_scoping" }, 0],
    ["Sales Pipeline", "Scoping", { pipeline: "default" }, 1],
    ["Partners", "Signed", {}, 2],
    ["", "", {}, 0],
  ])("reads pipeline %j and stage %j", (pipeline, stage, expected, count) => {
    const file = writeLines("Record ID,Deal Name,Pipeline,Deal Stage", `1,A,${pipeline},${stage}`);

    const { records, notes } = readHubspotDeals(file, hubspot);

    expect(records[0]?.properties).toEqual({ dealname: "A", ...expected });
    expect(notes).toHaveLength(count);
  });

  // close date, what is read
  it.each([
    ["2026-12-04", "2026-12-04T12:00:00.000Z"],
    ["12/04/2026", "2026-12-04T12:00:00.000Z"],
    ["2026-12-04 23:30", "2026-12-04T23:30:00.000Z"],
    ["2026-12-04T23:30:00-05:00", "2026-12-05T04:30:00.000Z"],
    ["soon", undefined],
  ])("reads close date %j", (text, closedate) => {
    const file = writeLines("Record ID,Deal Name,Close Date", `1,A,${text}`);

    expect(readHubspotDeals(file, hubspot).records[0]?.properties["closedate"]).toBe(closedate);
  });

  // contact, contacts, number of notes
  it.each<[string, string[] | undefined, number]>([
    ["Ana Löwe (ana@acme.com)", ["301"], 0],
    ["BO@bolt.com;ana löwe", ["303", "301"], 0],
    ["Bo Twin", undefined, 1],
    ["Nobody", undefined, 1],
  ])("finds contact %j", (text, contacts, count) => {
    const file = writeLines("Record ID,Deal Name,Associated Contact", `1,A,${text}`);

    const { records, notes } = readHubspotDeals(file, hubspot);

    expect(records[0]?.contacts).toEqual(contacts);
    expect(notes).toHaveLength(count);
  });

  it("keeps an amount HubSpot would refuse", () => {
    const file = writeLines("Record ID,Deal Name,Amount", "1,A,about ten");

    expect(readHubspotDeals(file, hubspot).records[0]?.properties["amount"]).toBe("about ten");
  });

  it("is not taken for what it is not", () => {
    const file = writeLines("Record ID,Email", "1,a@x.com");

    expect(errorOf(() => readHubspotDeals(file, hubspot))).toMatchObject({
      line: 1,
      column: "Deal Name",
    });
  });
});

describe("a ConnectWise opportunity list", () => {
  it("gives every usual column under the vendor's field name", () => {
    const file = writeLines(
      "Opportunity ID;Opportunity Name;Company;Contact;Stage;Status;Type;Expected Close;Closed Date;Sales Rep;Revenue;Notes",
      "9001;Firewall refresh;Acme;Ana Löwe;Commit;Won;New Business;12/04/2026;2026-11-30 14:00;dkim;12.500,50 €;Sent",
    );

    expect(readConnectwiseOpportunities(file, connectwise)).toEqual({
      records: [
        {
          id: 9_001,
          name: "Firewall refresh",
          notes: "Sent",
          company: { id: 20_001 },
          contact: { id: 58_001 },
          stage: { name: "Commit" },
          status: { name: "Won" },
          type: { name: "New Business" },
          primarySalesRep: { identifier: "dkim" },
          expectedCloseDate: "2026-12-04T00:00:00Z",
          closedDate: "2026-11-30T00:00:00Z",
          locationId: 2,
          businessUnitId: 10,
          forecastItems: [
            {
              forecastType: "Product",
              forecastDescription: "Revenue",
              revenue: 12_500.5,
              cost: 8_125.33,
              includeFlag: true,
            },
          ],
        },
      ],
      notes: [],
    });
  });

  it("is open without a status, and a closed one closed when it was expected to", () => {
    const file = writeLines(
      "Record ID,Summary,Status,Close Date,Forecast",
      "1,A,,2026-12-04,",
      "2,B,No Decision,2026-12-04,500",
    );

    const { records } = readConnectwiseOpportunities(file, connectwise);

    expect(records[0]).toMatchObject({ status: { name: "Open" }, forecastItems: [] });
    expect(records[0]).not.toHaveProperty("closedDate");
    expect(records[1]).toMatchObject({
      closedDate: "2026-12-04T00:00:00Z",
      forecastItems: [{ revenue: 500 }],
    });
  });

  // company id, contact id, contact name, contact
  it.each<[string, string, string, number | undefined]>([
    ["20002", "", "Ana Löwe", 58_002],
    ["Bolt1", "", "Löwe, Ana", 58_002],
    ["20002", "58001", "", 58_001],
    ["", "", "Reception", 58_003],
    ["20002", "", "Reception", undefined],
  ])("finds the contact of company %j by %j %j", (companyId, contactId, name, expected) => {
    const file = writeLines(
      "Opportunity ID;Opportunity Name;Company ID;Contact ID;Contact",
      `1;A;${companyId};${contactId};${name}`,
    );

    const { records, notes } = readConnectwiseOpportunities(file, connectwise);

    const contact = records[0]?.["contact"];
    expect(contact).toEqual(expected === undefined ? undefined : { id: expected });
    expect(notes).toHaveLength(expected === undefined ? 1 : 0);
  });

  it("leaves out what ConnectWise has no form for, with one note a kind", () => {
    const file = writeLines(
      "Opportunity ID,Opportunity Name,Company,Expected Close,Sales Rep,Revenue",
      "1,A,Nobody,soon,zed,lots",
      "2,B,Nobody,soon,zed,lots",
    );

    const { records, notes } = readConnectwiseOpportunities(file, connectwise);

    expect(records).toHaveLength(2);
    expect(notes).toHaveLength(4);
    for (const note of notes) expect(note).toContain("2 rows, first in line 2");
  });
});

describe("numbers of an export", () => {
  // as the export has it, plain
  it.each([
    ["48,566", "48566"],
    ["$1,200.50", "1200.50"],
    ["-$5", "-5"],
    ["($300.00)", "-300.00"],
    ["1.200,50 €", "1200.50"],
    ["EUR 12", "12"],
    ["12,5", "12.5"],
    ["1.5", "1.5"],
    ["1,2,3", "1,2,3"],
    ["about ten", "about ten"],
    ["europe 7", "europe 7"],
  ])("%s is %s", (text, plain) => {
    expect(plainNumber(text)).toBe(plain);
  });
});
