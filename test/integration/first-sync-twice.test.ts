import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { hubspotFirms } from "./first-sync-rig.ts";
import {
  includeEverything,
  readRows,
  type Reply,
  type ServerRig,
  startServerRig,
  until,
  untilEnded,
} from "./server-rig.ts";

const database = await openTestDatabase();
const FIRMS = 5;
const RUNNING = "SELECT kind FROM runs WHERE state = 'running'";
const WAITING = `SELECT 1 FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`;

describe("two runs that are started at once [S16]", { timeout: 300_000 }, () => {
  let rig: ServerRig;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.control("hubspot", "reset", { records: { companies: hubspotFirms(1, FIRMS) } });
    await rig.control("hubspot", "limits", { searchLagMs: 0, enforce: false });
    await rig.control("connectwise", "reset", { dataset: "empty" });
    await rig.install();
    await rig.connect();
    await includeEverything(rig);
  }, 300_000);
  afterAll(() => rig.close());
  beforeEach(async () => {
    await readRows(database, "DELETE FROM runs");
  });

  /** Lets both requests get as far as they do before either may start a run. */
  async function atOnce(paths: readonly [string, string]): Promise<readonly Reply[]> {
    const holder = new pg.Client({ connectionString: database.adminUrl });
    await holder.connect();
    await holder.query("BEGIN");
    await holder.query("SELECT FROM portals FOR UPDATE");
    let answered = 0;
    const replies = paths.map(async (path) => {
      const reply = await rig.api("POST", path);
      answered += 1;
      return reply;
    });
    await until(
      () => readRows(database, WAITING),
      (waiting) => waiting.length + answered >= paths.length,
    );
    await holder.query("COMMIT");
    await holder.end();
    return Promise.all(replies);
  }

  async function finishDryRun(): Promise<void> {
    await rig.api("POST", "/dry-runs");
    // Long enough ago that a request is no repetition of that one.
    await readRows(
      database,
      "UPDATE runs SET state = 'done', started_at = started_at - interval '1 minute'",
    );
  }

  it.each<[string, [string, string]]>([
    ["dry runs", ["/dry-runs", "/dry-runs"]],
    ["one of each", ["/dry-runs", "/first-syncs"]],
    ["first syncs", ["/first-syncs", "/first-syncs"]],
  ])("makes one of them, and tells the other request so: %s", async (_name, paths) => {
    await finishDryRun();

    const replies = await atOnce(paths);

    const refused = replies.find(({ status }) => status === 409);
    expect(refused?.body.error).toMatchObject({
      code: "run_in_progress",
      remedy: "Wait until it is done, or cancel it.",
    });
    const made = replies.find(({ status }) => status === 202);
    expect(await readRows(database, RUNNING)).toEqual([{ kind: made?.body.kind }]);
    const { body } = await rig.api("GET", "/overview");
    expect(body.portal.state).toBe(made?.body.kind === "dry-run" ? "configured" : "first-sync");
    if (made?.body.kind === "first-sync") await rig.api("POST", "/runs/first-sync/cancel");
  });

  it("refuses a first sync while a dry run goes on", async () => {
    await rig.api("POST", "/dry-runs");

    const { status, body } = await rig.api("POST", "/first-syncs");

    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: "run_in_progress" });
  });

  it("brings the one that is made to its end with everything in it", async () => {
    await rig.startJobs();
    await rig.api("POST", "/dry-runs");
    await untilEnded(rig, "dry-run");
    await readRows(database, "UPDATE runs SET started_at = started_at - interval '1 minute'");

    await atOnce(["/first-syncs", "/first-syncs"]);
    const { body } = await untilEnded(rig, "first-sync");

    expect(body).toMatchObject({ state: "done", counts: { created_in_connectwise: FIRMS } });
    const cursors = await readRows(database, "SELECT 1 FROM cursors WHERE name = 'poll'");
    expect(cursors).toHaveLength(6); // three types, both sides
  });
});
