import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";

import { AppError } from "../../sync/errors.ts";
import type { RateLimiter } from "../../sync/ports.ts";
import { TransportError } from "../http-client.ts";
import type { HttpClient, HttpRequest, HttpResponse } from "../http-client.ts";
import { apiUrlOf, authHeaders } from "./auth.ts";
import type { Credentials } from "./auth.ts";
import { writeQuery } from "./conditions.ts";
import type { Query } from "./conditions.ts";
import { refusalToError, transportToError, unreadableAnswer } from "./errors.ts";
import { permissionOf } from "./objects.ts";

/** Lets a limited number of calls run at once; the others wait in order, bulk behind the rest. */
export interface Gate {
  run<T>(isBulk: boolean, work: () => Promise<T>): Promise<T>;
}

/**
 * Builds a gate. Share one between all adapters of a connection in this process.
 *
 * @param maxInFlight - calls at once
 * @param reserved - how many of these bulk work leaves to others
 */
export function createGate(maxInFlight: number, reserved = 2): Gate {
  const queues = { urgent: [] as (() => void)[], bulk: [] as (() => void)[] };
  const maxBulk = Math.max(1, maxInFlight - reserved);
  let inFlight = 0;
  let bulkInFlight = 0;
  const admit = (): void => {
    while (inFlight < maxInFlight) {
      const isBulk = queues.urgent.length === 0;
      if (isBulk && bulkInFlight >= maxBulk) return;
      const enter = (isBulk ? queues.bulk : queues.urgent).shift();
      if (enter === undefined) return;
      inFlight += 1;
      bulkInFlight += isBulk ? 1 : 0;
      enter();
    }
  };
  return {
    async run(isBulk, work) {
      await new Promise<void>((resolve) => {
        (isBulk ? queues.bulk : queues.urgent).push(resolve);
        admit();
      });
      try {
        return await work();
      } finally {
        inFlight -= 1;
        bulkInFlight -= isBulk ? 1 : 0;
        admit();
      }
    },
  };
}

/** Calls of one connection at once, unless its gate says otherwise. */
const DEFAULT_IN_FLIGHT = 8;

/**
 * Does some work for each item, a few at once and in any order; the first failure keeps those that
 * have not begun from beginning.
 *
 * @returns the outcomes in the order of the items
 */
export async function forEachOf<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const outcomes: R[] = [];
  const waiting = items.entries();
  let hasFailed = false;
  const next = async (): Promise<void> => {
    for (const [index, item] of waiting) {
      if (hasFailed) return;
      // oxlint-disable-next-line no-await-in-loop -- several of these loops run at once
      outcomes[index] = await work(item);
    }
  };
  const failing = (thrown: unknown): never => {
    hasFailed = true;
    throw thrown;
  };
  await Promise.all(Array.from({ length: DEFAULT_IN_FLIGHT }, () => next().catch(failing)));
  return outcomes;
}

/** Settings of {@link createConnectwiseClient}. */
export interface ConnectwiseClientOptions {
  readonly credentials: Credentials;
  /** Lockstep's own id at ConnectWise. */
  readonly clientId: string;
  readonly http: HttpClient;
  readonly limiter: RateLimiter;
  /** Calls of one connection at once; 8 of its own unless given. */
  readonly gate?: Gate;
  /** True when these calls wait behind those of people. */
  readonly isBulk?: boolean;
  /** Longest time of a call in milliseconds; the HTTP client's unless given. */
  readonly timeoutMs?: number;
  /** Waits before a failed read is tried again, in milliseconds, each with full jitter. */
  readonly retryDelaysMs?: readonly number[];
}

/** A call to ConnectWise's API. */
export interface ApiCall<S extends z.ZodType> {
  readonly path: string;
  readonly query?: Query;
  /** Whether to page by id, which changes during the listing cannot disturb. */
  readonly isForwardOnly?: boolean;
  readonly schema: S;
}

/** A call that changes something. */
export interface ApiWrite<S extends z.ZodType> extends ApiCall<S> {
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
}

/** A read answer. */
export interface ApiAnswer<T> {
  readonly data: T;
  readonly headers: Readonly<Record<string, string>>;
  /** The server's clock, in milliseconds. */
  readonly serverTime: number;
}

/** One connection's way to ConnectWise: authenticated, rate-limited, errors classified. */
export interface ConnectwiseClient {
  readonly credentials: Credentials;
  /** Reads; transient failures are tried again a few times. @throws AppError */
  get<S extends z.ZodType>(call: ApiCall<S>): Promise<ApiAnswer<z.output<S>>>;
  /** Writes once, never again by itself. @throws AppError, class indeterminate when the end is unclear */
  write<S extends z.ZodType>(call: ApiWrite<S>): Promise<ApiAnswer<z.output<S>>>;
}

const DEFAULT_RETRY_DELAYS_MS: readonly number[] = [500, 2_000];

/** @returns the time in the `Date` header, or this machine's where it is missing */
function serverTimeOf(headers: Readonly<Record<string, string>>): number {
  const time = Date.parse(headers["date"] ?? "");
  return Number.isNaN(time) ? Date.now() : time;
}

class Client implements ConnectwiseClient {
  readonly credentials: Credentials;
  readonly #options: ConnectwiseClientOptions;
  readonly #gate: Gate;
  readonly #headers: Record<string, string>;

  constructor(options: ConnectwiseClientOptions) {
    this.credentials = options.credentials;
    this.#options = options;
    this.#gate = options.gate ?? createGate(DEFAULT_IN_FLIGHT);
    this.#headers = authHeaders(options.credentials, options.clientId);
  }

  async get<S extends z.ZodType>(call: ApiCall<S>): Promise<ApiAnswer<z.output<S>>> {
    const request = this.#request("GET", call);
    for (const delayMs of this.#options.retryDelaysMs ?? DEFAULT_RETRY_DELAYS_MS) {
      try {
        return await this.#once(request, call, false);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.errorClass !== "transient") throw thrown;
      }
      await sleep(delayMs * Math.random());
    }
    return this.#once(request, call, false);
  }

  write<S extends z.ZodType>(call: ApiWrite<S>): Promise<ApiAnswer<z.output<S>>> {
    const request = this.#request(call.method, call);
    return this.#once(
      { ...request, ...(call.body === undefined ? {} : { json: call.body }) },
      call,
      true,
    );
  }

  #request(method: HttpRequest["method"], call: ApiCall<z.ZodType>): HttpRequest {
    const { timeoutMs } = this.#options;
    return {
      method,
      url: apiUrlOf(this.credentials, `${call.path}${writeQuery(call.query ?? {})}`),
      headers: {
        ...this.#headers,
        ...(call.isForwardOnly === true ? { "pagination-type": "forward-only" } : {}),
      },
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    };
  }

  async #once<S extends z.ZodType>(
    request: HttpRequest,
    call: ApiCall<S>,
    isWrite: boolean,
  ): Promise<ApiAnswer<z.output<S>>> {
    const isBulk = this.#options.isBulk ?? false;
    const response = await this.#gate.run(isBulk, () => this.#send(request, isWrite));
    if (response.status < 200 || response.status > 299) {
      const error = refusalToError(response, {
        isWrite,
        now: Date.now(),
        permission: permissionOf(call.path),
      });
      if (error.retryAfterMs !== undefined)
        await this.#options.limiter.closeFor(error.retryAfterMs);
      throw error;
    }
    const parsed = call.schema.safeParse(response.json);
    if (!parsed.success) {
      const what = `${request.method} ${call.path}`;
      throw unreadableAnswer(what, isWrite, response.headers["x-cw-request-id"]);
    }
    const { headers } = response;
    return { data: parsed.data, headers, serverTime: serverTimeOf(headers) };
  }

  async #send(request: HttpRequest, isWrite: boolean): Promise<HttpResponse> {
    const { http, limiter, isBulk } = this.#options;
    await limiter.take(isBulk ?? false);
    try {
      return await http.send(request);
    } catch (thrown) {
      throw thrown instanceof TransportError ? transportToError(thrown, isWrite) : thrown;
    }
  }
}

/** Builds a client for one connection; nothing is called before the first request. */
export function createConnectwiseClient(options: ConnectwiseClientOptions): ConnectwiseClient {
  return new Client(options);
}
