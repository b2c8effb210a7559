import { moveDependents, opportunitiesOf } from "./dependents.ts";
import { ApiError, invalidField, missingField, tooLong } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import type { Operation } from "./patch.ts";
import { presentCompany } from "./present.ts";
import type { Draft, InsertContext, NewRecord, RecordType, WriteContext } from "./record-type.ts";
import { setOrDrop, stamp } from "./record-writes.ts";
import { isObject, primarySite, referenceId, rowReference } from "./references.ts";
import { COMPANY_RULES } from "./rules.ts";
import { lengthLimits, parseVersion } from "./schema.ts";
import type { Json } from "./schema.ts";
import type { Company, Site, Store } from "./store.ts";
import { isAboutTypes, linkTypes, readTypeIds, typesAreCreateOnly } from "./type-links.ts";
import { checkRequired } from "./validate.ts";

const RESOURCE = "company";
const IDENTIFIER = /^[A-Za-z0-9]+(?: +[A-Za-z0-9]+)*$/;
const ADDRESS_FIELDS = ["addressLine1", "addressLine2", "city", "state", "zip", "country"];

/** Company fields that are really those of its default site. */
const SITE_MIRROR = ["addressLine1", "addressLine2", "city", "zip", "country"] as const;
const SITE_CONTACT = ["phoneNumber", "faxNumber"] as const;

/** Companies: soft deletion, unique identifiers and an address that lives on the default site. */
export const COMPANY: RecordType<Company> = {
  ...COMPANY_RULES,
  noun: "Company",
  path: "/company/companies",
  typeTable: "types",
  loadable: ["deletedFlag", "dateDeleted", "deletedBy"],
  computedPaths: new Set(["site", "site/id", "site/name"]),
  compute: (company, path) => {
    const site = primarySite(company);
    return path === "site/id" ? site?.id : site?.fields["name"];
  },
  table: (store) => store.companies,
  present: presentCompany,
  presentEntity: (store, company, origin) => {
    const {
      types: _types,
      customFields: _fields,
      ...rest
    } = presentCompany(store, company, origin);
    return rest;
  },
  children: (store, company) => ({
    types: company.typeLinks.flatMap(({ typeId }) =>
      store.state.tables.types.filter((row) => row.id === typeId),
    ),
  }),
  defaults: (store) => {
    const flags: Json = { leadFlag: false, unsubscribeFlag: false, isVendorFlag: false };
    const status = store.state.tables.statuses.find((row) => row["defaultFlag"] === true);
    return status ? { ...flags, status: rowReference(status) } : flags;
  },
  putIgnores: [],
  newDefaults: () => ({}),
  isInUse: (company, store) => opportunitiesOf(store, company).length > 0,
  readParts: (body, { store }, errors) => ({
    typeIds: readTypeIds(body, store.state.tables.types, "Company", errors),
    siteName: siteNameOf(body) ?? "Main",
  }),
  settle: (fields) => {
    const { identifier } = fields;
    if (typeof identifier === "string") fields["identifier"] = identifier.trim();
    return [];
  },
  checkNew,
  check,
  insert: insertCompany,
  patchPart,
  putParts: (body, { errors }) => {
    if (Object.keys(body).some((head) => isAboutTypes({ head }))) {
      errors.push(typesAreCreateOnly(RESOURCE));
    }
  },
  commit,
  formDefaults: { country: { id: 1 } },
  complete: (body, store) => {
    const name = typeof body["name"] === "string" ? body["name"] : "Unnamed company";
    return { ...body, name, identifier: body["identifier"] ?? uniqueIdentifier(store, name) };
  },
  editParts: (body, { record, context, errors }) => {
    if (body["types"] === undefined) return;
    const typeIds = readTypeIds(body, context.store.state.tables.types, "Company", errors);
    record.typeLinks = linkTypes(typeIds, context.store);
  },
  remove: (company, context) => {
    markDeleted(company, context);
    stamp(company, context, "deleted");
  },
  merge: (winner, loser, context) => mergeCompanies(winner, loser, {}, context),
};

function siteNameOf(body: Json): string | undefined {
  const { name } = isObject(body["site"]) ? body["site"] : {};
  return typeof name === "string" && name.trim() !== "" ? name : undefined;
}

/** Checks a company's range of years, and its identifier where it is new to it. */
function check(fields: Json, { store }: WriteContext, before?: Company): FieldError[] {
  const errors = checkRequired(RESOURCE, fields, ["identifier", "name"]);
  const year = fields["yearEstablished"];
  if (typeof year === "number" && (year < 1900 || year > 9999)) {
    const message = "yearEstablished must be between 1900 and 9999";
    errors.push({ code: "OutOfRange", message, resource: RESOURCE, field: "yearEstablished" });
  }
  const { identifier } = fields;
  if (identifier !== before?.fields["identifier"]) {
    errors.push(...checkIdentifier(identifier, before?.id, store));
  }
  return errors;
}

/** Checks an identifier: its letters, and that nobody else has it. */
function checkIdentifier(
  identifier: unknown,
  ownId: number | undefined,
  store: Store,
): FieldError[] {
  if (typeof identifier !== "string" || identifier === "") return [];
  if (!IDENTIFIER.test(identifier)) {
    return [invalidField(RESOURCE, "identifier", "The identifier field has invalid characters.")];
  }
  const holder = store.companyByIdentifier(identifier);
  if (!holder || holder.id === ownId) return [];
  const message = `A company with the identifier ${identifier} already exists.`;
  return [{ code: "ObjectExists", message, resource: RESOURCE, field: "identifier" }];
}

/** Checks what only a new company has to have: a site name and one address field. */
function checkNew(body: Json, fields: Json, { limits }: WriteContext): FieldError[] {
  const errors: FieldError[] = [];
  const siteName = siteNameOf(body);
  const longest = limits.companySite["name"] ?? Infinity;
  if (siteName === undefined) {
    errors.push(missingField(RESOURCE, "site", "Company Site name is required."));
  } else if (siteName.length > longest) {
    errors.push(tooLong("companySite", "name", longest));
  }
  if (!ADDRESS_FIELDS.some((name) => fields[name])) {
    const message = "At least one address field is required.";
    errors.push(missingField(RESOURCE, "addressLine1", message));
  }
  return errors;
}

/** Puts a company into the store with the defaults of a new one; no check, no callback. */
function insertCompany(parts: NewRecord, { store, actor }: InsertContext): Company {
  const at = parts.lastUpdated ?? store.timestamp();
  const site: Site = {
    id: store.takeId("site"),
    isPrimary: true,
    fields: { name: parts.siteName ?? "Main" },
    lastUpdated: at,
    updatedBy: actor.identifier,
  };
  const company: Company = {
    type: RESOURCE,
    id: store.takeId("company", parts.id),
    fields: { ...COMPANY.defaults(store), deletedFlag: false, ...parts.fields },
    customValues: { ...parts.customs },
    typeLinks: linkTypes(typesOrDefault(parts.typeIds ?? [], store), store),
    sites: [site],
    lastUpdated: at,
    updatedBy: actor.identifier,
    dateEntered: at,
    enteredBy: actor.identifier,
  };
  mirrorToSite(company, store);
  store.addCompany(company);
  return company;
}

function typesOrDefault(typeIds: readonly number[], store: Store): readonly number[] {
  if (typeIds.length > 0) return typeIds;
  return store.state.tables.types.filter((row) => row["defaultFlag"] === true).map((row) => row.id);
}

function patchPart(operation: Operation, draft: Draft<Company>): boolean {
  if (isAboutTypes(operation)) draft.errors.push(typesAreCreateOnly(RESOURCE));
  else if (operation.path === "site") chooseDefaultSite(draft, operation.value);
  else return false;
  return true;
}

function chooseDefaultSite(draft: Draft<Company>, value: unknown): void {
  const id = referenceId(value);
  const chosen = draft.record.sites.find((site) => site.id === id);
  if (chosen) draft.defaultSite = chosen;
  else draft.errors.push(invalidField(RESOURCE, "site", `Site ${String(id)} not found`));
}

function commit({ record: company, fields, context, defaultSite }: Draft<Company>): void {
  const before = company.fields["identifier"];
  company.fields = fields;
  if (company.fields["identifier"] !== before) {
    context.store.reindexIdentifier(company, typeof before === "string" ? before : undefined);
  }
  if (defaultSite) makeDefaultSite(company, defaultSite);
  else mirrorToSite(company, context.store);
}

/** Copies the company's address to its default site. */
function mirrorToSite(company: Company, store: Store): void {
  const site = primarySite(company);
  if (!site) return;
  const states = store.state.tables.states;
  for (const name of [...SITE_MIRROR, ...SITE_CONTACT])
    setOrDrop(site.fields, name, company.fields[name]);
  const state = company.fields["state"];
  const row = states.find((each) => each["identifier"] === state || each["name"] === state);
  setOrDrop(site.fields, "stateReference", row && rowReference(row));
}

/** Copies the default site's address to the company. */
export function mirrorFromSite(company: Company, site: Site): void {
  for (const name of SITE_MIRROR) setOrDrop(company.fields, name, site.fields[name]);
  for (const name of SITE_CONTACT) setOrDrop(company.fields, name, site.fields[name]);
  const reference = site.fields["stateReference"];
  // A state that is in no table has no reference: the company keeps its text.
  if (typeof reference !== "object" || reference === null) return;
  const { identifier, name } = reference as Json;
  const state = company.fields["state"];
  if (state !== identifier && state !== name) company.fields["state"] = identifier ?? name;
}

/** Makes a site the default one: the company takes over its address. */
export function makeDefaultSite(company: Company, chosen: Site): void {
  for (const site of company.sites) site.isPrimary = site === chosen;
  delete company.fields["state"];
  mirrorFromSite(company, chosen);
}

/** An identifier made of the name's letters and digits that nobody has yet. */
function uniqueIdentifier(store: Store, name: string): string {
  const longest = lengthLimits(parseVersion(store.state.version)).company["identifier"] ?? 20;
  const letters = name.normalize("NFKD").replaceAll(/[^A-Za-z0-9]/g, "") || "Company";
  const base = letters.slice(0, Math.min(20, longest));
  if (!store.companyByIdentifier(base)) return base;
  let suffix = 2;
  while (store.companyByIdentifier(`${base}${suffix}`)) suffix++;
  return `${base}${suffix}`;
}

function markDeleted(company: Company, { store, actor }: WriteContext): void {
  company.fields["deletedFlag"] = true;
  company.fields["dateDeleted"] = store.timestamp();
  company.fields["deletedBy"] = actor.identifier;
  store.touch();
}

/**
 * Merges `loser` into `winner`. Fields the request marks `From` take the loser's value; contacts and
 * opportunities go over unless they are to be discarded.
 *
 * The loser is marked deleted without its `lastUpdated` moving, so a poll never shows it.
 *
 * @throws ApiError 400 when both are one company
 */
export function mergeCompanies(
  winner: Company,
  loser: Company,
  choices: Json,
  context: WriteContext,
): void {
  if (winner.id === loser.id) {
    throw new ApiError(400, {
      code: "InvalidObject",
      message: "A company cannot be merged with itself.",
    });
  }
  for (const [name, choice] of Object.entries(choices)) {
    if (choice !== "From" || !(name in MERGED_FIELDS)) continue;
    for (const field of MERGED_FIELDS[name] ?? [])
      setOrDrop(winner.fields, field, loser.fields[field]);
  }
  if (choices["sites"] === "Merge") {
    winner.sites.push(...loser.sites.splice(0).map((site) => ({ ...site, isPrimary: false })));
  }
  moveDependents(loser, winner, choices, context.store);
  mirrorToSite(winner, context.store);
  markDeleted(loser, context);
  context.notify("deleted", loser, context.actor);
  stamp(winner, context, "updated");
}

/** Company fields behind each name of a merge request; identifiers stay with their records. */
const MERGED_FIELDS: Readonly<Record<string, readonly string[]>> = {
  name: ["name"],
  status: ["status"],
  primaryAddress: ["addressLine1", "addressLine2", "city", "state", "zip", "country"],
  phone: ["phoneNumber"],
  fax: ["faxNumber"],
  website: ["website"],
  market: ["market"],
  territory: ["territory"],
  revenue: ["annualRevenue"],
  numberOfEmployees: ["numberOfEmployees"],
  accountNumber: ["accountNumber"],
};
