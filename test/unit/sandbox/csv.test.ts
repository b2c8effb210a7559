import { readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import {
  readConnectwiseCompanies,
  readHubspotCompanies,
} from "../../../sandbox/data/csv-companies.ts";
import { writeReport } from "../../../sandbox/data/csv-report.ts";
import { errorOf, pathOf, useFolder, write } from "./csv-files.ts";

useFolder();

const text = "Record ID,Company name,City\r\n1,Müller & Söhne,München\r\n2,Café Zoë,Zürich\r\n";
const expected = [
  { id: "1", properties: { name: "Müller & Söhne", city: "München" } },
  { id: "2", properties: { name: "Café Zoë", city: "Zürich" } },
];

describe("reading an export", () => {
  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a mark", Buffer.from(`\uFEFF${text}`)],
    ["UTF-16LE with a mark", iconv.encode(text, "utf16le", { addBOM: true })],
    ["UTF-16BE with a mark", iconv.encode(text, "utf16be", { addBOM: true })],
    ["UTF-16LE without a mark", iconv.encode(text, "utf16le", { addBOM: false })],
    ["Windows-1252", iconv.encode(text, "win1252")],
    ["semicolons", Buffer.from(text.replaceAll(",", ";"))],
    ["tabs", Buffer.from(text.replaceAll(",", "\t"))],
    ["a spreadsheet's delimiter line", Buffer.from(`sep=;\r\n${text.replaceAll(",", ";")}`)],
    ["line feeds only", Buffer.from(text.replaceAll("\r\n", "\n"))],
    ["empty lines and rows", Buffer.from(text.replaceAll("\r\n", "\r\n\r\n,,\r\n"))],
  ])("takes %s", (_name, bytes) => {
    const { records } = readHubspotCompanies(write(bytes));

    expect(records).toEqual(expected);
  });

  it("says which encoding it guessed", () => {
    const { notes } = readHubspotCompanies(write(iconv.encode(text, "win1252")));

    expect(notes.join()).toContain("windows-1252");
  });

  it("reads Cyrillic text of an old encoding", () => {
    const names = "Ромашка цветочный магазин и доставка букетов по всему городу";
    const bytes = iconv.encode(`Record ID,Company name\n1,${names}\n`, "win1251");

    expect(readHubspotCompanies(write(bytes)).records[0]?.properties["name"]).toBe(names);
  });

  it("keeps quoted newlines, quotation marks and delimiters inside a value", () => {
    const file = write(
      'Record ID,Company name,Street Address\n7,"The ""Best"" Co, Inc.","1 Main\nFloor 2"\n',
    );

    expect(readHubspotCompanies(file).records[0]?.properties).toEqual({
      name: 'The "Best" Co, Inc.',
      address: "1 Main\nFloor 2",
    });
  });

  it("finds the columns in any order and case, and says which have no use", () => {
    const file = write(
      "CITY,Favourite Colour,company NAME,State / Region,\u200BRecord ID\nOslo,red,Fjord,Viken,5\n",
    );

    const { records, notes } = readHubspotCompanies(file);

    expect(records).toEqual([
      { id: "5", properties: { name: "Fjord", city: "Oslo", state: "Viken" } },
    ]);
    expect(notes).toEqual(['Column "Favourite Colour" is not used.']);
  });

  it("reads thousands of rows", () => {
    const rows = Array.from({ length: 8_000 }, (_, index) => `${index + 1},"Firm, ${index}"`);

    const { records } = readHubspotCompanies(write(`Record ID,Company name\n${rows.join("\n")}`));

    expect(records).toHaveLength(8_000);
    expect(records.at(-1)).toEqual({ id: "8000", properties: { name: "Firm, 7999" } });
  });
});

describe("a HubSpot export", () => {
  it("gives every usual column under its property name", () => {
    const file = write(
      [
        "Record ID,Company name,Company Domain Name,Phone Number,Street Address,Street Address 2,City,State/Region,Postal Code,Country/Region,Industry,Number of Employees,Annual Revenue,Company owner,Website URL,Create Date,Lifecycle Stage",
        '901,Acme,acme.com,(813) 555-0100,1 Main,Suite 2,Tampa,Florida,03602,United States,Hospital & Health Care,"48,566",1000.5,Dana Kim,https://acme.com,2024-04-08 09:15,Marketing Qualified Lead',
      ].join("\n"),
    );

    expect(readHubspotCompanies(file)).toEqual({
      records: [
        {
          id: "901",
          createdAt: "2024-04-08T09:15:00.000Z",
          properties: {
            name: "Acme",
            domain: "acme.com",
            website: "https://acme.com",
            phone: "(813) 555-0100",
            address: "1 Main",
            address2: "Suite 2",
            city: "Tampa",
            state: "Florida",
            zip: "03602",
            country: "United States",
            industry: "HOSPITAL_HEALTH_CARE",
            numberofemployees: "48566",
            annualrevenue: "1000.5",
            lifecyclestage: "marketingqualifiedlead",
            hubspot_owner_id: "71000001",
          },
        },
      ],
      notes: [],
    });
  });

  it("keeps values HubSpot would refuse", () => {
    const file = write("Record ID,Company name,Number of Employees\n1,,about ten\n");

    expect(readHubspotCompanies(file).records[0]?.properties).toEqual({
      numberofemployees: "about ten",
    });
  });

  it("leaves out what no choice stands for, with one note a kind", () => {
    const file = write(
      "Record ID,Company name,Industry,Company owner\n1,A,Industrials,Zed\n2,B,Industrials,\n3,C,Utilities,\n",
    );

    const { records, notes } = readHubspotCompanies(file);

    expect(records.map(({ properties }) => properties["industry"])).toEqual([
      undefined,
      undefined,
      "UTILITIES",
    ]);
    expect(notes).toHaveLength(2);
    expect(notes.find((note) => note.includes("Industrials"))).toContain("2 rows, first in line 2");
    expect(notes.find((note) => note.includes("Zed"))).toContain("line 2");
  });
});

describe("a ConnectWise export", () => {
  it("gives every usual column under the vendor's field name", () => {
    const file = write(
      [
        "Company RecID;Company ID;Company Name;Status;Type;Address 1;Address 2;City;State;Zip;Country;Phone;Website;Territory;Number of Employees;Support Tier;Deleted",
        '20001;Acme1;Acme Inc.;Active;"Client, Partner";1 Main;Suite 2;Tampa;FL;33602;United States;8135550100;acme.com;Tampa;120;gold;Yes',
      ].join("\n"),
    );

    expect(readConnectwiseCompanies(file)).toEqual({
      records: [
        {
          id: 20_001,
          site: { name: "Main" },
          identifier: "Acme1",
          name: "Acme Inc.",
          status: { name: "Active" },
          types: [{ name: "Client" }, { name: "Partner" }],
          addressLine1: "1 Main",
          addressLine2: "Suite 2",
          city: "Tampa",
          state: "FL",
          zip: "33602",
          country: { name: "United States" },
          phoneNumber: "8135550100",
          website: "acme.com",
          territory: { name: "Tampa" },
          numberOfEmployees: 120,
          customFields: [{ id: 12, value: "Gold" }],
          deletedFlag: true,
        },
      ],
      notes: [],
    });
  });

  it("leaves out a number that is none, with a note, and keeps over-long text", () => {
    const long = "x".repeat(200);
    const file = write(`Company RecID,Company Name,Number of Employees\n1,${long},many\n`);

    const { records, notes } = readConnectwiseCompanies(file);

    expect(records[0]).toMatchObject({ name: long });
    expect(records[0]).not.toHaveProperty("numberOfEmployees");
    expect(notes).toEqual([
      'Number of Employees "many" is left out: ConnectWise holds whole numbers only (line 2).',
    ]);
  });
});

describe("a file that cannot be read", () => {
  // what is wrong, content, line, column, words of the message
  it.each<[string, string | Buffer, number | undefined, string | undefined, string]>([
    ["empty", "", undefined, undefined, "empty"],
    ["blank", "\uFEFF \r\n\r\n", undefined, undefined, "empty"],
    ["a workbook", Buffer.from("PK\u0003\u0004\0\0\0"), undefined, undefined, "Excel"],
    ["a web page", "<!DOCTYPE html><html></html>", undefined, undefined, "web page"],
    ["JSON", '[{"id": 1}]', undefined, undefined, "JSON"],
    ["binary", Buffer.from([1, 0, 0, 0, 2, 0, 0, 0, 9, 255]), undefined, undefined, "not text"],
    [
      "prose",
      "hello there\nnothing to see\n",
      1,
      "Record ID",
      "Record ID, Company name are missing",
    ],
    ["without the id column", "Company name\nAcme\n", 1, "Record ID", "missing"],
    ["without the name column", "Record ID\n1\n", 1, "Company name", "missing"],
    ["without rows", "Record ID,Company name\n", undefined, undefined, "no rows"],
    ["with a column twice", "Record ID,Company name,Name\n1,A,B\n", 1, "Name", "mean the same"],
    ["with an id twice", "Record ID,Company name\n1,A\n\n2,B\n1,C\n", 5, "Record ID", "line 2"],
    [
      "with a rounded id",
      "Record ID,Company name\n9.01E+08,A\n",
      2,
      "Record ID",
      "not a record id",
    ],
    ["with a missing id", 'Record ID,Company name\n1,"A\nB"\n,C\n', 4, "Record ID", "missing"],
    ["with a long row", "Record ID,Company name\n1,A\n2,B,C\n", 3, "Company name", "3 values"],
    ["with a short row", "Record ID,Company name,City\n1,A\n", 2, "Company name", "2 values"],
    [
      "with an open quote",
      'Record ID,Company name\n1,A\n2,"B\n3,C\n',
      3,
      "Company name",
      "close it",
    ],
    [
      "with a quote in a value",
      'Record ID,Company name\n1,5" Pipes\n',
      2,
      "Company name",
      "double",
    ],
  ])("%s: names file, place and remedy", (_name, content, line, column, words) => {
    const file = write(content);

    const error = errorOf(() => readHubspotCompanies(file));

    expect(error.line).toBe(line);
    expect(error.column).toBe(column);
    expect(error.message).toContain(file);
    expect(error.message).toContain(words);
    expect(error.message).toMatch(/\.$/);
  });

  it("names a file that is not there", () => {
    const file = pathOf("nowhere.csv");

    expect(errorOf(() => readConnectwiseCompanies(file)).message).toContain("ENOENT");
  });

  it("says that a ConnectWise export is no HubSpot export", () => {
    const file = write("Company RecID,Company ID,Company Name\n1,Acme,Acme\n");

    expect(errorOf(() => readHubspotCompanies(file)).column).toBe("Record ID");
    expect(readConnectwiseCompanies(file).records).toHaveLength(1);
  });
});

describe("the report", () => {
  it("writes the agreed columns and disarms formulas", () => {
    const file = pathOf("report.csv");

    writeReport(
      [
        {
          object: "company",
          hubspotId: "901",
          connectwiseId: "20001",
          action: "linked",
          matchedBy: "domain",
          reason: null,
        },
        {
          object: "company",
          hubspotId: null,
          connectwiseId: "20002",
          action: "attention",
          matchedBy: null,
          reason: '=HYPERLINK("http://evil.example","a, b")',
        },
      ],
      file,
    );

    expect(readFileSync(file, "utf8").split("\n")[0]).toBe(
      "object,hubspot_id,connectwise_id,action,matched_by,reason",
    );
    expect(parse(readFileSync(file)).slice(1)).toEqual([
      ["company", "901", "20001", "linked", "domain", ""],
      ["company", "", "20002", "attention", "", '\'=HYPERLINK("http://evil.example","a, b")'],
    ]);
  });
});
