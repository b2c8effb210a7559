import { z } from "zod";
import { invalid } from "./errors.ts";

/** A record's id, which clients send as text or as a number. */
export const idSchema = z.union([z.string(), z.number()]).transform(String);

/** The body of a batch route. @param max - most inputs that the route takes */
export function batchOf<S extends z.ZodType>(
  schema: S,
  max: number,
): z.ZodObject<{ inputs: z.ZodArray<S> }> {
  const message = `a batch has 1 to ${max} inputs`;
  return z.object({ inputs: z.array(schema).min(1, message).max(max, message) });
}

/** @throws HubSpotError - 400 naming the first thing that is wrong with the body */
export function parseBody<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw invalid(`Invalid input JSON: ${issue?.path.join(".")} ${issue?.message}`);
}
