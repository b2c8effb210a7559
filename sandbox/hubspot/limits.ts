import type { RequestHandler } from "express";
import { createSlidingWindow } from "../shared/limits.ts";
import type { LimitSwitch } from "../shared/limits.ts";
import { sendRateLimited } from "./errors.ts";

/** Calls of one app to one portal in any 10 seconds; search is not among them. */
const BURST = { max: 110, intervalMs: 10_000 };
/** Searches of one portal in any second. */
const SEARCH = { max: 5, intervalMs: 1_000 };

/** Calls of the associations API in any 10 seconds; they are not among the others. */
const ASSOCIATIONS = { max: 100, intervalMs: 10_000 };

/** The published rate limits. */
export interface RateLimits {
  /** For every API route but search and associations. */
  burst: RequestHandler;
  search: RequestHandler;
  associations: RequestHandler;
  /** Forgets the calls counted so far. */
  clear: () => void;
}

/**
 * Builds the published limits of a marketplace app in one portal.
 *
 * @param portalId - the limits' key: all tokens of a portal share them
 * @see https://developers.hubspot.com/docs/developer-tooling/platform/usage-guidelines
 */
export function createRateLimits(
  limits: LimitSwitch,
  portalId: number,
  now: () => number,
): RateLimits {
  const key = String(portalId);
  const search = createSlidingWindow({ ...SEARCH, now });
  const rolling = (limit: typeof BURST): { handler: RequestHandler; clear: () => void } => {
    const calls = createSlidingWindow({ ...limit, now });
    return {
      handler: (_request, response, next) => {
        if (!limits.current().enforce) {
          next();
          return;
        }
        const verdict = calls.take(key);
        response.set({
          "X-HubSpot-RateLimit-Interval-Milliseconds": String(limit.intervalMs),
          "X-HubSpot-RateLimit-Max": String(limit.max),
          "X-HubSpot-RateLimit-Remaining": String(verdict.remaining),
        });
        if (verdict.isAllowed) next();
        else sendRateLimited(response, "TEN_SECONDLY_ROLLING");
      },
      clear: () => calls.clear(),
    };
  };
  const burst = rolling(BURST);
  const associations = rolling(ASSOCIATIONS);
  return {
    burst: burst.handler,
    associations: associations.handler,
    search: (_request, response, next) => {
      if (!limits.current().enforce || search.take(key).isAllowed) next();
      else sendRateLimited(response, "SECONDLY");
    },
    clear: () => {
      burst.clear();
      associations.clear();
      search.clear();
    },
  };
}
