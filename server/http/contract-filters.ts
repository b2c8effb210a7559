import { z } from "zod";

import { text } from "./contract.ts";

const operator = z.enum([
  "is-any-of",
  "is-none-of",
  "contains",
  "contains-not",
  "is-blank",
  "is-filled",
  "at-least",
  "at-most",
]);

/** As many groups and conditions as HubSpot's search takes, so that every filter can be counted. */
export const recordFilter = z.strictObject({
  groups: z
    .array(
      z.strictObject({
        conditions: z
          .array(
            z.strictObject({
              path: text(200),
              operator,
              values: z.array(z.string().max(500)).max(100).default([]),
            }),
          )
          .min(1, "a group needs a condition")
          .max(6),
      }),
    )
    .max(5),
});

/** `PUT /api/v1/objects/:objectType/filters`: a side that is left out stays, null takes its filter away. */
export const filtersRequest = z.strictObject({
  hubspot: recordFilter.nullable().optional(),
  connectwise: recordFilter.nullable().optional(),
  basedOn: z.number().int().optional(),
});

/** `GET` and `PUT /api/v1/objects/:objectType/filters`. */
export const filtersReply = z.object({
  objectType: z.string(),
  version: z.number(),
  hubspot: recordFilter.nullable(),
  connectwise: recordFilter.nullable(),
  /** Codes of what is left out whatever the filter says, by the side whose records it looks at. */
  standard: z.object({ hubspot: z.array(z.string()), connectwise: z.array(z.string()) }),
});

const filterField = z.object({
  path: z.string(),
  label: z.string(),
  kind: z.string(),
  operators: z.array(operator),
  options: z.array(z.object({ value: z.string(), label: z.string(), size: z.number().optional() })),
});

/** `GET /api/v1/objects/:objectType/filters/fields`. */
export const filterFieldsReply = z.object({
  hubspot: z.array(filterField),
  connectwise: z.array(filterField),
});

const side = z.enum(["hubspot", "connectwise"]);

/** `POST /api/v1/objects/:objectType/filters/test`: a draft; nothing is stored. */
export const filterTestRequest = z.strictObject({ side, filter: recordFilter });

const testCount = z.object({
  count: z.number().nullable(),
  ofSeen: z.number(),
  reason: z.string().nullable(),
});

const filterExample = z.object({
  id: z.string(),
  name: z.string().nullable(),
  url: z.string().nullable(),
  unmet: z.array(z.object({ path: z.string(), operator, values: z.array(z.string()) })),
  excludedBecause: z.string().nullable(),
});

/** `POST /api/v1/objects/:objectType/filters/test`. */
export const filterTestReply = z.object({
  objectType: z.string(),
  side,
  total: testCount,
  inside: testCount,
  excluded: testCount,
  leaving: testCount,
  seen: z.number(),
  isComplete: z.boolean(),
  examples: z.object({ inside: z.array(filterExample), outside: z.array(filterExample) }),
});
