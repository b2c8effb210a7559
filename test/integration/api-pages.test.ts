import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { PORTAL_ID, readRows, type Reply, type ServerRig, startServerRig } from "./server-rig.ts";

const database = await openTestDatabase();
const RUN_ID = "9f7f3a52-5f0e-4c64-9a2e-6f6f6f6f6f6f";
const ROWS = 900;
const MEGABYTE = 1024 * 1024;

describe("lists with rows of any size [S21] [S16]", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    // 4 kB of two-byte characters in each row: 3.6 MB a page of 900.
    const text = "repeat('ü', 2000)";
    const rows = `generate_series(1, ${ROWS}) n`;
    for (const statement of [
      `INSERT INTO issues (portal_id, object_type, side, record_id, state, code, message, candidates, seen_ms)
       SELECT '${PORTAL_ID}', 'company', 'hubspot', n::text, 'attention', 'invalid', ${text}, '[]', 0
       FROM ${rows}`,
      `INSERT INTO runs (portal_id, run_id, kind, state, phase, done, total, counts)
       VALUES ('${PORTAL_ID}', '${RUN_ID}', 'dry-run', 'done', 'done', 0, 0, '{}')`,
      `INSERT INTO run_items (portal_id, run_id, object_type, hubspot_id, action, matched_by, reason)
       SELECT '${PORTAL_ID}', '${RUN_ID}', 'company', n::text, 'review', '', ${text} FROM ${rows}`,
      `INSERT INTO audit_log (portal_id, act, user_id, subject, input)
       SELECT '${PORTAL_ID}', 'tried', '1', '{}', to_jsonb(n || ${text}) FROM ${rows}`,
      `INSERT INTO mapping_versions (portal_id, object_type, version, mapping, revision)
       SELECT '${PORTAL_ID}', 'company', n, jsonb_build_object('version', n), jsonb_build_object(
         'userId', '1', 'existing', 'apply', 'changes', jsonb_build_array(jsonb_build_object(
           'hubspot', ${text}, 'connectwise', 'name', 'kinds', '[]'::jsonb)))
       FROM ${rows}`,
    ]) {
      await readRows(database, statement);
    }
  });
  afterAll(async () => {
    await rig.close();
  });

  it.each(["/issues", `/runs/${RUN_ID}/items`, "/audit", "/objects/company/mapping/versions"])(
    "answers %s in pages under 1 MB, and no row is lost or repeated",
    async (path) => {
      const items: Reply["body"][] = [];
      const sizes: number[] = [];
      let after = "";
      do {
        const { body } = await rig.api("GET", `${path}?limit=${ROWS}${after}`);
        items.push(...body.items.map((item: Reply["body"]) => JSON.stringify(item)));
        sizes.push(Buffer.byteLength(JSON.stringify(body)));
        after = body.next === null ? "" : `&after=${encodeURIComponent(body.next)}`;
      } while (after !== "");

      expect(items).toHaveLength(ROWS);
      expect(new Set(items).size).toBe(ROWS);
      expect(Math.max(...sizes)).toBeLessThan(MEGABYTE);
      expect(sizes.length).toBeGreaterThan(2);
    },
  );

  it("answers a page of one row whatever its size", async () => {
    await readRows(
      database,
      `UPDATE issues SET message = repeat('x', ${MEGABYTE}) WHERE record_id = '1'`,
    );
    const { status, body } = await rig.api("GET", "/issues?limit=1");

    expect([status, body.items.length]).toEqual([200, 1]);
  });

  it("answers reviews, whose values are read live, in pages under 1 MB, too", async () => {
    await readRows(database, "DELETE FROM mapping_versions");
    await rig.connect();
    await readRows(
      database,
      `INSERT INTO issues (portal_id, object_type, side, record_id, state, code, message, candidates, seen_ms)
       SELECT '${PORTAL_ID}', 'contact', 'hubspot', n::text, 'review', 'twins', repeat('ü', 30000), '[]', 0
       FROM generate_series(1, 25) n`,
    );

    const first = await rig.api("GET", "/objects/contact/reviews?limit=25");
    const after = encodeURIComponent(first.body.next);
    const second = await rig.api("GET", `/objects/contact/reviews?limit=25&after=${after}`);

    expect(Buffer.byteLength(JSON.stringify(first.body))).toBeLessThan(MEGABYTE);
    const ids = [...first.body.items, ...second.body.items].map(({ record }) => record.id);
    expect(new Set(ids).size).toBeGreaterThan(first.body.items.length);
  });
});
