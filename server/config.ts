import { z } from "zod";

import { type EncryptionKeys, parseEncryptionKeys } from "./store/encryption.ts";
import { AppError, toAppError } from "./sync/errors.ts";

/** Everything the server is told by its environment. */
export interface Config {
  readonly isProduction: boolean;
  readonly databaseUrl: string;
  readonly schedulerDatabaseUrl: string;
  /** Owner of the tables; only migrations use it. Null: somebody else migrates. */
  readonly migrationDatabaseUrl: string | null;
  readonly port: number;
  /** Null: metrics are served on the main port. */
  readonly metricsPort: number | null;
  /** Address at which HubSpot and ConnectWise reach this server, without a slash at the end. */
  readonly publicUrl: string;
  /** Express's `trust proxy`: number of reverse proxies in front, or addresses. */
  readonly trustProxy: number | string;
  readonly hubspot: {
    readonly appId: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly apiUrl: string;
    readonly appUrl: string;
    readonly apiVersion: string;
  };
  readonly connectwiseClientId: string;
  readonly encryptionKeys: EncryptionKeys;
  /** Addresses that our calls come from, shown for allow-lists. */
  readonly egressAddresses: readonly string[];
  /** Exact `host:port` entries that may be private. */
  readonly allowedPrivateHosts: readonly string[];
  /** Time between polls of a portal, in seconds. */
  readonly pollSeconds: number;
  /** Portals worked on at once by this process. */
  readonly workerSlots: number;
  readonly logLevel: string;
}

/** One thing that is wrong with the environment. */
interface Fault {
  readonly name: string;
  readonly problem: string;
  readonly remedy: string;
}

/** A missing or malformed environment; the message lists every fault with its remedy. */
class ConfigError extends AppError {
  constructor(faults: readonly Fault[]) {
    const lines = faults.map(({ name, problem, remedy }) => `  ${name} ${problem}. ${remedy}`);
    super(`the environment is not complete:\n${lines.join("\n")}`, {
      code: "configuration_invalid",
      errorClass: "configuration",
      remedy: "Set the variables named above; .env.example describes each of them.",
    });
    this.name = "ConfigError";
  }
}

const isUrl = (text: string, protocols: readonly string[]): boolean =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

const webUrl = z
  .string()
  .refine((text) => isUrl(text, ["http:", "https:"]), "is not a web address")
  .transform((text) => text.replace(/\/+$/u, ""));
const databaseUrl = z
  .string()
  .refine((text) => isUrl(text, ["postgres:", "postgresql:"]), "is not a PostgreSQL address");
const wholeNumber = (min: number, max: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,9}$/u, "is not a whole number")
    .transform(Number)
    .refine((value) => value >= min && value <= max, `is not between ${min} and ${max}`);
const filled = z.string();
const list = z
  .string()
  .default("")
  .transform((text) => text.split(/[\s,]+/u).filter((part) => part !== ""));
const privateHosts = list.refine(
  (hosts) => hosts.every((host) => /^(\[[\da-f:]+\]|[a-z\d.-]+):\d{1,5}$/iu.test(host)),
  "has an entry that is not host:port",
);
const proxies = z
  .string()
  .default("0")
  .transform((text) => (/^\d+$/u.test(text) ? Number(text) : text));
const keys = z.string().transform((text, context) => {
  try {
    return parseEncryptionKeys(text);
  } catch (thrown) {
    const message = toAppError(thrown).message.replace("ENCRYPTION_KEYS cannot be used: ", "");
    context.addIssue({ code: "custom", message: `cannot be used: ${message}` });
    return z.NEVER;
  }
});

const environmentSchema = z.object({
  LOCKSTEP_ENV: z
    .string()
    .default("production")
    .refine((text) => text === "production" || text === "development", "is no known environment"),
  DATABASE_URL: databaseUrl,
  SCHEDULER_DATABASE_URL: databaseUrl,
  MIGRATION_DATABASE_URL: databaseUrl.optional(),
  PORT: wholeNumber(0, 65_535).default(3000),
  METRICS_PORT: wholeNumber(0, 65_535).optional(),
  PUBLIC_URL: webUrl,
  TRUST_PROXY: proxies,
  HUBSPOT_APP_ID: z.string().regex(/^\d+$/u, "is not a number"),
  HUBSPOT_CLIENT_ID: filled,
  HUBSPOT_CLIENT_SECRET: filled,
  HUBSPOT_API_URL: webUrl.default("https://api.hubapi.com"),
  HUBSPOT_APP_URL: webUrl.default("https://app.hubspot.com"),
  HUBSPOT_API_VERSION: z
    .string()
    .regex(/^\d{4}-\d{2}$/u, "is not a date version")
    .default("2026-09"),
  CONNECTWISE_CLIENT_ID: filled,
  ENCRYPTION_KEYS: keys,
  EGRESS_ADDRESSES: list,
  ALLOWED_PRIVATE_HOSTS: privateHosts,
  POLL_SECONDS: wholeNumber(1, 3600).default(60),
  WORKER_SLOTS: wholeNumber(2, 200).default(8),
  LOG_LEVEL: z
    .string()
    .regex(/^(fatal|error|warn|info|debug|trace|silent)$/u, "is no log level")
    .default("info"),
});

type Environment = z.output<typeof environmentSchema>;

const REMEDIES: Readonly<Record<keyof Environment, string>> = {
  LOCKSTEP_ENV: "Set it to production or development",
  DATABASE_URL: "Set it to postgres://lockstep_app:password@host:5432/lockstep",
  SCHEDULER_DATABASE_URL: "Set it to postgres://lockstep_scheduler:password@host:5432/lockstep",
  MIGRATION_DATABASE_URL: "Set it to postgres://lockstep_owner:password@host:5432/lockstep",
  PORT: "Set it to a free port, such as 3000",
  METRICS_PORT: "Set it to a free port, or leave it out",
  PUBLIC_URL:
    "Set it to the address at which HubSpot reaches this server, such as https://lockstep.example.com",
  TRUST_PROXY: "Set it to the number of reverse proxies in front of this server",
  HUBSPOT_APP_ID: "Copy the app ID from the app's page in your HubSpot developer account",
  HUBSPOT_CLIENT_ID:
    "Copy the client ID from the app's Auth page in your HubSpot developer account",
  HUBSPOT_CLIENT_SECRET:
    "Copy the client secret from the app's Auth page in your HubSpot developer account",
  HUBSPOT_API_URL: "Leave it out, or set it to https://api.hubapi.com",
  HUBSPOT_APP_URL: "Leave it out, or set it to https://app.hubspot.com",
  HUBSPOT_API_VERSION: "Leave it out, or set it to a date version such as 2026-09",
  CONNECTWISE_CLIENT_ID: "Register Lockstep at developer.connectwise.com/ClientID and copy the id",
  ENCRYPTION_KEYS:
    "Set it to id:key, the key being 32 random bytes in base64 (openssl rand -base64 32)",
  EGRESS_ADDRESSES: "Set it to IP addresses separated by commas, or leave it out",
  ALLOWED_PRIVATE_HOSTS: "List host:port entries separated by commas, or leave it out",
  POLL_SECONDS: "Set it to a number of seconds from 1 to 3600, such as 60",
  WORKER_SLOTS: "Set it to a number from 2 to 200, such as 8",
  LOG_LEVEL: "Set it to fatal, error, warn, info, debug, trace or silent",
};

/**
 * Reads the configuration.
 *
 * @param env - environment variables; an empty one counts as missing
 * @throws ConfigError that names every missing or malformed variable at once
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const text = value?.trim() ?? "";
      return text === "" ? [] : [[name, text] as const];
    }),
  );
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => toFault(issue, given));
    throw new ConfigError(faults);
  }
  const development =
    parsed.data.LOCKSTEP_ENV === "production" ? developmentValues(parsed.data) : [];
  if (development.length > 0) throw new ConfigError(development);
  return toConfig(parsed.data);
}

function isSetting(name: string): name is keyof Environment {
  return Object.hasOwn(REMEDIES, name);
}

function toFault(issue: z.core.$ZodIssue, given: Readonly<Record<string, string>>): Fault {
  const name = String(issue.path[0]);
  const problem = given[name] === undefined ? "is missing" : issue.message;
  return { name, problem, remedy: isSetting(name) ? `${REMEDIES[name]}.` : "" };
}

const LOOPBACK = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\]|0\.0\.0\.0)$/iu;
const SHORTEST_SECRET = 8;

/** Values that are fine on a developer's machine and dangerous for customers. */
function developmentValues(environment: Environment): Fault[] {
  const faults: Fault[] = [];
  const refuse = (name: keyof Environment, problem: string): void => {
    faults.push({
      name,
      problem: `${problem} (LOCKSTEP_ENV is production)`,
      remedy: `${REMEDIES[name]}.`,
    });
  };
  for (const name of ["PUBLIC_URL", "HUBSPOT_API_URL", "HUBSPOT_APP_URL"] as const) {
    const url = new URL(environment[name]);
    if (url.protocol !== "https:") refuse(name, "does not start with https://");
    else if (LOOPBACK.test(url.hostname)) refuse(name, "points at this machine");
  }
  if (environment.HUBSPOT_CLIENT_SECRET.length < SHORTEST_SECRET) {
    refuse("HUBSPOT_CLIENT_SECRET", "is too short to be one of HubSpot's");
  }
  for (const key of environment.ENCRYPTION_KEYS.keys.values()) {
    if (new Set(key).size < 8) refuse("ENCRYPTION_KEYS", "holds a key that is not random");
  }
  if (environment.DATABASE_URL === environment.MIGRATION_DATABASE_URL) {
    refuse("DATABASE_URL", "is the owner's address, which may see every portal");
  }
  return faults;
}

function toConfig(environment: Environment): Config {
  return {
    isProduction: environment.LOCKSTEP_ENV === "production",
    databaseUrl: environment.DATABASE_URL,
    schedulerDatabaseUrl: environment.SCHEDULER_DATABASE_URL,
    migrationDatabaseUrl: environment.MIGRATION_DATABASE_URL ?? null,
    port: environment.PORT,
    metricsPort: environment.METRICS_PORT ?? null,
    publicUrl: environment.PUBLIC_URL,
    trustProxy: environment.TRUST_PROXY,
    hubspot: {
      appId: environment.HUBSPOT_APP_ID,
      clientId: environment.HUBSPOT_CLIENT_ID,
      clientSecret: environment.HUBSPOT_CLIENT_SECRET,
      apiUrl: environment.HUBSPOT_API_URL,
      appUrl: environment.HUBSPOT_APP_URL,
      apiVersion: environment.HUBSPOT_API_VERSION,
    },
    connectwiseClientId: environment.CONNECTWISE_CLIENT_ID,
    encryptionKeys: environment.ENCRYPTION_KEYS,
    egressAddresses: environment.EGRESS_ADDRESSES,
    allowedPrivateHosts: environment.ALLOWED_PRIVATE_HOSTS,
    pollSeconds: environment.POLL_SECONDS,
    workerSlots: environment.WORKER_SLOTS,
    logLevel: environment.LOG_LEVEL,
  };
}
