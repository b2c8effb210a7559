import { readFile } from "node:fs/promises";

import type { Router } from "express";
import { describe, expect, it } from "vitest";

import { ENDPOINTS } from "../../../server/http/endpoints/index.ts";
import { openApiText } from "../../../server/http/openapi.ts";
import { type ApiParts, createApiRouter } from "../../../server/http/routes/api.ts";
import { checkAnswer, createAjv } from "../../support/api-document.ts";

/** Every route below a router, as `get /path`. */
function routesOf(router: Router): string[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route !== undefined) {
      return route.stack.map(({ method }) => `${method} ${route.path}`);
    }
    return "stack" in handle ? routesOf(handle as Router) : [];
  });
}

/** Every member of this name, however deep. */
function findAll(value: unknown, name: string): unknown[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === name ? [member] : findAll(member, name),
  );
}

/** Names of the members, however deep, whose schema takes any value. */
function findAnything(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]) => [
    ...(key === "properties" ? Object.entries(part as object) : [])
      .filter(([, member]) => [member, member.additionalProperties].some(isEmpty))
      .map(([name]) => name),
    ...findAnything(part),
  ]);
}

function isEmpty(schema: unknown): boolean {
  return typeof schema === "object" && schema !== null && Object.keys(schema).length === 0;
}

describe("the table of endpoints", () => {
  const named = ENDPOINTS.map(({ method, path }) => `${method} ${path}`);

  it("has a row for every route, and a route for every row", () => {
    const mounted = routesOf(createApiRouter({} as ApiParts));

    expect(mounted.filter((route) => !named.includes(route))).toEqual([]);
    expect(named.filter((row) => !mounted.includes(row))).toEqual([]);
    expect(new Set(named).size).toBe(named.length);
  });

  it("names the right that each change of what others see needs, and logs it", () => {
    // A preview stores nothing, a draft is its user's own, and a file holds what everybody may read.
    const open = [
      "put /drafts/:key",
      "delete /drafts/:key",
      "post /downloads",
      "post /objects/:objectType/mapping/preview",
      "post /objects/:objectType/filters/test",
      "post /configuration/preview",
    ];
    const changes = ENDPOINTS.filter(({ method }) => method !== "get");
    const free = changes.filter(({ right }) => right === null);
    const silent = changes.filter(({ right, audit }) => right !== null && audit === null);

    expect(free.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(open.toSorted());
    expect(silent.map(({ path }) => path)).toEqual(["/definitions/refresh"]);
  });
});

describe("docs/openapi.json", () => {
  const document = new URL("../../../docs/openapi.json", import.meta.url);

  it("is what `npm run lockstep -- openapi` writes", async () => {
    expect(await readFile(document, "utf8")).toBe(openApiText());
  });

  it("holds schemas that validators take", async () => {
    const { paths } = JSON.parse(await readFile(document, "utf8"));
    const ajv = createAjv();
    const schemas = findAll(paths, "schema");

    expect(schemas.length).toBeGreaterThan(2 * ENDPOINTS.length);
    for (const schema of schemas) expect(ajv.validateSchema(schema as object)).toBe(true);
  });

  it("says what every member is, apart from what is kept as it was sent", async () => {
    const { paths } = JSON.parse(await readFile(document, "utf8"));

    const anything = findAll(paths, "schema").flatMap((schema) => findAnything(schema));

    expect([...new Set(anything)].toSorted()).toEqual(["after", "before", "draft", "input"]);
  });

  it("tells an answer that is as described from one that is not", () => {
    const error = { code: "x", message: "y", requestId: "z" };

    expect(() => checkAnswer("GET", "/overview", { status: 404, body: { error } })).not.toThrow();
    for (const [status, body] of [
      [404, { error: { ...error, code: 4 } }],
      [200, { error }],
      [202, {}],
    ] as const) {
      expect(() => checkAnswer("GET", "/overview", { status, body })).toThrow(/overview/u);
    }
    expect(() =>
      checkAnswer("DELETE", "/drafts/a?x=1", { status: 200, body: { more: 1 } }),
    ).toThrow(/additional properties/u);
  });
});
