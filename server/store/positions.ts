import { z } from "zod";

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

/** A moment to the microsecond, as a position holds it. */
export const TIME_POSITION = z.iso.datetime({ precision: 6 });

/** Parts of a statement that reads the newest rows first. */
interface NewestFirst {
  /** The row's moment, for the next position. */
  readonly timeText: string;
  readonly condition: string;
  readonly order: string;
  readonly values: readonly (string | null)[];
}

/**
 * Reads a list from its newest row on, or from a position; rows of one moment are told apart by their id.
 *
 * @param time - column with the moment
 * @param id - column with the id
 * @param position - moment and id of the last row that was read
 */
export function newestFirst(
  time: string,
  id: string,
  position: readonly [string, string] | null,
): NewestFirst {
  const order = `${time} DESC, ${id}::text DESC`;
  const timeText = `to_char(${time} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  if (position === null) return { timeText, condition: "true", order, values: [] };
  const condition = `(${time}, ${id}::text) < (?::timestamptz, ?)`;
  return { timeText, condition, order, values: position };
}
