import fc from "fast-check";
import { z } from "zod";

import type { Endpoint } from "../../server/http/endpoints/endpoint.ts";

/** A request that nobody should send. */
export interface MalformedRequest {
  readonly method: string;
  /** Below `/api/v1`. */
  readonly path: string;
  readonly body: string | null;
  readonly isSigned: boolean;
}

/** What is a name of a draft is not malformed. */
const DRAFT_KEY = /^[a-z0-9][a-z0-9.-]{0,99}$/u;

/** Texts that are hard on parsers and databases. */
const oddText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom("", "\0", "\uD800", "%00", "../..", "' OR 1=1 --", "{}", "[", "null", "1e999"),
  fc.constantFrom("__proto__", "constructor", "NaN", "-1", "9".repeat(40), "x".repeat(5000)),
);
const oddValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  oddText,
  fc.constantFrom(null, true, -1, 1e308, 0.5, [], {}, [[]], { groups: null }),
);
const brokenJson = fc.constantFrom("", "{", "[1,", '{"a":}', "\uFEFF{", "not json");

/**
 * Requests to an endpoint that are wrong in one way: their signature, method, address, query or body.
 * Where the body is wrong, all else is right, so that it is looked at.
 */
export function malformedRequests(endpoint: Endpoint): fc.Arbitrary<MalformedRequest> {
  const { body, query } = endpoint;
  const method = endpoint.method.toUpperCase();
  const right = fc.constant(rightPath(endpoint));
  const of = (
    path: fc.Arbitrary<string>,
    more: Partial<MalformedRequest> = {},
  ): fc.Arbitrary<MalformedRequest> =>
    path.map((text) => ({ method, path: text, body: bodyless(method), isSigned: true, ...more }));
  const kinds = [
    { weight: 1, arbitrary: of(right, { isSigned: false }) },
    { weight: 1, arbitrary: of(right, { method: "PATCH", body: "{}" }) },
  ];
  if (endpoint.path.includes(":")) kinds.push({ weight: 1, arbitrary: of(oddPath(endpoint)) });
  if (query !== undefined) kinds.push({ weight: 2, arbitrary: of(oddQuery(endpoint, query)) });
  if (body !== undefined) {
    const wrong = oddBody(body).map((text): MalformedRequest => ({
      method,
      path: rightPath(endpoint),
      body: text,
      isSigned: true,
    }));
    kinds.push({ weight: 4, arbitrary: wrong });
  }
  return fc.oneof(...kinds);
}

function bodyless(method: string): string | null {
  return method === "GET" ? null : "{}";
}

/** An address whose names there are, as far as that can be known. */
function rightPath({ path }: Endpoint): string {
  return path
    .replace(":objectType", "company")
    .replace(":kind", "dry-run")
    .replace(":key", "objects")
    .replaceAll(/:\w+/gu, "none");
}

function oddPath({ path }: Endpoint): fc.Arbitrary<string> {
  const text = oddText.filter((one) => one !== "" && !DRAFT_KEY.test(one)).map(encode);
  const parts = path.split("/").map((part) => (part.startsWith(":") ? text : fc.constant(part)));
  return fc.tuple(...parts).map((all) => all.join("/"));
}

/** Half a character cannot stand in an address. */
function encode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, "%"));
}

function oddQuery(endpoint: Endpoint, query: z.ZodType): fc.Arbitrary<string> {
  const names = namesOf(query);
  return fc
    .tuple(fc.constantFrom(...names), oddText)
    .filter(([name, text]) => name === "after" || !query.safeParse({ [name]: text }).success)
    .map(([name, text]) => `${rightPath(endpoint)}?${name}=${encode(text)}`);
}

/** The right fields with wrong values, or anything at all, or no JSON. */
function oddBody(schema: z.ZodType): fc.Arbitrary<string> {
  const near = fc.dictionary(fc.constantFrom(...namesOf(schema)), oddValue);
  const wrong = fc
    .oneof(near, oddValue)
    .filter((body) => !schema.safeParse(body).success || isUnstorable(JSON.stringify(body)))
    .map((body) => JSON.stringify(body));
  return fc.oneof({ weight: 9, arbitrary: wrong }, { weight: 1, arbitrary: brokenJson });
}

/** Texts that no schema minds and no column takes. */
function isUnstorable(json: string): boolean {
  return /(?<!\\)\\u(?:0000|d[89a-f])/u.test(json);
}

function namesOf(schema: z.ZodType): string[] {
  const { properties = {}, oneOf = [] } = z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
  });
  const branches = oneOf.flatMap((one) => (typeof one === "object" ? [one.properties ?? {}] : []));
  return [properties, ...branches].flatMap((members) => Object.keys(members));
}
