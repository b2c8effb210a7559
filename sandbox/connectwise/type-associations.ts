import { Router } from "express";
import type { Request, Response } from "express";
import { invalidField, invalidObject, recordNotFound } from "./errors.ts";
import { answerCount, answerList, answerOne } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { presentAssociation, readJson } from "./present.ts";
import { findCompany, readObject } from "./records.ts";
import { SETUP_FIELDS } from "./schema.ts";
import type { Company, Store } from "./store.ts";
import type { Tenant } from "./tenant.ts";
import { findRow } from "./validate.ts";

type Link = Company["typeLinks"][number];

const PATH = "/company/companies/:parentId/typeAssociations";
const RESOURCE = "companyTypeAssociation";

function linksOf(store: Store, company: Company): Collection<Link> {
  return {
    rows: company.typeLinks,
    fields: SETUP_FIELDS["typeAssociations"] ?? {},
    idOf: (link) => link.id,
    read: (link) => readJson(presentAssociation(store.state, company, link)),
    present: (link) => presentAssociation(store.state, company, link),
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

interface Located {
  readonly company: Company;
  readonly index: number;
  readonly link: Link;
}

function locate(store: Store, parentId: string, id: string): Located {
  const company = findCompany(store, parentId);
  const index = company.typeLinks.findIndex((each) => each.id === Number(id));
  const link = company.typeLinks[index];
  if (!link) throw recordNotFound("CompanyTypeAssociation", id);
  return { company, index, link };
}

/** `/company/companies/{id}/typeAssociations`: the only way to change types after creation. */
export function createTypeAssociationRouter(tenant: Tenant): Router {
  const router = Router();
  const { store } = tenant;
  const answer = (request: Request, response: Response, found: Located): void => {
    const record = presentAssociation(store.state, found.company, found.link);
    answerOne(request, response, { record, status: request.method === "POST" ? 201 : 200 });
  };
  router.get(PATH, (request, response) => {
    const company = findCompany(store, request.params.parentId);
    answerList(request, response, linksOf(store, company));
  });
  router.get("/company/companies/:parentId/typeAssociations/count", (request, response) => {
    const company = findCompany(store, request.params.parentId);
    answerCount(request, response, linksOf(store, company));
  });
  router.post(PATH, (request, response) => {
    const company = findCompany(store, request.params.parentId);
    const typeId = readTypeId(store, company, request);
    const link = { id: store.takeId("association"), typeId };
    company.typeLinks.push(link);
    store.touch();
    answer(request, response, { company, index: company.typeLinks.length - 1, link });
  });
  const one = router.route("/company/companies/:parentId/typeAssociations/:id");
  one.get((request, response) => {
    answer(request, response, locate(store, request.params.parentId, request.params.id));
  });
  one.put((request, response) => {
    const { company, index, link } = locate(store, request.params.parentId, request.params.id);
    const changed = { id: link.id, typeId: readTypeId(store, company, request) };
    company.typeLinks[index] = changed;
    store.touch();
    answer(request, response, { company, index, link: changed });
  });
  one.delete((request, response) => {
    const { company, index } = locate(store, request.params.parentId, request.params.id);
    company.typeLinks.splice(index, 1);
    store.touch();
    response.status(204).end();
  });
  return router;
}
