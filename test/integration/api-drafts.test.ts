import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openDatabase } from "../../server/store/db.ts";
import { pruneExpired } from "../../server/store/retention.ts";
import { openTestDatabase } from "../support/postgres.ts";
import { PORTAL_ID, readRows, type ServerRig, startServerRig } from "./server-rig.ts";

const database = await openTestDatabase();

describe("drafts of a user", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
  });
  afterAll(async () => {
    await rig.close();
  });

  it("come back as they were left, encrypted meanwhile, and not to others", async () => {
    const draft = { privateKey: "half-typed", rows: [{ hubspot: "name" }] };
    const saved = await rig.api("PUT", "/drafts/connection.form", { draft });
    const read = await rig.api("GET", "/drafts/connection.form");
    const other = await rig.apiAs("2", "GET", "/drafts/connection.form");

    expect(read.body).toEqual({ key: "connection.form", draft, savedAt: expect.any(String) });
    expect(saved.body).toEqual(read.body);
    expect([other.status, other.body.error.code]).toEqual([404, "no_draft"]);
    expect(JSON.stringify(await readRows(database, "SELECT * FROM drafts"))).not.toContain("half");
  });

  it("are replaced, and forgotten as often as asked", async () => {
    await rig.api("PUT", "/drafts/filters", { draft: { at: 1 } });
    await rig.api("PUT", "/drafts/filters", { draft: { at: 2 } });
    const second = await rig.api("GET", "/drafts/filters");
    const gone = [
      await rig.api("DELETE", "/drafts/filters"),
      await rig.api("DELETE", "/drafts/filters"),
    ];

    expect(second.body.draft).toEqual({ at: 2 });
    expect(gone.map(({ status }) => status)).toEqual([200, 200]);
    expect((await rig.api("GET", "/drafts/filters")).status).toBe(404);
  });

  it("are refused when too large, too many, or called anything", async () => {
    const large = await rig.api("PUT", "/drafts/large", { draft: { text: "x".repeat(300_000) } });
    const odd = await rig.api("PUT", "/drafts/What%20is%20this", { draft: {} });
    const keys = Array.from({ length: 50 }, (_, at) => `tab-${at}`);
    for (const key of keys) await rig.apiAs("3", "PUT", `/drafts/${key}`, { draft: {} });
    const tooMany = await rig.apiAs("3", "PUT", "/drafts/one-more", { draft: {} });
    const again = await rig.apiAs("3", "PUT", "/drafts/tab-7", { draft: { at: 2 } });

    expect([large.status, odd.status, tooMany.status, again.status]).toEqual([413, 422, 409, 200]);
    expect(large.body.error.field).toBe("draft");
    expect(odd.body.error.field).toBe("key");
  });

  it("are kept for 30 days", async () => {
    await rig.api("PUT", "/drafts/fresh", { draft: {} });
    await rig.api("PUT", "/drafts/stale", { draft: {} });
    await readRows(
      database,
      "UPDATE drafts SET saved_at = now() - interval '31 days' WHERE key = 'stale'",
    );
    const store = openDatabase(database.appUrl, { name: "test", maxConnections: 1 });

    await pruneExpired(store, [PORTAL_ID]);

    await store.close();
    expect((await rig.api("GET", "/drafts/fresh")).status).toBe(200);
    expect((await rig.api("GET", "/drafts/stale")).status).toBe(404);
  });
});
