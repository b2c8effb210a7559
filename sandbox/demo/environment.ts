import { randomBytes } from "node:crypto";
import type { PostgresUrls } from "../shared/postgres-roles.ts";
import type { Ports } from "./ports.ts";

/** What a demo's programs must agree on, and keep over a restart. */
export interface StackIdentity {
  hubspotAppId: string;
  hubspotClientId: string;
  hubspotClientSecret: string;
  /** The server's `ENCRYPTION_KEYS`. */
  encryptionKeys: string;
  connectwise: { companyId: string; publicKey: string; privateKey: string };
}

const secret = (): string => randomBytes(24).toString("base64url");

/** Makes the names and secrets of a new demo; the secrets are random. */
export function makeIdentity(): StackIdentity {
  return {
    hubspotAppId: "1000001",
    hubspotClientId: "sandbox-client",
    hubspotClientSecret: secret(),
    encryptionKeys: `k1:${randomBytes(32).toString("base64")}`,
    connectwise: { companyId: "lockstep_demo", publicKey: secret(), privateKey: secret() },
  };
}

/** Environment of both stand-ins; each reads its own part. */
export function standInEnvironment(ports: Ports, identity: StackIdentity): Record<string, string> {
  const publicUrl = `http://localhost:${ports.server}`;
  return {
    SANDBOX_HUBSPOT_PORT: String(ports.hubspot),
    HUBSPOT_APP_ID: identity.hubspotAppId,
    HUBSPOT_CLIENT_ID: identity.hubspotClientId,
    HUBSPOT_CLIENT_SECRET: identity.hubspotClientSecret,
    SANDBOX_REDIRECT_URL: `${publicUrl}/oauth/callback`,
    SANDBOX_WEBHOOK_TARGET: `${publicUrl}/webhooks/hubspot`,
    SANDBOX_CONNECTWISE_PORT: String(ports.connectwise),
    SANDBOX_CONNECTWISE_COMPANY: identity.connectwise.companyId,
    SANDBOX_CONNECTWISE_PUBLIC_KEY: identity.connectwise.publicKey,
    SANDBOX_CONNECTWISE_PRIVATE_KEY: identity.connectwise.privateKey,
  };
}

/** What shows HubSpot's screens: who the app is, where it listens, and where its records come from. */
export function previewEnvironment(
  ports: Ports,
  identity: StackIdentity,
  { portalId, cacheFolder }: { portalId: string; cacheFolder: string },
): Record<string, string> {
  return {
    SANDBOX_PREVIEW_PORT: String(ports.preview),
    SANDBOX_PREVIEW_CACHE: cacheFolder,
    SANDBOX_PREVIEW_PORTAL: portalId,
    PUBLIC_URL: `http://localhost:${ports.server}`,
    HUBSPOT_API_URL: `http://127.0.0.1:${ports.hubspot}`,
    HUBSPOT_APP_ID: identity.hubspotAppId,
    HUBSPOT_CLIENT_SECRET: identity.hubspotClientSecret,
  };
}

/** Settings a person may give the demo's server, too. */
const passedOn = ["POLL_SECONDS", "WORKER_SLOTS", "LOG_LEVEL", "METRICS_PORT"];

/** The server's environment: as in production, with the stand-ins' addresses and this database. */
export function serverEnvironment(
  ports: Ports,
  identity: StackIdentity,
  urls: PostgresUrls,
): Record<string, string> {
  const hubspotUrl = `http://127.0.0.1:${ports.hubspot}`;
  const given = passedOn.flatMap((name) => {
    const value = process.env[name];
    return value === undefined || value === "" ? [] : [[name, value] as const];
  });
  return {
    LOCKSTEP_ENV: "development",
    DATABASE_URL: urls.appUrl,
    SCHEDULER_DATABASE_URL: urls.schedulerUrl,
    MIGRATION_DATABASE_URL: urls.ownerUrl,
    PORT: String(ports.server),
    PUBLIC_URL: `http://localhost:${ports.server}`,
    HUBSPOT_APP_ID: identity.hubspotAppId,
    HUBSPOT_CLIENT_ID: identity.hubspotClientId,
    HUBSPOT_CLIENT_SECRET: identity.hubspotClientSecret,
    HUBSPOT_API_URL: hubspotUrl,
    HUBSPOT_APP_URL: hubspotUrl,
    CONNECTWISE_CLIENT_ID: "00000000-0000-4000-8000-000000000001",
    ENCRYPTION_KEYS: identity.encryptionKeys,
    ALLOWED_PRIVATE_HOSTS: `127.0.0.1:${ports.connectwise}`,
    ...Object.fromEntries(given),
  };
}
