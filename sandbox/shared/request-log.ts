import type { Request, RequestHandler } from "express";

/** Calls to one route since the last clear. */
export interface RouteCount {
  count: number;
  /** Answers by status; `"none"` counts calls whose answer never arrived in full. */
  byStatus: Record<string, number>;
}

/** What `GET /_control/requests` answers. */
export interface RequestSummary {
  /** Keyed by `METHOD /path` with version and record ids as placeholders. */
  byRoute: Record<string, RouteCount>;
  /** Most calls that arrived within any 10 seconds. */
  peakIn10s: number;
  /** All calls. */
  total: number;
  /** Answers with status 429. */
  throttled: number;
}

/** When a call arrived, and which route it asked for. */
export interface Arrival {
  /** Milliseconds since 1970. */
  at: number;
  route: string;
}

/** Counts the calls a stand-in received. */
export interface RequestLog {
  /** Counts each call that passes through it. */
  middleware: RequestHandler;
  summary(): RequestSummary;
  /** Calls since the last clear, oldest first; of very many only the latest. */
  arrivals(): Arrival[];
  clear(): void;
}

const WINDOW_MS = 10_000;
/** A demo may run for weeks; the longest bench makes fewer calls. */
const MAX_ARRIVALS = 100_000;

/**
 * Counts calls by route, for benches and tests that compare with a bound.
 *
 * @param options.now - clock in milliseconds since 1970
 * @param options.routeOf - the vendor's route key of a request, e.g. `POST /crm/objects/:version/companies/search`
 */
export function createRequestLog(options: {
  now: () => number;
  routeOf: (request: Request) => string;
}): RequestLog {
  let byRoute = new Map<string, RouteCount>();
  let arrivals: Arrival[] = [];
  let oldest = 0;
  let peakIn10s = 0;
  let total = 0;
  let throttled = 0;

  const arrive = (at: number, route: string): void => {
    total += 1;
    arrivals.push({ at, route });
    while ((arrivals[oldest]?.at ?? at) <= at - WINDOW_MS) oldest += 1;
    if (oldest > MAX_ARRIVALS) {
      arrivals = arrivals.slice(oldest);
      oldest = 0;
    }
    peakIn10s = Math.max(peakIn10s, arrivals.length - oldest);
  };

  return {
    middleware: (request, response, next) => {
      const route = options.routeOf(request);
      const entry = byRoute.get(route) ?? { count: 0, byStatus: {} };
      byRoute.set(route, entry);
      entry.count += 1;
      arrive(options.now(), route);
      response.once("close", () => {
        const status = response.writableFinished ? String(response.statusCode) : "none";
        entry.byStatus[status] = (entry.byStatus[status] ?? 0) + 1;
        if (status === "429") throttled += 1;
      });
      next();
    },
    summary: () => ({ byRoute: Object.fromEntries(byRoute), peakIn10s, total, throttled }),
    arrivals: () => arrivals.slice(-MAX_ARRIVALS),
    clear: () => {
      byRoute = new Map();
      arrivals = [];
      oldest = 0;
      peakIn10s = 0;
      total = 0;
      throttled = 0;
    },
  };
}
