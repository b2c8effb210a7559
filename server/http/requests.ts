import type { Request } from "express";
import type { z } from "zod";

import type { ObjectDefinition } from "../sync/objects/definition.ts";
import { HttpError } from "./middleware/errors.ts";
import { jsonOf } from "./middleware/raw-body.ts";
import type { PortalAccess } from "./portal-access.ts";

/** Reads a JSON body. @throws HttpError 400 for something else, 422 with the field for another shape */
export function readBody<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const body = jsonOf(request);
  if (body === undefined) throw new HttpError(400, "bad_json", "The body is not JSON.");
  return readAs(body, schema);
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
  throw new HttpError(404, "unknown_object_type", `There is no object type ${objectType}.`);
}

/** A moment in milliseconds, as replies word it. */
export function toTime(milliseconds: number): string;
export function toTime(milliseconds: number | null): string | null;
export function toTime(milliseconds: number | null): string | null {
  return milliseconds === null ? null : new Date(milliseconds).toISOString();
}
