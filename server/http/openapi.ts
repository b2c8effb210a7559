import { z } from "zod";

import { errorReply } from "./contract.ts";
import type { Endpoint } from "./endpoints/endpoint.ts";
import { ENDPOINTS } from "./endpoints/index.ts";

type Json = Readonly<Record<string, unknown>>;

const ERROR = { $ref: "#/components/schemas/Error" };
const CALLER = ["portalId", "userId", "userEmail", "appId"];
const ABOUT =
  "Called by Lockstep's own screens through `hubspot.fetch`, which adds " +
  `${CALLER.join(", ")} to the query and signs the request.`;

/** Describes the API as OpenAPI 3.1, from the same table and schemas that the routes use. */
export function describeApi(): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const endpoint of ENDPOINTS) {
    const path = endpoint.path.replaceAll(/:(\w+)/gu, "{$1}");
    paths[path] = { ...paths[path], [endpoint.method]: operationOf(endpoint) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "Lockstep", version: "1", description: ABOUT },
    servers: [{ url: "/api/v1" }],
    security: [{ hubspotSignature: [] }],
    paths,
    components: {
      schemas: { Error: schemaOf(errorReply, "output") },
      securitySchemes: {
        hubspotSignature: { type: "apiKey", in: "header", name: "X-HubSpot-Signature-v3" },
      },
    },
  };
}

/** The very text of docs/openapi.json. */
export function openApiText(): string {
  return `${JSON.stringify(describeApi(), null, 2)}\n`;
}

function operationOf(endpoint: Endpoint): Json {
  const { summary, feature, right, body, reply } = endpoint;
  const parameters = [...pathParameters(endpoint.path), ...queryParameters(endpoint.query)];
  const done = { description: "Done", content: asJson(schemaOf(reply, "output")) };
  return {
    summary,
    tags: [feature],
    "x-right": right ?? "everyone",
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: asJson(schemaOf(body, "input")) } }),
    responses: {
      ...Object.fromEntries(statusesOf(endpoint).map((status) => [status, done])),
      default: { description: "Refused, with the reason and the remedy", content: asJson(ERROR) },
    },
  };
}

/** Statuses that an endpoint answers with when all is well. */
export function statusesOf({ status }: Pick<Endpoint, "status">): readonly number[] {
  if (status === undefined) return [200];
  return status === 202 ? [202] : [200, 202];
}

function asJson(schema: Json): Json {
  return { "application/json": { schema } };
}

/** OpenAPI 3.1 takes JSON Schema as it is; only the name of the dialect is said once for all. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  // Its references would point at the root of the document.
  if (rest.$defs !== undefined) throw new Error("a schema of the API refers to itself");
  return rest;
}

function pathParameters(path: string): readonly Json[] {
  return [...path.matchAll(/:(\w+)/gu)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: z.ZodType | undefined): readonly Json[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: "input" });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}
