import { randomUUID } from "node:crypto";
import { afterAll, describe, expect, inject, it } from "vitest";
import { migrateDatabase, withConnection } from "../../../server/store/migrate.ts";
import { dumpSchema, readSchemaFile } from "../../../server/store/schema-dump.ts";
import { createDatabase, dropDatabase } from "../../../sandbox/shared/postgres-roles.ts";
import { openTestDatabase } from "../../support/postgres.ts";

const urls = await openTestDatabase();
const server = inject("postgres");
const empty: string[] = [];

afterAll(async () => {
  for (const name of empty) await dropDatabase(server, name);
});

async function createEmpty(): Promise<string> {
  const name = `test_${inject("runId")}_${process.pid}_${randomUUID().slice(0, 8)}`;
  empty.push(name);
  return (await createDatabase(server, name)).ownerUrl;
}

interface TableFacts {
  name: string;
  has_portal: boolean;
  enabled: boolean;
  forced: boolean;
  policies: string[];
}

const TABLES = `
  SELECT c.relname AS name, c.relrowsecurity AS enabled, c.relforcerowsecurity AS forced,
    EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'portal_id'
            AND a.attnotnull) AS has_portal,
    ARRAY(SELECT p.policyname::text FROM pg_policies p WHERE p.tablename = c.relname
          AND p.qual LIKE '%lockstep.portal_id%' AND p.with_check = p.qual) AS policies
  FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname NOT LIKE 'knex%'`;

const INDEXES = `
  SELECT i.relname AS name, a.attname AS first
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]
  WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE 'knex%'`;

describe("migrations", () => {
  it("lead to the schema that is written down in schema.sql", async () => {
    expect(await dumpSchema(urls.ownerUrl)).toBe(await readSchemaFile());
  });

  it("may be run by several processes at once, and again", async () => {
    const ownerUrl = await createEmpty();

    await Promise.all([1, 2, 3].map(() => migrateDatabase(ownerUrl)));
    await migrateDatabase(ownerUrl);

    expect(await dumpSchema(ownerUrl)).toBe(await readSchemaFile());
  });

  it("go on where a process died and left knex's own lock behind", async () => {
    const ownerUrl = await createEmpty();
    await migrateDatabase(ownerUrl);
    await withConnection(ownerUrl, 1, (owner) =>
      owner("knex_migrations_lock").update("is_locked", 1),
    );

    await migrateDatabase(ownerUrl);

    expect(await dumpSchema(ownerUrl)).toBe(await readSchemaFile());
  });

  it("put every table behind the portal's wall", async () => {
    const { rows } = await withConnection(urls.ownerUrl, 1, (owner) =>
      owner.raw<{ rows: TableFacts[] }>(TABLES),
    );

    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      expect(row).toMatchObject({
        has_portal: true,
        enabled: true,
        forced: true,
        policies: ["own_portal"],
      });
    }
  });

  it("begin every index with the portal, the look-up of webhook keys excepted", async () => {
    const { rows } = await withConnection(urls.ownerUrl, 1, (owner) =>
      owner.raw<{ rows: { name: string; first: string }[] }>(INDEXES),
    );

    const others = rows.filter((row) => row.first !== "portal_id").map((row) => row.name);
    expect(others).toEqual(["connections_webhook_key"]);
  });
});
