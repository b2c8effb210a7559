import type { Request, RequestHandler, Response } from "express";
import type { FaultRenderer } from "../shared/faults.ts";
import { createSlidingWindow } from "../shared/limits.ts";
import type { LimitSwitch, SlidingWindow } from "../shared/limits.ts";

const MAX_PER_MINUTE = 1000;
const MINUTE_MS = 60_000;

function answerTooMany(response: Response, retryAfterSeconds: number): void {
  response.setHeader("Retry-After", String(retryAfterSeconds));
  response.status(429).json({
    error: "ConnectWiseAPI",
    message: `Too many requests. Please try again in ${retryAfterSeconds} seconds.`,
  });
}

/** The published limit: 1,000 requests in any 60 seconds. @param now - clock in milliseconds */
export function createRateWindow(now: () => number): SlidingWindow {
  return createSlidingWindow({ max: MAX_PER_MINUTE, intervalMs: MINUTE_MS, now });
}

/** Answers 429 with `Retry-After` in seconds when the window is full and limits are enforced. */
export function limitRate(window: SlidingWindow, limits: LimitSwitch): RequestHandler {
  return (_request, response, next) => {
    const verdict = limits.current().enforce ? window.take("tenant") : undefined;
    if (!verdict || verdict.isAllowed) next();
    else answerTooMany(response, Math.max(1, Math.ceil(verdict.retryAfterMs / 1000)));
  };
}

/** How ConnectWise words the answers of faults; its lists have no index that could be stale. */
export const faultRenderer: FaultRenderer = {
  answer429: (_request, response) => answerTooMany(response, 2),
  answer429Html: (_request: Request, response) => {
    response.setHeader("Retry-After", "2");
    response.setHeader("Server", "cloudflare");
    response
      .status(429)
      .type("html")
      .send(
        "<!DOCTYPE html><html><head><title>Access denied</title></head><body>1015</body></html>",
      );
  },
  answer500: (_request, response) => {
    response.status(500).json({
      code: "ConnectWiseApi",
      message: "An unexpected error occurred.",
    });
  },
  isSearch: () => false,
  playsPartial: () => false,
};
