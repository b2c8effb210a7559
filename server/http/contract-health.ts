import { z } from "zod";

import { time } from "./contract.ts";

const figures = {
  count: z.number(),
  /** Null when nothing was measured. At most 5 % above the true figure. */
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
};

/** `GET /api/v1/sync-health`. */
export const syncHealthReply = z.object({
  /** Changes of people in the last 24 hours: from the record's modified time to the confirmed write. */
  latency: z.object({
    ...figures,
    byWay: z.array(z.object({ way: z.enum(["sync-now", "webhook", "poll", "sweep"]), ...figures })),
    /** The present hour and the 23 before it, oldest first. */
    perHour: z.array(z.object({ hour: time, ...figures })),
  }),
  /** The latest complete comparison of each object type and side. */
  sweeps: z.array(
    z.object({
      objectType: z.string(),
      side: z.enum(["hubspot", "connectwise"]),
      finishedAt: time,
      compared: z.number(),
      drift: z.number(),
    }),
  ),
});
