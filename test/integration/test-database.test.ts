import pg from "pg";
import { describe, expect, it } from "vitest";
import { openTestDatabase } from "../support/postgres.ts";

const one = await openTestDatabase();
const other = await openTestDatabase();

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe("a test's own database", () => {
  it("is migrated, and belongs to the owner role", async () => {
    const tables = await query(
      one.ownerUrl,
      "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    expect(tables).toEqual([{ tableowner: "lockstep_owner" }]);
  });

  it("shows nothing of what another one holds", async () => {
    await query(one.ownerUrl, "CREATE TABLE only_here ()");
    await expect(query(other.ownerUrl, "SELECT * FROM only_here")).rejects.toThrow(
      "does not exist",
    );
  });
});
