import path from "node:path";
import type { TestProject } from "vitest/node";
import type { PostgresUrls } from "../../sandbox/shared/postgres-roles.ts";
import { dropDatabase } from "../../sandbox/shared/postgres-roles.ts";
import { startPostgres } from "../../sandbox/shared/postgres.ts";
import { dropLeftovers, templateName } from "./postgres.ts";
import { openSpecReport } from "./spec-report.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The run's server; tests get databases of it through `openTestDatabase`. */
    postgres: PostgresUrls;
    /** Names the databases of this run: its process number. */
    runId: string;
  }
}

/** Starts what a whole test run shares, and ends it after the last test. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const root = path.resolve(import.meta.dirname, "../..");
  const specReport = await openSpecReport(root);
  const postgres = await startPostgres({
    dataDir: path.join(root, ".data", "test-postgres"),
    database: "lockstep",
  });
  const { stop, dataDir: _dataDir, ...urls } = postgres;
  await dropLeftovers(urls);
  project.provide("postgres", urls);
  const runId = String(process.pid);
  project.provide("runId", runId);
  return async () => {
    await dropDatabase(urls, templateName(runId));
    await stop();
    await specReport.conclude();
  };
}
