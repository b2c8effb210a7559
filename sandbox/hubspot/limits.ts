import type { RequestHandler } from "express";
import { createSlidingWindow } from "../shared/limits.ts";
import type { LimitSwitch } from "../shared/limits.ts";
import { sendRateLimited } from "./errors.ts";

/** Calls of one app to one portal in any 10 seconds; search is not among them. */
const BURST = { max: 110, intervalMs: 10_000 };
/** Searches of one portal in any second. */
const SEARCH = { max: 5, intervalMs: 1_000 };

/** The published rate limits. */
export interface RateLimits {
  /** For every API route but search. */
  burst: RequestHandler;
  search: RequestHandler;
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
  const burst = createSlidingWindow({ ...BURST, now });
  const search = createSlidingWindow({ ...SEARCH, now });
  const key = String(portalId);
  return {
    burst: (_request, response, next) => {
      if (!limits.current().enforce) {
        next();
        return;
      }
      const verdict = burst.take(key);
      response.set({
        "X-HubSpot-RateLimit-Interval-Milliseconds": String(BURST.intervalMs),
        "X-HubSpot-RateLimit-Max": String(BURST.max),
        "X-HubSpot-RateLimit-Remaining": String(verdict.remaining),
      });
      if (verdict.isAllowed) next();
      else sendRateLimited(response, "TEN_SECONDLY_ROLLING");
    },
    search: (_request, response, next) => {
      if (!limits.current().enforce || search.take(key).isAllowed) next();
      else sendRateLimited(response, "SECONDLY");
    },
    clear: () => {
      burst.clear();
      search.clear();
    },
  };
}
