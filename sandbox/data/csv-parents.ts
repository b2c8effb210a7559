import type { ColumnNames } from "./csv-columns.ts";
import { Directory } from "./csv-directory.ts";
import type { Reference } from "./csv-directory.ts";
import type { ConnectWiseRecord, HubSpotCompany, HubSpotContact } from "./records.ts";

/** Columns in which HubSpot's contact and deal exports name companies. */
export const hubspotCompanyColumns: ColumnNames = {
  primaryCompanyId: [
    "Primary Associated Company ID",
    "associatedcompanyid",
    "Associated Company IDs (Primary)",
  ],
  companyIds: ["Associated Company IDs", "Associated Company ID"],
  primaryCompany: ["Associated Company (Primary)", "Primary company"],
  companies: ["Associated Company", "Associated Companies"],
  // A text of the contact's own, which need not be the company it is associated with.
  companyText: ["Company name", "Company"],
};

/** Columns in which HubSpot's deal export names contacts. */
export const hubspotContactColumns: ColumnNames = {
  contactIds: ["Associated Contact IDs", "Associated Contact ID"],
  contacts: ["Associated Contact", "Associated Contacts", "Contact"],
};

/** Columns in which ConnectWise's lists name a company. */
export const connectwiseCompanyColumns: ColumnNames = {
  companyRecId: ["Company RecID", "Company Rec ID", "Company_RecID"],
  companyId: ["Company ID", "Company Identifier"],
  company: ["Company", "Company Name"],
};

/** @returns how rows of a HubSpot export refer to its companies */
export function hubspotCompanyReferences(companies: readonly HubSpotCompany[]): Reference[] {
  const byId = new Directory("company");
  const byName = new Directory("company");
  for (const { id = "", properties } of companies) {
    byId.add(id, [id]);
    byName.add(id, [properties["name"]]);
  }
  return [
    { fields: ["primaryCompanyId", "companyIds"], directory: byId },
    { fields: ["primaryCompany", "companies"], directory: byName },
    { fields: ["companyText"], directory: byName },
  ];
}

/** @returns how rows of a HubSpot export refer to its contacts: by id, address, name or both at once */
export function hubspotContactReferences(contacts: readonly HubSpotContact[]): Reference[] {
  const byId = new Directory("contact");
  const byName = new Directory("contact");
  for (const { id = "", properties } of contacts) {
    const { firstname = "", lastname = "", email } = properties;
    const name = `${firstname} ${lastname}`;
    byId.add(id, [id]);
    byName.add(id, [email, name, email === undefined ? undefined : `${name} (${email})`]);
  }
  return [
    { fields: ["contactIds"], directory: byId },
    { fields: ["contacts"], directory: byName },
  ];
}

const textIn = (record: ConnectWiseRecord, field: string): string =>
  typeof record[field] === "string" ? record[field] : "";

/**
 * @returns how rows of a ConnectWise list refer to its companies; what lists call "Company ID" is
 *   the record's id in some and the company's short name in others
 */
export function connectwiseCompanyReferences(companies: readonly ConnectWiseRecord[]): Reference[] {
  const byId = new Directory("company");
  const byIdentifier = new Directory("company");
  const byName = new Directory("company");
  for (const company of companies) {
    const id = String(company["id"]);
    byId.add(id, [id]);
    byIdentifier.add(id, [id, textIn(company, "identifier")]);
    byName.add(id, [textIn(company, "name")]);
  }
  return [
    { fields: ["companyRecId"], directory: byId },
    { fields: ["companyId"], directory: byIdentifier },
    { fields: ["company"], directory: byName },
  ];
}

/** How rows of a ConnectWise list refer to contacts: by id, or by name among those of the company. */
export class Colleagues {
  readonly #byId = new Directory("contact");
  readonly #byCompany = new Map<string, Directory>();

  constructor(contacts: readonly ConnectWiseRecord[]) {
    for (const contact of contacts) {
      const id = String(contact["id"]);
      const [first, last] = [textIn(contact, "firstName"), textIn(contact, "lastName")];
      const company = contact["company"] as { id: number } | undefined;
      this.#byId.add(id, [id]);
      this.#directoryOf(String(company?.id)).add(id, [`${first} ${last}`, `${last}, ${first}`]);
    }
  }

  /** @param companyId - undefined for a row of no company */
  referencesFor(companyId: string | undefined): Reference[] {
    return [
      { fields: ["contactId"], directory: this.#byId },
      { fields: ["contact"], directory: this.#directoryOf(String(companyId)) },
    ];
  }

  #directoryOf(companyId: string): Directory {
    const known = this.#byCompany.get(companyId);
    if (known !== undefined) return known;
    const directory = new Directory("contact at the row's company");
    this.#byCompany.set(companyId, directory);
    return directory;
  }
}
