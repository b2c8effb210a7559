import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { PORTAL_ID, readRows, type ServerRig, startServerRig } from "./server-rig.ts";

const database = await openTestDatabase();
const RUN_ID = "9f7f3a52-5f0e-4c64-9a2e-6f6f6f6f6f6f";
const ITEMS = 1234;

/** Without HubSpot's signature, as a browser's new tab. */
async function open(url: string): Promise<{ status: number; headers: Headers; text: string }> {
  const reply = await fetch(url);
  return { status: reply.status, headers: reply.headers, text: await reply.text() };
}

describe("downloads [S21] [S16]", () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await readRows(
      database,
      `INSERT INTO runs (portal_id, run_id, kind, state, phase, done, total, counts)
       VALUES ('${PORTAL_ID}', '${RUN_ID}', 'dry-run', 'done', 'done', 0, 0, '{}')`,
    );
    await readRows(
      database,
      `INSERT INTO run_items (portal_id, run_id, object_type, hubspot_id, connectwise_id, action,
                              matched_by, reason)
       SELECT '${PORTAL_ID}', '${RUN_ID}', 'company', n::text, NULL, 'review', '',
              'a reason, with "quotes" and ' || chr(10) || ' a line'
       FROM generate_series(1, ${ITEMS}) n`,
    );
    await readRows(
      database,
      `INSERT INTO issues (portal_id, object_type, side, record_id, state, code, message, field, remedy, candidates, seen_ms)
       VALUES ('${PORTAL_ID}', 'company', 'hubspot', '1', 'attention', 'invalid', '=HYPERLINK("x")',
               'name', '+1 555', '[]', 0),
              ('${PORTAL_ID}', 'contact', 'connectwise', '2', 'attention', 'invalid', '-1', NULL, '@x', '[]', 0)`,
    );
  });
  afterAll(async () => {
    await rig.close();
  });

  const linkTo = async (body: unknown): Promise<string> =>
    (await rig.api("POST", "/downloads", body)).body.url;

  it("give every item of a run, however many pages there are", async () => {
    const { status, headers, text } = await open(await linkTo({ kind: "run", runId: RUN_ID }));

    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(headers.get("content-disposition")).toBe("attachment; filename=report.csv");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(rows.map(({ hubspot_id: id }) => id)).toEqual(
      Array.from({ length: ITEMS }, (_, at) => String(at + 1)),
    );
    expect(rows[0]).toEqual({
      object: "company",
      hubspot_id: "1",
      connectwise_id: "",
      action: "review",
      matched_by: "",
      reason: 'a reason, with "quotes" and \n a line',
    });
  });

  it("never hold a cell that a spreadsheet takes for a formula", async () => {
    const { text } = await open(await linkTo({ kind: "issues" }));

    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows).toEqual([
      {
        object: "company",
        system: "hubspot",
        record_id: "1",
        linked_id: "",
        state: "attention",
        code: "invalid",
        field: "name",
        message: `'=HYPERLINK("x")`,
        remedy: "'+1 555",
      },
      expect.objectContaining({ field: "", message: "'-1", remedy: "'@x" }),
    ]);
  });

  it("end after five minutes", async () => {
    const { url, expiresAt } = (await rig.api("POST", "/downloads", { kind: "issues" })).body;
    const left = Date.parse(expiresAt) - Date.now();
    const realNow = Date.now;
    Date.now = () => realNow() + 5 * 60_000;
    const late = await open(url).finally(() => {
      Date.now = realNow;
    });

    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(5 * 60_000);
    expect([late.status, JSON.parse(late.text).error.code]).toEqual([410, "link_expired"]);
  });

  it("belong to one portal and to what was asked for", async () => {
    const url = await linkTo({ kind: "issues" });
    const [, token = ""] = url.split(`/downloads/`);
    const [, payload = "", signature = ""] = token.split(".");
    await readRows(
      database,
      `INSERT INTO portals (portal_id, state, ui_domain, time_zone, currency, installed_by_user_id)
       VALUES ('77', 'installed', 'x', 'UTC', 'USD', '1')`,
    );
    const other = Buffer.from(
      JSON.stringify({ expiresAt: Date.now() + 1e9, download: { kind: "run", runId: RUN_ID } }),
    ).toString("base64url");
    const forged = [
      `77.${payload}.${signature}`,
      `78.${payload}.${signature}`,
      `${PORTAL_ID}.${other}.${signature}`,
      `${PORTAL_ID}.${payload}`,
      `${PORTAL_ID}.${payload}.${signature}x`,
      `${payload}.${signature}`,
      "%00",
    ];

    const replies = [];
    for (const one of forged) replies.push(await open(`${rig.url}/downloads/${one}`));

    expect(replies.map(({ status }) => status)).toEqual(forged.map(() => 404));
    for (const { text } of replies) expect(JSON.parse(text).error.remedy).toContain("again");
  });

  it("are refused for a run that there is not, and leave no link in the log", async () => {
    const { status, body } = await rig.api("POST", "/downloads", { kind: "run", runId: "none" });
    const url = await linkTo({ kind: "issues" });
    await open(url);

    expect([status, body.error.code, body.error.field]).toEqual([404, "no_run", "runId"]);
    expect(rig.log.join("")).not.toContain(url.split(".").at(-1));
  });
});
