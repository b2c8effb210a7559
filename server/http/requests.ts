import type { Request } from "express";
import type { z } from "zod";

import { type LinkTo, linksOf } from "../sync/deep-links.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import { HttpError } from "./middleware/errors.ts";
import { jsonOf } from "./middleware/raw-body.ts";
import type { PortalAccess } from "./portal-access.ts";

/** Reads a JSON body. @throws HttpError 400 for something else, 422 with the field for another shape */
export function readBody<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const body = jsonOf(request);
  if (body === undefined) {
    throw new HttpError(400, "bad_json", "The body is not JSON.", {
      remedy: "Send JSON in UTF-8.",
    });
  }
  refuseUnstorableIn(body, []);
  return readAs(body, schema);
}

// oxlint-disable-next-line no-control-regex -- that one is what is looked for
const UNSTORABLE = /[\0\p{Surrogate}]/u;

/**
 * Refuses texts that PostgreSQL takes in no column: with the character 0, or with half a character.
 *
 * @throws HttpError 422 with the field
 */
export function refuseUnstorable(field: string, value: unknown): void {
  if (typeof value !== "string" || !UNSTORABLE.test(value)) return;
  throw new HttpError(422, "invalid_input", `${field}: holds a character that no text may hold`, {
    field,
    remedy: "Take out characters that cannot be seen and send it again.",
  });
}

/** Deeper JSON is nobody's settings, and costs the stack. */
const MAX_DEPTH = 64;

function refuseUnstorableIn(value: unknown, path: readonly string[]): void {
  refuseUnstorable(path.join("."), value);
  if (typeof value !== "object" || value === null) return;
  if (path.length >= MAX_DEPTH) {
    throw new HttpError(422, "invalid_input", "the body is nested too deeply", {
      field: path[0] ?? "",
      remedy: `Send at most ${MAX_DEPTH} levels.`,
    });
  }
  for (const [name, member] of Object.entries(value)) {
    refuseUnstorable(path[0] ?? "body", name);
    refuseUnstorableIn(member, [...path, name]);
  }
}

/** Reads the query. @throws HttpError 422 with the field */
export function readQuery<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  return readAs(request.query, schema);
}

function readAs<S extends z.ZodType>(value: unknown, schema: S): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  const remedy = "Correct this value and send it again.";
  throw new HttpError(422, "invalid_input", `${field}: ${issue?.message ?? "is invalid"}`, {
    field,
    remedy,
  });
}

/** Returns the object type that a path names. @throws HttpError 404 */
export function definitionOf(request: Request, access: PortalAccess): ObjectDefinition {
  return definitionCalled(String(request.params["objectType"]), access);
}

/** Returns the object type of that name. @throws HttpError 404 */
export function definitionCalled(objectType: string, { connect }: PortalAccess): ObjectDefinition {
  const definition = connect.definitions.find((one) => one.objectType === objectType);
  if (definition !== undefined) return definition;
  throw new HttpError(404, "unknown_object_type", `There is no object type ${objectType}.`, {
    field: "objectType",
    remedy: "Name one that the overview lists.",
  });
}

/** Tells where the portal's records are shown. */
export async function linksIn({ portal }: Pick<PortalAccess, "portal">): Promise<LinkTo> {
  return linksOf(await portal.portal(), await portal.connection());
}

/** A moment in milliseconds, as replies word it. */
export function toTime(milliseconds: number): string;
export function toTime(milliseconds: number | null): string | null;
export function toTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
