import { randomBytes, randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

import type { Express } from "express";
import { collectDefaultMetrics, Counter, Registry } from "prom-client";

import { createHttpClient } from "./adapters/http-client.ts";
import { createOauthClient } from "./adapters/hubspot/auth.ts";
import { SCOPES } from "./adapters/hubspot/permissions.ts";
import { isSignedByHubspot, parseWebhook } from "./adapters/hubspot/webhook.ts";
import { DEFINITIONS } from "./compose-contexts.ts";
import {
  accountDuringInstall,
  type OpenPortal,
  openPortal,
  type SharedParts,
} from "./compose-portals.ts";
import type { Config } from "./config.ts";
import { createApp, createMetricsApp } from "./http/app.ts";
import type { HubspotInbox, PortalRegistry } from "./http/portal-access.ts";
import type { JobEvent, JobParts } from "./jobs/portal-work.ts";
import { openQueues, QUEUES, type Queues } from "./jobs/queues.ts";
import { type RunningJobs, startJobs } from "./jobs/start-jobs.ts";
import { systemClock } from "./shared/clock.ts";
import type { Logger } from "./shared/logger.ts";
import { assertMigrated, assertSafeRole, type Database, openDatabase } from "./store/db.ts";
import type { PortalCrypto } from "./store/encryption.ts";
import { createOauthStateStore } from "./store/oauth-states.ts";
import { createPortalDirectory } from "./store/portal-directory.ts";
import { openPortalCrypto } from "./store/portal-keys.ts";
import { readPortal } from "./store/portals.ts";
import type { PortalDirectory } from "./sync/portal-ports.ts";
import type { InstallParts } from "./usecases/install-portal.ts";
import type { Hint } from "./usecases/receive-hints.ts";

/** The whole server, built and not yet listening. */
export interface Server {
  readonly app: Express;
  /** Null unless METRICS_PORT is set. */
  readonly metricsApp: Express | null;
  /** Takes jobs and starts the ticks. */
  startJobs(): Promise<void>;
  /** Ends jobs, then all connections; work in hand gets at most so long. */
  close(timeoutMs: number): Promise<void>;
}

/**
 * Builds everything and hands it over.
 *
 * @throws AppError configuration `unsafe_database_role` when DATABASE_URL's role could look past
 *   row-level security
 * @throws Error when the database cannot be reached or is not migrated
 */
export async function composeServer(config: Config, logger: Logger): Promise<Server> {
  const database = openDatabase(config.databaseUrl, {
    name: "lockstep",
    maxConnections: config.workerSlots + 12,
  });
  const scheduler = openDatabase(config.schedulerDatabaseUrl, {
    name: "lockstep-scheduler",
    maxConnections: 2,
  });
  try {
    await assertSafeRole(database);
    const queues = await openQueues(config.databaseUrl, logger);
    return assemble({ config, logger, database, scheduler, queues });
  } catch (thrown) {
    await Promise.all([database.close(), scheduler.close()]);
    throw thrown;
  }
}

interface Foundations {
  readonly config: Config;
  readonly logger: Logger;
  readonly database: Database;
  readonly scheduler: Database;
  readonly queues: Queues;
}

function assemble(base: Foundations): Server {
  const { config, logger, database, scheduler, queues } = base;
  const http = createHttpClient({ allowedPrivateHosts: config.allowedPrivateHosts });
  const stop = new AbortController();
  const shared = createShared(config, { database, http, stopping: stop.signal });
  const directory = createPortalDirectory(scheduler);
  const portals = createRegistry(shared, directory);
  const metrics = createMetrics();
  const alarm = {
    wakeNow: (portalId: string) => queues.enqueue(QUEUES.now, [portalId]),
    wakeBulk: (portalId: string) => queues.enqueue(QUEUES.bulk, [portalId]),
  };
  const app = createApp({
    portals,
    hubspot: createHubspotInbox(config),
    alarm,
    clock: systemClock,
    now: systemClock.now,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    egressAddresses: config.egressAddresses,
    logger,
    install: createInstall(shared, portals),
    settingsUrl: (portalId) =>
      `${config.hubspot.appUrl}/connected-apps/${portalId}/installed/${config.hubspot.appId}/general-settings`,
    assertReady: () => assertMigrated(database),
    metrics: config.metricsPort === null ? metrics.registry : null,
  });
  let jobs: RunningJobs | null = null;
  const jobParts: JobParts = {
    openPortal: (portalId) => portals.find(portalId),
    wakeBulk: alarm.wakeBulk,
    clock: systemClock,
    random: Math.random,
    pollMs: config.pollSeconds * 1000,
    logger,
    count: metrics.count,
  };
  return {
    app,
    metricsApp: config.metricsPort === null ? null : createMetricsApp(metrics.registry),
    async startJobs() {
      jobs = await startJobs(jobParts, queues, { directory, slots: config.workerSlots });
    },
    async close(timeoutMs) {
      stop.abort();
      await (jobs ?? queues).stop(timeoutMs);
      http.close();
      await Promise.all([database.close(), scheduler.close()]);
    },
  };
}

function createShared(
  config: Config,
  parts: Pick<SharedParts, "database" | "http" | "stopping">,
): SharedParts {
  const { apiUrl, appUrl, apiVersion, clientId, clientSecret } = config.hubspot;
  return {
    ...parts,
    config,
    oauth: createOauthClient({
      apiUrl,
      appUrl,
      apiVersion,
      clientId,
      clientSecret,
      clock: systemClock,
    }),
    clock: systemClock,
    random: Math.random,
    sleep: async (ms) => {
      await sleep(ms);
    },
    makeSecret: () => randomBytes(32).toString("base64url"),
    owner: `${hostname()}:${process.pid}:${randomUUID()}`,
  };
}

/** Portals of this process. Opening one that does not exist would make keys for a stranger. */
interface Portals extends PortalRegistry {
  find(portalId: string): Promise<OpenPortal | null>;
  /** Opens a portal whether it exists or not: an install is about to store it. */
  open(portalId: string): Promise<OpenPortal>;
}

/** Answers whether a portal is stored; reads nothing that is encrypted. */
const NO_CRYPTO: PortalCrypto = {
  seal: () => refuseCrypto(),
  open: () => refuseCrypto(),
  hash: () => refuseCrypto(),
};

function refuseCrypto(): never {
  throw new Error("a portal's existence is asked for without its keys");
}

function createRegistry(shared: SharedParts, directory: PortalDirectory): Portals {
  const { database, config } = shared;
  const opened = new Map<string, Promise<OpenPortal>>();
  const open = (portalId: string): Promise<OpenPortal> => {
    const known = opened.get(portalId);
    if (known !== undefined) return known;
    const opening = openPortalCrypto(database, portalId, config.encryptionKeys).then((crypto) =>
      openPortal(shared, portalId, crypto),
    );
    opened.set(portalId, opening);
    opening.catch(() => opened.delete(portalId));
    return opening;
  };
  const find = async (portalId: string): Promise<OpenPortal | null> => {
    if (opened.has(portalId)) return open(portalId);
    const stored = await database.inPortal(portalId, (query) =>
      readPortal({ query, crypto: NO_CRYPTO }),
    );
    return stored === null ? null : open(portalId);
  };
  return {
    open,
    find,
    async findByWebhookKey(webhookKey) {
      const portalId = await directory.portalByWebhookKey(webhookKey);
      return portalId === null ? null : find(portalId);
    },
  };
}

function createInstall(shared: SharedParts, portals: Portals): InstallParts {
  const { config, database, oauth, clock, makeSecret } = shared;
  return {
    oauth,
    states: createOauthStateStore(database),
    clock,
    makeSecret,
    redirectUrl: `${config.publicUrl}/oauth/callback`,
    scopes: SCOPES,
    objectTypes: DEFINITIONS.map(({ objectType }) => objectType),
    openPortal: async (portalId) => (await portals.open(portalId)).portal,
    accountOf: (portalId, tokens) => accountDuringInstall(shared, portalId, tokens),
  };
}

function createHubspotInbox({ hubspot }: Config): HubspotInbox {
  return {
    isGenuine: (request) => isSignedByHubspot(request, hubspot.clientSecret, systemClock.now()),
    readHints(body) {
      const byPortal = new Map<string, Hint[]>();
      for (const { portalId, objectType, recordIds, isEcho } of parseWebhook(body, hubspot.appId)) {
        const hints = byPortal.get(portalId) ?? [];
        hints.push(...recordIds.map((id): Hint => ({ side: "hubspot", id, objectType, isEcho })));
        byPortal.set(portalId, hints);
      }
      return byPortal;
    },
  };
}

function createMetrics(): {
  readonly registry: Registry;
  readonly count: (event: JobEvent, amount?: number) => void;
} {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "lockstep_" });
  const counter = new Counter({
    name: "lockstep_jobs_total",
    help: "What jobs did, by kind: polls, pairs looked at, pairs written, throttled, failed, drift",
    labelNames: ["event"],
    registers: [registry],
  });
  return {
    registry,
    count: (event, amount = 1) => {
      counter.inc({ event }, amount);
    },
  };
}
