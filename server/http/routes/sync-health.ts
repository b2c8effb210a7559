import { Router } from "express";

import { readSyncHealth, type SideCalls } from "../../usecases/read-sync-health.ts";
import { syncHealthReply } from "../contract-health.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import { toTime } from "../requests.ts";

/** How fast changes arrive, what was missed, and what it cost. */
export function createHealthRouter(): Router {
  const router = Router();
  router.get("/sync-health", async (_request, response) => {
    const { portal, connect } = callerOf(response).portal;
    const { latency, sweeps, calls } = await readSyncHealth(portal, connect.clock.now());
    response.json(
      syncHealthReply.parse({
        latency: {
          ...latency,
          perHour: latency.perHour.map(({ hourAt, ...figures }) => ({
            hour: toTime(hourAt),
            ...figures,
          })),
        },
        calls: {
          hubspot: presentCalls(calls.hubspot),
          connectwise: presentCalls(calls.connectwise),
        },
        sweeps: sweeps.map((sweep) => ({ ...sweep, finishedAt: toTime(sweep.finishedAt) })),
      }),
    );
  });
  return router;
}

function presentCalls({ perHour, ...calls }: SideCalls): object {
  return {
    ...calls,
    perHour: perHour.map(({ hourAt, count }) => ({ hour: toTime(hourAt), count })),
  };
}
