import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import {
  readConnectwiseContacts,
  readHubspotContacts,
} from "../../../sandbox/data/csv-contacts.ts";
import { errorOf, useFolder, write, writeLines } from "./csv-files.ts";

useFolder();

const hubspotCompanies = [
  { id: "901", properties: { name: "Acme" } },
  { id: "902", properties: { name: "Müller; Söhne" } },
  { id: "903", properties: { name: "Twin" } },
  { id: "904", properties: { name: "TWIN" } },
];
const connectwiseCompanies = [
  { id: 20_001, identifier: "Acme1", name: "Acme" },
  { id: 20_002, identifier: "Twin1", name: "Twin" },
  { id: 20_003, identifier: "Twin2", name: "Twin" },
];

const item = (name: string, kind: string, value: string, defaultFlag: boolean): object => ({
  type: { name },
  value,
  defaultFlag,
  communicationType: kind,
});

describe("a HubSpot contact export", () => {
  it("gives every usual column under its property name", () => {
    const file = writeLines(
      "Record ID - Contact,First Name,Last Name,Email,Additional email addresses,Phone Number,Mobile Phone Number,Job Title,Lifecycle Stage,Contact owner,Create Date,Associated Company IDs,Associated Company",
      '301,Ana,Löwe,ana@acme.com,a@acme.com;al@acme.com,(813) 555-0142 ext. 204,8135550143,Controller,Sales Qualified Lead,Dana Kim,2024-04-08 09:15,902;901,"Müller; Söhne;Acme"',
    );

    expect(readHubspotContacts(file, hubspotCompanies)).toEqual({
      records: [
        {
          id: "301",
          createdAt: "2024-04-08T09:15:00.000Z",
          companies: ["902", "901"],
          properties: {
            firstname: "Ana",
            lastname: "Löwe",
            email: "ana@acme.com",
            hs_additional_emails: "a@acme.com;al@acme.com",
            phone: "(813) 555-0142 ext. 204",
            mobilephone: "8135550143",
            jobtitle: "Controller",
            lifecyclestage: "salesqualifiedlead",
            hubspot_owner_id: "71000001",
          },
        },
      ],
      notes: [],
    });
  });

  it("takes internal names, other delimiters and old encodings", () => {
    const text =
      "hs_object_id;EMAIL;firstname;lastname;jobtitle;associatedcompanyid\n7;z@x.de;Zoë;Groß;Büro;901\n";

    expect(
      readHubspotContacts(write(iconv.encode(text, "win1252")), hubspotCompanies).records,
    ).toEqual([
      {
        id: "7",
        properties: { email: "z@x.de", firstname: "Zoë", lastname: "Groß", jobtitle: "Büro" },
        companies: ["901"],
      },
    ]);
  });

  it("puts the primary company first and takes each once", () => {
    const file = writeLines(
      "Record ID,Email,Primary Associated Company ID,Associated Company IDs",
      "1,a@x.com,902,901;902",
    );

    expect(readHubspotContacts(file, hubspotCompanies).records[0]?.companies).toEqual([
      "902",
      "901",
    ]);
  });

  // associated company, text of the contact's own, companies, words of the notes
  it.each<[string, string, string[] | undefined, string[]]>([
    [" acme ", "", ["901"], []],
    ['"Müller; Söhne"', "Acme", ["902"], []],
    ["", "ACME", ["901"], []],
    ["Nobody", "", undefined, ['Associated Company "Nobody"', "no such company"]],
    ["Twin", "", undefined, ['Associated Company "Twin"', "several", "line 2"]],
    ["Acme;Nobody", "", ["901"], ['"Nobody" is left out']],
    ["", "", undefined, []],
  ])("finds %j and %j by name", (associated, text, companies, words) => {
    const file = writeLines(
      "Record ID,Email,Associated Company,Company Name",
      `1,a@x.com,${associated},${text}`,
    );

    const { records, notes } = readHubspotContacts(file, hubspotCompanies);

    expect(records[0]?.companies).toEqual(companies);
    for (const word of words) expect(notes.join()).toContain(word);
    expect(notes).toHaveLength(words.length === 0 ? 0 : 1);
  });

  it("goes by the name when the id leads nowhere, and says so", () => {
    const file = writeLines(
      "Record ID,Email,Associated Company IDs,Associated Company",
      "1,a@x.com,77,Acme",
      "2,b@x.com,77,Acme",
    );

    const { records, notes } = readHubspotContacts(file, hubspotCompanies);

    expect(records.map(({ companies }) => companies)).toEqual([["901"], ["901"]]);
    expect(notes).toEqual([
      'Associated Company IDs "77" is left out: the export has no such company (2 rows, first in line 2).',
    ]);
  });

  it("keeps an address for the first contact that has it, as HubSpot does", () => {
    const file = writeLines(
      "Record ID,First Name,Email,Additional email addresses",
      "1,A,a@x.com,b@x.com",
      "2,B,B@x.com,c@x.com;A@x.com",
    );

    const { records, notes } = readHubspotContacts(file, []);

    expect(records[1]?.properties).toEqual({ firstname: "B", hs_additional_emails: "c@x.com" });
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain('Email "B@x.com" is left out: another contact has this address');
  });

  it("reads thousands of rows", () => {
    const rows = Array.from({ length: 8_000 }, (_, index) => `${index + 1},p${index}@x.com,Acme`);
    const file = writeLines("Record ID,Email,Associated Company", ...rows);

    const { records } = readHubspotContacts(file, hubspotCompanies);

    expect(records).toHaveLength(8_000);
    expect(records.at(-1)).toMatchObject({ id: "8000", companies: ["901"] });
  });

  it("is not taken for what it is not", () => {
    const file = writeLines("Record ID,Company name", "1,Acme");

    const error = errorOf(() => readHubspotContacts(file, hubspotCompanies));

    expect(error).toMatchObject({ line: 1, column: "Email" });
    expect(error.message).toContain("missing");
  });
});

describe("a ConnectWise contact list", () => {
  it("gives every usual column under the vendor's field name", () => {
    const file = writeLines(
      "Contact ID,First Name,Last Name,Company,Company ID,Email,Personal Email,Direct,Extension,Cell,Home,Fax,Title,Type,Inactive",
      '58001,Ana,Löwe,Acme,Acme1,Ana@Acme.com,ana@gmail.com,8135550142,204,8135550143,8135550144,8135550145,Controller,"Billing, Technical",Yes',
    );

    expect(readConnectwiseContacts(file, connectwiseCompanies)).toEqual({
      records: [
        {
          id: 58_001,
          firstName: "Ana",
          lastName: "Löwe",
          title: "Controller",
          company: { id: 20_001 },
          communicationItems: [
            item("Email", "Email", "Ana@Acme.com", true),
            item("Personal Email", "Email", "ana@gmail.com", false),
            { ...item("Direct", "Phone", "8135550142", true), extension: "204" },
            item("Cell", "Phone", "8135550143", false),
            item("Home", "Phone", "8135550144", false),
            item("Fax", "Fax", "8135550145", true),
          ],
          types: [{ name: "Billing" }, { name: "Technical" }],
          inactiveFlag: true,
        },
      ],
      notes: [],
    });
  });

  it("has several addresses in one column and a mobile as its main number", () => {
    const file = writeLines(
      "Record ID,First Name,Email,Phone,Cell",
      "1,Bo,bo@x.com; b@x.com,,8135550143",
      "2,Cy,,8135550142,",
      "3,Di,,,",
    );

    const { records } = readConnectwiseContacts(file, []);

    expect(records[0]?.["communicationItems"]).toMatchObject([
      { value: "bo@x.com", defaultFlag: true },
      { value: "b@x.com", defaultFlag: false },
      { type: { name: "Cell" }, defaultFlag: true },
    ]);
    expect(records[1]?.["communicationItems"]).toMatchObject([{ type: { name: "Direct" } }]);
    expect(records[2]).toEqual({ id: 3, firstName: "Di", inactiveFlag: false });
  });

  // company id, company name, company, number of notes
  it.each<[string, string, number | undefined, number]>([
    ["20002", "", 20_002, 0],
    ["TWIN2", "", 20_003, 0],
    ["", "acme", 20_001, 0],
    ["", "Twin", undefined, 1],
    ["", "Nobody", undefined, 1],
    ["99", "Nobody", undefined, 2],
  ])("finds company %j %j", (id, name, companyId, count) => {
    const file = writeLines("Contact ID,First Name,Company ID,Company", `1,Al,${id},${name}`);

    const { records, notes } = readConnectwiseContacts(file, connectwiseCompanies);

    expect(records[0]?.["company"]).toEqual(
      companyId === undefined ? undefined : { id: companyId },
    );
    expect(notes).toHaveLength(count);
  });

  it("leaves out what is neither yes nor no, with a note", () => {
    const file = writeLines("Contact ID,First Name,Inactive", "1,Al,perhaps");

    const { records, notes } = readConnectwiseContacts(file, []);

    expect(records[0]).toMatchObject({ inactiveFlag: false });
    expect(notes).toEqual(['Inactive "perhaps" is left out: it is neither yes nor no (line 2).']);
  });

  it("names file, place and remedy when it cannot be read", () => {
    const twice = writeLines("Contact ID,First Name", "1,Al", "1,Bo");

    const error = errorOf(() => readConnectwiseContacts(twice, []));

    expect(error).toMatchObject({ line: 3, column: "Contact ID" });
    expect(error.message).toContain(twice);
    expect(error.message).toContain("line 2");
  });
});
