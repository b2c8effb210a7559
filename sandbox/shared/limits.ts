import type { RequestHandler } from "express";
import { z } from "zod";
import { createRandom } from "./random.ts";

/** Body of `POST /_control/limits`: what is given is changed, the rest stays. Times in milliseconds. */
export const limitsBodySchema = z.strictObject({
  latencyMs: z.number().min(0).optional(),
  jitterMs: z.number().min(0).optional(),
  enforce: z.boolean().optional(),
  searchLagMs: z.number().min(0).optional(),
});

/** How slow, how strict and how stale a stand-in answers at the moment. */
export interface Limits {
  /** Wait before each answer. */
  latencyMs: number;
  /** Up to this much more, at random. */
  jitterMs: number;
  /** Whether published rate limits lead to 429. */
  enforce: boolean;
  /** How long a search does not see a change. */
  searchLagMs: number;
}

/** The limits of one stand-in, adjustable while it runs. */
export interface LimitSwitch {
  current(): Readonly<Limits>;
  configure(body: z.output<typeof limitsBodySchema>): Readonly<Limits>;
  /** Back to the vendor's defaults. */
  reset(): void;
  /** Waits the configured latency before each call is worked on. */
  middleware: RequestHandler;
}

/** @param defaults - what `reset` goes back to */
export function createLimitSwitch(defaults: Limits): LimitSwitch {
  let limits = { ...defaults };
  const random = createRandom(1);
  return {
    current: () => limits,
    configure: (body) => {
      const given = Object.entries(body).filter(([, value]) => value !== undefined);
      limits = { ...limits, ...Object.fromEntries(given) };
      return limits;
    },
    reset: () => {
      limits = { ...defaults };
    },
    middleware: (_request, _response, next) => {
      const waitMs = limits.latencyMs + random.next() * limits.jitterMs;
      if (waitMs > 0) setTimeout(next, waitMs);
      else next();
    },
  };
}

/** Answer of a sliding window to one call. */
export interface WindowVerdict {
  isAllowed: boolean;
  /** Calls still free in the window after this one. */
  remaining: number;
  /** Milliseconds until a call is free again; 0 when this one was allowed. */
  retryAfterMs: number;
}

/** A count of calls in a window of time that slides, one count per key. */
export interface SlidingWindow {
  /** Counts a call, unless it is over the limit: refused calls are not counted. */
  take(key: string): WindowVerdict;
  clear(): void;
}

/** @param options - at most `max` calls in any `intervalMs`; `now` is the clock in milliseconds */
export function createSlidingWindow(options: {
  max: number;
  intervalMs: number;
  now: () => number;
}): SlidingWindow {
  const { max, intervalMs, now } = options;
  const takenAtByKey = new Map<string, number[]>();
  return {
    take: (key) => {
      const at = now();
      const taken = (takenAtByKey.get(key) ?? []).filter((time) => time > at - intervalMs);
      takenAtByKey.set(key, taken);
      if (taken.length >= max) {
        const retryAfterMs = (taken[taken.length - max] ?? at) + intervalMs - at;
        return { isAllowed: false, remaining: 0, retryAfterMs };
      }
      taken.push(at);
      return { isAllowed: true, remaining: max - taken.length, retryAfterMs: 0 };
    },
    clear: () => takenAtByKey.clear(),
  };
}
