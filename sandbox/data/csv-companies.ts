import { findChoice } from "./choices.ts";
import { readExport } from "./csv-export.ts";
import type { RecordExport } from "./csv-export.ts";
import type { ColumnNames } from "./csv-columns.ts";
import { readHubspotRecord } from "./csv-hubspot.ts";
import {
  NO_MEMBER,
  readFlag,
  readMember,
  readNumber,
  readReference,
  readTypes,
  readWholeNumber,
} from "./csv-values.ts";
import type { RowReader } from "./csv-values.ts";
import { dropUndefined } from "./firms.ts";
import { SUPPORT_TIER_FIELD_ID } from "./records.ts";
import type { ConnectWiseRecord, HubSpotCompany } from "./records.ts";

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

/**
 * Reads a HubSpot company export: its usual headings in any order and case.
 *
 * Values HubSpot would refuse are kept as they are. What a choice has no value for is left out, and
 * a note says so.
 *
 * @throws CsvError - with file, line, column and what to do, when the file cannot be read as one
 */
export function readHubspotCompanies(file: string): RecordExport<HubSpotCompany> {
  const form = { names: hubspotColumns, required: ["id", "name"] };
  return readExport(file, form, (reader, id) =>
    readHubspotRecord(reader, id, Object.keys(hubspotColumns)),
  );
}

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
    territoryManager: reader.converted("territoryManager", NO_MEMBER, readMember),
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
export function readConnectwiseCompanies(file: string): RecordExport<ConnectWiseRecord> {
  const form = { names: connectwiseColumns, required: ["id", "name"] };
  return readExport(file, form, (reader, id) =>
    dropUndefined({
      id: Number(id),
      site: { name: "Main" },
      ...reader.texts(connectwiseTexts),
      ...readConnectwiseFields(reader),
    }),
  );
}
