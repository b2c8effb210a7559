import { z } from "zod";

import { text } from "./contract.ts";
import { shownRecord } from "./contract-records.ts";

const side = z.enum(["hubspot", "connectwise"]);
const id = z.string().regex(/^\d{1,20}$/u, "must be the id of a record");

/** `POST /api/v1/records/link`. */
export const linkRequest = z.strictObject({
  objectType: text(50),
  hubspotId: id,
  connectwiseId: id,
});

/** `POST /api/v1/records/unlink`: one of the two ids, or both. */
export const unlinkRequest = z
  .strictObject({ objectType: text(50), hubspotId: id.optional(), connectwiseId: id.optional() })
  .refine(({ hubspotId, connectwiseId }) => (hubspotId ?? connectwiseId) !== undefined, {
    path: ["hubspotId"],
    message: "is missing",
  });

/** `POST /api/v1/records/create-anyway`. */
export const createRequest = z.strictObject({ objectType: text(50), side, recordId: id });

/** `GET /api/v1/objects/:objectType/reviews`: few at a time, because their values are read live. */
export const reviewsQuery = z.object({
  after: z.string().max(500).optional(),
  limit: z.coerce.number<number>().int().min(1).max(25).default(10),
});

/** `GET /api/v1/objects/:objectType/search`: words of a name, an e-mail address, an identifier or an id. */
export const searchQuery = z.object({ side, query: text(200) });

/** `GET /api/v1/objects/:objectType/names`: ids of one side, separated by commas; as many as one call reads. */
export const namesQuery = z.object({
  side,
  ids: z
    .string()
    .regex(/^\d{1,20}(?:,\d{1,20}){0,99}$/u, "must be up to 100 ids, with commas between"),
});

/** `POST /api/v1/records/link`. */
export const linkReply = z.object({
  objectType: z.string(),
  hubspotId: z.string(),
  connectwiseId: z.string(),
  state: z.string(),
  written: z.array(side),
  isPending: z.boolean(),
  problems: z.array(
    z.object({
      code: z.string(),
      side,
      field: z.string(),
      message: z.string(),
      remedy: z.string(),
    }),
  ),
});

/** `POST /api/v1/records/unlink`. */
export const unlinkReply = z.object({
  objectType: z.string(),
  hubspotId: z.string(),
  connectwiseId: z.string(),
});

/** `GET /api/v1/objects/:objectType/search`: at most 20 records, as people tell them apart. */
export const searchReply = z.object({
  items: z.array(shownRecord.extend({ name: z.string().nullable(), url: z.string().nullable() })),
});

/** `GET /api/v1/objects/:objectType/names`: null for a record that is gone or has no name. */
export const namesReply = z.object({
  items: z.array(z.object({ id: z.string(), name: z.string().nullable() })),
});

const comparedRecord = shownRecord.extend({
  url: z.string().nullable(),
  /** The screen of the company that it belongs to, as its `companyId` says. */
  companyUrl: z.string().nullable(),
});

/** `GET /api/v1/objects/:objectType/reviews`. */
export const reviewsReply = z.object({
  items: z.array(
    z.object({
      record: comparedRecord,
      code: z.string(),
      message: z.string(),
      remedy: z.string().nullable(),
      candidates: z.array(comparedRecord),
      twins: z.array(comparedRecord),
    }),
  ),
  next: z.string().nullable(),
});
