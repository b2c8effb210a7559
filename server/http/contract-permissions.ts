import { z } from "zod";

import { time } from "./contract.ts";

const finding = z.object({
  side: z.enum(["hubspot", "connectwise"]),
  /** As the vendor's screen has it, or a HubSpot scope. */
  permission: z.string(),
  level: z.string().nullable(),
  neededFor: z.string(),
  isRequired: z.boolean(),
  state: z.enum(["granted", "missing", "unproven", "unchecked"]),
  message: z.string(),
  remedy: z.string().nullable(),
});

/** `GET /api/v1/permissions` and `POST /api/v1/permissions/check`. */
export const permissionsReply = z.object({
  /** Null before the first check. */
  checkedAt: time.nullable(),
  reason: z.enum(["asked", "refused"]).nullable(),
  /** How many rights are missing without which something stops. */
  missing: z.number().int(),
  findings: z.array(finding),
});
