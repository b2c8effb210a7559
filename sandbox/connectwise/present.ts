import type { Json } from "./schema.ts";
import type { SetupRow } from "./setup-tables.ts";
import type { Callback, Company, Site, State } from "./store.ts";
import type { ReadPath } from "./query.ts";

/** Origin for links in answers, e.g. `http://127.0.0.1:4020`. */
export type Origin = string;

/** The double slash is ConnectWise's own; clients must not trip over it. */
const href = (origin: Origin, path: string): string =>
  `${origin}/v4_6_release//apis/3.0/company/companies/${path}`;

const reference = (row: SetupRow | undefined): Json | undefined =>
  row && { id: row.id, name: row["name"] };

/** Types of a company as references, in the order they were added. */
function typesOf(state: State, company: Company): Json[] {
  return company.typeLinks.flatMap((link) => {
    const row = state.tables.types.find((each) => each.id === link.typeId);
    return [reference(row) ?? { id: link.typeId }];
  });
}

/** Every company custom field that is defined; one without a value shows `value: null`. */
function customFieldsOf(state: State, company: Company): Json[] {
  return state.tables.userDefinedFields.map((definition) => ({
    id: definition.id,
    caption: definition["caption"],
    type: definition["fieldTypeIdentifier"],
    entryMethod: definition["entryTypeIdentifier"],
    numberOfDecimals: definition["numberDecimals"],
    value: company.customValues[String(definition.id)] ?? null,
    connectWiseId: definition["connectWiseID"],
  }));
}

/** The company's default site, whose address is the company's. */
export function primarySite(company: Company): Site | undefined {
  return company.sites.find((site) => site.isPrimary) ?? company.sites[0];
}

/** A company as `GET /company/companies/{id}` answers it. */
export function presentCompany(state: State, company: Company, origin: Origin): Json {
  const site = primarySite(company);
  return {
    id: company.id,
    ...company.fields,
    ...(site ? { site: { id: site.id, name: site.fields["name"] } } : {}),
    types: typesOf(state, company),
    _info: {
      lastUpdated: company.lastUpdated,
      updatedBy: company.updatedBy,
      dateEntered: company.dateEntered,
      enteredBy: company.enteredBy,
      sites_href: href(origin, `${company.id}/sites`),
      typeAssociations_href: href(origin, `${company.id}/typeAssociations`),
    },
    customFields: customFieldsOf(state, company),
  };
}

/** The reduced company a callback carries: no types and no custom fields. */
export function presentCallbackEntity(state: State, company: Company, origin: Origin): Json {
  const {
    types: _types,
    customFields: _customFields,
    ...rest
  } = presentCompany(state, company, origin);
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
  state: State,
  company: Company,
  link: { readonly id: number; readonly typeId: number },
): Json {
  const row = state.tables.types.find((each) => each.id === link.typeId);
  return {
    id: link.id,
    type: reference(row) ?? { id: link.typeId },
    company: companyReference(company),
    _info: {},
  };
}

/** A company as other records refer to it. */
export function companyReference(company: Company): Json {
  return {
    id: company.id,
    identifier: company.fields["identifier"],
    name: company.fields["name"],
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

/** Reads paths such as `status/name` or `lastUpdated` in a vendor-shaped record. */
export function readJson(record: Json): ReadPath {
  return (path) => {
    const [head = "", leaf] = path === "lastUpdated" ? ["_info", "lastUpdated"] : path.split("/");
    const value = record[head];
    if (leaf === undefined) return value;
    return typeof value === "object" && value !== null ? (value as Json)[leaf] : undefined;
  };
}

/** Paths of a company that are not among its fields. */
const COMPUTED: Readonly<Record<string, (company: Company) => unknown>> = {
  id: (company) => company.id,
  lastUpdated: (company) => company.lastUpdated,
  "_info/lastUpdated": (company) => company.lastUpdated,
  "_info/updatedBy": (company) => company.updatedBy,
  site: (company) => primarySite(company)?.fields["name"],
  "site/id": (company) => primarySite(company)?.id,
  "site/name": (company) => primarySite(company)?.fields["name"],
};

/** Reads paths in a company without building its answer: lists of 10,000 stay fast. */
export function readCompany(company: Company): ReadPath {
  const readField = readJson(company.fields);
  return (path) => {
    const compute = COMPUTED[path];
    return compute ? compute(company) : readField(path);
  };
}
