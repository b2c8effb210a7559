import { writeFileSync } from "node:fs";
import { stringify } from "csv-stringify/sync";
import { findChoice, hasChoices } from "./choices.ts";
import { IdColumn, LeftOut, readColumns } from "./csv-columns.ts";
import type { ColumnNames, Columns } from "./csv-columns.ts";
import type { TableRow } from "./csv-table.ts";
import { members, owners } from "./people.ts";
import { SUPPORT_TIER_FIELD_ID } from "./records.ts";
import type { ConnectWiseRecord, HubSpotCompany } from "./records.ts";

/** Companies of an export with what a person should know about how it was read. */
export interface CompanyExport<Company> {
  companies: Company[];
  /** Whole sentences: columns without a use, values left out, a guessed encoding. */
  notes: string[];
}

const hubspotColumns: ColumnNames = {
  id: ["Record ID", "Record ID - Company", "hs_object_id", "id"],
  name: ["Company name", "Name"],
  domain: ["Company Domain Name", "Domain", "Domain name"],
  website: ["Website URL", "Website"],
  phone: ["Phone Number", "Phone"],
  address: ["Street Address", "Address"],
  address2: ["Street Address 2", "Address 2", "address2"],
  city: ["City"],
  state: ["State/Region", "State"],
  zip: ["Postal Code", "Zip", "Zip code"],
  country: ["Country/Region", "Country"],
  industry: ["Industry"],
  numberofemployees: ["Number of Employees", "numberofemployees", "Employees"],
  annualrevenue: ["Annual Revenue", "annualrevenue"],
  lifecyclestage: ["Lifecycle Stage", "lifecyclestage"],
  type: ["Type"],
  support_tier: ["Support Tier"],
  hubspot_owner_id: ["Company owner", "Owner", "hubspot_owner_id"],
  createdate: ["Create Date", "createdate", "Created"],
};

const connectwiseColumns: ColumnNames = {
  id: ["Company RecID", "Company Rec ID", "RecID", "Company_RecID", "id"],
  identifier: ["Company ID", "Company Identifier", "identifier"],
  name: ["Company Name", "name"],
  status: ["Status", "Company Status"],
  types: ["Type", "Types", "Company Type", "Company Types"],
  addressLine1: ["Address 1", "Address Line 1", "addressLine1", "Address"],
  addressLine2: ["Address 2", "Address Line 2", "addressLine2"],
  city: ["City"],
  state: ["State", "State/Province"],
  zip: ["Zip", "Zip Code", "Postal Code"],
  country: ["Country"],
  phoneNumber: ["Phone", "Phone Number", "phoneNumber"],
  faxNumber: ["Fax", "Fax Number", "faxNumber"],
  website: ["Website", "Web Site"],
  territory: ["Territory"],
  territoryManager: ["Territory Manager"],
  market: ["Market"],
  numberOfEmployees: ["Number of Employees", "numberOfEmployees", "Employees"],
  annualRevenue: ["Annual Revenue", "annualRevenue", "Revenue"],
  accountNumber: ["Account Number", "accountNumber", "Account #"],
  supportTier: ["Support Tier"],
  deletedFlag: ["Deleted", "Deleted Flag", "deletedFlag"],
};

/** `48,566` as spreadsheets write it is a plain number; any other text stays what it is. */
function plainNumber(text: string): string {
  return /^[$€£]?-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(text)
    ? text.replaceAll(/[$€£,]/g, "")
    : text.replace(/^[$€£](?=\d)/, "");
}

function findOwner(text: string): string | undefined {
  const wanted = text.toLowerCase();
  return owners.find(({ id, email, firstName, lastName }) =>
    [id, email, `${firstName} ${lastName}`.toLowerCase()].includes(wanted),
  )?.id;
}

/** Export times have no zone; UTC is as good as any for records that only need an order. */
function readTime(text: string): string | undefined {
  const hasZone = /(z|[+-]\d{2}:?\d{2})$/i.test(text);
  const time = Date.parse(hasZone ? text : `${text.replace(" ", "T")}Z`);
  const read = Number.isNaN(time) ? Date.parse(`${text} UTC`) : time;
  return Number.isNaN(read) ? undefined : new Date(read).toISOString();
}

/** Reads one value after another of a row, and keeps count of what has to be left out. */
class RowReader {
  readonly #columns: Columns;
  readonly #leftOut: LeftOut;
  readonly #row: TableRow;

  constructor(columns: Columns, leftOut: LeftOut, row: TableRow) {
    this.#columns = columns;
    this.#leftOut = leftOut;
    this.#row = row;
  }

  /** @returns undefined for a blank. */
  text(field: string): string | undefined {
    return this.#columns.value(this.#row, field) || undefined;
  }

  /** Reads a value in the vendor's form; one that `read` knows nothing for is left out with a note. */
  converted<T>(field: string, why: string, read: (text: string) => T | undefined): T | undefined {
    const value = this.text(field);
    if (value === undefined) return undefined;
    const result = read(value);
    if (result !== undefined) return result;
    this.#leftOut.add({ column: this.#columns.heading(field), value, why }, this.#row.line);
    return undefined;
  }
}

function readHubspotProperty(reader: RowReader, property: string): string | undefined {
  if (property === "hubspot_owner_id") {
    return reader.converted(property, "the sample portal has no such owner", findOwner);
  }
  if (hasChoices(property)) {
    const why = "it is none of HubSpot's choices";
    return reader.converted(property, why, (text) => findChoice(property, text));
  }
  const text = reader.text(property);
  const isNumber = property === "numberofemployees" || property === "annualrevenue";
  return text !== undefined && isNumber ? plainNumber(text) : text;
}

/**
 * Reads a HubSpot company export: its usual headings in any order and case.
 *
 * Values HubSpot would refuse are kept as they are. What a choice has no value for is left out, and
 * a note says so.
 *
 * @throws CsvError - with file, line, column and what to do, when the file cannot be read as one
 */
export function readHubspotCompanies(file: string): CompanyExport<HubSpotCompany> {
  const columns = readColumns(file, hubspotColumns, ["id", "name"]);
  const leftOut = new LeftOut();
  const ids = new IdColumn(columns, "id");
  const companies = columns.rows.map((row) => {
    const reader = new RowReader(columns, leftOut, row);
    const company: HubSpotCompany = { id: ids.read(row), properties: {} };
    for (const property of Object.keys(hubspotColumns)) {
      if (property === "id" || property === "createdate") continue;
      const value = readHubspotProperty(reader, property);
      if (value !== undefined) company.properties[property] = value;
    }
    const createdAt = reader.converted("createdate", "it is not a time", readTime);
    return createdAt === undefined ? company : { ...company, createdAt };
  });
  return { companies, notes: [...columns.notes, ...leftOut.notes()] };
}

function readNumber(text: string): number | undefined {
  const number = Number(plainNumber(text));
  return Number.isFinite(number) ? number : undefined;
}

function readWholeNumber(text: string): number | undefined {
  const number = readNumber(text);
  return Number.isInteger(number) ? number : undefined;
}

function readFlag(text: string): boolean | undefined {
  if (/^(true|yes|y|1)$/i.test(text)) return true;
  return /^(false|no|n|0)$/i.test(text) ? false : undefined;
}

function readMember(text: string): { identifier: string } | undefined {
  const wanted = text.toLowerCase();
  const member = members.find(({ identifier, officeEmail, firstName, lastName }) =>
    [identifier, officeEmail, `${firstName} ${lastName}`.toLowerCase()].includes(wanted),
  );
  return member && { identifier: member.identifier };
}

const readReference = (name: string): { name: string } => ({ name });
const readTypes = (text: string): { name: string }[] =>
  text
    .split(/[,;|]/)
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map(readReference);

function readTier(text: string): { id: number; value: string }[] | undefined {
  const value = findChoice("support_tier", text);
  return value === undefined ? undefined : [{ id: SUPPORT_TIER_FIELD_ID, value }];
}

function readConnectwiseFields(reader: RowReader): ConnectWiseRecord {
  return {
    status: reader.converted("status", "", readReference),
    types: reader.converted("types", "it names no type", readTypes),
    country: reader.converted("country", "", readReference),
    territory: reader.converted("territory", "", readReference),
    market: reader.converted("market", "", readReference),
    territoryManager: reader.converted(
      "territoryManager",
      "the sample system has no such member",
      readMember,
    ),
    numberOfEmployees: reader.converted(
      "numberOfEmployees",
      "ConnectWise holds whole numbers only",
      readWholeNumber,
    ),
    annualRevenue: reader.converted("annualRevenue", "ConnectWise holds numbers only", readNumber),
    customFields: reader.converted("supportTier", "it is none of the choices", readTier),
    deletedFlag: reader.converted("deletedFlag", "it is neither yes nor no", readFlag) ?? false,
  };
}

const connectwiseTexts = `identifier name addressLine1 addressLine2 city state zip phoneNumber
  faxNumber website accountNumber`.split(/\s+/);

/**
 * Reads a ConnectWise company export: its usual headings in any order and case.
 *
 * Texts ConnectWise would refuse are kept as they are. What it has no form for (a number that is
 * none, an unknown member) is left out, and a note says so.
 *
 * @throws CsvError - with file, line, column and what to do, when the file cannot be read as one
 */
export function readConnectwiseCompanies(file: string): CompanyExport<ConnectWiseRecord> {
  const columns = readColumns(file, connectwiseColumns, ["id", "name"]);
  const leftOut = new LeftOut();
  const ids = new IdColumn(columns, "id");
  const companies = columns.rows.map((row) => {
    const reader = new RowReader(columns, leftOut, row);
    const company: ConnectWiseRecord = { id: Number(ids.read(row)), site: { name: "Main" } };
    for (const field of connectwiseTexts) company[field] = reader.text(field);
    Object.assign(company, readConnectwiseFields(reader));
    for (const [field, value] of Object.entries(company)) {
      if (value === undefined) delete company[field];
    }
    return company;
  });
  return { companies, notes: [...columns.notes, ...leftOut.notes()] };
}

/** A line of `report.csv`: what a first sync does to one record or pair. */
export interface ReportRow {
  /** Object type: `company`. */
  object: string;
  /** As in the input; null when there is none. */
  hubspotId: string | null;
  connectwiseId: string | null;
  action:
    | "linked"
    | "created_in_hubspot"
    | "created_in_connectwise"
    | "updated"
    | "review"
    | "excluded"
    | "waiting"
    | "attention";
  /** The match field that found the counterpart; null when none did. */
  matchedBy: string | null;
  reason: string | null;
}

const reportColumns = [
  { key: "object", header: "object" },
  { key: "hubspotId", header: "hubspot_id" },
  { key: "connectwiseId", header: "connectwise_id" },
  { key: "action", header: "action" },
  { key: "matchedBy", header: "matched_by" },
  { key: "reason", header: "reason" },
];

/**
 * Writes `report.csv`, replacing the file. Text that a spreadsheet would run as a formula begins
 * with an apostrophe.
 *
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function writeReport(rows: readonly ReportRow[], file: string): void {
  writeFileSync(
    file,
    stringify([...rows], { header: true, columns: reportColumns, escape_formulas: true }),
  );
}
