import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

import axios from "axios";
import type { AxiosInstance, AxiosResponse } from "axios";

import { AppError } from "../sync/errors.ts";
import { createEgressPolicy } from "./egress.ts";
import type { EgressOptions } from "./egress.ts";

/** One HTTP call. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Complete URL with its query. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as `application/x-www-form-urlencoded`; not together with `json`. */
  readonly form?: Readonly<Record<string, string>>;
  /** For this call instead of the client's, in milliseconds. */
  readonly timeoutMs?: number;
}

/** An answer of any status. */
export interface HttpResponse {
  readonly status: number;
  /** By lower-case name; several values are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as it came. */
  readonly text: string;
  /** The parsed body; undefined when it is not JSON (HTML from a proxy, for example). */
  readonly json: unknown;
}

/** Settings of {@link createHttpClient}. */
export interface HttpClientOptions extends EgressOptions {
  /** Longest time from the start of a call to the end of its answer, in milliseconds (20 000). */
  readonly timeoutMs?: number;
  /** Longest answer in bytes (64 MiB). */
  readonly maxBodyBytes?: number;
  /** Connections to one host at most (32). */
  readonly maxSockets?: number;
}

/** The only way in which adapters reach addresses that customers typed. */
export interface HttpClient {
  /**
   * Sends a call once. Redirects are not followed: they come back as what they are.
   *
   * @throws TransportError when no complete answer came
   * @throws AppError class configuration when the address must not be called
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** True when the operator listed host and port; such a server may be private and without TLS. */
  isListed(url: URL): boolean;
  /** @throws AppError class configuration when the address must not be called */
  assertAllowed(url: URL): void;
  /** Ends all connections, calls under way included. */
  close(): void;
}

/** Why no complete answer came. */
export type TransportFault = "timeout" | "reset" | "unreachable" | "tls" | "too_large";

/** No complete answer came. Messages hold no headers, bodies or queries, hence no secrets. */
export class TransportError extends Error {
  readonly fault: TransportFault;
  /** The system's code, such as `ENOTFOUND` or `CERT_HAS_EXPIRED`. */
  readonly systemCode: string;
  /** False when it is certain that the server never saw the call. */
  readonly mayHaveArrived: boolean;

  constructor(host: string, fault: TransportFault, systemCode: string) {
    super(`${host}: ${FAULT_WORDS[fault]} (${systemCode})`);
    this.name = "TransportError";
    this.fault = fault;
    this.systemCode = systemCode;
    this.mayHaveArrived = fault !== "unreachable" && fault !== "tls";
  }
}

const FAULT_WORDS: Readonly<Record<TransportFault, string>> = {
  timeout: "no answer in time",
  reset: "the connection broke",
  unreachable: "the host cannot be reached",
  tls: "no secure connection could be made",
  too_large: "the answer is too large",
};

const NEVER_CONNECTED = new Set(
  "ENOTFOUND EAI_AGAIN EAI_FAIL ECONNREFUSED EHOSTUNREACH ENETUNREACH EADDRNOTAVAIL EHOSTDOWN".split(
    " ",
  ),
);
const TLS_CODE =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|EPROTO$|HOSTNAME_)/u;
const TIMED_OUT = new Set(["ECONNABORTED", "ERR_CANCELED", "ETIMEDOUT"]);

function ownProperty(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** The error itself and what caused it, outermost first; axios and Node wrap one another. */
function causesOf(thrown: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let each = thrown; each instanceof Error && chain.length < 6; each = each.cause) {
    chain.push(each);
    const inner: unknown = ownProperty(each, "errors");
    if (Array.isArray(inner)) chain.push(...(inner as unknown[]));
  }
  return chain;
}

function codesOf(thrown: unknown): string[] {
  return causesOf(thrown).flatMap((each) => {
    const code = ownProperty(each, "code");
    return typeof code === "string" ? [code] : [];
  });
}

function faultOf(codes: readonly string[], message: string): TransportFault {
  if (/maxContentLength/u.test(message)) return "too_large";
  if (codes.some((code) => TLS_CODE.test(code))) return "tls";
  if (codes.some((code) => NEVER_CONNECTED.has(code))) return "unreachable";
  if (codes.some((code) => TIMED_OUT.has(code))) return "timeout";
  return "reset";
}

/** Strips an axios error, which carries headers and bodies, down to what may be logged. */
function toTransportError(thrown: unknown, host: string): Error {
  const refusal = causesOf(thrown).find((each) => each instanceof AppError);
  if (refusal !== undefined) return refusal;
  const codes = codesOf(thrown);
  const fault = faultOf(codes, thrown instanceof Error ? thrown.message : "");
  const named = codes.findLast((code) => !code.startsWith("ERR_BAD_")) ?? codes[0] ?? "unknown";
  return new TransportError(host, fault, named);
}

function flatHeaders(response: AxiosResponse): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    headers[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : String(value);
  }
  return headers;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function bodyOf(request: HttpRequest): { data?: string; type?: string } {
  if (request.form !== undefined) {
    const data = new URLSearchParams(request.form).toString();
    return { data, type: "application/x-www-form-urlencoded" };
  }
  if (request.json === undefined) return {};
  return { data: JSON.stringify(request.json), type: "application/json" };
}

async function sendOnce(
  instance: AxiosInstance,
  request: HttpRequest,
  agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent },
  timeoutMs: number,
): Promise<HttpResponse> {
  const { data, type } = bodyOf(request);
  const response = await instance.request<string>({
    method: request.method,
    url: request.url,
    headers: { ...(type === undefined ? {} : { "content-type": type }), ...request.headers },
    ...(data === undefined ? {} : { data }),
    ...agents,
    // axios' own time-out starts again with each byte; this one covers the whole call.
    signal: AbortSignal.timeout(timeoutMs),
  });
  const text = typeof response.data === "string" ? response.data : "";
  return {
    status: response.status,
    headers: flatHeaders(response),
    text,
    json: parseJson(text),
  };
}

/** Idle connections are dropped before servers do it: a write into a dying one has an unclear end. */
const IDLE_MS = 15_000;

/** Builds a client with its own connections. Close it when it is not needed any more. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const egress = createEgressPolicy(options);
  const sockets = {
    keepAlive: true,
    maxSockets: options.maxSockets ?? 32,
    timeout: IDLE_MS,
  };
  const guarded = {
    httpAgent: new HttpAgent({ ...sockets, lookup: egress.lookup }),
    httpsAgent: new HttpsAgent({ ...sockets, lookup: egress.lookup }),
  };
  const unguarded = { httpAgent: new HttpAgent(sockets), httpsAgent: new HttpsAgent(sockets) };
  const instance = axios.create({
    adapter: "http",
    proxy: false, // a proxy would resolve the name itself, past the check
    maxRedirects: 0,
    maxContentLength: options.maxBodyBytes ?? 64 * 1024 * 1024,
    maxBodyLength: 16 * 1024 * 1024,
    responseType: "text",
    transformResponse: (body: unknown) => body,
    transformRequest: (body: unknown) => body,
    validateStatus: () => true,
  });
  return {
    async send(request) {
      const url = new URL(request.url);
      egress.assertAllowed(url);
      const agents = egress.isListed(url) ? unguarded : guarded;
      const timeoutMs = request.timeoutMs ?? options.timeoutMs ?? 20_000;
      try {
        return await sendOnce(instance, request, agents, timeoutMs);
      } catch (thrown) {
        throw toTransportError(thrown, url.host);
      }
    },
    isListed: (url) => egress.isListed(url),
    assertAllowed: (url) => egress.assertAllowed(url),
    close() {
      for (const agent of [...Object.values(guarded), ...Object.values(unguarded)]) agent.destroy();
    },
  };
}

const MAX_RETRY_AFTER_MS = 60 * 60_000;

function retryHeaderMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.trim() === "") return undefined;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return seconds * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at - now;
}

/**
 * Reads how long a 429 or 503 asks to wait: the `Retry-After` header in seconds or as a date, else
 * words such as "try again in 30 seconds" in the body.
 *
 * @returns milliseconds between 1 s and 1 h, or undefined when the answer does not say
 */
export function readRetryAfter(response: HttpResponse, now: number): number | undefined {
  const words = /again in (\d+(?:\.\d+)?) ?s/iu.exec(response.text)?.[1];
  const waitMs =
    retryHeaderMs(response.headers["retry-after"], now) ??
    (words === undefined ? undefined : Number(words) * 1000);
  return waitMs === undefined ? undefined : Math.min(Math.max(waitMs, 1000), MAX_RETRY_AFTER_MS);
}
