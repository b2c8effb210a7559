import { presentCustomFields } from "./custom-fields.ts";
import type { ReadPath } from "./query.ts";
import type { Origin, RecordType } from "./record-type.ts";
import { companyReference } from "./references.ts";
import type { Json } from "./schema.ts";
import type { SetupRow } from "./setup-tables.ts";
import type { AnyRecord, Callback, Company, Site, Store } from "./store.ts";
import { presentTypes } from "./type-links.ts";

/** The double slash is ConnectWise's own; clients must not trip over it. */
const href = (origin: Origin, path: string): string =>
  `${origin}/v4_6_release//apis/3.0/company/companies/${path}`;

/** The company's default site, whose address is the company's. */
export function primarySite(company: Company): Site | undefined {
  return company.sites.find((site) => site.isPrimary) ?? company.sites[0];
}

/** A company as `GET /company/companies/{id}` answers it. */
export function presentCompany(store: Store, company: Company, origin: Origin): Json {
  const site = primarySite(company);
  return {
    id: company.id,
    ...company.fields,
    ...(site ? { site: { id: site.id, name: site.fields["name"] } } : {}),
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

/** The reduced record a callback carries: no types and no custom fields. */
export function presentCallbackEntity<R extends AnyRecord>(
  type: RecordType<R>,
  store: Store,
  record: R,
  origin: Origin,
): Json {
  const { types: _types, customFields: _fields, ...rest } = type.present(store, record, origin);
  return rest;
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

/** A type association as its routes answer it. */
export function presentAssociation(
  store: Store,
  company: Company,
  link: { readonly id: number; readonly typeId: number },
): Json {
  const [type] = presentTypes(store.state.tables.types, [link]);
  return { id: link.id, type, company: companyReference(company), _info: {} };
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

/** Reads paths such as `status/name` or `lastUpdated` in a vendor-shaped record. */
export function readJson(record: Json): ReadPath {
  return (path) => {
    const [head = "", leaf] = path === "lastUpdated" ? ["_info", "lastUpdated"] : path.split("/");
    const value = record[head];
    if (leaf === undefined) return value;
    return typeof value === "object" && value !== null ? (value as Json)[leaf] : undefined;
  };
}

/** Reads paths in a record without building its answer: lists of 10,000 stay fast. */
export function readRecord<R extends AnyRecord>(type: RecordType<R>, record: R): ReadPath {
  const readField = readJson(record.fields);
  return (path) => {
    const compute = type.computed[path];
    if (compute) return compute(record);
    const common = COMMON[path];
    return common ? common(record) : readField(path);
  };
}

/** Paths that all records have and that are not among their fields. */
const COMMON: Readonly<Record<string, (record: AnyRecord) => unknown>> = {
  id: (record) => record.id,
  lastUpdated: (record) => record.lastUpdated,
  "_info/lastUpdated": (record) => record.lastUpdated,
  "_info/updatedBy": (record) => record.updatedBy,
};
