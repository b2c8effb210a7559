import { afterAll } from "vitest";
import { type Database, openDatabase } from "../../../server/store/db.ts";
import {
  createPortalCrypto,
  makePortalKeys,
  type PortalCrypto,
} from "../../../server/store/encryption.ts";
import { createPortalStore } from "../../../server/store/portal-store.ts";
import type { Connection, HubspotTokens } from "../../../server/sync/connection.ts";
import type { PortalStore } from "../../../server/sync/portal-ports.ts";
import type { Run } from "../../../server/sync/run-ports.ts";
import { openTestDatabase, type TestDatabase } from "../../support/postgres.ts";
import { STRONG_COMPANY_KINDS } from "../../../server/sync/match-keys.ts";

/** Kinds of keys that unlinked records of the tests are claimed under. */
export const CLAIM_KINDS = { company: STRONG_COMPANY_KINDS } as const;

/** A migrated database of one test file, opened under the roles of production. */
export interface StoreRig {
  readonly urls: TestDatabase;
  readonly app: Database;
  readonly scheduler: Database;
}

export const TOKENS: HubspotTokens = {
  accessToken: "access-1",
  refreshToken: "refresh-1",
  expiresAt: 1_800_000_000_000,
  scopes: ["oauth", "crm.objects.companies.read"],
};

export const ACCOUNT = {
  uiDomain: "app.hubspot.com",
  timeZone: "Europe/Berlin",
  currency: "EUR",
  installedByUserId: "7",
};

/** Opens the rig; call it while tests are collected. */
export async function openStoreRig(): Promise<StoreRig> {
  const urls = await openTestDatabase();
  const app = openDatabase(urls.appUrl, { name: "test app", maxConnections: 5 });
  const scheduler = openDatabase(urls.schedulerUrl, { name: "test scheduler", maxConnections: 1 });
  afterAll(async () => {
    await app.close();
    await scheduler.close();
  });
  return { urls, app, scheduler };
}

/** Installs a portal with keys of its own. */
export async function installPortal(
  app: Database,
  portalId: string,
): Promise<{ readonly store: PortalStore; readonly crypto: PortalCrypto }> {
  const crypto = createPortalCrypto(portalId, makePortalKeys());
  const store = createPortalStore(app, portalId, crypto);
  await store.install(ACCOUNT, TOKENS);
  return { store, crypto };
}

/** Starts a run on which nothing depends, in whatever state the portal is. */
export async function startRun(
  store: PortalStore,
  kind: Run["kind"],
  accepted: Run["accepted"] = null,
): Promise<Run> {
  const state = (await store.portal())?.state ?? "installed";
  const start = { kind, accepted, from: [state], to: state, objectTypes: [], listings: [] };
  const started = await store.createRun(start);
  if (started?.isNew !== true) throw new Error("no run was started");
  return started.run;
}

export function connection(change: Partial<Connection> = {}): Connection {
  return {
    connectionId: "c-1",
    apiUrl: "https://api-eu.myconnectwise.net/v4_6_release/apis/3.0",
    siteHost: "eu.myconnectwise.net",
    companyId: "msp",
    publicKey: "public-key-1",
    privateKey: "private-key-1",
    version: "2026.4",
    isCloud: true,
    dateConditions: "exact",
    memberIdentifier: null,
    webhookKey: "webhook-key-1",
    ...change,
  };
}
