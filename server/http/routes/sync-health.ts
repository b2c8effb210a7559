import { Router } from "express";

import { readSyncHealth } from "../../usecases/read-sync-health.ts";
import { syncHealthReply } from "../contract-health.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import { toTime } from "../requests.ts";

/** How fast changes arrive, and what was missed. */
export function createHealthRouter(): Router {
  const router = Router();
  router.get("/sync-health", async (_request, response) => {
    const { portal, connect } = callerOf(response).portal;
    const { latency, sweeps } = await readSyncHealth(portal, connect.clock.now());
    response.json(
      syncHealthReply.parse({
        latency: {
          ...latency,
          perHour: latency.perHour.map(({ hourAt, ...figures }) => ({
            hour: toTime(hourAt),
            ...figures,
          })),
        },
        sweeps: sweeps.map((sweep) => ({ ...sweep, finishedAt: toTime(sweep.finishedAt) })),
      }),
    );
  });
  return router;
}
