import { Router } from "express";
import type { Request, Response } from "express";
import { COMPANY, makeDefaultSite, mirrorFromSite } from "./companies.ts";
import { invalidField, invalidObject } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import { addReadRoutes, answerOne, pathParameter, requireRow } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { readChanges } from "./patch.ts";
import { presentSite } from "./present.ts";
import { readJson } from "./projection.ts";
import { stamp } from "./record-writes.ts";
import { findRecord, readObject } from "./records.ts";
import { findRow, rowReference } from "./references.ts";
import { SITE_FIELDS, lengthLimits } from "./schema.ts";
import type { Json } from "./schema.ts";
import { API_MEMBER } from "./setup-tables.ts";
import type { Company, Site } from "./store.ts";
import { versionOf, writeContext } from "./tenant.ts";
import type { Tenant } from "./tenant.ts";
import { checkLengths, checkRequired } from "./validate.ts";

const PATH = "/company/companies/:parentId/sites";
const COMPUTED = new Set("id company _info primaryAddressFlag".split(" "));

function sitesOf(company: Company): Collection<Site> {
  return {
    noun: "CompanySite",
    rows: company.sites,
    fields: SITE_FIELDS,
    idOf: (site) => site.id,
    read: (site) => readJson(presentSite(company, site)),
    present: (site) => presentSite(company, site),
  };
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
  const limits = lengthLimits(versionOf(tenant)).companySite;
  return [
    ...checkRequired("companySite", fields, ["name"]),
    ...checkLengths("companySite", fields, limits),
  ];
}

/** `/company/companies/{id}/sites`: the default site holds the company's address. */
export function createSiteRouter(tenant: Tenant): Router {
  const router = Router();
  const { store } = tenant;
  const parent = (request: Request): Company =>
    findRecord(COMPANY, store, pathParameter(request, "parentId"));
  addReadRoutes(router, PATH, (request) => sitesOf(parent(request)));
  router.patch(`${PATH}/:id`, (request: Request, response: Response) => {
    const company = parent(request);
    const site = requireRow(request, sitesOf(company));
    writeSite(tenant, company, site, readChanges(request.body));
    answerOne(request, response, { record: presentSite(company, site) });
  });
  router.post(PATH, (request: Request, response: Response) => {
    const company = parent(request);
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
