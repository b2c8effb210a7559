import pg from "pg";
import { afterAll, afterEach, inject } from "vitest";
import type { PostgresUrls } from "../../sandbox/shared/postgres-roles.ts";
import { createDatabase, dropDatabase } from "../../sandbox/shared/postgres-roles.ts";
import { migrateDatabase } from "../../server/store/migrate.ts";

/** A migrated database of one test file. */
export interface TestDatabase extends PostgresUrls {
  readonly name: string;
}

/** Held while the template is made, so that one worker makes it and the others wait. */
const templateLock = 5_678_002;
let opened = 0;

/**
 * Gives a test file (or a `describe`) its own freshly migrated database, and drops it afterwards.
 *
 * Call it while tests are being collected, not inside a hook or a test:
 * `const database = await openTestDatabase();`. When a test fails its database stays until the next
 * run, and its name is printed.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = inject("postgres");
  const runId = inject("runId");
  opened += 1;
  const name = `test_${runId}_${process.pid}_${opened}_${Date.now().toString(36)}`;
  let hasFailed = false;
  afterEach(({ task }) => {
    if (task.result?.state === "fail") hasFailed = true;
  });
  afterAll(async () => {
    if (hasFailed) process.stderr.write(`a test failed: its database ${name} is kept\n`);
    else await dropDatabase(server, name);
  });
  const template = await ensureTemplate(server, runId);
  return { name, ...(await createDatabase(server, name, { template })) };
}

/** Drops the databases of test runs that have ended: those that failing tests or a crash left. */
export async function dropLeftovers(server: PostgresUrls): Promise<void> {
  const names = await withAdmin(server, async (admin) => {
    const found = await admin.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'",
    );
    return found.rows.map((row) => row.datname);
  });
  for (const name of names) {
    if (!isAlive(Number(name.split("_")[1]))) await dropDatabase(server, name);
  }
}

/** Name of a run's migrated database. */
export function templateName(runId: string): string {
  return `test_${runId}_template`;
}

/** Makes the run's migrated database, when the first test asks, for all others to clone. */
async function ensureTemplate(server: PostgresUrls, runId: string): Promise<string> {
  const template = templateName(runId);
  await withAdmin(server, async (admin) => {
    await admin.query("SELECT pg_advisory_lock($1)", [templateLock]);
    const known = await admin.query("SELECT 1 FROM pg_database WHERE datname = $1", [template]);
    if (known.rowCount !== 0) return;
    const urls = await createDatabase(server, template);
    try {
      await migrateDatabase(urls.ownerUrl);
    } catch (error) {
      await dropDatabase(server, template); // nobody may clone half of it
      throw error;
    }
  });
  return template;
}

async function withAdmin<T>(
  server: PostgresUrls,
  work: (admin: pg.Client) => Promise<T>,
): Promise<T> {
  const admin = new pg.Client({ connectionString: server.adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
