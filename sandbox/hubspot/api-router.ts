import { Router } from "express";
import type { Request, RequestHandler } from "express";
import type { LimitSwitch } from "../shared/limits.ts";
import { answerAccountDetails, createOwnerRouter } from "./account.ts";
import { createAssociationRouter } from "./association-routes.ts";
import { requireScope, requireToken } from "./auth.ts";
import type { AuthOptions, Tokens } from "./auth.ts";
import type { RateLimits } from "./limits.ts";
import { createListRouter } from "./lists.ts";
import { findObjectType, pathNamesOf } from "./object-types.ts";
import { createPipelineRouter } from "./pipelines.ts";
import type { Portal } from "./portal.ts";
import { createRecordRouter } from "./records.ts";
import { createSchemaRouter } from "./schema.ts";
import type { Collection, Source } from "./store.ts";

/** What the routes of HubSpot's API need. */
export interface ApiOptions {
  portal: Portal;
  auth: AuthOptions;
  tokens: Tokens;
  rates: RateLimits;
  limits: LimitSwitch;
  /** Told after each change of a definition. */
  changed: () => void;
}

/** @returns whether a call is a search of records, which has limits of its own. */
export const isSearch = (request: Request): boolean =>
  /^\/crm\/objects\/.*\/search$/.test(request.baseUrl + request.path);

const isRead = (request: Request): boolean =>
  request.method === "GET" || /\/(search|batch\/read|labels)$/.test(request.path);

const isAssociation = (request: Request): boolean =>
  request.originalUrl.startsWith("/crm/associations/");

/** Asks for one scope of reads and for another one of writes. */
function guard(read: RequestHandler, write: RequestHandler): RequestHandler {
  return (request, response, next) => (isRead(request) ? read : write)(request, response, next);
}

function limitCalls(rates: RateLimits): RequestHandler {
  return (request, response, next) => {
    if (isSearch(request)) rates.search(request, response, next);
    else if (isAssociation(request)) rates.associations(request, response, next);
    else rates.burst(request, response, next);
  };
}

function addTypeRoutes(router: Router, collection: Collection, options: ApiOptions): void {
  const { portal, auth, limits, changed } = options;
  const { objectType, schema } = collection;
  const { plural } = objectType;
  const source: Source = { type: "INTEGRATION", id: String(auth.appId) };
  const records = requireScope(`crm.objects.${plural}.read`);
  router.use(
    pathNamesOf(objectType).map((name) => `/crm/objects/:version/${name}`),
    guard(records, requireScope(`crm.objects.${plural}.write`)),
    createRecordRouter({
      writer: { portal, collection, source },
      now: auth.now,
      searchLagMs: () => limits.current().searchLagMs,
    }),
  );
  router.use(
    pathNamesOf(objectType).map((name) => `/crm/properties/:version/${name}`),
    guard(
      requireScope(`crm.schemas.${plural}.read`, `crm.objects.${plural}.read`),
      requireScope(`crm.schemas.${plural}.write`),
    ),
    createSchemaRouter(schema, changed),
  );
}

/** Both types of an association must be open to the app. */
const requireBothTypes: RequestHandler = (request, response, next) => {
  const action = isRead(request) ? "read" : "write";
  const [from, to] = ["from", "to"].map((name) => findObjectType(String(request.params[name])));
  const scope = (plural: string | undefined): string => `crm.objects.${plural}.${action}`;
  if (from === undefined || to === undefined) {
    next();
    return;
  }
  requireScope(scope(from.plural))(request, response, () =>
    requireScope(scope(to.plural))(request, response, next),
  );
};

/** Routes of HubSpot's API, behind a valid token and the published limits. */
export function createApiRouter(options: ApiOptions): Router {
  const { portal, auth, tokens, rates, changed } = options;
  const router = Router();
  router.use(["/crm", "/account-info", "/appinstalls"], requireToken(tokens), limitCalls(rates));
  for (const collection of portal.collections.values()) addTypeRoutes(router, collection, options);
  router.use(
    "/crm/associations/:version/:from/:to",
    requireBothTypes,
    createAssociationRouter({ portal, source: { type: "INTEGRATION", id: String(auth.appId) } }),
  );
  router.use(
    ["/crm/pipelines/:version/deals", "/crm/pipelines/:version/0-3"],
    requireScope("crm.objects.deals.read", "crm.schemas.deals.read"),
    createPipelineRouter(),
  );
  router.use(
    "/crm/lists/:version",
    guard(requireScope("crm.lists.read"), requireScope("crm.lists.write")),
    createListRouter(portal.lists, changed),
  );
  router.use("/crm/owners/:version", requireScope("crm.objects.owners.read"), createOwnerRouter());
  router.get("/account-info/:version/details", answerAccountDetails(auth.portalId));
  router.delete("/appinstalls/:version/external-install", (_request, response) => {
    tokens.uninstall();
    response.status(204).end();
  });
  return router;
}
