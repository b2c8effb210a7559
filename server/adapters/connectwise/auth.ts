import type { Connection } from "../../sync/connection.ts";

/** What a call needs to know of a connection. */
export type Credentials = Pick<
  Connection,
  "apiUrl" | "companyId" | "publicKey" | "privateKey" | "version"
>;

/** Oldest server that Lockstep works with. */
export const MINIMUM_VERSION = "2022.1";
/** Model that answers are asked for in, so that a server's upgrade does not change them. */
const PINNED_VERSION = "2025.1";

/** Reads `v2026.4`, `v2026.4.98765` or `2026.4` as `2026.4`; null for anything else. */
export function readVersion(text: string | null | undefined): string | null {
  const match = /^v?(\d{4})[._](\d{1,2})(?!\d)/u.exec((text ?? "").trim());
  return match === null ? null : `${match[1]}.${Number(match[2])}`;
}

/** Negative when the first version is older, 0 when they are the same. */
export function compareVersions(a: string, b: string): number {
  const [yearA = 0, releaseA = 0] = a.split(".").map(Number);
  const [yearB = 0, releaseB = 0] = b.split(".").map(Number);
  return yearA - yearB || releaseA - releaseB;
}

/** The model version to ask a server for: ours, or its own if that is older. */
export function modelVersion(serverVersion: string): string {
  const own = readVersion(serverVersion);
  return own !== null && compareVersions(own, PINNED_VERSION) < 0 ? own : PINNED_VERSION;
}

/**
 * Headers of every call.
 *
 * @param clientId - Lockstep's own id, from developer.connectwise.com
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export function authHeaders(credentials: Credentials, clientId: string): Record<string, string> {
  const { companyId, publicKey, privateKey, version } = credentials;
  // From bytes: a `+` written by hand into a URL-like text has been turned into a blank before.
  const user = Buffer.from(`${companyId}+${publicKey}:${privateKey}`, "utf8").toString("base64");
  return {
    authorization: `Basic ${user}`,
    clientId,
    accept: `application/vnd.connectwise.com+json; version=${modelVersion(version)}`,
  };
}

/** URL of a path below the API. `v4_6_release` leads to the tenant's codebase, whichever it is. */
export function apiUrlOf(credentials: Pick<Credentials, "apiUrl">, path: string): string {
  return `${credentials.apiUrl}/v4_6_release/apis/3.0${path}`;
}
