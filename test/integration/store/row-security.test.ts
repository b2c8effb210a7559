import { describe, expect, it } from "vitest";
import { assertSafeRole, openDatabase } from "../../../server/store/db.ts";
import { createPortalDirectory } from "../../../server/store/portal-directory.ts";
import { createSyncStore } from "../../../server/store/sync-store.ts";
import { installPortal, openStoreRig, CLAIM_KINDS } from "./rig.ts";

const { urls, app, scheduler } = await openStoreRig();

const ours = await installPortal(app, "1");
const theirs = await installPortal(app, "2");

/** Tables as the database lists them, so that a new one is covered without a thought. */
async function listTables(): Promise<string[]> {
  const rows = await app.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
     AND relkind = 'r' AND relname NOT LIKE 'knex%' ORDER BY 1`,
  );
  return rows.map((row) => row.name);
}

describe("row-level security [S29]", () => {
  it("shows no statement another portal's rows", async () => {
    const store = createSyncStore(app, "2", theirs.crypto, CLAIM_KINDS);
    await store.markDirty([
      { side: "hubspot", id: "9", objectType: "company", lane: 1, notBefore: 0 },
    ]);

    for (const table of await listTables()) {
      const rows = await app.inPortal("1", (query) =>
        query(`SELECT portal_id FROM ${table} WHERE portal_id <> '1'`),
      );
      expect({ table, rows }).toEqual({ table, rows: [] });
    }
    expect(await app.inPortal("1", (query) => query("SELECT FROM dirty"))).toHaveLength(0);
    expect(await app.inPortal("2", (query) => query("SELECT FROM dirty"))).toHaveLength(1);
  });

  it("changes and removes no row of another portal", async () => {
    const changed = await app.inPortal("1", (query) =>
      query("UPDATE portals SET state_reason = 'x' WHERE portal_id = '2' RETURNING portal_id"),
    );
    const removed = await app.inPortal("1", (query) =>
      query("DELETE FROM portals WHERE portal_id = '2' RETURNING portal_id"),
    );

    expect([...changed, ...removed]).toEqual([]);
    expect(await theirs.store.portal()).toMatchObject({ stateReason: null });
  });

  it("refuses to write a row for another portal, or to move one there", async () => {
    const insert = app.inPortal("1", (query) =>
      query("INSERT INTO rate_limits (portal_id, bucket, next_at) VALUES ('2', 'x', now())"),
    );
    await expect(insert).rejects.toThrow(/row-level security/);

    const move = app.inPortal("1", (query) =>
      query("UPDATE portals SET portal_id = '3' WHERE portal_id = '1'"),
    );
    await expect(move).rejects.toThrow(/row-level security/);
  });

  it("fails closed when no portal is set, on a fresh connection and on a used one", async () => {
    const fresh = openDatabase(urls.appUrl, { name: "fresh", maxConnections: 1 });
    try {
      for (const table of await listTables()) {
        await expect(fresh.query(`SELECT * FROM ${table}`)).rejects.toThrow(/lockstep.portal_id/);
      }
      await fresh.inPortal("1", (query) => query("SELECT 1"));
      for (const table of await listTables()) {
        const rows = await fresh.query(`SELECT * FROM ${table}`);
        expect({ table, rows }).toEqual({ table, rows: [] });
      }
      const insert = fresh.query("INSERT INTO rate_limits (bucket, next_at) VALUES ('x', now())");
      await expect(insert).rejects.toThrow(/portal_id|row-level security/);
      const unnamed = fresh.query(
        "INSERT INTO rate_limits (portal_id, bucket, next_at) VALUES ('', 'x', now())",
      );
      await expect(unnamed).rejects.toThrow(/row-level security/);
    } finally {
      await fresh.close();
    }
  });

  it("binds the owner of the tables too", async () => {
    const owner = openDatabase(urls.ownerUrl, { name: "owner", maxConnections: 1 });
    try {
      await expect(owner.query("SELECT * FROM portals")).rejects.toThrow(/lockstep.portal_id/);
      const rows = await owner.inPortal("1", (query) => query("SELECT portal_id FROM portals"));
      expect(rows).toEqual([{ portal_id: "1" }]);
    } finally {
      await owner.close();
    }
  });

  it.each([
    "ALTER TABLE portals DISABLE ROW LEVEL SECURITY",
    "DROP POLICY own_portal ON portals",
    "SET ROLE lockstep_owner",
    "SET ROLE lockstep_scheduler",
    "CREATE TABLE loot (x int)",
    "CREATE VIEW loot AS SELECT * FROM portals",
    "CALL lockstep_wall('portals', 'ALL')",
    "UPDATE mapping_versions SET version = 2",
    "UPDATE journal SET rule = 'x'",
    "TRUNCATE dirty",
  ])("does not let the server's role do: %s", async (statement) => {
    await expect(app.inPortal("1", (query) => query(statement))).rejects.toThrow(
      /permission denied|must be owner/,
    );
  });

  it("cannot be switched off by the server's role", async () => {
    const attempt = app.inPortal("1", async (query) => {
      await query("SET LOCAL row_security = off");
      return query("SELECT * FROM portals");
    });

    await expect(attempt).rejects.toThrow(/row-level security/);
  });

  it("shows the scheduler ids, states, due times and callback keys of all portals, nothing else", async () => {
    await ours.store.setDue({ poll: 1 });

    const rows = await scheduler.query("SELECT portal_id, state, poll_due_at FROM portals");
    expect(rows).toHaveLength(2);
    expect(await createPortalDirectory(scheduler).portalByWebhookKey("unknown")).toBeNull();
    for (const statement of [
      "SELECT * FROM portals",
      "SELECT tokens_sealed FROM portals",
      "SELECT * FROM connections",
      "SELECT * FROM portal_keys",
      "SELECT * FROM links",
      "UPDATE portals SET state = 'live'",
      "DELETE FROM portals",
    ]) {
      const attempt = scheduler.inPortal("1", (query) => query(statement));
      await expect(attempt).rejects.toThrow(/permission denied/);
    }
  });
});

describe("the role that the server runs as", () => {
  it("is accepted when row-level security binds it", async () => {
    await expect(assertSafeRole(app)).resolves.toBeUndefined();
    await expect(assertSafeRole(scheduler)).resolves.toBeUndefined();
  });

  it.each([
    ["a superuser", urls.adminUrl, "is a superuser"],
    ["an owner of the tables", urls.ownerUrl, "owns tables"],
  ])("is refused when it is %s, with a message that says what to do", async (_who, url, why) => {
    const database = openDatabase(url, { name: "unsafe", maxConnections: 1 });
    try {
      await expect(assertSafeRole(database)).rejects.toMatchObject({
        code: "unsafe_database_role",
        errorClass: "configuration",
        message: expect.stringMatching(new RegExp(`DATABASE_URL.*${why}.*lockstep_app`)) as string,
      });
    } finally {
      await database.close();
    }
  });

  it("is refused when it may bypass row-level security", async () => {
    const answer = { role: "lockstep_app", superuser: false, bypassrls: true, owner: false };

    await expect(
      assertSafeRole({ query: <Row>() => Promise.resolve([answer] as Row[]) }),
    ).rejects.toMatchObject({ code: "unsafe_database_role" });
  });
});
