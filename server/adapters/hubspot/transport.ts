import { Client } from "@hubspot/api-client";
import { Agent, Dispatcher, getGlobalDispatcher, setGlobalDispatcher } from "undici";
import type { z } from "zod";
import { AppError } from "../../sync/errors.ts";
import type { Clock, RateLimiter } from "../../sync/ports.ts";
import { errorOfAnswer, errorOfFailure, unreadableAnswer } from "./errors.ts";
import type { CallKind } from "./errors.ts";

/** What calls to one portal need. */
export interface TransportOptions {
  /** API host with scheme, without a trailing slash. */
  readonly apiUrl: string;
  /** Date version in paths, such as `2026-09`. */
  readonly apiVersion: string;
  /** Returns a valid access token; may throw an AppError of class `auth`. */
  readonly accessToken: () => Promise<string>;
  /** Told once per call that the token was refused, so that the next one is another. */
  readonly onUnauthorized: () => Promise<void>;
  /** Searches have a budget of their own; everything else shares `general`. */
  readonly limiters: { readonly general: RateLimiter; readonly search: RateLimiter };
  /** Bulk work waits behind everything else for its turn. */
  readonly isBulk: boolean;
  readonly clock: Pick<Clock, "now">;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Longest wait for an answer in milliseconds; 20,000 unless given. */
  readonly timeoutMs?: number;
}

/** One call. */
export interface Call<S extends z.ZodType> {
  readonly method: "GET" | "POST";
  /** Path after the host; the version is part of it. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly kind: CallKind;
  readonly budget?: "general" | "search";
  readonly answer: S;
}

/** A success. */
export interface Answered<T> {
  readonly content: T;
  /** HubSpot's clock when it answered, in milliseconds; our own where it does not tell. */
  readonly serverTime: number;
}

/** Makes calls to one portal: tokens, budgets, time-outs, errors and retries of reads. */
export interface Transport {
  readonly apiVersion: string;
  /**
   * Makes one call. A read is tried up to three times; a write is sent once, except that a refused
   * token is replaced and the call repeated, which is safe because nothing was done.
   *
   * @throws AppError - throttle, auth, forbidden, gone, exists, invalid or configuration when
   *   HubSpot refused; transient when a read failed or a write was never sent; indeterminate when a
   *   write may have been done
   */
  call<S extends z.ZodType>(call: Call<S>): Promise<Answered<z.output<S>>>;
}

const DEFAULT_TIMEOUT_MS = 20_000;
const MAX_READ_TRIES = 3;
const FIRST_BACKOFF_MS = 400;
/** Longer waits are the caller's to plan: a worker must not sleep on its claims. */
const MAX_WAIT_INSIDE_MS = 11_000;

/**
 * Gives connections to chosen hosts header and body time-outs and leaves all others as they were.
 * The client calls the global `fetch` and passes neither dispatcher nor signal on, so this is the
 * only place where its sockets can be bounded.
 */
class TimeLimits extends Dispatcher {
  readonly #others: Dispatcher;
  readonly #agents = new Map<string, { readonly agent: Agent; readonly timeoutMs: number }>();

  constructor(others: Dispatcher) {
    super();
    this.#others = others;
  }

  limit(origin: string, timeoutMs: number): void {
    if (this.#agents.get(origin)?.timeoutMs === timeoutMs) return;
    const agent = new Agent({
      connect: { timeout: timeoutMs },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    this.#agents.set(origin, { agent, timeoutMs });
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    const origin = options.origin === undefined ? "" : new URL(options.origin).origin;
    return (this.#agents.get(origin)?.agent ?? this.#others).dispatch(options, handler);
  }
}

function limitTime(apiUrl: string, timeoutMs: number): void {
  const current = getGlobalDispatcher();
  const limits = current instanceof TimeLimits ? current : new TimeLimits(current);
  if (limits !== current) setGlobalDispatcher(limits);
  limits.limit(new URL(apiUrl).origin, timeoutMs);
}

/** Rejects once the whole exchange takes too long; dispatcher time-outs count from byte to byte. */
async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`no complete answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

interface RawAnswer {
  readonly status: number;
  readonly header: (name: string) => string | null;
  readonly text: string;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

class ApiTransport implements Transport {
  readonly #options: TransportOptions;
  readonly #client: Client;
  readonly #timeoutMs: number;

  constructor(options: TransportOptions) {
    this.#options = options;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    // Its limiter knows one process only, and its retries would repeat writes: both stay off.
    this.#client = new Client({ basePath: options.apiUrl, numberOfApiCallRetries: 0 });
    limitTime(options.apiUrl, this.#timeoutMs);
  }

  get apiVersion(): string {
    return this.#options.apiVersion;
  }

  async call<S extends z.ZodType>(call: Call<S>): Promise<Answered<z.output<S>>> {
    let mayRenewToken = true;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#callOnce(call);
      } catch (thrown) {
        if (!(thrown instanceof AppError)) throw thrown;
        const error = thrown;
        if (error.errorClass === "auth" && error.code === "unauthorized" && mayRenewToken) {
          mayRenewToken = false;
          await this.#options.onUnauthorized();
          continue;
        }
        await this.#closeBudget(call, error);
        if (call.kind === "write" || tries >= MAX_READ_TRIES || !this.#isWorthATry(error)) {
          throw error;
        }
        await this.#backOff(error, tries);
      }
    }
  }

  #isWorthATry(error: AppError): boolean {
    return error.retryable && (error.retryAfterMs ?? 0) <= MAX_WAIT_INSIDE_MS;
  }

  async #closeBudget(call: Call<z.ZodType>, error: AppError): Promise<void> {
    if (error.errorClass !== "throttle" || error.retryAfterMs === undefined) return;
    const { general, search } = this.#options.limiters;
    await (call.budget === "search" ? search : general).closeFor(error.retryAfterMs);
    // A portal that is moving answers no call at all.
    if (error.code === "portal_migrating") {
      await (call.budget === "search" ? general : search).closeFor(error.retryAfterMs);
    }
  }

  /** A throttled call waits in `take`, behind the closed budget. */
  async #backOff(error: AppError, tries: number): Promise<void> {
    if (error.errorClass === "throttle") return;
    const backoffMs = FIRST_BACKOFF_MS * 2 ** (tries - 1) * this.#options.random();
    await this.#options.sleep(Math.max(error.retryAfterMs ?? 0, Math.round(backoffMs)));
  }

  async #callOnce<S extends z.ZodType>(call: Call<S>): Promise<Answered<z.output<S>>> {
    const { limiters, isBulk, clock } = this.#options;
    const token = await this.#options.accessToken();
    await limiters[call.budget ?? "general"].take(isBulk);
    const { status, header, text } = await this.#exchange(call, token);
    const body = parseJson(text);
    if (status >= 400) throw errorOfAnswer({ status, header, body, now: clock.now() }, call.kind);
    const parsed = call.answer.safeParse(body);
    if (!parsed.success) throw unreadableAnswer(call.kind, parsed.error);
    const date = Date.parse(header("date") ?? "");
    return { content: parsed.data, serverTime: Number.isNaN(date) ? clock.now() : date };
  }

  async #exchange(call: Call<z.ZodType>, token: string): Promise<RawAnswer> {
    try {
      return await withDeadline(this.#send(call, token), this.#timeoutMs);
    } catch (thrown) {
      throw errorOfFailure(thrown, call.kind);
    }
  }

  async #send(call: Call<z.ZodType>, token: string): Promise<RawAnswer> {
    const response = await this.#client.apiRequest({
      method: call.method,
      path: call.path,
      ...(call.query === undefined ? {} : { qs: call.query }),
      ...(call.body === undefined ? {} : { body: call.body }),
      headers: { Authorization: `Bearer ${token}` },
    });
    const text = await response.text();
    return { status: response.status, header: (name) => response.headers.get(name), text };
  }
}

/** Builds the transport of one portal. Bounds the time of all calls of this process to that host. */
export function createTransport(options: TransportOptions): Transport {
  return new ApiTransport(options);
}
