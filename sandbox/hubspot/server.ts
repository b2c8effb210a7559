import express, { Router, json } from "express";
import type { Express } from "express";
import {
  ControlError,
  controlTypes,
  createControlRouter,
  unknownControlRoute,
} from "../shared/control.ts";
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
import { createApiRouter, isSearch } from "./api-router.ts";
import { Tokens, companyScopes, createTokenRouter } from "./auth.ts";
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
import type { RateLimits } from "./limits.ts";
import { Person } from "./control.ts";
import { Portal } from "./portal.ts";
import type { SavedPortal } from "./portal.ts";
import { routeOf } from "./route-names.ts";
import { loadSeed, seedRecordsFor } from "./seed.ts";
import { Webhooks, defaultSubscriptions } from "./webhooks.ts";
import type { Subscriptions } from "./webhooks.ts";

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
  /** Properties whose changes send webhooks, by type. */
  subscribedProperties?: Subscriptions;
  /** How webhooks name their subscription: `object.creation` (default) or `company.creation`. */
  subscriptionStyle?: "object" | "legacy";
  webhookBatchWindowMs?: number;
  /** Waits before further tries of a webhook. */
  webhookRetryDelaysMs?: readonly number[];
  /** Clock. */
  now?: () => number;
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
  portal: SavedPortal;
  tokens: Parameters<Tokens["restore"]>[0];
}

/** Everything the routes share. */
interface StandIn {
  options: HubSpotStandInOptions;
  auth: AuthOptions;
  tokens: Tokens;
  portal: Portal;
  webhooks: Webhooks;
  faults: Faults;
  limits: LimitSwitch;
  rates: RateLimits;
  state: StateFile;
  person: Person;
  specCheck: SpecCheck | undefined;
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

function createStandIn(options: HubSpotStandInOptions): StandIn {
  const state = createStateFile(options.stateFile, () => ({
    portal: portal.snapshot(),
    tokens: tokens.snapshot(),
  }));
  const auth = authOptionsOf(options, state.changed);
  const { now } = auth;
  const tokens = new Tokens(auth);
  const faults = createFaults();
  const webhooks = createWebhooks(options, auth, faults);
  const portal = new Portal({
    now,
    emit: (change) => {
      state.changed();
      webhooks.tell(change);
    },
  });
  const limits = createLimitSwitch(DEFAULT_LIMITS);
  const rates = createRateLimits(limits, auth.portalId, now);
  const reset = async (request: ResetRequest): Promise<void> => {
    const records = await seedRecordsFor(request);
    webhooks.clear();
    portal.clear();
    rates.clear(); // calls from before count no longer
    loadSeed(portal, records, now());
    state.changed();
  };
  const person = new Person({ portal, userId: auth.userId, reset });
  const specCheck = options.specCheck ?? specCheckFromEnvironment("hubspot");
  const shared = { options, auth, tokens, portal, webhooks, faults, limits, rates, state };
  return { ...shared, person, specCheck };
}

async function loadState({ state, portal, tokens }: StandIn): Promise<void> {
  const saved = await state.load();
  if (saved === undefined) return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by this very program
  const known = saved as SavedState;
  portal.restoreSnapshot(known.portal);
  tokens.restore(known.tokens);
}

function fieldsOf(body: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(Object.entries(Object.assign({}, body)));
}

/** @returns type and id of a body. @throws ControlError - when it has none */
function readKey(body: unknown): [type: ControlType, id: string] {
  const given = fieldsOf(body);
  const [id, type] = [given.get("id"), controlTypes.find((each) => each === given.get("type"))];
  if (type !== undefined && (typeof id === "string" || typeof id === "number")) {
    return [type, String(id)];
  }
  throw new ControlError("invalid_body", "type and id are needed", { field: "type" });
}

function createExtraControl({ person, tokens, portal }: StandIn): Router {
  const extras = Router();
  extras.post("/uninstall", (_request, response) => {
    tokens.uninstall();
    response.json({ ok: true });
  });
  extras.post("/restore", (request, response) => {
    response.json(person.restore(...readKey(request.body)));
  });
  extras.post("/privacy-delete", (request, response) => {
    person.privacyDelete(...readKey(request.body));
    response.json({ ok: true });
  });
  extras.post("/auto-association", (request, response) => {
    const enabled = fieldsOf(request.body).get("enabled");
    if (typeof enabled !== "boolean") {
      throw new ControlError("invalid_body", "enabled is true or false", { field: "enabled" });
    }
    portal.isAutoAssociating = enabled;
    response.json({ ok: true });
  });
  return extras;
}

function createApp(standIn: StandIn): Express {
  const { auth, tokens, portal, faults, limits, rates, state, person, specCheck } = standIn;
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  const requestLog = createRequestLog({ now: auth.now, routeOf });
  const extras = createExtraControl(standIn);
  app.use(
    "/_control",
    createControlRouter({ vendor: person, faults, limits, requestLog, specCheck, extras }),
    unknownControlRoute,
  );
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
  app.use(createApiRouter({ portal, auth, tokens, rates, limits, changed: state.changed }));
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
  const standIn = createStandIn(options);
  await loadState(standIn);
  const app = createApp(standIn);
  const server = await listen(app, {
    port: options.port ?? 0,
    portVariable: "SANDBOX_HUBSPOT_PORT",
  });
  return {
    ...server,
    close: async () => {
      standIn.webhooks.close();
      await server.close();
      await standIn.state.flush();
    },
  };
}
