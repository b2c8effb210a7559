import type { Request, RequestHandler } from "express";
import { ApiError, endpointDoesNotExist, permissionDenied } from "./errors.ts";
import { isAtLeast, parseVersion } from "./schema.ts";
import type { ServerVersion } from "./schema.ts";

/** The keys of the one API member, and how this server answers wrong ones. */
export interface Credentials {
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /** Cloud servers answer 404 to wrong keys, self-hosted ones 401. */
  readonly isCloud: boolean;
}

const OLDEST_MODEL = parseVersion("2019.1");

/** Where keys count. */
export interface KeyCheck {
  readonly credentials: Credentials;
  /** Whether somebody took them back. */
  readonly areKeysRevoked: () => boolean;
  /** Tells whether the request is for `/system/info`. */
  readonly isSystemInfo: (request: Request) => boolean;
}

function hasValidKeys(request: Request, credentials: Credentials): boolean {
  const [scheme, encoded] = (request.get("authorization") ?? "").split(" ");
  if (scheme?.toLowerCase() !== "basic" || !encoded) return false;
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const { companyId, publicKey, privateKey } = credentials;
  const expected = `${companyId}+${publicKey}:${privateKey}`;
  const [givenCompany = "", ...rest] = decoded.split("+");
  const [, ...expectedRest] = expected.split("+");
  return (
    givenCompany.toLowerCase() === companyId.toLowerCase() &&
    rest.join("+") === expectedRest.join("+")
  );
}

/**
 * Lets a request pass when it has a `clientId` and the right keys.
 *
 * A missing clientId is 401; wrong keys are 404 in the cloud and 401 on a self-hosted server, where
 * `/system/info` needs neither.
 *
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export function authenticate({
  credentials,
  areKeysRevoked,
  isSystemInfo,
}: KeyCheck): RequestHandler {
  return (request, _response, next) => {
    if (!credentials.isCloud && isSystemInfo(request)) {
      next();
      return;
    }
    if (!request.get("clientid")) {
      throw new ApiError(401, { code: "Unauthorized", message: "A clientId header is required." });
    }
    if (areKeysRevoked() || !hasValidKeys(request, credentials)) {
      if (credentials.isCloud) throw endpointDoesNotExist();
      throw new ApiError(401, { code: "ConnectWiseApi", message: "UserNotAuthenticated" });
    }
    next();
  };
}

/**
 * Checks the model version of the Accept header: 415 for one this server does not have.
 *
 * Without a version the latest model is meant.
 */
export function checkModelVersion(current: () => ServerVersion): RequestHandler {
  return (request, _response, next) => {
    const asked = /version=([^\s,;]+)/i.exec(request.get("accept") ?? "")?.[1];
    if (asked !== undefined && !isSupported(asked, current())) {
      const message = `The version ${asked} is not supported.`;
      throw new ApiError(415, { code: "ConnectWiseApi", message });
    }
    next();
  };
}

function isSupported(asked: string, current: ServerVersion): boolean {
  // Old clients ask for "3.0.0", the version of the API itself.
  if (/^3\.0(\.0)?$/.test(asked)) return true;
  if (!/^\d{4}\.\d{1,2}$/.test(asked)) return false;
  const version = parseVersion(asked);
  return isAtLeast(version, OLDEST_MODEL) && isAtLeast(current, version);
}

/** Refuses routes that the member's security role does not cover. @param denied - path prefixes */
export function checkPermissions(denied: () => readonly string[]): RequestHandler {
  return (request, _response, next) => {
    if (denied().some((prefix) => request.path.startsWith(prefix))) throw permissionDenied();
    next();
  };
}
