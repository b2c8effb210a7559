import { AppError } from "../../sync/errors.ts";
import type { AppErrorDetails } from "../../sync/errors.ts";
import type { RecordSnapshot } from "../../sync/model.ts";
import type { Connection } from "../../sync/connection.ts";
import type { RateLimiter } from "../../sync/ports.ts";
import { TransportError } from "../http-client.ts";
import type { HttpClient, HttpResponse } from "../http-client.ts";
import { compareVersions, MINIMUM_VERSION, readVersion } from "./auth.ts";
import { createConnectwiseClient } from "./transport.ts";
import type { ConnectwiseClient } from "./transport.ts";
import { allOf, idIn, updatedAfter } from "./conditions.ts";
import type { DateConditions } from "./conditions.ts";
import { refusalToError, transportToError } from "./errors.ts";
import { normaliseSite } from "./host.ts";
import type { Site } from "./host.ts";
import { toSnapshot } from "./snapshot.ts";
import { objectOf } from "./objects.ts";
import { companyInfoSchema, recordListSchema, systemInfoSchema } from "./wire.ts";

/** What a person types to connect. */
export interface ConnectionInput {
  readonly site: string;
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** What a connection test needs. */
export interface ConnectionTestOptions {
  readonly http: HttpClient;
  /** Lockstep's own id at ConnectWise. */
  readonly clientId: string;
  /** Counts the calls where the connection has a budget already. */
  readonly limiter?: RateLimiter;
  readonly timeoutMs?: number;
}

/** A connection that works. */
export interface TestedConnection extends Omit<Connection, "connectionId" | "webhookKey"> {
  /** Name of the customer's company, to show which account was reached. */
  readonly companyName: string;
}

function refuse(message: string, details: Omit<AppErrorDetails, "errorClass">): AppError {
  return new AppError(message, { ...details, errorClass: "configuration" });
}

const FIELD_WORDS = { companyId: "company id", publicKey: "public key", privateKey: "private key" };

function readInput(input: ConnectionInput): ConnectionInput {
  const clean = { ...input };
  for (const name of ["companyId", "publicKey", "privateKey"] as const) {
    const value = input[name].trim();
    if (value === "") {
      throw refuse(`The ${FIELD_WORDS[name]} is missing.`, {
        code: "field_missing",
        field: name,
        remedy: `Enter the ${FIELD_WORDS[name]} of the API member (ConnectWise: System > Members > API Members > API Keys).`,
      });
    }
    clean[name] = value;
  }
  return clean;
}

interface CompanyInfo {
  readonly companyId: string;
  readonly companyName: string;
  readonly version: string | null;
  readonly isCloud: boolean;
}

function notConnectwise(site: Site): AppError {
  return refuse(`${site.siteHost} answers, but not as ConnectWise does.`, {
    code: "not_connectwise",
    field: "site",
    remedy: "Enter the address at which you open ConnectWise, for example na.myconnectwise.net.",
  });
}

/** Fields and words of a failure to reach the host at all; any other error is passed on. */
function explainTransport(thrown: unknown, site: Site): unknown {
  const error = thrown instanceof TransportError ? transportToError(thrown, false) : thrown;
  if (!(error instanceof AppError)) return error;
  const isHost = thrown instanceof TransportError || error.code === "private_address";
  if (!isHost) return error;
  const { code, remedy } = error;
  // A fault of the transport begins with the host, and has no full stop for what follows it.
  const reason = error.message.replace(`${site.siteHost}: `, "").replace(/\.$/u, "");
  return refuse(`${site.siteHost} cannot be used: ${reason}.`, {
    code,
    field: "site",
    ...(remedy === undefined ? {} : { remedy }),
    cause: error,
  });
}

/** In the cloud the host of the user interface is asked where the API's does not know. */
async function fetchCompanyInfo(
  site: Site,
  companyId: string,
  options: ConnectionTestOptions,
): Promise<HttpResponse> {
  const answer = await askCompanyInfo(site.apiUrl, companyId, options);
  if (!site.isCloudHost || answer.json !== undefined) return answer;
  return askCompanyInfo(`https://${site.siteHost}`, companyId, options);
}

function askCompanyInfo(
  origin: string,
  companyId: string,
  options: ConnectionTestOptions,
): Promise<HttpResponse> {
  const { timeoutMs } = options;
  return options.http.send({
    method: "GET",
    url: `${origin}/login/companyinfo/${encodeURIComponent(companyId)}`,
    headers: { accept: "application/json" },
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
}

function unknownCompany(companyId: string, site: Site): AppError {
  return refuse(`${site.siteHost} has no company "${companyId}".`, {
    code: "unknown_company",
    field: "companyId",
    remedy:
      "Enter the company id that you type when you log in to ConnectWise, and check that the region of the site is right.",
  });
}

/** Asks the server who the company is; needs no keys. */
async function readCompanyInfo(
  site: Site,
  companyId: string,
  options: ConnectionTestOptions,
): Promise<CompanyInfo> {
  const response = await fetchCompanyInfo(site, companyId, options).catch((thrown: unknown) => {
    throw explainTransport(thrown, site);
  });
  if (response.status === 429 || response.status >= 500) {
    throw refusalToError(response, { isWrite: false, now: Date.now() });
  }
  const parsed = companyInfoSchema.safeParse(response.json);
  if (response.status !== 200 || !parsed.success) throw notConnectwise(site);
  const found = parsed.data;
  if (found === null) throw unknownCompany(companyId, site);
  return {
    companyId: found.CompanyID ?? companyId,
    companyName: found.CompanyName ?? companyId,
    version: readVersion(found.VersionCode) ?? readVersion(found.VersionNumber),
    isCloud: String(found.IsCloud ?? site.isCloudHost).toLowerCase() === "true",
  };
}

function checkVersion(version: string | null, site: Site): string {
  if (version !== null && compareVersions(version, MINIMUM_VERSION) >= 0) return version;
  const found = version === null ? "an unknown version" : `version ${version}`;
  throw refuse(`${site.siteHost} runs ${found}; Lockstep needs ${MINIMUM_VERSION} or later.`, {
    code: "version_unsupported",
    field: "site",
    remedy: `Have the ConnectWise server upgraded to ${MINIMUM_VERSION} or later.`,
  });
}

/** Errors of the first authenticated calls, in the words of somebody who just typed the keys. */
function explainKeys(thrown: unknown, site: Site): unknown {
  if (!(thrown instanceof AppError)) return thrown;
  if (thrown.code === "keys_rejected") {
    return new AppError(`${site.siteHost} does not accept the public and private key.`, {
      code: "keys_rejected",
      errorClass: "auth",
      field: "publicKey",
      remedy:
        "Make new keys for the API member (ConnectWise: System > Members > API Members > API Keys) and enter both.",
      cause: thrown,
    });
  }
  if (thrown.code === "permission_missing") {
    return new AppError("The API member may not read companies.", {
      code: "permission_missing",
      errorClass: "forbidden",
      field: "publicKey",
      remedy:
        "Give the API member's security role Companies > Company Maintenance > Inquire, level All.",
      cause: thrown,
    });
  }
  return explainTransport(thrown, site);
}

/** Tells whether the server shows a record under a condition on its time. */
async function isShown(client: ConnectwiseClient, id: string, after: number): Promise<boolean> {
  const { data } = await client.get({
    path: objectOf("company").endpoint,
    query: { conditions: allOf([idIn([id]), updatedAfter(after)]), fields: "id", pageSize: 1 },
    schema: recordListSchema,
  });
  return data.some((record) => record.id === id);
}

const MINUTE_MS = 60_000;

/**
 * Finds out whether the server compares times exactly: the newest record must show a minute before
 * its time and not a minute after it. One self-hosted version compared days only.
 */
async function testDateConditions(
  client: ConnectwiseClient,
  newest: RecordSnapshot | undefined,
): Promise<DateConditions> {
  if (newest === undefined || newest.modifiedAt === 0) return "exact";
  const isShownBefore = await isShown(client, newest.id, newest.modifiedAt - MINUTE_MS);
  const isShownAfter = await isShown(client, newest.id, newest.modifiedAt + MINUTE_MS);
  return isShownBefore && !isShownAfter ? "exact" : "day";
}

const NO_LIMIT: RateLimiter = {
  take: () => Promise.resolve(),
  closeFor: () => Promise.resolve(),
};

/** What a server tells whose keys are right. */
interface ServerFacts {
  readonly version: string | null;
  readonly isCloud: boolean | undefined;
  /** The company that was changed last, if there is any. */
  readonly newest: RecordSnapshot | undefined;
}

/** Proves the keys by an authenticated read: `/system/info` alone may answer without any. */
async function readServer(client: ConnectwiseClient, site: Site): Promise<ServerFacts> {
  const object = objectOf("company");
  const query = { orderBy: "lastUpdated desc", pageSize: 1, fields: "id,_info" };
  try {
    const info = await client.get({ path: "/system/info", schema: systemInfoSchema });
    const { data } = await client.get({ path: object.endpoint, query, schema: recordListSchema });
    const { version, isCloud } = info.data;
    const newest = data[0] === undefined ? undefined : toSnapshot(data[0], object, []);
    return { version: readVersion(version), isCloud: isCloud ?? undefined, newest };
  } catch (thrown) {
    throw explainKeys(thrown, site);
  }
}

/**
 * Tests what a person typed, step by step, with read-only calls: the company, the version, the keys,
 * the right to read companies, the comparison of dates.
 *
 * @throws AppError with field and remedy for whatever is wrong first
 */
export async function testConnection(
  input: ConnectionInput,
  options: ConnectionTestOptions,
): Promise<TestedConnection> {
  const { companyId, publicKey, privateKey } = readInput(input);
  const site = normaliseSite(input.site, options.http);
  const company = await readCompanyInfo(site, companyId, options);
  const announced = checkVersion(company.version, site);
  const credentials = {
    apiUrl: site.apiUrl,
    companyId: company.companyId,
    publicKey,
    privateKey,
    version: announced,
  };
  const { http, clientId, limiter = NO_LIMIT, timeoutMs } = options;
  const client = createConnectwiseClient({
    credentials,
    clientId,
    http,
    limiter,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  });
  const server = await readServer(client, site);
  return {
    ...credentials,
    siteHost: site.siteHost,
    version: checkVersion(server.version ?? announced, site),
    isCloud: server.isCloud ?? company.isCloud,
    memberIdentifier: null, // the API has no "who am I"; `ensureCallbacks` learns it
    companyName: company.companyName,
    dateConditions: await testDateConditions(client, server.newest),
  };
}
