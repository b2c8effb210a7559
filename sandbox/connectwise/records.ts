import { Router } from "express";
import type { Request } from "express";
import {
  createCompany,
  deleteCompany,
  mergeCompanies,
  patchCompany,
  putCompany,
} from "./record-writes.ts";
import { ApiError, invalidObject, missingField, recordNotFound } from "./errors.ts";
import { answerCount, answerList, answerOne, originOf } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { presentCompany, readCompany } from "./present.ts";
import { COMPANY_FIELDS } from "./schema.ts";
import type { Json } from "./schema.ts";
import { API_MEMBER } from "./setup-tables.ts";
import type { Company, Store } from "./store.ts";
import { writeContext } from "./tenant.ts";
import type { Tenant } from "./tenant.ts";

/** Companies as a collection; deleted ones are in it like all others. */
function companies(tenant: Tenant, request: Request): Collection<Company> {
  const { store, quirks } = tenant;
  const origin = originOf(request);
  return {
    rows: store.companies(),
    fields: COMPANY_FIELDS,
    idOf: (company) => company.id,
    read: readCompany,
    present: (company) => presentCompany(store.state, company, origin),
    readCustomField: (company) => readCustomField(store, company),
    children: (company) => ({ types: typeChildren(store, company) }),
    dateOnly: quirks.dateOnlyConditions,
  };
}

function readCustomField(store: Store, company: Company): (caption: string) => unknown {
  return (caption) => {
    const wanted = caption.toLowerCase();
    const definition = store.state.tables.userDefinedFields.find(
      (row) => String(row["caption"]).toLowerCase() === wanted,
    );
    return definition && company.customValues[String(definition.id)];
  };
}

const typeChildren = (store: Store, company: Company): Json[] =>
  company.typeLinks.flatMap(({ typeId }) =>
    store.state.tables.types.filter((row) => row.id === typeId),
  );

/** The company a route speaks about. @throws ApiError 404 */
export function findCompany(store: Store, id: string | undefined): Company {
  const company = store.company(Number(id));
  if (!company) throw recordNotFound("Company", id ?? "");
  return company;
}

/** `/company/companies` and what is done to one company. */
export function createCompanyRouter(tenant: Tenant): Router {
  const router = Router();
  const { store } = tenant;
  const context = (): ReturnType<typeof writeContext> => writeContext(tenant, API_MEMBER);
  const present = (request: Request, company: Company): Json =>
    presentCompany(store.state, company, originOf(request));

  router.get("/company/companies", (request, response) => {
    answerList(request, response, companies(tenant, request));
  });
  router.get("/company/companies/count", (request, response) => {
    answerCount(request, response, companies(tenant, request));
  });
  router.get("/company/companies/:id", (request, response) => {
    const company = findCompany(store, request.params.id);
    answerOne(request, response, { record: present(request, company) });
  });
  router.post("/company/companies", (request, response) => {
    const company = createCompany(readObject(request), context());
    answerOne(request, response, { record: present(request, company), status: 201 });
  });
  router.patch("/company/companies/:id", (request, response) => {
    const company = findCompany(store, request.params.id);
    failPatchOnQuirk(tenant);
    patchCompany(company, request.body, context());
    answerOne(request, response, { record: present(request, company) });
  });
  router.put("/company/companies/:id", (request, response) => {
    const company = findCompany(store, request.params.id);
    putCompany(company, readObject(request), context());
    answerOne(request, response, { record: present(request, company) });
  });
  router.delete("/company/companies/:id", (request, response) => {
    deleteCompany(findCompany(store, request.params.id), context());
    response.status(204).end();
  });
  router.post("/company/companies/:id/merge", (request, response) => {
    const loser = findCompany(store, request.params.id);
    const choices = readObject(request);
    const winner = store.company(Number(choices["toCompanyId"]));
    if (!winner) throw invalidObject("companyMerge", [missingField("companyMerge", "toCompanyId")]);
    mergeCompanies(winner, loser, choices, context());
    response.status(201).json({ success: true, message: "The companies were merged." });
  });
  return router;
}

function failPatchOnQuirk(tenant: Tenant): void {
  if (!tenant.quirks.companyPatchFails) return;
  throw new ApiError(500, {
    code: "ConnectWiseApi",
    message: "String was not recognized as a valid DateTime.",
  });
}

/** The body as an object. @throws ApiError 400 when it is anything else */
export function readObject(request: Request): Json {
  const body: unknown = request.body;
  if (typeof body === "object" && body !== null && !Array.isArray(body)) return body as Json;
  throw new ApiError(400, {
    code: "InvalidObject",
    message: "The body is not an object.",
  });
}
