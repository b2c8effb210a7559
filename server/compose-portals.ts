import type { CallbackVerifier } from "./adapters/connectwise/webhook.ts";
import { createCallbackVerifier, readCallback } from "./adapters/connectwise/webhook.ts";
import { createGate, type Gate } from "./adapters/connectwise/transport.ts";
import { createConnectwiseAdapter } from "./adapters/connectwise/index.ts";
import type { HttpClient } from "./adapters/http-client.ts";
import type { OauthClient } from "./adapters/hubspot/auth.ts";
import { createHubspotAdapter } from "./adapters/hubspot/index.ts";
import { createTransport, type Transport } from "./adapters/hubspot/transport.ts";
import {
  type ConnectwiseParts,
  createConnectwiseConnector,
  createHubspotAccount,
} from "./compose-vendors.ts";
import type { Config } from "./config.ts";
import type { ConnectwiseInbox, PortalAccess } from "./http/portal-access.ts";
import type { PortalWork } from "./jobs/portal-work.ts";
import type { Database } from "./store/db.ts";
import type { PortalCrypto } from "./store/encryption.ts";
import { createPortalStore } from "./store/portal-store.ts";
import { createRateLimiter, type RateBudget } from "./store/rate-limiter.ts";
import { pruneExpired } from "./store/retention.ts";
import { createSyncStore } from "./store/sync-store.ts";
import { AppError } from "./sync/errors.ts";
import { companyDefinition } from "./sync/objects/company.ts";
import { contactDefinition } from "./sync/objects/contact.ts";
import { dealDefinition } from "./sync/objects/deal.ts";
import type { ObjectDefinition } from "./sync/objects/definition.ts";
import type {
  Connection,
  HubspotTokens,
  ObjectSettings,
  PortalStore,
} from "./sync/portal-ports.ts";
import type { Clock, CrmAdapter, RateLimiter, SyncStore } from "./sync/ports.ts";
import type { ConnectwiseConnector, HubspotAccount } from "./sync/vendor-ports.ts";
import { DEFAULT_TIMING, type SyncContext } from "./usecases/engine.ts";
import { createTokenKeeper } from "./usecases/refresh-tokens.ts";

/** What all portals share. */
export interface SharedParts {
  readonly config: Config;
  readonly database: Database;
  readonly http: HttpClient;
  readonly oauth: OauthClient;
  readonly clock: Clock;
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Returns a text nobody can guess. */
  readonly makeSecret: () => string;
  /** Name of this process, for claims and leases. */
  readonly owner: string;
}

/** Everything of one portal, kept while the process lives. */
export interface OpenPortal extends PortalAccess, PortalWork {
  readonly store: SyncStore;
}

/** Object types that are synced, parents before children. */
export const DEFINITIONS: readonly ObjectDefinition[] = [
  companyDefinition,
  contactDefinition,
  dealDefinition,
];

const STRONG_KINDS = Object.fromEntries(
  DEFINITIONS.map(({ objectType, strongKinds }) => [objectType, strongKinds]),
);

/** Just under the published 110 in any 10 s, and 5 searches a second. */
const BUDGETS = {
  hubspot: { bucket: "hubspot", perSecond: 10.5, burst: 4 },
  search: { bucket: "hubspot-search", perSecond: 4.8, burst: 1 },
  // 900 of the customer's 1,000 a minute; shared with the customer's other tools after a 429.
  connectwise: { bucket: "connectwise", perSecond: 15, burst: 8, halvedAfterCloseMs: 60_000 },
} as const satisfies Record<string, RateBudget>;

const BULK_SLICE_MS = 2_000;

type Pace = "now" | "bulk";

function notConfigured(): AppError {
  return new AppError("ConnectWise is not connected yet", {
    code: "not_configured",
    errorClass: "invalid",
    remedy: "Connect ConnectWise first.",
  });
}

/** Builds everything of one portal; keep it, as it holds tokens, budgets and signing keys. */
export function openPortal(
  shared: SharedParts,
  portalId: string,
  crypto: PortalCrypto,
): OpenPortal {
  const { database, config } = shared;
  const portal = createPortalStore(database, portalId, crypto);
  const store = createSyncStore(database, portalId, crypto, STRONG_KINDS);
  const limiter = (budget: RateBudget): RateLimiter =>
    createRateLimiter(database, portalId, budget);
  const transports = createTransports(shared, portal, limiter);
  const connectwise: ConnectwiseParts = {
    http: shared.http,
    clientId: config.connectwiseClientId,
    publicUrl: config.publicUrl,
    limiter: limiter(BUDGETS.connectwise),
    gate: createGate(8),
  };
  const hubspot = createHubspotAccount(transports.now);
  const connector = createConnectwiseConnector(connectwise);
  const adapters = createAdapterCache(shared, transports, connectwise);
  const contexts = (pace: Pace): Promise<readonly SyncContext[]> =>
    readContexts({ shared, portal, store, crypto, adapters }, pace);
  return {
    portalId,
    portal,
    store,
    connect: {
      definitions: DEFINITIONS,
      portal,
      hubspot,
      connectwise: connector,
      makeSecret: shared.makeSecret,
    },
    contexts,
    prune: async () => {
      await pruneExpired(database, [portalId]);
    },
    connectwiseInbox: createInboxCache(shared, portal),
    async runContext() {
      const objects = await contexts("bulk");
      if (objects.length === 0) throw notConfigured();
      return { objects, portal };
    },
    mappableFields: (objectType) => readMappable({ portal, hubspot, connector }, objectType),
  };
}

/** HubSpot with tokens that are not stored yet: those of an install under way. */
export function accountDuringInstall(
  shared: SharedParts,
  portalId: string,
  tokens: HubspotTokens,
): HubspotAccount {
  const limiter = (budget: RateBudget): RateLimiter =>
    createRateLimiter(shared.database, portalId, budget);
  const token = {
    accessToken: () => Promise.resolve(tokens.accessToken),
    onUnauthorized: () => Promise.resolve(),
  };
  return createHubspotAccount(transportOf(shared, token, limiter, false));
}

interface TokenSource {
  accessToken(): Promise<string>;
  onUnauthorized(): Promise<void>;
}

function transportOf(
  shared: SharedParts,
  tokens: TokenSource,
  limiter: (budget: RateBudget) => RateLimiter,
  isBulk: boolean,
): Transport {
  const { config, clock, random, sleep } = shared;
  return createTransport({
    apiUrl: config.hubspot.apiUrl,
    apiVersion: config.hubspot.apiVersion,
    accessToken: () => tokens.accessToken(),
    onUnauthorized: () => tokens.onUnauthorized(),
    limiters: { general: limiter(BUDGETS.hubspot), search: limiter(BUDGETS.search) },
    isBulk,
    clock,
    random,
    sleep,
  });
}

function createTransports(
  shared: SharedParts,
  portal: PortalStore,
  limiter: (budget: RateBudget) => RateLimiter,
): Readonly<Record<Pace, Transport>> {
  const { oauth, clock, owner, sleep } = shared;
  const tokens = createTokenKeeper({ portal, oauth, clock, owner, sleep });
  return {
    now: transportOf(shared, tokens, limiter, false),
    bulk: transportOf(shared, tokens, limiter, true),
  };
}

type Adapters = Readonly<Record<"hubspot" | "connectwise", CrmAdapter>>;
type AdapterCache = (connection: Connection, pace: Pace) => Adapters;

/** Keeps the adapters of the connection as it is stored now; other keys make other adapters. */
function createAdapterCache(
  shared: SharedParts,
  transports: Readonly<Record<Pace, Transport>>,
  connectwise: ConnectwiseParts & { readonly gate: Gate },
): AdapterCache {
  let known = "";
  let cached: Partial<Record<Pace, Adapters>> = {};
  return (connection, pace) => {
    const fingerprint = JSON.stringify(connection);
    if (fingerprint !== known) {
      known = fingerprint;
      cached = {};
    }
    const { http, clientId, limiter, gate } = connectwise;
    const isBulk = pace === "bulk";
    return (cached[pace] ??= {
      hubspot: createHubspotAdapter({
        transport: transports[pace],
        appId: shared.config.hubspot.appId,
      }),
      connectwise: createConnectwiseAdapter({ connection, http, clientId, limiter, gate, isBulk }),
    });
  };
}

interface ContextParts {
  readonly shared: SharedParts;
  readonly portal: PortalStore;
  readonly store: SyncStore;
  readonly crypto: PortalCrypto;
  readonly adapters: AdapterCache;
}

/** Settings are read anew each time, so that a change made by another process counts at once. */
async function readContexts(parts: ContextParts, pace: Pace): Promise<readonly SyncContext[]> {
  const connection = await parts.portal.connection();
  if (connection === null) return [];
  const [settings, portal] = await Promise.all([
    parts.portal.objectSettings(),
    parts.portal.portal(),
  ]);
  const country = settings.map(defaultCountryOf).find((code) => code !== undefined);
  return DEFINITIONS.flatMap((definition) => {
    const found = settings.find(({ objectType }) => objectType === definition.objectType);
    if (found === undefined || !found.isOn) return [];
    const timeZone = portal?.timeZone ?? "UTC";
    return [toContext(parts, definition, found, { connection, pace, timeZone, country })];
  });
}

function toContext(
  parts: ContextParts,
  definition: ObjectDefinition,
  settings: ObjectSettings,
  around: {
    readonly connection: Connection;
    readonly pace: Pace;
    readonly timeZone: string;
    readonly country: string | undefined;
  },
): SyncContext {
  const { shared, store, crypto, adapters } = parts;
  const { connection, pace, timeZone, country } = around;
  return {
    definition,
    mapping: settings.mapping,
    policy: settings.policy,
    filters: {
      inactiveStatusIds: new Set(settings.inactiveStatusIds),
      excludedIds: new Set(settings.excludedIds),
    },
    store,
    adapters: adapters(connection, pace),
    clock: shared.clock,
    hash: crypto.hash,
    timeZone: ianaZone(timeZone),
    owner: shared.owner,
    random: shared.random,
    timing: pace === "bulk" ? { ...DEFAULT_TIMING, sliceMs: BULK_SLICE_MS } : DEFAULT_TIMING,
    ...(country === undefined ? {} : { defaultCountry: country }),
  };
}

/** A zone that this Node does not know counts as UTC rather than stopping the portal. */
function ianaZone(name: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** ISO code of the country that new ConnectWise companies get; phone numbers are read as there. */
function defaultCountryOf({ policy, mapping }: ObjectSettings): string | undefined {
  const id = policy.createDefaults.connectwise["country/id"];
  const codes = Object.entries(mapping.valueMaps["country"]?.toConnectwise ?? {});
  return codes.find(([, countryId]) => countryId === id)?.[0];
}

/** Keeps the verifier, which holds signing keys, for as long as the connection is the same. */
function createInboxCache(
  shared: SharedParts,
  portal: PortalStore,
): () => Promise<ConnectwiseInbox | null> {
  let known = "";
  let verifier: CallbackVerifier | null = null;
  return async () => {
    const connection = await portal.connection();
    if (connection === null) return null;
    const { connectwiseClientId: clientId } = shared.config;
    const fingerprint = JSON.stringify(connection);
    if (verifier === null || fingerprint !== known) {
      known = fingerprint;
      verifier = createCallbackVerifier({ connection, clientId, http: shared.http });
    }
    const current = verifier;
    return {
      isGenuine: (rawBody, signature) => current.isGenuine({ rawBody, signature }),
      readHint(rawBody) {
        const hint = readCallback(rawBody, connection);
        if (hint === null) return null;
        const { objectType, recordId, isEcho } = hint;
        return { side: "connectwise", id: recordId, objectType, isEcho };
      },
    };
  };
}

async function readMappable(
  parts: {
    readonly portal: PortalStore;
    readonly hubspot: HubspotAccount;
    readonly connector: ConnectwiseConnector;
  },
  objectType: string,
): ReturnType<PortalAccess["mappableFields"]> {
  const connection = await parts.portal.connection();
  if (connection === null) throw notConfigured();
  const [properties, definitions] = await Promise.all([
    parts.hubspot.properties(objectType),
    parts.connector.account(connection).definitions(objectType),
  ]);
  return { properties, fields: definitions.fields };
}
