import express, { Router, json } from "express";
import type { Express, Request } from "express";
import { ControlError, createControlRouter, unknownControlRoute } from "../shared/control.ts";
import type { ControlType, ResetRequest, SpecCheck } from "../shared/control.ts";
import { createFaults } from "../shared/faults.ts";
import type { Faults } from "../shared/faults.ts";
import { createLimitSwitch } from "../shared/limits.ts";
import type { LimitSwitch } from "../shared/limits.ts";
import { listen } from "../shared/listen.ts";
import type { RunningServer } from "../shared/listen.ts";
import { createRequestLog } from "../shared/request-log.ts";
import { specCheckFromEnvironment } from "../shared/spec-check.ts";
import { createStateFile } from "../shared/state-file.ts";
import type { StateFile } from "../shared/state-file.ts";
import { answerAccountDetails, createOwnerRouter } from "./account.ts";
import { Tokens, companyScopes, createTokenRouter, requireScope, requireToken } from "./auth.ts";
import type { AuthOptions } from "./auth.ts";
import { createConsentRouter } from "./consent.ts";
import {
  answerError,
  answerUnknownRoute,
  sendRateLimited,
  sendRateLimitedPage,
  sendServerError,
} from "./errors.ts";
import { createRateLimits } from "./limits.ts";
import { Person } from "./control.ts";
import { createRecordRouter } from "./records.ts";
import { routeOf } from "./route-names.ts";
import { Schema, createSchemaRouter, objectTypes } from "./schema.ts";
import type { PropertyDefinition } from "./schema.ts";
import { loadSeed, seedRecordsFor } from "./seed.ts";
import type { SeedRecord } from "./seed.ts";
import { Collection } from "./store.ts";
import type { StoredRecord } from "./store.ts";
import { Webhooks, defaultSubscriptions } from "./webhooks.ts";

/** How the stand-in is set up. Times in milliseconds. */
export interface HubSpotStandInOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  clientId: string;
  clientSecret: string;
  appId: number;
  /** Where webhooks go; without it none are sent. */
  webhookTargetUrl?: string;
  redirectUrls: readonly string[];
  portalId?: number;
  /** Scopes an install URL must ask for; those of an app for companies unless given. */
  requiredScopes?: readonly string[];
  accessTokenTtlMs?: number;
  /** Company properties whose changes send webhooks. */
  subscribedProperties?: readonly string[];
  /** How webhooks name their subscription: `object.creation` (default) or `company.creation`. */
  subscriptionStyle?: "object" | "legacy";
  webhookBatchWindowMs?: number;
  /** Waits before further tries of a webhook. */
  webhookRetryDelaysMs?: readonly number[];
  /** Clock. */
  now?: () => number;
  /** Records to begin with, when no state was kept. */
  seedRecords?: readonly SeedRecord[];
  /** Keeps the state over a restart. */
  stateFile?: string;
  /** Compares calls and answers with the vendor's description; by the environment unless given. */
  specCheck?: SpecCheck;
}

const DEFAULT_LIMITS = { latencyMs: 0, jitterMs: 0, enforce: true, searchLagMs: 5_000 };
const PORTAL_ID = 48_120_001;
const USER = { userId: 71_000, userEmail: "admin@lockstep-demo.example" };
/** HubSpot tries 10 more times over 24 hours; here the same tries take minutes. */
const RETRY_DELAYS_MS = [1, 2, 5, 10, 20, 30, 60, 120, 240, 480].map((seconds) => seconds * 1_000);

interface SavedState {
  schema: { properties: PropertyDefinition[]; groups: [] };
  companies: StoredRecord[];
  tokens: Parameters<Tokens["restore"]>[0];
}

/** Everything the routes share. */
interface Portal {
  options: HubSpotStandInOptions;
  auth: AuthOptions;
  now: () => number;
  tokens: Tokens;
  schema: Schema;
  companies: Collection;
  webhooks: Webhooks;
  faults: Faults;
  limits: LimitSwitch;
  state: StateFile;
  person: Person;
  specCheck: SpecCheck | undefined;
  /** Forgets the calls counted by the rate limits. */
  forgetCalls: () => void;
}

function authOptionsOf(options: HubSpotStandInOptions, changed: () => void): AuthOptions {
  return {
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    appId: options.appId,
    portalId: options.portalId ?? PORTAL_ID,
    portalName: "lockstep-demo.example",
    ...USER,
    redirectUrls: options.redirectUrls,
    requiredScopes: options.requiredScopes ?? companyScopes,
    now: options.now ?? Date.now,
    accessTokenTtlMs: options.accessTokenTtlMs ?? 1_800_000,
    changed,
  };
}

function createWebhooks(
  options: HubSpotStandInOptions,
  auth: AuthOptions,
  faults: Faults,
): Webhooks {
  return new Webhooks({
    targetUrl: () => options.webhookTargetUrl,
    clientSecret: options.clientSecret,
    appId: options.appId,
    portalId: auth.portalId,
    properties: options.subscribedProperties ?? defaultSubscriptions,
    style: options.subscriptionStyle ?? "object",
    faults,
    now: auth.now,
    batchWindowMs: options.webhookBatchWindowMs ?? 200,
    retryDelaysMs: options.webhookRetryDelaysMs ?? RETRY_DELAYS_MS,
  });
}

function createPortal(options: HubSpotStandInOptions): Portal {
  const [objectType] = objectTypes;
  if (objectType === undefined) throw new Error("there is no object type");
  const state = createStateFile(options.stateFile, () => ({
    schema: schema.snapshot(),
    companies: companies.snapshot(),
    tokens: tokens.snapshot(),
  }));
  const auth = authOptionsOf(options, state.changed);
  const { now } = auth;
  const tokens = new Tokens(auth);
  const schema = new Schema(now);
  const faults = createFaults();
  const webhooks = createWebhooks(options, auth, faults);
  const companies: Collection = new Collection({
    objectType,
    schema,
    now,
    emit: (change) => {
      state.changed();
      webhooks.tell(change);
    },
  });
  const limits = createLimitSwitch(DEFAULT_LIMITS);
  const portal = { options, auth, now, tokens, schema, companies, webhooks, faults, limits, state };
  const person = new Person({
    collections: new Map([[objectType.singular, companies]]),
    userId: auth.userId,
    reset: (request) => resetPortal({ ...portal, forgetCalls: () => whole.forgetCalls() }, request),
  });
  const specCheck = options.specCheck ?? specCheckFromEnvironment("hubspot");
  const whole: Portal = { ...portal, person, specCheck, forgetCalls: () => undefined };
  return whole;
}

async function resetPortal(
  { webhooks, companies, schema, state, now, forgetCalls }: Omit<Portal, "person" | "specCheck">,
  request: ResetRequest,
): Promise<void> {
  const records = await seedRecordsFor(request);
  webhooks.clear();
  companies.clear();
  schema.reset();
  forgetCalls();
  loadSeed(companies, records, now());
  state.changed();
}

async function loadState({
  state,
  options,
  schema,
  companies,
  tokens,
  now,
}: Portal): Promise<void> {
  const saved = await state.load();
  if (saved === undefined) {
    loadSeed(companies, options.seedRecords ?? [], now());
    return;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this very program
  const known = saved as SavedState;
  schema.restore(known.schema);
  companies.restoreSnapshot(known.companies);
  tokens.restore(known.tokens);
}

const isSearch = (request: Request): boolean => request.path.endsWith("/search");

const isRead = (request: Request): boolean =>
  request.method === "GET" || isSearch(request) || request.path.endsWith("/batch/read");

function createApiRouter(portal: Portal): Router {
  const { auth, tokens, schema, companies, limits, state, now } = portal;
  const rates = createRateLimits(limits, auth.portalId, now);
  portal.forgetCalls = rates.clear;
  const { plural } = companies.objectType;
  const read = requireScope(`crm.objects.${plural}.read`);
  const write = requireScope(`crm.objects.${plural}.write`);
  const readSchema = requireScope(`crm.schemas.${plural}.read`, `crm.objects.${plural}.read`);
  const writeSchema = requireScope(`crm.schemas.${plural}.write`);

  const router = Router();
  router.use(
    ["/crm", "/account-info", "/appinstalls"],
    requireToken(tokens),
    (request, response, next) => {
      (isSearch(request) ? rates.search : rates.burst)(request, response, next);
    },
  );
  router.use(
    `/crm/objects/:version/${plural}`,
    (request, response, next) => (isRead(request) ? read : write)(request, response, next),
    createRecordRouter({
      writer: { collection: companies, source: { type: "INTEGRATION", id: String(auth.appId) } },
      now,
      searchLagMs: () => limits.current().searchLagMs,
    }),
  );
  router.use(
    `/crm/properties/:version/${plural}`,
    (request, response, next) =>
      (isRead(request) ? readSchema : writeSchema)(request, response, next),
    createSchemaRouter(schema, state.changed),
  );
  router.use("/crm/owners/:version", requireScope("crm.objects.owners.read"), createOwnerRouter());
  router.get("/account-info/:version/details", answerAccountDetails(auth.portalId));
  router.delete("/appinstalls/:version/external-install", (_request, response) => {
    tokens.uninstall();
    response.status(204).end();
  });
  return router;
}

function addControl(
  app: Express,
  portal: Portal,
  requestLog: ReturnType<typeof createRequestLog>,
): void {
  const { faults, limits, person, tokens, specCheck } = portal;
  const extras = Router();
  extras.post("/uninstall", (_request, response) => {
    tokens.uninstall();
    response.json({ ok: true });
  });
  extras.post("/restore", (request, response) => {
    const body = new Map<string, unknown>(Object.entries(Object.assign({}, request.body)));
    const [type, id] = [body.get("type"), body.get("id")];
    if (type !== "company" || (typeof id !== "string" && typeof id !== "number")) {
      throw new ControlError("invalid_body", "restore needs type and id", { field: "type" });
    }
    const known: ControlType = type;
    response.json(person.restore(known, String(id)));
  });
  app.use(
    "/_control",
    createControlRouter({ vendor: person, faults, limits, requestLog, specCheck, extras }),
    unknownControlRoute,
  );
}

function createApp(portal: Portal): Express {
  const { now, auth, tokens, faults, limits, specCheck } = portal;
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  const requestLog = createRequestLog({ now, routeOf });
  addControl(app, portal, requestLog);
  app.use(requestLog.middleware, limits.middleware);
  app.use(
    faults.middleware({
      answer429: (_request, response) => sendRateLimited(response, "TEN_SECONDLY_ROLLING"),
      answer429Html: (_request, response) => sendRateLimitedPage(response),
      answer500: (_request, response) => sendServerError(response),
      isSearch,
      playsPartial: (request) => request.path.endsWith("/batch/create"),
    }),
  );
  app.use("/oauth", createConsentRouter(tokens, auth)); // a page of the website, not of the API
  if (specCheck !== undefined) app.use(specCheck);
  app.use(json({ limit: "10mb", strict: false }));
  app.use("/oauth/:version/token", createTokenRouter(tokens, auth));
  app.use(createApiRouter(portal));
  app.use(answerUnknownRoute);
  app.use(answerError);
  return app;
}

/**
 * Starts a stand-in for one HubSpot portal on this machine.
 *
 * @returns where it listens; `close` also writes the state that is kept
 * @throws Error - when the port is taken or the state file is damaged
 */
export async function createHubSpotStandIn(options: HubSpotStandInOptions): Promise<RunningServer> {
  const portal = createPortal(options);
  await loadState(portal);
  const app = createApp(portal);
  const server = await listen(app, {
    port: options.port ?? 0,
    portVariable: "SANDBOX_HUBSPOT_PORT",
  });
  return {
    ...server,
    close: async () => {
      portal.webhooks.close();
      await server.close();
      await portal.state.flush();
    },
  };
}
