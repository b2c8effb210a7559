import { writeFile } from "node:fs/promises";

import { Command } from "commander";

import { type Config, readConfig } from "./config.ts";
import { openApiText } from "./http/openapi.ts";
import { installQueues } from "./jobs/queues.ts";
import { assertSafeRole, type Database, openDatabase } from "./store/db.ts";
import { grantAdmin } from "./store/members.ts";
import { migrateDatabase } from "./store/migrate.ts";
import { rewrapPortalKeys } from "./store/portal-keys.ts";
import { writeSchemaFile } from "./store/schema-dump.ts";
import { AppError } from "./sync/errors.ts";
import { listPortals, verifyPortal } from "./store/verify.ts";

/** The two connections that commands work with. */
interface Connections {
  readonly config: Config;
  readonly database: Database;
  readonly scheduler: Database;
}

async function withDatabase(work: (connections: Connections) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const options = { name: "lockstep-cli", maxConnections: 2 };
  const database = openDatabase(config.databaseUrl, options);
  const scheduler = openDatabase(config.schedulerDatabaseUrl, options);
  try {
    await assertSafeRole(database);
    await work({ config, database, scheduler });
  } finally {
    await Promise.all([database.close(), scheduler.close()]);
  }
}

/** Migrating needs one address only, so the rest of the environment may be missing. */
function ownerUrl(): string {
  const url = process.env["MIGRATION_DATABASE_URL"]?.trim() ?? "";
  if (url !== "") return url;
  throw new AppError(
    "MIGRATION_DATABASE_URL is missing. Set it to postgres://lockstep_owner:password@host:5432/lockstep",
    { code: "configuration_invalid", errorClass: "configuration" },
  );
}

const program = new Command("lockstep").description("Operator commands of a Lockstep server");

program
  .command("migrate")
  .description("bring the database up to this version")
  .action(async () => {
    await migrateDatabase(ownerUrl());
    await installQueues(ownerUrl());
    console.log("the database is up to date");
  });

program
  .command("schema")
  .description("write migrations/schema.sql from a migrated database")
  .action(async () => {
    await writeSchemaFile(ownerUrl());
    console.log("migrations/schema.sql is written");
  });

program
  .command("openapi")
  .description("write docs/openapi.json, the description of the API")
  .action(async () => {
    await writeFile(new URL("../docs/openapi.json", import.meta.url), openApiText());
    console.log("docs/openapi.json is written");
  });

program
  .command("grant-admin")
  .description("let a HubSpot user do everything in a portal, as when the installer has left")
  .requiredOption("--portal <id>", "HubSpot's id of the portal")
  .requiredOption("--user <id>", "HubSpot's id of the user")
  .option("--email <address>", "shown next to the user")
  .action((options: { portal: string; user: string; email?: string }) =>
    withDatabase(async ({ database }) => {
      const { portal, user, email = null } = options;
      await grantAdmin(database, portal, { userId: user, email });
      console.log(`user ${user} may do everything in portal ${portal}`);
    }),
  );

program
  .command("portals")
  .description("list portals with their state")
  .action(() =>
    withDatabase(async ({ scheduler }) => {
      for (const { portalId, state } of await listPortals(scheduler)) {
        console.log(`${portalId}\t${state}`);
      }
    }),
  );

program
  .command("verify")
  .description("check the stored invariants of every portal; status 1 when one does not hold")
  .option("--portal <id>", "this portal only")
  .action((options: { portal?: string }) =>
    withDatabase(async ({ database, scheduler }) => {
      const all = await listPortals(scheduler);
      const wanted = all.filter(
        ({ portalId }) => options.portal === undefined || options.portal === portalId,
      );
      for (const { portalId } of wanted) {
        // oxlint-disable-next-line no-await-in-loop -- a list for a person, in order
        const breaches = await verifyPortal(database, portalId);
        for (const { invariant, rows } of breaches) {
          console.log(`${portalId}\tBROKEN\t${rows} times\t${invariant}`);
        }
        if (breaches.length === 0) console.log(`${portalId}\tok`);
        else process.exitCode = 1;
      }
    }),
  );

program
  .command("rotate-keys")
  .description("wrap every portal's keys under the first key of ENCRYPTION_KEYS")
  .action(() =>
    withDatabase(async ({ config, database, scheduler }) => {
      const ids = (await listPortals(scheduler)).map(({ portalId }) => portalId);
      const count = await rewrapPortalKeys(database, ids, config.encryptionKeys);
      console.log(
        `${count} of ${ids.length} portals are now under "${config.encryptionKeys.currentId}"`,
      );
    }),
  );

try {
  await program.parseAsync();
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : String(thrown));
  process.exitCode = 1;
}
