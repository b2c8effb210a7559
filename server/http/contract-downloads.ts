import { z } from "zod";

import { text, time } from "./contract.ts";

/** `POST /api/v1/downloads`. */
export const downloadRequest = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("issues") }),
  z.strictObject({ kind: z.literal("run"), runId: text(100) }),
]);

/** `POST /api/v1/downloads`. */
export const downloadReply = z.object({ url: z.url(), expiresAt: time });
