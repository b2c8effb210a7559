import { Router } from "express";
import type { Request, Response } from "express";
import { invalidField, invalidObject, invalidPatch } from "./errors.ts";
import type { FieldError } from "./errors.ts";
import {
  FORECAST_ITEM,
  presentForecast,
  presentForecastItem,
  readForecastItem,
} from "./forecast.ts";
import type { ForecastContext } from "./forecast.ts";
import { answerOne, originOf, pathParameter, requireRow } from "./listing.ts";
import type { Collection } from "./listing.ts";
import { OPPORTUNITY } from "./opportunities.ts";
import { readChanges, readOperations } from "./patch.ts";
import type { Operation } from "./patch.ts";
import { readJson } from "./projection.ts";
import { findRecord, readObject } from "./records.ts";
import { FORECAST_FIELDS } from "./schema.ts";
import type { Json } from "./schema.ts";
import { API_MEMBER } from "./setup-tables.ts";
import type { ForecastItem, Opportunity } from "./store.ts";
import { writeContext } from "./tenant.ts";
import type { Tenant } from "./tenant.ts";

const PATH = `${OPPORTUNITY.path}/:parentId/forecast`;

/** Fields of a line that a PATCH of the whole forecast changes; at others it answers 200 all the same. */
const PATCHED_IN_WHOLE = new Set(["forecastDescription", "productDescription"]);

/** What the routes of forecasts share. */
class ForecastRoutes {
  private readonly tenant: Tenant;

  constructor(tenant: Tenant) {
    this.tenant = tenant;
  }

  opportunity(request: Request): Opportunity {
    return findRecord(OPPORTUNITY, this.tenant.store, pathParameter(request, "parentId"));
  }

  items(request: Request): Collection<ForecastItem> {
    const opportunity = this.opportunity(request);
    const present = (item: ForecastItem): Json =>
      presentForecastItem(opportunity, item, this.tenant.store, originOf(request));
    return {
      noun: "ForecastItem",
      rows: opportunity.forecastItems,
      fields: FORECAST_FIELDS,
      idOf: (item) => item.id,
      read: (item) => readJson(present(item)),
      present,
    };
  }

  /** Reads lines of a body. @throws ApiError 400 naming every broken field */
  read(opportunity: Opportunity, bodies: readonly unknown[]): ForecastItem[] {
    return this.checked(opportunity, (context) =>
      bodies.map((body) => readForecastItem(body, context)),
    );
  }

  /** Reads one line. @param before - the line it changes @throws ApiError 400 */
  readOne(opportunity: Opportunity, body: Json, before?: ForecastItem): ForecastItem {
    return this.checked(opportunity, (context) => readForecastItem(body, context, before));
  }

  private checked<T>(opportunity: Opportunity, readLines: (context: ForecastContext) => T): T {
    const errors: FieldError[] = [];
    const context = writeContext(this.tenant, API_MEMBER);
    const lines = readLines({ ...context, opportunity: opportunity.id, errors });
    if (errors.length > 0) throw invalidObject(FORECAST_ITEM, errors);
    return lines;
  }

  /** Takes over lines. The opportunity's own `lastUpdated` stays and no callback is sent. */
  save(opportunity: Opportunity, items: readonly ForecastItem[]): void {
    opportunity.forecastItems = [...items];
    this.tenant.store.touch();
  }

  answer(request: Request, response: Response, status: number): void {
    const opportunity = this.opportunity(request);
    const record = presentForecast(opportunity, this.tenant.store, originOf(request));
    answerOne(request, response, { record, status });
  }

  answerItem(request: Request, response: Response, item: ForecastItem, status = 200): void {
    answerOne(request, response, { record: this.items(request).present(item), status });
  }
}

/** The lines of a forecast's body. @throws ApiError 400 when they are no array */
function linesOf(request: Request): readonly unknown[] {
  const { forecastItems } = readObject(request);
  if (forecastItems === undefined || forecastItems === null) return [];
  if (Array.isArray(forecastItems)) return forecastItems as unknown[];
  const message = "The forecastItems field is not an array.";
  throw invalidObject("forecast", [invalidField("forecast", "forecastItems", message)]);
}

/** One operation on `forecastItems/{index}/{field}`. @throws ApiError 400 for any other path */
function changeLine(
  { path, head, rest, value }: Operation,
  items: readonly ForecastItem[],
): ForecastItem[] {
  const [index = "", field = "", ...deeper] = rest;
  const item = /^\d+$/.test(index) ? items[Number(index)] : undefined;
  if (head !== "forecastItems" || !item || !Object.hasOwn(FORECAST_FIELDS, field)) {
    throw invalidPatch(`The path ${path} is not valid.`);
  }
  if (deeper.length > 0 || !PATCHED_IN_WHOLE.has(field)) return [...items]; // the false 200
  const fields = { ...item.fields, [field]: value };
  return items.map((each) => (each === item ? { ...item, fields } : each));
}

/**
 * `/sales/opportunities/{id}/forecast`: where an opportunity's amounts are.
 *
 * Observed 2026-03 on a self-hosted server: a PUT of the whole forecast gives every line a new id;
 * the order is that of the array; a PATCH of the whole keeps ids and changes some fields only.
 */
export function createForecastRouter(tenant: Tenant): Router {
  const router = Router();
  const routes = new ForecastRoutes(tenant);
  router.get(PATH, (request: Request, response: Response) => {
    const forecast = presentForecast(routes.opportunity(request), tenant.store, originOf(request));
    response.json(tenant.quirks.forecastIsObject ? forecast : [forecast]);
  });
  router.get(`${PATH}/count`, (request: Request, response: Response) => {
    routes.opportunity(request);
    response.json({ count: 1 });
  });
  router.post(PATH, (request: Request, response: Response) => {
    const opportunity = routes.opportunity(request);
    const added = routes.read(opportunity, linesOf(request));
    routes.save(opportunity, [...opportunity.forecastItems, ...added]);
    routes.answer(request, response, 201);
  });
  router.put(PATH, (request: Request, response: Response) => {
    const opportunity = routes.opportunity(request);
    routes.save(opportunity, routes.read(opportunity, linesOf(request)));
    routes.answer(request, response, 200);
  });
  router.patch(PATH, (request: Request, response: Response) => {
    const opportunity = routes.opportunity(request);
    let items = opportunity.forecastItems;
    for (const operation of readOperations(request.body)) items = changeLine(operation, items);
    routes.save(opportunity, items);
    routes.answer(request, response, 200);
  });
  router.delete(PATH, (request: Request, response: Response) => {
    routes.save(routes.opportunity(request), []);
    response.status(204).end();
  });
  addLineRoutes(router, routes);
  return router;
}

/** `…/forecast/{id}`: lines one by one, under ids that stay. */
function addLineRoutes(router: Router, routes: ForecastRoutes): void {
  const find = (request: Request): ForecastItem => requireRow(request, routes.items(request));
  const put = (request: Request, response: Response, body: Json, before: ForecastItem): void => {
    const opportunity = routes.opportunity(request);
    const changed = routes.readOne(opportunity, body, before);
    routes.save(
      opportunity,
      opportunity.forecastItems.map((item) => (item.id === before.id ? changed : item)),
    );
    routes.answerItem(request, response, changed);
  };
  router.post(`${PATH}/copy/:id`, (request: Request, response: Response) => {
    const opportunity = routes.opportunity(request);
    const copied = routes.readOne(opportunity, find(request).fields);
    routes.save(opportunity, [...opportunity.forecastItems, copied]);
    response.status(201).json({ success: true, message: "The item was copied." });
  });
  const one = router.route(`${PATH}/:id`);
  one.get((request: Request, response: Response) => {
    routes.answerItem(request, response, find(request));
  });
  // The id in the path of a POST is that of nothing: clients send 0.
  one.post((request: Request, response: Response) => {
    const opportunity = routes.opportunity(request);
    const added = routes.readOne(opportunity, readObject(request));
    routes.save(opportunity, [...opportunity.forecastItems, added]);
    routes.answerItem(request, response, added, 201);
  });
  one.put((request: Request, response: Response) => {
    put(request, response, readObject(request), { ...find(request), fields: {} });
  });
  one.patch((request: Request, response: Response) => {
    put(request, response, readChanges(request.body), find(request));
  });
  one.delete((request: Request, response: Response) => {
    const item = find(request);
    const opportunity = routes.opportunity(request);
    routes.save(
      opportunity,
      opportunity.forecastItems.filter((each) => each !== item),
    );
    response.status(204).end();
  });
}
