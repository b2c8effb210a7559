import type { Request } from "express";

const VERSION = /^(\d{4}-\d{2}|v\d+)$/;
const NAMED = new Set(
  "batch records search merge gdpr-delete groups details token authorize object-type-id".split(" "),
);
const HOLDS_IDS =
  /^\/crm\/((objects|properties)\/:version\/[a-z0-9-]+(\/groups)?|pipelines\/:version\/[a-z0-9-]+(\/:id\/stages)?|owners\/:version|lists\/:version)$/;

/** @returns the request's route with version and ids as placeholders, whether it exists or not. */
export function routeOf(request: Request): string {
  let path = "";
  for (const part of request.path.split("/").filter(Boolean)) {
    const isId = HOLDS_IDS.test(path) && !NAMED.has(part);
    if (VERSION.test(part)) path += "/:version";
    else if (isId) path += path.startsWith("/crm/properties") ? "/:name" : "/:id";
    else path += /^\d+$/.test(part) ? "/:id" : `/${part}`;
  }
  return `${request.method} ${path}`;
}
