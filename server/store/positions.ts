import type { z } from "zod";

import { AppError } from "../sync/errors.ts";

/**
 * Reads a position in a list that a page returned as its `next`.
 *
 * @throws AppError invalid `bad_position` for anything else: it came from outside
 */
export function readPosition<S extends z.ZodType>(after: unknown, schema: S): z.output<S> {
  const parsed = schema.safeParse(after);
  if (parsed.success) return parsed.data;
  throw new AppError("after: is no position in this list", {
    code: "bad_position",
    errorClass: "invalid",
    field: "after",
    remedy: "Send what an earlier page gave as `next`, or leave it out to begin at the start.",
  });
}

/** The same for a position that is a JSON text. */
export function readJsonPosition<S extends z.ZodType>(after: string, schema: S): z.output<S> {
  return readPosition(parseOrNull(after), schema);
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
