import { defaultItem, presentItem } from "./communications.ts";
import { presentCustomFields } from "./custom-fields.ts";
import { apiLink, linkRow, presentReferences } from "./links.ts";
import { readJson } from "./projection.ts";
import type { ReadPath } from "./comparisons.ts";
import type { Origin, RecordType } from "./record-type.ts";
import {
  companyReference,
  currentReference,
  isObject,
  primarySite,
  referenceId,
  siteReference,
} from "./references.ts";
import { CONTACT_RULES, OPPORTUNITY_RULES } from "./rules.ts";
import type { Json } from "./schema.ts";
import type { SetupRow } from "./setup-tables.ts";
import type { AnyRecord, Callback, Company, Contact, Opportunity, Site, Store } from "./store.ts";
import { presentTypes } from "./type-links.ts";

/** The double slash is ConnectWise's own; clients must not trip over it. */
const href = (origin: Origin, path: string): string =>
  `${origin}/v4_6_release//apis/3.0/company/companies/${path}`;

/** A company as `GET /company/companies/{id}` answers it. */
export function presentCompany(store: Store, company: Company, origin: Origin): Json {
  const site = primarySite(company);
  return {
    id: company.id,
    ...company.fields,
    ...(site ? { site: siteReference(site) } : {}),
    types: presentTypes(store.state.tables.types, company.typeLinks),
    _info: {
      lastUpdated: company.lastUpdated,
      updatedBy: company.updatedBy,
      dateEntered: company.dateEntered,
      enteredBy: company.enteredBy,
      sites_href: href(origin, `${company.id}/sites`),
      typeAssociations_href: href(origin, `${company.id}/typeAssociations`),
    },
    customFields: presentCustomFields(store, company),
  };
}

/**
 * A contact as `GET /company/contacts/{id}` answers it: without items it has no `communicationItems`,
 * and its phone is then that of its site.
 */
export function presentContact(store: Store, contact: Contact, origin: Origin): Json {
  const { id, fields, communications, typeLinks, lastUpdated, updatedBy } = contact;
  const types = presentTypes(store.state.tables.contactTypes, typeLinks);
  return {
    id,
    ...fields,
    ...presentReferences(CONTACT_RULES, fields, store, origin),
    ...defaultPhone(store, contact),
    ...companyLocation(store, contact),
    ...(communications.length === 0
      ? {}
      : { communicationItems: communications.map((item) => presentItem(store, item, origin)) }),
    types: types.map((type) => linkRow("contactTypes", type, origin)),
    customFields: presentCustomFields(store, contact),
    _info: { lastUpdated, updatedBy, ...contactLinks(id, lastUpdated, origin) },
  };
}

/** The phone ConnectWise shows for a contact: its default item, else its site's. */
export function defaultPhone(store: Store, contact: Contact): Json {
  const item = defaultItem(contact.communications, "Phone");
  if (item) {
    const row = store.state.tables.communicationTypes.find((each) => each.id === item.typeId);
    return {
      defaultPhoneType: row?.["description"],
      defaultPhoneNbr: item.value,
      ...(item.extension === undefined ? {} : { defaultPhoneExtension: item.extension }),
    };
  }
  const company = store.companies.get(referenceId(contact.fields["company"]));
  const siteId = referenceId(contact.fields["site"]);
  const phone = company?.sites.find((site) => site.id === siteId)?.fields["phoneNumber"];
  return phone ? { defaultPhoneType: "Site", defaultPhoneNbr: phone } : {};
}

/** The location behind a contact's company: `{}` when the company has none. */
function companyLocation(store: Store, contact: Contact): Json {
  const company = store.companies.get(referenceId(contact.fields["company"]));
  if (!company) return {};
  const { territory } = company.fields;
  return { companyLocation: isObject(territory) ? { ...territory, _info: {} } : {} };
}

function contactLinks(id: number, lastUpdated: string, origin: Origin): Json {
  const below = (path: string): string => apiLink(origin, `company/contacts/${id}/${path}`);
  const about = (path: string): string => apiLink(origin, `${path}?conditions=contact/id=${id}`);
  return {
    communications_href: below("communications"),
    notes_href: below("notes"),
    tracks_href: below("tracks"),
    portalSecurity_href: below("portalSecurity"),
    activities_href: about("sales/activities"),
    documents_href: apiLink(origin, `system/documents?recordType=Contact&recordId=${id}`),
    configurations_href: about("company/configurations"),
    tickets_href: about("service/tickets"),
    opportunities_href: about("sales/opportunities"),
    projects_href: about("project/projects"),
    image_href: below(`image?lastModified=${lastUpdated}`),
  };
}

/** The reduced contact of callbacks: a relationship with a link, where there is none, too. */
export function presentContactEntity(store: Store, contact: Contact, origin: Origin): Json {
  const {
    communicationItems: _items,
    types: _types,
    customFields: _fields,
    ignoreDuplicates: _ignore,
    ...rest
  } = presentContact(store, contact, origin);
  const link = apiLink(origin, "company/contacts/relationships/");
  return { relationship: { _info: { relationship_href: link } }, ...rest };
}

/**
 * An opportunity as `GET /sales/opportunities/{id}` answers it. Goods and invoices go to its company
 * and contact where nothing else is said.
 */
export function presentOpportunity(store: Store, record: Opportunity, origin: Origin): Json {
  const { id, fields, lastUpdated, updatedBy, dateEntered, enteredBy } = record;
  const references = presentReferences(OPPORTUNITY_RULES, fields, store, origin);
  const { company, contact, site } = references;
  const below = (path: string): string => apiLink(origin, `sales/opportunities/${id}/${path}`);
  return {
    id,
    ...fields,
    shipToCompany: company,
    shipToContact: contact,
    shipToSite: site,
    billToCompany: company,
    billToContact: contact,
    billToSite: site,
    ...references,
    _info: {
      lastUpdated,
      updatedBy,
      dateEntered,
      enteredBy,
      notes_href: below("notes"),
      forecast_href: below("forecast"),
      contacts_href: below("contacts"),
      team_href: below("team"),
    },
    customFields: presentCustomFields(store, record),
  };
}

/** A site as the sites routes answer it. */
export function presentSite(company: Company, site: Site): Json {
  return {
    id: site.id,
    ...site.fields,
    primaryAddressFlag: site.isPrimary,
    defaultShippingFlag: site.isPrimary,
    defaultBillingFlag: site.isPrimary,
    defaultMailingFlag: site.isPrimary,
    inactiveFlag: site.fields["inactiveFlag"] ?? false,
    company: companyReference(company),
    _info: { lastUpdated: site.lastUpdated, updatedBy: site.updatedBy },
  };
}

/** A callback entry as its routes answer it. */
export function presentCallback(callback: Callback): Json {
  return {
    id: callback.id,
    ...callback.fields,
    memberId: callback.memberId,
    _info: { lastUpdated: callback.lastUpdated, updatedBy: callback.updatedBy },
  };
}

/** A row of a set-up table. */
export function presentSetupRow(row: SetupRow): Json {
  return { ...row, _info: { lastUpdated: "2024-06-28T17:39:02Z", updatedBy: "zAdmin" } };
}

/** Reads paths in a record without building its answer: lists of 10,000 stay fast. */
export function readRecord<R extends AnyRecord>(
  type: RecordType<R>,
  record: R,
  store: Store,
): ReadPath {
  const readField = readJson(record.fields);
  return (path) => {
    if (type.computedPaths.has(path)) return type.compute(record, path, store);
    const common = COMMON[path];
    if (common) return common(record);
    const [head = "", leaf] = path.split("/");
    const value = record.fields[head];
    if (leaf === undefined || !isObject(value)) return readField(path);
    return currentReference(value, type.references[head], record.fields, store)[leaf];
  };
}

/** Paths that all records have and that are not among their fields. */
const COMMON: Readonly<Record<string, (record: AnyRecord) => unknown>> = {
  id: (record) => record.id,
  lastUpdated: (record) => record.lastUpdated,
  "_info/lastUpdated": (record) => record.lastUpdated,
  "_info/updatedBy": (record) => record.updatedBy,
};
