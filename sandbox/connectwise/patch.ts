import { invalidPatch } from "./errors.ts";
import type { Json } from "./schema.ts";

/** One operation of a patch, its path cut at the slashes. */
export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly head: string;
  readonly rest: readonly string[];
  readonly value: unknown;
}

/**
 * Reads the operations of any patch: a JSON array of them, not RFC 6902.
 *
 * @throws ApiError 400 when the body is not an array of operations
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
export function readOperations(body: unknown): Operation[] {
  if (!Array.isArray(body)) {
    throw invalidPatch("The patch is not in the expected array format.");
  }
  return (body as unknown[]).map((entry) => {
    const { op, path: given, value } = (entry ?? {}) as Json;
    if (typeof given !== "string" || typeof op !== "string") {
      throw invalidPatch("Each operation needs op and path.");
    }
    if (!["add", "replace", "remove"].includes(op)) {
      throw invalidPatch(`The operation ${op} is not supported.`);
    }
    const path = given.startsWith("/") ? given.slice(1) : given;
    const [head = "", ...rest] = path.split("/");
    return { op, path, head, rest, value: op === "remove" ? null : value };
  });
}

/** The operations as new values by path, `null` for what is removed. */
export function readChanges(body: unknown): Json {
  return Object.fromEntries(readOperations(body).map(({ path, value }) => [path, value]));
}
