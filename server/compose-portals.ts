import type { CallbackVerifier } from "./adapters/connectwise/webhook.ts";
import { createCallbackVerifier, readCallback } from "./adapters/connectwise/webhook.ts";
import { createGate } from "./adapters/connectwise/transport.ts";
import type { HttpClient } from "./adapters/http-client.ts";
import type { OauthClient } from "./adapters/hubspot/auth.ts";
import { createTransport, type Transport } from "./adapters/hubspot/transport.ts";
import { createAdapterCache, DEFINITIONS, type Pace, readContexts } from "./compose-contexts.ts";
import { createRightProbes, createScopeProbes } from "./compose-permissions.ts";
import {
  type ConnectwiseParts,
  createCompanyDirectory,
  createConnectwiseConnector,
  createHubspotAccount,
} from "./compose-vendors.ts";
import type { Config } from "./config.ts";
import type { ConnectwiseInbox, PortalAccess } from "./http/portal-access.ts";
import type { PortalWork } from "./jobs/portal-work.ts";
import type { Database } from "./store/db.ts";
import type { PortalCrypto } from "./store/encryption.ts";
import { createDownloadLinks } from "./store/download-links.ts";
import { createPeopleStore } from "./store/people-store.ts";
import { createPortalStore } from "./store/portal-store.ts";
import { createRateLimiter, type RateBudget } from "./store/rate-limiter.ts";
import { pruneExpired } from "./store/retention.ts";
import { createSyncStore } from "./store/sync-store.ts";
import { CALLS_PER_SECOND } from "./sync/call-rates.ts";
import { AppError, notConfigured } from "./sync/errors.ts";
import type { ObjectType } from "./sync/model.ts";
import type { HubspotTokens } from "./sync/connection.ts";
import type { PortalStore } from "./sync/portal-ports.ts";
import type { Clock, RateLimiter } from "./sync/ports.ts";
import type { SyncStore } from "./sync/store-ports.ts";
import type { CompanyDirectory, HubspotAccount } from "./sync/vendor-ports.ts";
import type { ConnectParts } from "./usecases/connect-connectwise.ts";
import { type PermissionParts, recheckPermissions } from "./usecases/check-permissions.ts";
import type { SyncContext } from "./usecases/engine.ts";
import { withRunHalt } from "./usecases/halt-run.ts";
import { refreshDueDefinitions } from "./usecases/read-definitions.ts";
import { createTokenKeeper } from "./usecases/refresh-tokens.ts";
import { createRefusalLog, type RefusalLog } from "./usecases/watch-refusals.ts";

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
  /** Aborted when this process stops: no vendor is called any more. */
  readonly stopping: AbortSignal;
}

/** Everything of one portal, kept while the process lives. */
export interface OpenPortal extends PortalAccess, PortalWork {
  readonly store: SyncStore;
}

const CLAIM_KINDS = Object.fromEntries(
  DEFINITIONS.map(({ objectType, claimKinds }) => [objectType, claimKinds]),
);

/** Just under what the vendors publish; of HubSpot's searches, 5 a second. */
const BUDGETS = {
  hubspot: {
    bucket: "hubspot",
    perSecond: 14,
    burst: 4,
    window: { ms: 10_000, calls: 108, bulkCalls: 10 * CALLS_PER_SECOND.hubspot },
  },
  search: { bucket: "hubspot-search", perSecond: 4.8, burst: 1 },
  // Shared with the customer's other tools after a 429.
  connectwise: {
    bucket: "connectwise",
    perSecond: CALLS_PER_SECOND.connectwise,
    burst: 8,
    halvedAfterCloseMs: 60_000,
  },
} as const satisfies Record<string, RateBudget>;

/** Builds everything of one portal; keep it, as it holds tokens, budgets and signing keys. */
export function openPortal(
  shared: SharedParts,
  portalId: string,
  crypto: PortalCrypto,
): OpenPortal {
  const { database, config } = shared;
  const portal = createPortalStore(database, portalId, crypto);
  const store = createSyncStore(database, portalId, crypto, CLAIM_KINDS);
  const limiter = (budget: RateBudget): RateLimiter =>
    withRunHalt(createRateLimiter(database, portalId, budget, shared.stopping), portal);
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
  const refusals = createRefusalLog();
  const watched = { ...connectwise, refusals };
  const adapters = createAdapterCache(config.hubspot.appId, transports, watched);
  const contexts = (pace: Pace): Promise<readonly SyncContext[]> =>
    readContexts({ definitions: DEFINITIONS, shared, portal, store, crypto, adapters }, pace);
  const connect: ConnectParts = {
    definitions: DEFINITIONS,
    portal,
    hubspot,
    connectwise: connector,
    clock: shared.clock,
    makeSecret: shared.makeSecret,
  };
  const permissions = createPermissions({ portal, transports, connectwise, refusals });
  return {
    portalId,
    portal,
    people: createPeopleStore(database, portalId, crypto),
    downloads: createDownloadLinks(crypto.hash),
    store,
    connect,
    sleep: shared.sleep,
    contexts,
    prune: async () => {
      await pruneExpired(database, [portalId]);
    },
    refreshDefinitions: () => refreshDueDefinitions(connect),
    setUpProperties: (objectType) => hubspot.setUpProperties(objectType),
    permissions,
    companies: () => openCompanies(portal, connectwise),
    recheckPermissions: () => recheckPermissions(permissions),
    connectwiseInbox: createInboxCache(shared, portal),
    async runContext() {
      const objects = await contexts("bulk");
      if (objects.length === 0) throw notConfigured();
      return { objects, portal };
    },
    syncContext: async (objectType) => contextOf(await contexts("now"), portal, objectType),
  };
}

async function openCompanies(
  portal: PortalStore,
  connectwise: ConnectwiseParts,
): Promise<CompanyDirectory> {
  const connection = await portal.connection();
  if (connection === null) throw notConfigured();
  return createCompanyDirectory(connectwise, connection);
}

function createPermissions({
  portal,
  transports,
  connectwise,
  refusals,
}: {
  readonly portal: PortalStore;
  readonly transports: Transports;
  readonly connectwise: ConnectwiseParts;
  readonly refusals: RefusalLog;
}): PermissionParts {
  return {
    portal,
    probes: async () => {
      const connection = await portal.connection();
      if (connection === null) return null;
      return [
        createScopeProbes(() => transports.grantedScopes()),
        createRightProbes(connectwise, connection),
      ];
    },
    takeRefusals: () => refusals.take(),
  };
}

async function contextOf(
  contexts: readonly SyncContext[],
  portal: PortalStore,
  objectType: ObjectType,
): Promise<SyncContext> {
  const found = contexts.find(({ definition }) => definition.objectType === objectType);
  if (found !== undefined) return found;
  if ((await portal.connection()) === null) throw notConfigured();
  throw new AppError(`The sync of ${objectType} records is switched off.`, {
    code: "object_is_off",
    errorClass: "invalid",
    remedy: "Switch it on in the settings of the object first.",
  });
}

/** HubSpot with tokens that are not stored yet: those of an install under way. */
export function accountDuringInstall(
  shared: SharedParts,
  portalId: string,
  tokens: HubspotTokens,
): HubspotAccount {
  const limiter = (budget: RateBudget): RateLimiter =>
    createRateLimiter(shared.database, portalId, budget, shared.stopping);
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

interface Transports extends Readonly<Record<Pace, Transport>> {
  /** Asks HubSpot which scopes the portal's token has. */
  grantedScopes(): Promise<readonly string[]>;
}

function createTransports(
  shared: SharedParts,
  portal: PortalStore,
  limiter: (budget: RateBudget) => RateLimiter,
): Transports {
  const { oauth, clock, owner, sleep } = shared;
  const tokens = createTokenKeeper({ portal, oauth, clock, owner, sleep });
  return {
    now: transportOf(shared, tokens, limiter, false),
    bulk: transportOf(shared, tokens, limiter, true),
    grantedScopes: async () => (await oauth.introspect(await tokens.accessToken())).scopes,
  };
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
