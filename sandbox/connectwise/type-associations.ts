import { Router } from "express";
import type { Request, Response } from "express";
import { COMPANY } from "./companies.ts";
import { invalidField, invalidObject } from "./errors.ts";
import { addReadRoutes, answerOne, pathParameter, requireRow } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { presentAssociation, readJson } from "./present.ts";
import { findRecord, readObject } from "./records.ts";
import { findRow } from "./references.ts";
import { SETUP_FIELDS } from "./schema.ts";
import type { Company, Store, TypeLink } from "./store.ts";
import type { Tenant } from "./tenant.ts";

const PATH = "/company/companies/:parentId/typeAssociations";
const RESOURCE = "companyTypeAssociation";

function linksOf(store: Store, company: Company): Collection<TypeLink> {
  return {
    noun: "CompanyTypeAssociation",
    rows: company.typeLinks,
    fields: SETUP_FIELDS["typeAssociations"] ?? {},
    idOf: (link) => link.id,
    read: (link) => readJson(presentAssociation(store, company, link)),
    present: (link) => presentAssociation(store, company, link),
  };
}

/** The type a body names. @throws ApiError 400 when there is none, or the company has it already */
function readTypeId(store: Store, company: Company, request: Request): number {
  const row = findRow(store.state.tables.types, readObject(request)["type"]);
  if (!row) {
    throw invalidObject(RESOURCE, [invalidField(RESOURCE, "type", "The type was not found.")]);
  }
  if (company.typeLinks.some((link) => link.typeId === row.id)) {
    const message = "The company has this type already.";
    throw invalidObject(RESOURCE, [
      { code: "ObjectExists", message, resource: RESOURCE, field: "type" },
    ]);
  }
  return row.id;
}

/** `/company/companies/{id}/typeAssociations`: the only way to change types after creation. */
export function createTypeAssociationRouter(tenant: Tenant): Router {
  const router = Router();
  const { store } = tenant;
  const parent = (request: Request): Company =>
    findRecord(COMPANY, store, pathParameter(request, "parentId"));
  addReadRoutes(router, PATH, (request) => linksOf(store, parent(request)));
  router.post(PATH, (request: Request, response: Response) => {
    const company = parent(request);
    const link = { id: store.takeId("association"), typeId: readTypeId(store, company, request) };
    company.typeLinks.push(link);
    store.touch();
    const record = presentAssociation(store, company, link);
    answerOne(request, response, { record, status: 201 });
  });
  router.put(`${PATH}/:id`, (request: Request, response: Response) => {
    const company = parent(request);
    const link = requireRow(request, linksOf(store, company));
    const changed = { id: link.id, typeId: readTypeId(store, company, request) };
    company.typeLinks = company.typeLinks.map((each) => (each === link ? changed : each));
    store.touch();
    answerOne(request, response, { record: presentAssociation(store, company, changed) });
  });
  router.delete(`${PATH}/:id`, (request: Request, response: Response) => {
    const company = parent(request);
    const link = requireRow(request, linksOf(store, company));
    company.typeLinks = company.typeLinks.filter((each) => each !== link);
    store.touch();
    response.status(204).end();
  });
  return router;
}
