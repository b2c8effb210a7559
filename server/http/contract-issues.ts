import { z } from "zod";

import { pageQuery, text } from "./contract.ts";

const side = z.enum(["hubspot", "connectwise"]);
const id = z.string().regex(/^\d{1,20}$/u, "must be the id of a record");

/**
 * `POST /api/v1/issues/retry`: named records, or all of an object type, of a code, or everything. What a
 * filter leaves out and what is gone is tried again only when its code or the record is named.
 */
export const retryRequest = z
  .strictObject({
    records: z
      .array(z.strictObject({ objectType: text(50), side, recordId: id }))
      .min(1, "names no record")
      .max(1000)
      .optional(),
    objectType: text(50).optional(),
    code: text(100).optional(),
  })
  .refine(
    ({ records, objectType, code }) => records === undefined || (objectType ?? code) === undefined,
    { path: ["records"], message: "stands alone: name records, or an object type and a code" },
  );

/** `GET /api/v1/issues`: those that count, or those that somebody ignores, and of one kind or of all. */
export const issuesQuery = pageQuery.extend({
  which: z.enum(["counting", "ignored"]).default("counting"),
  objectType: text(50).optional(),
  state: text(50).optional(),
  code: text(100).optional(),
});

/** `POST /api/v1/issues/ignore` and `/heed`. */
export const ignoreRequest = z.strictObject({
  records: z
    .array(z.strictObject({ objectType: text(50), side, recordId: id }))
    .min(1, "names no record")
    .max(1000),
});

/** `POST /api/v1/issues/retry`: how many records are tried again. */
export const retryReply = z.object({ count: z.number().int() });

/** `GET /api/v1/issues/categories`. */
export const categoriesReply = z.object({
  items: z.array(
    z.object({
      objectType: z.string(),
      state: z.string(),
      code: z.string(),
      count: z.number().int(),
      message: z.string(),
      remedy: z.string().nullable(),
      fields: z.array(z.string()),
    }),
  ),
});
