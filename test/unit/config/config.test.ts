import { randomBytes } from "node:crypto";

import { describe, expect, it } from "vitest";

import { readConfig } from "../../../server/config.ts";

const GOOD = {
  LOCKSTEP_ENV: "production",
  DATABASE_URL: "postgres://lockstep_app:p@db.example.com:5432/lockstep",
  SCHEDULER_DATABASE_URL: "postgres://lockstep_scheduler:p@db.example.com:5432/lockstep",
  PUBLIC_URL: "https://lockstep.example.com/",
  HUBSPOT_APP_ID: "4242",
  HUBSPOT_CLIENT_ID: "client",
  HUBSPOT_CLIENT_SECRET: "0f0e0d0c-secret",
  CONNECTWISE_CLIENT_ID: "5f0c1d4e-0000-4000-8000-000000000001",
  ENCRYPTION_KEYS: `k2:${randomBytes(32).toString("base64")},k1:${randomBytes(32).toString("base64")}`,
};

describe("readConfig", () => {
  it("takes the defaults for what may be left out", () => {
    const config = readConfig(GOOD);

    expect(config).toMatchObject({
      isProduction: true,
      port: 3000,
      metricsPort: null,
      publicUrl: "https://lockstep.example.com",
      pollSeconds: 60,
      migrationDatabaseUrl: null,
      hubspot: { apiUrl: "https://api.hubapi.com", apiVersion: "2026-09" },
    });
    expect(config.encryptionKeys.currentId).toBe("k2");
  });

  it("is production unless it is told otherwise", () => {
    const { LOCKSTEP_ENV: _left, ...rest } = GOOD;

    expect(readConfig(rest).isProduction).toBe(true);
  });

  it("names every fault at once", () => {
    const env = { ...GOOD, DATABASE_URL: "", PORT: "many", PUBLIC_URL: "x y" };

    expect(() => readConfig(env)).toThrow(
      /DATABASE_URL is missing.*PORT is not a whole number.*PUBLIC_URL is not/su,
    );
  });

  // variable, value, what the message says
  it.each([
    [
      "DATABASE_URL",
      "mysql://x/y",
      "is not a PostgreSQL address. Set it to postgres://lockstep_app",
    ],
    ["SCHEDULER_DATABASE_URL", "", "is missing. Set it to postgres://lockstep_scheduler"],
    [
      "MIGRATION_DATABASE_URL",
      "x",
      "is not a PostgreSQL address. Set it to postgres://lockstep_owner",
    ],
    ["PORT", "70000", "is not between 0 and 65535. Set it to a free port"],
    ["METRICS_PORT", "-1", "is not a whole number. Set it to a free port"],
    ["PUBLIC_URL", "lockstep.example.com", "is not a web address. Set it to the address"],
    ["HUBSPOT_APP_ID", "abc", "is not a number. Copy the app ID"],
    ["HUBSPOT_CLIENT_ID", " ", "is missing. Copy the client ID"],
    ["HUBSPOT_CLIENT_SECRET", "", "is missing. Copy the client secret"],
    ["HUBSPOT_API_URL", "x", "is not a web address. Leave it out"],
    ["HUBSPOT_API_VERSION", "v3", "is not a date version. Leave it out"],
    ["CONNECTWISE_CLIENT_ID", "", "is missing. Register Lockstep"],
    [
      "ENCRYPTION_KEYS",
      "k1:short",
      'cannot be used: key "k1" is not 32 bytes long. Set it to id:key',
    ],
    ["ENCRYPTION_KEYS", "", "is missing. Set it to id:key"],
    ["ALLOWED_PRIVATE_HOSTS", "psa.internal", "has an entry that is not host:port. List host:port"],
    ["POLL_SECONDS", "0", "is not between 1 and 3600. Set it to a number of seconds"],
    ["WORKER_SLOTS", "1", "is not between 2 and 200. Set it to a number"],
    ["LOG_LEVEL", "loud", "is no log level. Set it to fatal"],
    ["LOCKSTEP_ENV", "test", "is no known environment. Set it to production"],
  ])("refuses %s=%j and says what to do", (name, value, message) => {
    expect(() => readConfig({ ...GOOD, [name]: value })).toThrow(`${name} ${message}`);
  });

  it.each([
    ["PUBLIC_URL", "http://lockstep.example.com"],
    ["PUBLIC_URL", "https://localhost:3000"],
    ["HUBSPOT_API_URL", "http://127.0.0.1:4010"],
    ["HUBSPOT_APP_URL", "https://127.0.0.1:4010"],
    ["HUBSPOT_CLIENT_SECRET", "short"],
    ["ENCRYPTION_KEYS", `k1:${Buffer.alloc(32).toString("base64")}`],
    ["MIGRATION_DATABASE_URL", GOOD.DATABASE_URL],
  ])("refuses the development value %s=%s in production only", (name, value) => {
    const env = { ...GOOD, [name]: value };

    expect(() => readConfig(env)).toThrow("LOCKSTEP_ENV is production");
    expect(readConfig({ ...env, LOCKSTEP_ENV: "development" }).isProduction).toBe(false);
  });

  it("never repeats a secret in its message", () => {
    const env = { ...GOOD, ENCRYPTION_KEYS: "k1:c2VjcmV0", PORT: "x" };

    expect(() => readConfig(env)).toThrow("ENCRYPTION_KEYS");
    expect(() => readConfig(env)).not.toThrow("c2VjcmV0");
  });
});
