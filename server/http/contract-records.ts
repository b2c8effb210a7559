import { z } from "zod";

import { text, time } from "./contract.ts";

const side = z.enum(["hubspot", "connectwise"]);
const id = z.string().regex(/^\d{1,20}$/u, "must be the id of a record");
const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const ref = z.object({ side, id: z.string() });

/** `POST /api/v1/records/sync`. */
export const syncRequest = z.strictObject({ objectType: text(50), side, recordId: id });

/** `POST /api/v1/records/decide`: which side's value stands, of the values that were shown. */
export const decideRequest = z.strictObject({
  objectType: text(50),
  side,
  recordId: id,
  decisions: z
    .array(
      z.strictObject({
        key: text(500),
        winner: side,
        seen: z.strictObject({ hubspot: value, connectwise: value }),
      }),
    )
    .min(1, "names no field")
    .max(100),
});

/** A record, as it stands in paths. */
export const recordPath = z.object({ side, recordId: id });

/** `GET /api/v1/records/:objectType/:side/:recordId/sync`: what was written since a moment. */
export const syncQuery = z.object({ since: time.optional() });

/** A record as people tell it from others. */
export const shownRecord = z.object({
  side,
  id: z.string(),
  /** Null where it could not be read. */
  shown: z.record(z.string(), value).nullable(),
  linkedId: z.string().nullable(),
});

/** What is decided about a mapped field of a record, or was. */
export const fieldLine = z.object({
  key: z.string(),
  hubspot: z.object({ path: z.string(), value }),
  connectwise: z.object({ path: z.string(), value }),
  decision: z.enum([
    "unchanged",
    "equal",
    "kept",
    "write",
    "written",
    "wait",
    "problem",
    "ask",
    "not-read",
  ]),
  rule: z.string(),
  message: z.string(),
  remedy: z.string().nullable(),
  write: z.object({ side, oldValue: value, newValue: value }).nullable(),
});

/** Something that was done to a record; values only where they are kept. */
export const journalLine = z.object({
  at: time,
  kind: z.enum(["create", "update", "link", "unlink", "ruling", "conflict", "late-conflict"]),
  side,
  recordId: z.string(),
  field: z.string().nullable(),
  oldValue: value.optional(),
  newValue: value.optional(),
  rule: z.string(),
  userId: z.string().nullable(),
});

/** Why a record is not simply in sync. */
export const recordIssue = z.object({
  side,
  recordId: z.string(),
  state: z.string(),
  code: z.string(),
  message: z.string(),
  field: z.string().nullable(),
  remedy: z.string().nullable(),
  candidates: z.array(ref),
  /** When it was found first. */
  foundAt: time,
});

/** `POST /api/v1/records/sync`, and how it stands later. */
export const syncReply = z.object({
  objectType: z.string(),
  side,
  recordId: z.string(),
  isPending: z.boolean(),
  state: z.string().nullable(),
  linkedId: z.string().nullable(),
  fields: z.array(fieldLine),
  writes: z.array(journalLine),
  issues: z.array(recordIssue),
  since: time,
  /** Where to ask how it stands. */
  poll: z.string(),
});
