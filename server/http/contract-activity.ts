import { z } from "zod";

import { fieldValue, pageQuery, text, time } from "./contract.ts";
import { describedValue } from "./contract-card.ts";
import { journalLine } from "./contract-records.ts";
import { runReply } from "./contract-runs.ts";

const side = z.enum(["hubspot", "connectwise"]);
const id = z.string().regex(/^\d{1,20}$/u, "must be the id of a record");

/** `GET /api/v1/activity`: everything, an object type, or one record with its counterpart. */
export const activityQuery = z
  .object({
    after: pageQuery.shape.after,
    /** Few at a time, because their names are read live. */
    limit: z.coerce.number<number>().int().min(1).max(100).default(25),
    objectType: text(50).optional(),
    side: side.optional(),
    recordId: id.optional(),
  })
  .refine(({ side: on, recordId }) => (on === undefined) === (recordId === undefined), {
    path: ["recordId"],
    message: "stands with a side",
  })
  .refine(({ objectType, recordId }) => recordId === undefined || objectType !== undefined, {
    path: ["objectType"],
    message: "is missing",
  });

const keptValue = z.object({ value: fieldValue, text: z.string().nullable() });

/** `GET /api/v1/activity`: the newest first. */
export const activityReply = z.object({
  items: z.array(
    z.object({
      at: time,
      kind: journalLine.shape.kind,
      objectType: z.string(),
      side,
      recordId: z.string(),
      /** As it is called now; null where it cannot be read. */
      name: z.string().nullable(),
      linkedId: z.string().nullable(),
      url: z.string().nullable(),
      field: describedValue.pick({ path: true, label: true, kind: true }).nullable(),
      /** Null where no value is kept. */
      oldValue: keptValue.nullable(),
      newValue: keptValue.nullable(),
      rule: z.string(),
      /** The rule in plain words; empty where the kind says it all. */
      message: z.string(),
      /** Who asked for it; null: it went by itself. */
      user: z.object({ userId: z.string(), email: z.string().nullable() }).nullable(),
    }),
  ),
  next: z.string().nullable(),
});

/** `GET /api/v1/runs`: dry runs and first syncs, the newest first. */
export const runsReply = z.object({ items: z.array(runReply), next: z.string().nullable() });
