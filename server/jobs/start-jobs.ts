import { createTask } from "node-cron";

import type { PortalDirectory } from "../sync/portal-ports.ts";
import { createDrainBulk } from "./drain-bulk.ts";
import { createDrainNow } from "./drain-now.ts";
import type { JobParts } from "./portal-work.ts";
import { QUEUES, type Queues } from "./queues.ts";
import { withPermissionCheck } from "./recheck-permissions.ts";

/** The jobs of this process. */
export interface RunningJobs {
  /** Ends ticks, then waits for the jobs in hand, at most so long. */
  stop(timeoutMs: number): Promise<void>;
}

/**
 * Starts the workers and the ticks. Ticks do no work: they queue the portals whose time has come.
 *
 * @param slots - portals worked on at once; bulk work gets half of them at most
 */
export async function startJobs(
  parts: JobParts,
  queues: Queues,
  options: { readonly directory: Pick<PortalDirectory, "duePortals">; readonly slots: number },
): Promise<RunningJobs> {
  const bulkSlots = Math.max(1, Math.floor(options.slots / 2));
  const nowSlots = Math.max(1, options.slots - bulkSlots);
  await queues.work(QUEUES.now, nowSlots, withPermissionCheck(parts, createDrainNow(parts)));
  await queues.work(QUEUES.bulk, bulkSlots, withPermissionCheck(parts, createDrainBulk(parts)));
  const tick = createTask("* * * * * *", () => queueDue(parts, queues, options.directory), {
    name: "due-portals",
    noOverlap: true,
    suppressMissedWarning: true,
  });
  await tick.start();
  return {
    async stop(timeoutMs) {
      await tick.stop();
      await tick.destroy();
      await queues.stop(timeoutMs);
    },
  };
}

/** Queues every portal whose poll or bulk work is due. */
export async function queueDue(
  parts: Pick<JobParts, "clock" | "logger">,
  queues: Pick<Queues, "enqueue">,
  directory: Pick<PortalDirectory, "duePortals">,
): Promise<void> {
  try {
    const due = await directory.duePortals(parts.clock.now());
    await queues.enqueue(QUEUES.now, due.now);
    await queues.enqueue(QUEUES.bulk, due.bulk);
  } catch (thrown) {
    parts.logger.error({ err: thrown }, "tick failed, check that the database can be reached");
  }
}
