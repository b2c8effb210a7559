import { createServer, type Server as HttpServer } from "node:http";
import type { Express } from "express";

import { composeServer } from "./compose.ts";
import { type Config, readConfig } from "./config.ts";
import { installQueues } from "./jobs/queues.ts";
import { createLogger, type Logger } from "./shared/logger.ts";
import { migrateDatabase } from "./store/migrate.ts";
import { AppError } from "./sync/errors.ts";

/** Everything has to end within 5 s of a signal; some of it is left for closing connections. */
const STOP_MS = 5_000;
const JOBS_STOP_MS = 3_500;
/**
 * Idle connections are the other side's to close: load balancers keep them for 60 s, and a request
 * that is on its way while we close one fails without an answer.
 */
const KEEP_ALIVE_MS = 65_000;

async function run(config: Config, logger: Logger): Promise<void> {
  if (config.migrationDatabaseUrl !== null) {
    await migrateDatabase(config.migrationDatabaseUrl);
    await installQueues(config.migrationDatabaseUrl);
  }
  if (config.allowedPrivateHosts.length > 0) {
    const hosts = config.allowedPrivateHosts;
    logger.warn({ hosts }, "connections to these private hosts are allowed");
  }
  const server = await composeServer(config, logger);
  const listeners: HttpServer[] = [];
  try {
    listeners.push(await listen(server.app, config.port, "PORT"));
    if (server.metricsApp !== null && config.metricsPort !== null) {
      listeners.push(await listen(server.metricsApp, config.metricsPort, "METRICS_PORT"));
    }
    await server.startJobs();
  } catch (thrown) {
    for (const listener of listeners) listener.close();
    await server.close(0);
    throw thrown;
  }
  stopOnSignals(logger, async () => {
    for (const listener of listeners) {
      listener.close();
      listener.closeIdleConnections();
    }
    await server.close(JOBS_STOP_MS);
    for (const listener of listeners) listener.closeAllConnections();
  });
  // Last: whoever waits for this line may send a signal at once.
  const [port] = listeners.map(portOf);
  logger.info({ port, publicUrl: config.publicUrl }, "server listens");
}

function listen(app: Express, port: number, variable: string): Promise<HttpServer> {
  return new Promise((resolve, reject) => {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, app);
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "EADDRINUSE" ? portTaken(port, variable) : error);
    });
    server.listen(port, () => resolve(server));
  });
}

/** The port chosen by the system where 0 was asked for. */
function portOf(listener: HttpServer): number | undefined {
  const address = listener.address();
  return typeof address === "object" ? address?.port : undefined;
}

function portTaken(port: number, variable: string): AppError {
  return new AppError(
    `port ${port} is in use by another program. Stop that program, or set ${variable} to a free port`,
    { code: "port_taken", errorClass: "configuration" },
  );
}

function stopOnSignals(logger: Logger, stop: () => Promise<void>): void {
  let isStopping = false;
  const onSignal = (signal: string): void => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, "server stops");
    setTimeout(() => process.exit(1), STOP_MS).unref();
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.error({ err: error }, "server did not stop cleanly, nothing is lost");
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", () => onSignal("SIGINT"));
  process.on("SIGTERM", () => onSignal("SIGTERM"));
}

/** A fault of the configuration is for a person to read; anything else keeps its stack. */
function explain(thrown: unknown): string {
  if (thrown instanceof AppError && thrown.errorClass === "configuration") return thrown.message;
  if (!(thrown instanceof Error)) return String(thrown);
  const code: unknown = Reflect.get(thrown, "code");
  if (code === "ECONNREFUSED" || code === "ENOTFOUND") {
    return `the database cannot be reached (${code}). Check the host and port in DATABASE_URL, SCHEDULER_DATABASE_URL and MIGRATION_DATABASE_URL`;
  }
  if (code === "28P01" || code === "28000") {
    return `the database refuses the login (${thrown.message}). Check role and password in DATABASE_URL, SCHEDULER_DATABASE_URL and MIGRATION_DATABASE_URL`;
  }
  return thrown.stack ?? thrown.message;
}

try {
  const config = readConfig(process.env);
  await run(config, createLogger({ level: config.logLevel }));
} catch (thrown) {
  process.stderr.write(`Lockstep does not start: ${explain(thrown)}\n`);
  process.exit(1);
}
