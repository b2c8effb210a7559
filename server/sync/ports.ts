/** Time as the engine sees it; injected so that simulation and tests own it. */
export interface Clock {
  /** Wall-clock milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds that only ever grow, for deadlines inside this process. */
  monotonic(): number;
}

/** Keyed hash of one portal: equal texts give equal short strings, nothing can be read back. */
export type Hash = (text: string) => string;

/** One budget of calls, shared by all processes (HubSpot, HubSpot search, ConnectWise). */
export interface RateLimiter {
  /** Resolves when a call may be made; bulk work waits behind everything else. */
  take(isBulk: boolean): Promise<void>;
  /** Nobody calls before then; used after a 429 (`retryAfterMs` from now). */
  closeFor(retryAfterMs: number): Promise<void>;
}
