import express, { type Request, type RequestHandler } from "express";

import { MAX_BODY_BYTES } from "../contract.ts";

/**
 * Keeps the very bytes of a body, because signatures are made over them. Larger ones than 1 MB end in
 * 413; compressed ones, whose size nobody knows, in 415.
 */
export const keepRawBody: RequestHandler = express.raw({
  type: () => true,
  limit: MAX_BODY_BYTES,
  inflate: false,
});

/** Bytes of the body; empty when there was none. */
export function rawBodyOf(request: Request): Buffer {
  const body: unknown = request.body;
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** The parsed body, undefined when it is not JSON. */
export function jsonOf(request: Request): unknown {
  try {
    return JSON.parse(rawBodyOf(request).toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}
