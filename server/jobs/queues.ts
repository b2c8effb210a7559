import { type ConstructorOptions, PgBoss, type QueueOptions } from "pg-boss";
import { z } from "zod";

import type { Logger } from "../shared/logger.ts";

/** Schema of the queue's tables: the named exception to the rule of one portal a row. */
const SCHEMA = "pgboss";

/** Hints and polls, and everything that takes long. */
export const QUEUES = { now: "drain-now", bulk: "drain-bulk" } as const;

/** Name of a queue. */
export type QueueName = (typeof QUEUES)[keyof typeof QUEUES];

/** Nothing but the portal's id: the queue's tables are not behind row-level security. */
const jobSchema = z.object({ portalId: z.string() });

/**
 * At most one job queued and one active a portal. A process that dies is noticed after ten seconds,
 * and its job goes to another as often as it takes.
 */
const QUEUE_OPTIONS: QueueOptions & { policy: string; notify: boolean } = {
  policy: "stately",
  notify: true,
  heartbeatSeconds: 10,
  retryLimit: 1000,
  retryDelay: 0,
  deleteAfterSeconds: 600,
};

const COMMON: ConstructorOptions = {
  schema: SCHEMA,
  schedule: false,
  reindex: false,
  monitorVacuum: false,
};

/**
 * Makes the queues' tables and lets the server's role use them. Harmless when they are there.
 *
 * @param ownerUrl - address for the role that may create schemas (`MIGRATION_DATABASE_URL`)
 */
export async function installQueues(ownerUrl: string): Promise<void> {
  const boss = new PgBoss({
    ...COMMON,
    connectionString: ownerUrl,
    application_name: "lockstep-migrate",
    supervise: false,
    max: 2,
  });
  // What goes wrong is thrown by the calls; an event without a listener would end the process.
  boss.on("error", () => undefined);
  try {
    await boss.start();
    for (const name of Object.values(QUEUES)) {
      // oxlint-disable-next-line no-await-in-loop -- two, once
      await boss.createQueue(name, QUEUE_OPTIONS);
    }
    await boss.getDb().executeSql(
      `GRANT USAGE ON SCHEMA ${SCHEMA} TO lockstep_app;
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${SCHEMA} TO lockstep_app;
       GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${SCHEMA} TO lockstep_app;
       GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA ${SCHEMA} TO lockstep_app`,
    );
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** Work on one portal; returns whether to be called again, behind the other portals. */
export type PortalHandler = (portalId: string) => Promise<{ readonly again: boolean }>;

/** The queues of this process. */
export interface Queues {
  /** Queues a job for each portal; one that has a job queued already is left as it is. */
  enqueue(name: QueueName, portalIds: readonly string[]): Promise<void>;
  /** Takes jobs from now on, `slots` at once. The handler deals with its own errors. */
  work(name: QueueName, slots: number, handler: PortalHandler): Promise<void>;
  /** Takes no more jobs, waits for the active ones, and gives back those that take too long. */
  stop(timeoutMs: number): Promise<void>;
}

/**
 * Opens the queues as the server's own role.
 *
 * @throws Error when the tables are missing: `npm run lockstep -- migrate` makes them
 */
export async function openQueues(databaseUrl: string, logger: Logger): Promise<Queues> {
  const boss = new PgBoss({
    ...COMMON,
    connectionString: databaseUrl,
    application_name: "lockstep-queues",
    migrate: false,
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    max: 6,
  });
  boss.on("error", (error) => {
    logger.error({ err: error }, "queue failed, it goes on by itself when the database answers");
  });
  await boss.start();
  const enqueue: Queues["enqueue"] = async (name, portalIds) => {
    if (portalIds.length === 0) return;
    await boss.insert(
      name,
      portalIds.map((portalId) => ({ data: { portalId }, singletonKey: portalId })),
    );
  };
  return {
    enqueue,
    async work(name, slots, handler) {
      for (let slot = 0; slot < slots; slot += 1) {
        // oxlint-disable-next-line no-await-in-loop -- a few, once
        await addWorker(boss, name, async (portalId) => {
          const { again } = await handler(portalId);
          if (again) await enqueue(name, [portalId]);
        });
      }
    },
    stop: (timeoutMs) => boss.stop({ graceful: true, timeout: timeoutMs }),
  };
}

/**
 * Adds a worker that takes one job after the other as long as there are any. By itself it would rest
 * between two jobs, and only a new job's notice would end that.
 */
async function addWorker(
  boss: PgBoss,
  name: QueueName,
  take: (portalId: string) => Promise<void>,
): Promise<void> {
  const options = { batchSize: 1, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 5 };
  let workerId = "";
  workerId = await boss.work(name, options, async (jobs) => {
    for (const job of jobs) {
      const { portalId } = jobSchema.parse(job.data);
      // oxlint-disable-next-line no-await-in-loop -- batches of one
      await take(portalId);
    }
    boss.notifyWorker(workerId);
  });
}
