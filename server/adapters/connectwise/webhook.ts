import { createHash, createHmac, timingSafeEqual } from "node:crypto";

import { AppError } from "../../sync/errors.ts";
import type { ObjectType } from "../../sync/model.ts";
import type { Connection } from "../../sync/connection.ts";
import { TransportError } from "../http-client.ts";
import type { HttpClient, HttpResponse } from "../http-client.ts";
import { authHeaders } from "./auth.ts";
import { isRecordId } from "./conditions.ts";
import { refusalToError, transportToError, unreadableAnswer } from "./errors.ts";
import { CONNECTWISE_OBJECTS } from "./objects.ts";
import { callbackBodySchema, signingKeySchema } from "./wire.ts";

/** A callback that says: look at this record again. */
export interface CallbackHint {
  readonly objectType: ObjectType;
  readonly recordId: string;
  readonly kind: "created" | "updated" | "deleted";
  /** True when our own API member made the change. */
  readonly isEcho: boolean;
  /** Same for every delivery of one message; null when the message has none. */
  readonly deliveryKey: string | null;
}

/** A callback as it came in. */
export interface IncomingCallback {
  /** The very bytes of the body. */
  readonly rawBody: Buffer;
  /** Header `x-content-signature`. */
  readonly signature: string | undefined;
}

/** Checks the signatures of one connection's callbacks. */
export interface CallbackVerifier {
  /**
   * Tells whether the body was signed by the connection's server. A key address elsewhere makes it
   * false without a call.
   *
   * @throws AppError when the key cannot be fetched at the moment
   */
  isGenuine(callback: IncomingCallback): Promise<boolean>;
}

/** Settings of {@link createCallbackVerifier}. */
export interface CallbackVerifierOptions {
  readonly connection: Connection;
  readonly clientId: string;
  readonly http: HttpClient;
  /** Wall clock in milliseconds. */
  readonly now?: () => number;
}

const KEY_CACHE_MS = 10 * 60_000;
const KEY_FAILURE_MS = 30_000;
const MAX_CACHED_KEYS = 200;

/**
 * Computes a callback's signature.
 *
 * @returns base64
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export function signCallback(rawBody: Buffer, signingKey: string): string {
  const key = createHash("sha256").update(signingKey, "utf8").digest();
  return createHmac("sha256", key).update(rawBody).digest("base64");
}

function isSame(a: string, b: string): boolean {
  const left = Buffer.from(a, "utf8");
  const right = Buffer.from(b, "utf8");
  return left.length === right.length && timingSafeEqual(left, right);
}

function parseBody(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

/**
 * Accepts the address of a signing key only on the connection's own host: anybody can send us a
 * body, so the address in it is not to be trusted.
 */
export function acceptKeyUrl(keyUrl: string, connection: Connection, http: HttpClient): URL | null {
  if (!URL.canParse(keyUrl)) return null;
  const url = new URL(keyUrl);
  const api = new URL(connection.apiUrl);
  const site = new URL(`${api.protocol}//${connection.siteHost}`);
  // In the cloud keys lie on the host of the user interface, not on the API's.
  if (url.host !== api.host && url.host !== site.host) return null;
  if (url.protocol !== "https:" && !http.isListed(url)) return null;
  if (url.username !== "" || url.password !== "") return null;
  return /\/system\/callbackkey\//iu.test(url.pathname) ? url : null;
}

async function fetchKey(url: URL, options: CallbackVerifierOptions): Promise<string> {
  const { http, connection, clientId } = options;
  const ask = (headers: Readonly<Record<string, string>>): Promise<HttpResponse> =>
    http
      .send({ method: "GET", url: url.href, headers: { accept: "application/json", ...headers } })
      .catch((thrown: unknown) => {
        throw thrown instanceof TransportError ? transportToError(thrown, false) : thrown;
      });
  let response = await ask({});
  if (response.status === 401 || response.status === 403) {
    const { authorization = "", clientId: id = "" } = authHeaders(connection, clientId);
    response = await ask({ authorization, clientId: id });
  }
  if (response.status !== 200) {
    throw refusalToError(response, { isWrite: false, now: Date.now() });
  }
  const parsed = signingKeySchema.safeParse(response.json);
  if (parsed.success) return parsed.data.signing_key;
  throw unreadableAnswer("the request for a callback's signing key", false);
}

interface CachedKey {
  readonly until: number;
  readonly key: Promise<string>;
}

/** Fetches each key once; a failure is remembered for a while, so that forgeries cost no calls. */
function createKeyCache(options: CallbackVerifierOptions): (url: URL) => Promise<string> {
  const cache = new Map<string, CachedKey>();
  const now = options.now ?? Date.now;
  return (url) => {
    const known = cache.get(url.href);
    if (known !== undefined && known.until > now()) return known.key;
    const key = fetchKey(url, options);
    cache.delete(url.href);
    cache.set(url.href, { until: now() + KEY_CACHE_MS, key });
    key.catch(() => cache.set(url.href, { until: now() + KEY_FAILURE_MS, key }));
    const oldest = cache.keys().next().value;
    if (cache.size > MAX_CACHED_KEYS && oldest !== undefined) cache.delete(oldest);
    return key;
  };
}

/** Builds the verifier of one connection; keep it, as it holds the keys. */
export function createCallbackVerifier(options: CallbackVerifierOptions): CallbackVerifier {
  const keyOf = createKeyCache(options);
  return {
    async isGenuine({ rawBody, signature }) {
      if (signature === undefined || signature === "") return false;
      const parsed = callbackBodySchema.safeParse(parseBody(rawBody));
      const keyUrl = parsed.success ? (parsed.data.Metadata?.key_url ?? "") : "";
      const url = acceptKeyUrl(keyUrl, options.connection, options.http);
      if (url === null) return false;
      try {
        return isSame(signCallback(rawBody, await keyOf(url)), signature.trim());
      } catch (thrown) {
        // Refused means that there is no such key; anything else may be different in a moment.
        if (thrown instanceof AppError && !thrown.retryable) return false;
        throw thrown;
      }
    },
  };
}

const KINDS: Readonly<Record<string, CallbackHint["kind"]>> = {
  added: "created",
  updated: "updated",
  deleted: "deleted",
};

/**
 * Reads what a genuine callback is about. The record in it is reduced, so only type, id and action
 * are used, all of them from the signed body.
 *
 * @returns null for a type that is not synced, or a body without an id
 */
export function readCallback(
  rawBody: Buffer,
  connection: Pick<Connection, "memberIdentifier">,
): CallbackHint | null {
  const parsed = callbackBodySchema.safeParse(parseBody(rawBody));
  if (!parsed.success) return null;
  const { Type, ID, Action, MemberId, MessageId } = parsed.data;
  const object = CONNECTWISE_OBJECTS.find((each) => isSameName(each.callbackType, Type));
  const recordId = String(ID ?? "");
  if (object === undefined || !isRecordId(recordId)) return null;
  return {
    objectType: object.objectType,
    recordId,
    kind: KINDS[Action?.toLowerCase() ?? ""] ?? "updated",
    isEcho: isSameName(connection.memberIdentifier, MemberId),
    deliveryKey: MessageId ?? null,
  };
}

/** Compares names without case; a missing one equals nothing. */
function isSameName(a: string | null, b: string | null | undefined): boolean {
  return typeof a === "string" && a.toLowerCase() === b?.toLowerCase();
}
