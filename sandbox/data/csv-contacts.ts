import type { ColumnNames } from "./csv-columns.ts";
import { communicationItem } from "./persons.ts";
import type { CommunicationItem } from "./persons.ts";
import {
  connectwiseCompanyColumns,
  connectwiseCompanyReferences,
  hubspotCompanyColumns,
  hubspotCompanyReferences,
} from "./csv-parents.ts";
import { readParents } from "./csv-directory.ts";
import { readExport } from "./csv-export.ts";
import type { RecordExport } from "./csv-export.ts";
import { readHubspotRecord } from "./csv-hubspot.ts";
import { readFlag, readTypes } from "./csv-values.ts";
import type { RowReader } from "./csv-values.ts";
import { dropUndefined } from "./firms.ts";
import type { CommunicationName } from "./contact-choices.ts";
import type { ConnectWiseRecord, HubSpotCompany, HubSpotContact } from "./records.ts";

const hubspotColumns: ColumnNames = {
  id: ["Record ID", "Record ID - Contact", "Contact ID", "hs_object_id", "id"],
  firstname: ["First Name", "firstname"],
  lastname: ["Last Name", "lastname"],
  email: ["Email", "Email Address"],
  hs_additional_emails: ["Additional email addresses", "hs_additional_emails"],
  phone: ["Phone Number", "Phone"],
  mobilephone: ["Mobile Phone Number", "Mobile Phone", "mobilephone"],
  jobtitle: ["Job Title", "jobtitle"],
  lifecyclestage: ["Lifecycle Stage", "lifecyclestage"],
  hubspot_owner_id: ["Contact owner", "Owner", "hubspot_owner_id"],
  createdate: ["Create Date", "createdate", "Created"],
};

const connectwiseColumns: ColumnNames = {
  id: [
    "Contact ID",
    "Record ID",
    "Contact RecID",
    "Contact Rec ID",
    "Contact_RecID",
    "RecID",
    "id",
  ],
  firstName: ["First Name", "firstName"],
  lastName: ["Last Name", "lastName"],
  title: ["Title", "Job Title"],
  ...connectwiseCompanyColumns,
  email: ["Email", "Email Address", "Default Email"],
  personalEmail: ["Personal Email", "Email 2"],
  direct: ["Direct", "Direct Phone", "Work Phone"],
  phone: ["Phone", "Phone Number", "Default Phone"],
  extension: ["Extension", "Ext", "Direct Extension", "Phone Extension"],
  cell: ["Cell", "Cell Phone", "Mobile", "Mobile Phone"],
  home: ["Home", "Home Phone"],
  fax: ["Fax", "Fax Number"],
  types: ["Type", "Types", "Contact Type", "Contact Types"],
  inactiveFlag: ["Inactive", "Inactive Flag", "inactiveFlag"],
};

const emailsIn = (text: string): string[] =>
  text
    .split(/[;,]/)
    .map((email) => email.trim())
    .filter((email) => email !== "");

/** HubSpot keeps each address for one contact; a second one could not be loaded. */
class Addresses {
  readonly #taken = new Set<string>();

  /** Takes addresses another contact has out of a contact, with a note. */
  claim(reader: RowReader, { properties }: HubSpotContact): void {
    for (const field of ["email", "hs_additional_emails"]) {
      const kept = emailsIn(properties[field] ?? "").filter((email) => {
        const isFree = !this.#taken.has(email.toLowerCase());
        if (isFree) this.#taken.add(email.toLowerCase());
        else reader.leaveOut(field, email, "another contact has this address");
        return isFree;
      });
      if (kept.length === 0) delete properties[field];
      else properties[field] = kept.join(";");
    }
  }
}

/**
 * Reads a HubSpot contact export: its usual headings in any order and case.
 *
 * A contact belongs to the companies whose ids or names its row gives; one that is not among
 * `companies`, or whose name several have, is left out, and a note says so. Values HubSpot would
 * refuse are kept as they are, but for an address that another contact has.
 *
 * @param companies - HubSpot's companies, from the same portal's export
 * @throws CsvError - with file, line, column and what to do, when the file cannot be read as one
 */
export function readHubspotContacts(
  file: string,
  companies: readonly HubSpotCompany[],
): RecordExport<HubSpotContact> {
  const form = {
    names: { ...hubspotColumns, ...hubspotCompanyColumns },
    required: ["id", "email"],
  };
  const references = hubspotCompanyReferences(companies);
  const addresses = new Addresses();
  return readExport(file, form, (reader, id) => {
    const contact: HubSpotContact = readHubspotRecord(reader, id, Object.keys(hubspotColumns));
    addresses.claim(reader, contact);
    const parents = readParents(reader, references);
    return parents.length === 0 ? contact : { ...contact, companies: parents };
  });
}

/** Columns that hold a communication item each; the first of its kind that is filled is the main one. */
const itemColumns: readonly [field: string, type: CommunicationName][] = [
  ["email", "Email"],
  ["personalEmail", "Personal Email"],
  ["direct", "Direct"],
  ["cell", "Cell"],
  ["home", "Home"],
  ["fax", "Fax"],
];

/** An address column may hold several; any text may be a number. */
function valuesIn(reader: RowReader, field: string): string[] {
  const text = reader.text(field) ?? "";
  if (field.toLowerCase().includes("email")) return emailsIn(text);
  // Lists without a column for the direct number have one for the main number.
  const number = field === "direct" && text === "" ? (reader.text("phone") ?? "") : text;
  return number === "" ? [] : [number];
}

function readItems(reader: RowReader): CommunicationItem[] {
  const items: CommunicationItem[] = [];
  for (const [field, type] of itemColumns) {
    const extension = field === "direct" ? reader.text("extension") : undefined;
    for (const value of valuesIn(reader, field)) {
      const item = communicationItem(type, value, { extension });
      const isFirst = items.every((each) => each.communicationType !== item.communicationType);
      items.push({ ...item, defaultFlag: isFirst });
    }
  }
  return items;
}

/**
 * Reads a ConnectWise contact list: its usual headings in any order and case.
 *
 * A contact belongs to the company whose id, short name or name its row gives; one that is not among
 * `companies`, or whose name several have, is left out, and a note says so.
 *
 * @param companies - ConnectWise's companies, from the same system's export
 * @throws CsvError - with file, line, column and what to do, when the file cannot be read as one
 */
export function readConnectwiseContacts(
  file: string,
  companies: readonly ConnectWiseRecord[],
): RecordExport<ConnectWiseRecord> {
  const form = { names: connectwiseColumns, required: ["id", "firstName"] };
  const references = connectwiseCompanyReferences(companies);
  return readExport(file, form, (reader, id) => {
    const [companyId] = readParents(reader, references);
    const items = readItems(reader);
    return dropUndefined({
      id: Number(id),
      ...reader.texts(["firstName", "lastName", "title"]),
      company: companyId === undefined ? undefined : { id: Number(companyId) },
      communicationItems: items.length === 0 ? undefined : items,
      types: reader.converted("types", "it names no type", readTypes),
      inactiveFlag: reader.converted("inactiveFlag", "it is neither yes nor no", readFlag) ?? false,
    });
  });
}
