import type { Request } from "express";
import { z } from "zod";
import type { ControlType } from "../shared/control.ts";
import { batchOf, idSchema, parseBody } from "./bodies.ts";
import { invalid } from "./errors.ts";
import { findObjectType } from "./object-types.ts";
import type { Selection } from "./present.ts";

const names = z.array(z.string()).optional();
const readSchema = batchOf(z.object({ id: idSchema }), 100).extend({
  properties: names,
  propertiesWithHistory: names,
  idProperty: z.string().nullish(),
});

/** A read with history takes half as many records. */
export const MAX_WITH_HISTORY = 50;

function queryList(request: Request, name: string): string[] {
  const given: unknown = request.query[name];
  const parts = Array.isArray(given) ? given : [given];
  return parts
    .filter((part): part is string => typeof part === "string")
    .flatMap((part) => part.split(","))
    .filter((part) => part !== "");
}

/** @returns the first value of a query parameter. */
export function queryText(request: Request, name: string): string | undefined {
  return queryList(request, name)[0];
}

/** @returns the properties a request asks for in its query. */
export function selectionOf(request: Request): Selection {
  return {
    properties: queryList(request, "properties"),
    withHistory: queryList(request, "propertiesWithHistory"),
  };
}

/** @returns the types whose associations a request asks for. @throws HubSpotError - 400 for no type */
export function associatedTypesOf(request: Request): ControlType[] {
  return queryList(request, "associations").map((name) => {
    const objectType = findObjectType(name);
    if (objectType === undefined) throw invalid(`Unable to infer object type from: ${name}`);
    return objectType.singular;
  });
}

/** @throws HubSpotError - 400 for a page that is too large */
export function limitOf(request: Request, withHistory: readonly string[]): number {
  const text = queryText(request, "limit");
  const limit = text === undefined ? 10 : Number(text);
  const max = withHistory.length > 0 ? MAX_WITH_HISTORY : 100;
  if (Number.isInteger(limit) && limit >= 1 && limit <= max) return limit;
  throw invalid(`Invalid limit ${text}: it must be from 1 to ${max}`);
}

/** @returns the record id in the path. */
export function idOf(request: Request): string {
  const { id } = request.params;
  return typeof id === "string" ? id : "";
}

/** @throws HubSpotError - 400 when the body is not a batch of 1 to 100 ids */
export function parseRead(body: unknown): z.output<typeof readSchema> {
  return parseBody(readSchema, body);
}

/** @returns the address of the next page. */
export function nextLink(request: Request, after: string): string {
  const url = new URL(request.originalUrl, "https://api.hubapi.com");
  url.searchParams.set("after", after);
  return url.href;
}

const mergeSchema = z.object({ primaryObjectId: idSchema, objectIdToMerge: idSchema });
const privacySchema = z.object({ objectId: idSchema, idProperty: z.string().optional() });

/** @throws HubSpotError - 400 when the body does not name two records */
export function parseMerge(body: unknown): z.output<typeof mergeSchema> {
  return parseBody(mergeSchema, body);
}

/** @throws HubSpotError - 400 when the body names no contact */
export function parsePrivacyDeletion(body: unknown): z.output<typeof privacySchema> {
  return parseBody(privacySchema, body);
}
