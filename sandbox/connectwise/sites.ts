import { Router } from "express";
import type { Request, Response } from "express";
import { makeDefaultSite, mirrorFromSite, readOperations, stamp } from "./record-writes.ts";
import { invalidField, invalidObject, missingField, recordNotFound, tooLong } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { answerCount, answerList, answerOne } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { presentSite, readJson } from "./present.ts";
import { findCompany, readObject } from "./records.ts";
import { SITE_FIELDS, lengthLimits } from "./schema.ts";
import type { Json } from "./schema.ts";
import { API_MEMBER } from "./setup-tables.ts";
import type { Company, Site } from "./store.ts";
import { versionOf, writeContext } from "./tenant.ts";
import type { Tenant } from "./tenant.ts";
import { findRow, rowReference } from "./validate.ts";

const PATH = "/company/companies/:parentId/sites";
const TEXTS = "name addressLine1 addressLine2 city zip phoneNumber phoneNumberExt faxNumber";
const COMPUTED = new Set("id company _info primaryAddressFlag".split(" "));

function sitesOf(company: Company): Collection<Site> {
  return {
    rows: company.sites,
    fields: SITE_FIELDS,
    idOf: (site) => site.id,
    read: (site) => readJson(presentSite(company, site)),
    present: (site) => presentSite(company, site),
  };
}

function findSite(company: Company, id: string | undefined): Site {
  const site = company.sites.find((each) => each.id === Number(id));
  if (!site) throw recordNotFound("CompanySite", id ?? "");
  return site;
}

/** Takes over values into a site. @throws ApiError 400 naming every broken field */
function writeSite(tenant: Tenant, company: Company, site: Site, changes: Json): void {
  const fields: Json = { ...site.fields };
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(changes)) {
    if (COMPUTED.has(name) || !Object.hasOwn(SITE_FIELDS, name)) continue;
    if (value === null || value === undefined) delete fields[name];
    else fields[name] = resolve(tenant, name, value, errors);
  }
  errors.push(...checkSite(tenant, fields));
  if (errors.length > 0) throw invalidObject("companySite", errors);
  site.fields = fields;
  site.lastUpdated = tenant.store.timestamp();
  site.updatedBy = API_MEMBER.identifier;
  if (changes["primaryAddressFlag"] === true && !site.isPrimary) makeDefaultSite(company, site);
  else if (!site.isPrimary) {
    tenant.store.touch();
    return;
  }
  mirrorFromSite(company, site);
  stamp(company, writeContext(tenant, API_MEMBER), "updated");
}

function resolve(tenant: Tenant, name: string, value: unknown, errors: FieldError[]): unknown {
  if (name !== "country" && name !== "stateReference") return value;
  const tables = tenant.store.state.tables;
  const row = findRow(name === "country" ? tables.countries : tables.states, value);
  if (row) return rowReference(row);
  errors.push(invalidField("companySite", name, `The ${name} was not found.`));
  return undefined;
}

function checkSite(tenant: Tenant, fields: Json): FieldError[] {
  const limits = lengthLimits(versionOf(tenant));
  const errors: FieldError[] = fields["name"] ? [] : [missingField("companySite", "name")];
  for (const name of TEXTS.split(" ")) {
    const limit = limits[name === "name" ? "site.name" : name];
    const value = fields[name];
    if (typeof value === "string" && limit !== undefined && value.length > limit) {
      errors.push(tooLong("companySite", name, limit));
    }
  }
  return errors;
}

/** `/company/companies/{id}/sites`: the default site holds the company's address. */
export function createSiteRouter(tenant: Tenant): Router {
  const router = Router();
  const { store } = tenant;
  router.get(PATH, (request, response) => {
    answerList(request, response, sitesOf(findCompany(store, request.params.parentId)));
  });
  router.get(`${PATH}/count`, (request: Request, response: Response) => {
    answerCount(request, response, sitesOf(findCompany(store, param(request, "parentId"))));
  });
  router.get(`${PATH}/:id`, (request: Request, response: Response) => {
    const company = findCompany(store, param(request, "parentId"));
    const site = findSite(company, param(request, "id"));
    answerOne(request, response, { record: presentSite(company, site) });
  });
  router.patch(`${PATH}/:id`, (request: Request, response: Response) => {
    const company = findCompany(store, param(request, "parentId"));
    const site = findSite(company, param(request, "id"));
    const changes = readOperations(request.body).map(
      ({ op, path, value }) => [path, op === "remove" ? null : value] as const,
    );
    writeSite(tenant, company, site, Object.fromEntries(changes));
    answerOne(request, response, { record: presentSite(company, site) });
  });
  router.post(PATH, (request: Request, response: Response) => {
    const company = findCompany(store, param(request, "parentId"));
    const at = store.timestamp();
    const site: Site = {
      id: store.takeId("site"),
      isPrimary: false,
      fields: {},
      lastUpdated: at,
      updatedBy: API_MEMBER.identifier,
    };
    writeSite(tenant, company, site, readObject(request));
    company.sites.push(site);
    answerOne(request, response, { record: presentSite(company, site), status: 201 });
  });
  return router;
}

const param = (request: Request, name: string): string | undefined => {
  const value = request.params[name];
  return typeof value === "string" ? value : undefined;
};
