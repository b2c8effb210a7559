import { z } from "zod";

import { time } from "./contract.ts";

const figures = {
  count: z.number(),
  /** Null when nothing was measured. At most 5 % above the true figure. */
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
};

const sideCalls = z.object({
  /** Calls of the last 24 hours. */
  count: z.number(),
  /** The most that Lockstep makes in a second when it works without a break. */
  allowedPerSecond: z.number(),
  /** The present hour and the 23 before it, oldest first. */
  perHour: z.array(z.object({ hour: time, count: z.number() })),
});

/** `GET /api/v1/sync-health`. */
export const syncHealthReply = z.object({
  /** Changes of people in the last 24 hours: from the record's modified time to the confirmed write. */
  latency: z.object({
    ...figures,
    byWay: z.array(z.object({ way: z.enum(["sync-now", "webhook", "poll", "sweep"]), ...figures })),
    /** The present hour and the 23 before it, oldest first. */
    perHour: z.array(z.object({ hour: time, ...figures })),
  }),
  /** Calls to the vendors, and how many are allowed. */
  calls: z.object({ hubspot: sideCalls, connectwise: sideCalls }),
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
