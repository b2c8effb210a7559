import { ApiError, invalidField, invalidObject, invalidPatch } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { primarySite } from "./present.ts";
import { COMPANY_FIELDS, COMPANY_READ_ONLY } from "./schema.ts";
import type { Json, LengthLimits } from "./schema.ts";
import type { Actor, Company, Site, Store } from "./store.ts";
import {
  checkCompany,
  checkIdentifier,
  checkNewCompany,
  readCompanyFields,
  readCustomFields,
  readTypeIds,
  referenceId,
  rowReference,
} from "./validate.ts";

/** What happened to a record, in the words of a callback's `Action`. */
export type ChangeAction = "added" | "updated" | "deleted";

/** What a write needs besides the request. */
export interface WriteContext {
  readonly store: Store;
  readonly limits: LengthLimits;
  readonly actor: Actor;
  /** Told of every change of a company, for callbacks. */
  readonly notify: (action: ChangeAction, company: Company, actor: Actor) => void;
}

/** Company fields that are really those of its default site. */
const SITE_MIRROR = ["addressLine1", "addressLine2", "city", "zip", "country"] as const;
const SITE_CONTACT = ["phoneNumber", "faxNumber"] as const;
const TYPES_ONLY_ON_CREATE = "typeIds can only be used when creating a new company.";

/** Stamps a company as changed now by the actor and tells the callbacks. */
export function stamp(company: Company, context: WriteContext, action: ChangeAction): void {
  company.lastUpdated = context.store.timestamp();
  company.updatedBy = context.actor.identifier;
  context.store.touch();
  context.notify(action, company, context.actor);
}

/** Copies the company's address to its default site. */
export function mirrorToSite(company: Company, context: Pick<WriteContext, "store">): void {
  const site = primarySite(company);
  if (!site) return;
  const states = context.store.state.tables.states;
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

function setOrDrop(fields: Json, name: string, value: unknown): void {
  if (value === undefined || value === null) delete fields[name];
  else fields[name] = value;
}

/**
 * Creates a company from a request body.
 *
 * @throws ApiError 400 `InvalidObject` naming every broken field
 */
export function createCompany(body: Json, context: WriteContext): Company {
  const { store, limits } = context;
  const errors: FieldError[] = [];
  const fields = readCompanyFields(body, context, errors);
  const typeIds = readTypeIds(body, store, errors);
  const customs =
    body["customFields"] === undefined ? {} : readCustomFields(body["customFields"], store, errors);
  errors.push(
    ...checkCompany(fields, limits),
    ...checkNewCompany(body, fields, limits),
    ...checkIdentifier(fields["identifier"], undefined, store),
  );
  if (errors.length > 0) throw invalidObject("company", errors);
  const company = insertCompany({ fields, typeIds, customs, siteName: siteName(body) }, context);
  context.notify("added", company, context.actor);
  return company;
}

function siteName(body: Json): string {
  const site = body["site"];
  const name = typeof site === "object" && site !== null ? (site as Json)["name"] : undefined;
  return typeof name === "string" ? name : "Main";
}

/** Parts of a company that is put into the store without any check. */
export interface NewCompany {
  readonly id?: number;
  readonly fields: Json;
  readonly typeIds: readonly number[];
  readonly customs: Json;
  readonly siteName: string;
  readonly lastUpdated?: string;
}

/** Puts a company into the store with the defaults of a new one; no check, no callback. */
export function insertCompany(
  parts: NewCompany,
  { store, actor }: Pick<WriteContext, "store" | "actor">,
): Company {
  const at = parts.lastUpdated ?? store.timestamp();
  const status = store.state.tables.statuses.find((row) => row["defaultFlag"] === true);
  const site: Site = {
    id: store.takeId("site"),
    isPrimary: true,
    fields: { name: parts.siteName },
    lastUpdated: at,
    updatedBy: actor.identifier,
  };
  const company: Company = {
    id: parts.id ?? store.takeId("company"),
    fields: {
      ...(status ? { status: rowReference(status) } : {}),
      leadFlag: false,
      unsubscribeFlag: false,
      isVendorFlag: false,
      deletedFlag: false,
      ...parts.fields,
    },
    customValues: { ...parts.customs },
    typeLinks: defaultTypes(parts.typeIds, store).map((typeId) => ({
      id: store.takeId("association"),
      typeId,
    })),
    sites: [site],
    lastUpdated: at,
    updatedBy: actor.identifier,
    dateEntered: at,
    enteredBy: actor.identifier,
  };
  mirrorToSite(company, { store });
  store.addCompany(company);
  return company;
}

function defaultTypes(typeIds: readonly number[], store: Store): readonly number[] {
  if (typeIds.length > 0) return [...new Set(typeIds)];
  return store.state.tables.types.filter((row) => row["defaultFlag"] === true).map((row) => row.id);
}

/**
 * Applies a patch: a JSON array of operations, not RFC 6902.
 *
 * The whole stored record is validated, whatever the patch touches. A path below a reference is
 * answered with 200 and changes nothing.
 *
 * @throws ApiError 400 for a body that is no array, an unknown path or an invalid record
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export function patchCompany(company: Company, body: unknown, context: WriteContext): Company {
  const draft: Json = { ...company.fields };
  const customs: Json = {};
  const errors: FieldError[] = [];
  const target: PatchTarget = { draft, customs, errors, context, company };
  for (const operation of readOperations(body)) applyOperation(operation, target);
  if (errors.length > 0) throw invalidObject("company", errors);
  const site = target.defaultSite;
  return replaceFields(company, { fields: draft, customs, ...(site ? { site } : {}) }, context);
}

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value: unknown;
}

/** Reads the operations of any patch. @throws ApiError 400 when the body is not an array of them */
export function readOperations(body: unknown): Operation[] {
  if (!Array.isArray(body)) {
    throw invalidPatch("The patch is not in the expected array format.");
  }
  return (body as unknown[]).map((entry) => {
    const { op, path, value } = (entry ?? {}) as Json;
    if (typeof path !== "string" || typeof op !== "string") {
      throw invalidPatch("Each operation needs op and path.");
    }
    if (!["add", "replace", "remove"].includes(op)) {
      throw invalidPatch(`The operation ${op} is not supported.`);
    }
    return { op, path: path.startsWith("/") ? path.slice(1) : path, value };
  });
}

interface PatchTarget {
  readonly draft: Json;
  readonly customs: Json;
  readonly errors: FieldError[];
  readonly context: WriteContext;
  readonly company: Company;
  /** The site the patch makes the default one. */
  defaultSite?: Site;
}

function applyOperation(operation: Operation, target: PatchTarget): void {
  const [head = "", ...rest] = operation.path.split("/");
  if (head === "types" || head === "typeIds") {
    target.errors.push(invalidField("company", "typeIds", TYPES_ONLY_ON_CREATE));
    return;
  }
  if (!Object.hasOwn(COMPANY_FIELDS, head) && head !== "_info") {
    throw invalidPatch(`The path ${operation.path} is not valid.`);
  }
  if (rest.length > 0 || COMPANY_READ_ONLY.has(head)) return; // the false 200
  applyValue(head, operation.op === "remove" ? null : operation.value, target);
}

function applyValue(name: string, value: unknown, target: PatchTarget): void {
  const { draft, customs, errors, context } = target;
  const isEmpty = value === null || value === undefined;
  if (name === "customFields") {
    if (!isEmpty) Object.assign(customs, readCustomFields(value, context.store, errors));
  } else if (name === "site") chooseDefaultSite(target, value);
  else if (isEmpty) delete draft[name];
  else Object.assign(draft, readCompanyFields({ [name]: value }, context, errors));
}

function chooseDefaultSite(target: PatchTarget, value: unknown): void {
  const id = referenceId(value);
  const chosen = target.company.sites.find((site) => site.id === id);
  if (chosen) target.defaultSite = chosen;
  else target.errors.push(invalidField("company", "site", `Site ${String(id)} not found`));
}

/** Puts validated values in place of a company's old ones. */
function replaceFields(
  company: Company,
  next: { readonly fields: Json; readonly customs: Json; readonly site?: Site },
  context: WriteContext,
): Company {
  const { store, limits } = context;
  const before = company.fields["identifier"];
  const after = next.fields["identifier"];
  const errors = checkCompany(next.fields, limits);
  if (after !== before) errors.push(...checkIdentifier(after, company.id, store));
  if (errors.length > 0) throw invalidObject("company", errors);
  company.fields = next.fields;
  Object.assign(company.customValues, next.customs);
  if (after !== before) {
    store.reindexIdentifier(company, typeof before === "string" ? before : undefined);
  }
  if (next.site) makeDefaultSite(company, next.site);
  else mirrorToSite(company, context);
  stamp(company, context, "updated");
  return company;
}

/**
 * Replaces a company: what the body leaves out goes back to its default or to nothing.
 *
 * Custom fields that are left out keep their values.
 *
 * @throws ApiError 400, also when the body has `types` or `typeIds`
 */
export function putCompany(company: Company, body: Json, context: WriteContext): Company {
  const errors: FieldError[] = [];
  const fields = readCompanyFields(body, context, errors);
  if (body["types"] !== undefined || body["typeIds"] !== undefined) {
    errors.push(invalidField("company", "typeIds", TYPES_ONLY_ON_CREATE));
  }
  const customs = Array.isArray(body["customFields"])
    ? readCustomFields(body["customFields"], context.store, errors)
    : {};
  if (errors.length > 0) throw invalidObject("company", errors);
  const status = context.store.state.tables.statuses.find((row) => row["defaultFlag"] === true);
  const kept = Object.fromEntries(
    [...COMPANY_READ_ONLY].flatMap((name) =>
      company.fields[name] === undefined ? [] : [[name, company.fields[name]]],
    ),
  );
  const defaults: Json = { leadFlag: false, unsubscribeFlag: false, isVendorFlag: false };
  if (status) defaults["status"] = rowReference(status);
  return replaceFields(company, { fields: { ...defaults, ...fields, ...kept }, customs }, context);
}

/** Marks a company as deleted; it stays readable and listed. */
export function deleteCompany(company: Company, context: WriteContext): void {
  markDeleted(company, context);
  stamp(company, context, "deleted");
}

function markDeleted(company: Company, { store, actor }: WriteContext): void {
  company.fields["deletedFlag"] = true;
  company.fields["dateDeleted"] = store.timestamp();
  company.fields["deletedBy"] = actor.identifier;
  store.touch();
}

/**
 * Merges `loser` into `winner`. Fields the request marks `From` take the loser's value.
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
  mirrorToSite(winner, context);
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
