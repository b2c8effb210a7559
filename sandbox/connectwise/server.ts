import { randomUUID } from "node:crypto";
import express, { Router } from "express";
import type { ErrorRequestHandler, Express, Request, RequestHandler } from "express";
import { createControlRouter, unknownControlRoute } from "../shared/control.ts";
import type { SpecCheck } from "../shared/control.ts";
import { createFaults } from "../shared/faults.ts";
import type { Faults } from "../shared/faults.ts";
import { createLimitSwitch } from "../shared/limits.ts";
import type { LimitSwitch, SlidingWindow } from "../shared/limits.ts";
import { listen } from "../shared/listen.ts";
import { createRequestLog } from "../shared/request-log.ts";
import { specCheckFromEnvironment } from "../shared/spec-check.ts";
import { createStateFile } from "../shared/state-file.ts";
import { createAccountRouter, createPublicRouter } from "./account.ts";
import { authenticate, checkModelVersion, checkPermissions } from "./auth.ts";
import type { Credentials } from "./auth.ts";
import { createCallbackRouter } from "./callbacks.ts";
import { createCommunicationRouter } from "./communication-routes.ts";
import { COMPANY } from "./companies.ts";
import { CONTACT } from "./contacts.ts";
import { createControlExtras, createControlledTenant, NO_QUIRKS } from "./control.ts";
import { ApiError, endpointDoesNotExist, notSimulated } from "./errors.ts";
import { createForecastRouter } from "./forecast-routes.ts";
import { createRateWindow, faultRenderer, limitRate } from "./limits.ts";
import { OPPORTUNITY } from "./opportunities.ts";
import { createMergeRouter, createRecordRouter } from "./records.ts";
import { checkRole } from "./roles.ts";
import { parseVersion } from "./schema.ts";
import { resetRecords } from "./seed.ts";
import { createSiteRouter } from "./sites.ts";
import { createTypeAssociationRouter } from "./type-associations.ts";
import { Store } from "./store.ts";
import type { State } from "./store.ts";
import { codebaseOf, versionOf } from "./tenant.ts";
import type { Quirks, Tenant } from "./tenant.ts";
import { createCallbackDelivery } from "./webhooks.ts";

/** How a ConnectWise stand-in is set up. Times in milliseconds. */
export interface ConnectwiseStandInOptions {
  /** Login company, e.g. `lockstep_demo`. */
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /** Server version, `v2026.4` unless given; decides field lengths and the codebase. */
  readonly version?: string;
  /** True unless given; a self-hosted server answers 401 to bad keys and keeps one codebase. */
  readonly isCloud?: boolean;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  readonly host?: string;
  /** Clock in milliseconds since 1970. */
  readonly now?: () => number;
  /** File that keeps the whole state over a restart. */
  readonly stateFile?: string | undefined;
  /** Loaded when there is no saved state; empty unless given. */
  readonly dataset?: "empty" | "sample";
  readonly quirks?: Partial<Quirks>;
  /** Waits before a callback is tried again; 2 s and 4 s as published, unless given. */
  readonly callbackRetryDelaysMs?: readonly number[];
  /** A callback without an answer counts as failed after this time; 5 s as published. */
  readonly callbackTimeoutMs?: number;
  /** Taken from VENDOR_SPECS unless given. */
  readonly specCheck?: SpecCheck;
}

/** A running stand-in. */
export interface ConnectwiseStandIn {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Ends callbacks, saves the state and stops listening. */
  close(): Promise<void>;
}

const API = /^\/([^/]+)\/apis\/3\.0(\/.*)?$/;

/** Key of a call in the request log: `GET /:codebase/apis/3.0/company/companies/:id`. */
function routeOf(request: Request): string {
  const path = request.path
    .replaceAll(/\/{2,}/g, "/")
    .replace(/^\/[^/]+\/(?=apis\/|system\/callbackkey)/, "/:codebase/")
    .replace(/(?<=\/companyinfo\/)[^/]+/, ":companyId")
    .replaceAll(/\/\d+(?=\/|$)/g, "/:id");
  return `${request.method} ${path}`;
}

/** Routes people look for and ConnectWise does not have; it says so itself. */
const ABSENT = new Set([
  "POST /company/companies/search",
  "POST /company/companies/bulk",
  "POST /company/contacts/search",
  "POST /sales/opportunities/search",
]);

interface Parts {
  readonly tenant: Tenant;
  readonly limits: LimitSwitch;
  readonly faults: Faults;
  readonly rateWindow: SlidingWindow;
  readonly specCheck: SpecCheck | undefined;
}

/** `\n`, `\r`, `\b` and `\f` in texts of a body become a space, as the vendor documents. */
function withSpaces(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll(/\r\n|[\n\r\f]|[\b]/g, " ");
  if (Array.isArray(value)) return value.map(withSpaces);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withSpaces(each)]));
}

const replaceControlCharacters: RequestHandler = (request, _response, next) => {
  if (request.body !== undefined) request.body = withSpaces(request.body);
  next();
};

function createApiRouter({ tenant, limits, rateWindow, specCheck }: Parts): Router {
  const router = Router();
  router.use(
    authenticate({
      credentials: tenant.credentials,
      areKeysRevoked: () => tenant.areKeysRevoked,
      isSystemInfo: (request) => request.path === "/system/info",
    }),
  );
  router.use(limitRate(rateWindow, limits));
  router.use(checkModelVersion(() => versionOf(tenant)));
  if (specCheck) router.use(specCheck);
  router.use(express.json({ limit: "20mb", strict: false, type: "*/*" }));
  router.use(replaceControlCharacters);
  router.use(checkPermissions(() => tenant.denied));
  router.use(checkRole(tenant.store, () => tenant.missingRights));
  router.use(createAccountRouter(tenant));
  router.use(createCallbackRouter(tenant));
  router.use(createSiteRouter(tenant));
  router.use(createTypeAssociationRouter(tenant, COMPANY));
  router.use(createTypeAssociationRouter(tenant, CONTACT));
  router.use(createCommunicationRouter(tenant));
  router.use(createRecordRouter(tenant, COMPANY));
  router.use(createRecordRouter(tenant, CONTACT));
  router.use(createForecastRouter(tenant));
  router.use(createRecordRouter(tenant, OPPORTUNITY));
  router.use(createMergeRouter(tenant));
  router.use((request) => {
    if (ABSENT.has(`${request.method} ${request.path}`)) throw endpointDoesNotExist();
    throw notSimulated(request.method, request.path);
  });
  return router;
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) next(error);
  else if (error instanceof ApiError) response.status(error.status).json(error.body);
  else if (error instanceof SyntaxError) {
    response.status(400).json({ code: "InvalidObject", message: error.message });
  } else {
    const message = error instanceof Error ? error.message : String(error);
    response.status(500).json({ code: "ConnectWiseApi", message });
  }
};

const addHeaders =
  (tenant: Tenant): RequestHandler =>
  (_request, response, next) => {
    response.setHeader("api-current-version", versionOf(tenant).code.slice(1));
    response.setHeader("x-cw-request-id", randomUUID());
    response.setHeader("Cache-Control", "no-cache");
    next();
  };

/** Leads `/{codebase}/apis/3.0/…` to the API; a codebase the tenant has left is 404. */
function routeCodebase(tenant: Tenant, api: Router): RequestHandler {
  return (request, response, next) => {
    request.url = request.url.replace(/^[^?]*/, (path) => path.replaceAll(/\/{2,}/g, "/"));
    const match = API.exec(request.path);
    if (!match) {
      next();
      return;
    }
    const codebase = `${match[1]}/`;
    if (codebase !== "v4_6_release/" && codebase !== codebaseOf(tenant)) {
      throw endpointDoesNotExist();
    }
    request.url = request.url.replace(/^\/[^/]+\/apis\/3\.0\/?/, "/");
    api(request, response, next);
  };
}

function createApp(parts: Parts, control: readonly RequestHandler[], log: RequestHandler): Express {
  const { tenant, limits, faults } = parts;
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  for (const handler of control) app.use("/_control", handler);
  app.use(log);
  app.use(limits.middleware);
  app.use(addHeaders(tenant));
  app.use(faults.middleware(faultRenderer));
  app.use(routeCodebase(tenant, createApiRouter(parts)));
  app.use(createPublicRouter(tenant));
  app.use((request) => {
    throw notSimulated(request.method, request.path);
  });
  app.use(answerError);
  return app;
}

/**
 * Starts a stand-in for one ConnectWise PSA server with one company.
 *
 * @throws Error when the port is taken, the version is malformed or the saved state is damaged
 */
export async function createConnectwiseStandIn(
  options: ConnectwiseStandInOptions,
): Promise<ConnectwiseStandIn> {
  const now = options.now ?? Date.now;
  const faults = createFaults();
  const limits = createLimitSwitch({ latencyMs: 0, jitterMs: 0, enforce: true, searchLagMs: 0 });
  const { store, file } = await openStore(options, now);
  const credentials: Credentials = { ...options, isCloud: options.isCloud ?? true };
  const delivery = createCallbackDelivery({
    store,
    faults,
    companyId: options.companyId,
    codebase: () => codebaseOf(tenant),
    retryDelaysMs: options.callbackRetryDelaysMs ?? [2_000, 4_000],
    timeoutMs: options.callbackTimeoutMs ?? 5_000,
  });
  const quirks = { ...NO_QUIRKS, ...options.quirks };
  const tenant: Tenant = {
    store,
    credentials,
    quirks,
    notify: delivery.notify,
    areKeysRevoked: false,
    denied: [],
    missingRights: [],
  };
  const rateWindow = createRateWindow(now);
  const requestLog = createRequestLog({ now, routeOf });
  const vendor = createControlledTenant(tenant, {
    origin: () => server.url,
    forget: () => {
      delivery.queue.clear();
      rateWindow.clear();
    },
  });
  const specCheck = options.specCheck ?? specCheckFromEnvironment("connectwise");
  const control = createControlRouter({ vendor, faults, limits, requestLog, specCheck });
  const app = createApp(
    { tenant, limits, faults, rateWindow, specCheck },
    [control, createControlExtras(tenant), unknownControlRoute],
    requestLog.middleware,
  );
  const server = await listen(app, {
    port: options.port ?? 0,
    portVariable: "SANDBOX_CONNECTWISE_PORT",
    ...(options.host === undefined ? {} : { host: options.host }),
  });
  return {
    url: server.url,
    port: server.port,
    close: async () => {
      delivery.queue.close();
      await server.close();
      await file.flush();
    },
  };
}

async function openStore(
  options: ConnectwiseStandInOptions,
  now: () => number,
): Promise<{ store: Store; file: ReturnType<typeof createStateFile> }> {
  const version = parseVersion(options.version ?? "v2026.4").code;
  const file = createStateFile(options.stateFile, () => store.state);
  const store = new Store({ version, now, changed: () => file.changed() });
  const saved = await file.load();
  if (saved !== undefined) store.load(saved as State);
  else if (options.dataset === "sample") await resetRecords(store, { dataset: "sample" });
  return { store, file };
}
