import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import knex, { type Knex } from "knex";

const MIGRATION_FILE = /^(?<name>\d{14}_[a-z0-9_]+)\.(ts|js)$/;
const MIGRATIONS_FOLDER = path.resolve(import.meta.dirname, "../../migrations");

/** Held while migrations run, so that of several starting processes one migrates and others wait. */
const MIGRATION_LOCK = 5_678_010;

/**
 * Brings the database up to the newest migration. Harmless when it is there already, and when
 * several processes do it at once.
 *
 * @param ownerUrl - address for the role that owns the tables (`MIGRATION_DATABASE_URL`)
 * @throws Error when the roles `lockstep_app` or `lockstep_scheduler` do not exist, or when the
 *   database has migrations that this version does not know
 */
export async function migrateDatabase(ownerUrl: string): Promise<void> {
  await withConnection(ownerUrl, 2, async (owner) => {
    // The lock belongs to a connection of its own, for knex may use another for each migration.
    await owner.transaction(async (lock) => {
      await lock.raw("SELECT pg_advisory_xact_lock(?)", [MIGRATION_LOCK]);
      const config = { migrationSource: migrationSource(MIGRATIONS_FOLDER) };
      // Whoever holds our lock is alone: a lock left in knex's table is from a process that died.
      if (await owner.schema.hasTable("knex_migrations_lock")) {
        await owner.migrate.forceFreeMigrationsLock(config);
      }
      await owner.migrate.latest(config);
    });
  });
}

/** Opens the owner's connections for one piece of work and closes them after it. */
export async function withConnection<Result>(
  url: string,
  max: number,
  work: (connection: Knex) => Promise<Result>,
): Promise<Result> {
  const connection = knex({ client: "pg", connection: url, pool: { min: 0, max } });
  try {
    return await work(connection);
  } finally {
    await connection.destroy();
  }
}

/**
 * Lists migrations by name without the file extension.
 *
 * Knex stores each migration's name, by default with its extension, so a database migrated from
 * `.ts` sources would refuse to start on the same files as `.js`.
 */
function migrationSource(directory: string): Knex.MigrationSource<string> {
  return {
    async getMigrations() {
      const files = await readdir(directory);
      return files.filter((file) => MIGRATION_FILE.test(file)).toSorted();
    },
    getMigrationName: (file) => path.parse(file).name,
    async getMigration(file) {
      const module: unknown = await import(pathToFileURL(path.join(directory, file)).href);
      // Forward only: knex wants a `down`, and one that is called is a mistake.
      return {
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a file without up() fails when knex calls it
        up: (module as Pick<Knex.Migration, "up">).up,
        down: () => Promise.reject(new Error("migrations only go forward")),
      };
    },
  };
}
