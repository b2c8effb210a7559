import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { hubspotFirms, type ReadyRig, startReadyRig } from "./first-sync-rig.ts";
import { firm, person, worldOf } from "./live-rig.ts";
import { HUBSPOT, readRows, runFirstSync, until, untilEnded } from "./server-rig.ts";

const FIRMS = 45;
/** Longer than any call takes that was under way. */
const UNDER_WAY_MS = 1_000;
const QUIET_MS = 1_500;

const onlyHubspot = (firms: number): Parameters<typeof startReadyRig>[0] => ({
  hubspot: { records: { companies: hubspotFirms(1, firms) } },
  connectwise: { dataset: "empty" },
});

async function namesIn(rig: ReadyRig): Promise<string[]> {
  const companies: { name: string }[] = await rig.control("connectwise", "records/company");
  return companies.map(({ name }) => name).filter((name) => name.startsWith("Firm Number"));
}

async function stagedRows(rig: ReadyRig): Promise<number> {
  return (await readRows(rig.database, "SELECT 1 FROM staging")).length;
}

describe("a first sync under way [S16]", { timeout: 300_000 }, () => {
  let rig: ReadyRig;

  beforeAll(async () => {
    rig = await startReadyRig(onlyHubspot(FIRMS));
  }, 300_000);
  afterAll(() => rig.close());

  it("is not started before a dry run has been made", async () => {
    const { status, body } = await rig.api("POST", "/first-syncs");

    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: "dry_run_needed" });
    expect(body.error.remedy).toContain("dry run");
    expect((await rig.api("GET", "/overview")).body.portal.state).toBe("configured");
  });

  it.each(["pause", "resume", "cancel"])("refuses to %s what was never started", async (verb) => {
    const { status, body } = await rig.api("POST", `/runs/first-sync/${verb}`);

    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: "run_not_active", remedy: "Start a new first sync." });
  });

  it("pauses between two calls, takes in hints, and calls nobody until it is resumed", async () => {
    await rig.api("POST", "/dry-runs");
    await untilEnded(rig, "dry-run");
    await rig.api("POST", "/first-syncs");
    await until(
      () => namesIn(rig),
      (names) => names.length > 3,
    );

    const first = await rig.api("POST", "/runs/first-sync/pause");
    const second = await rig.api("POST", "/runs/first-sync/pause");

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body).toMatchObject({ state: "paused", pause: { code: "paused_by_person" } });
    expect(second.body).toEqual(first.body);
    await sleep(UNDER_WAY_MS);
    const made = await namesIn(rig);
    expect(made.length).toBeLessThan(FIRMS);
    await rig.forgetCalls();
    await rig.control("hubspot", "edit", {
      type: "company",
      id: String(1_000 + FIRMS),
      fields: { phone: "+1 415 555 0100" },
    });
    await sleep(QUIET_MS);
    expect(await rig.countCalls()).toBe(0);
    expect(await namesIn(rig)).toEqual(made);
    const marks = await readRows(
      rig.database,
      `SELECT 1 FROM dirty WHERE record_id = '${1_000 + FIRMS}' AND side = 'hubspot'`,
    );
    expect(marks).toHaveLength(1);
    expect((await rig.api("POST", "/first-syncs")).status).toBeLessThan(500);
  });

  it("goes on where it stood, and reads and makes nothing twice", async () => {
    const { status, body } = await rig.api("POST", "/runs/first-sync/resume");
    const again = await rig.api("POST", "/runs/first-sync/resume");
    const run = await untilEnded(rig, "first-sync");

    expect([status, again.status]).toEqual([200, 200]);
    expect(body).toMatchObject({ state: "running", pause: null });
    expect(run.body).toMatchObject({ state: "done", counts: { created_in_connectwise: FIRMS } });
    const names = await namesIn(rig);
    expect(names).toHaveLength(FIRMS);
    expect(new Set(names).size).toBe(FIRMS);
    const lists = await rig.control("hubspot", "requests");
    expect(Object.keys(lists.byRoute)).not.toContain("GET /crm/objects/:version/companies");
    expect((await rig.api("GET", "/overview")).body.portal.state).toBe("live");
  });

  it.each(["pause", "resume", "cancel"])("refuses to %s one that is done", async (verb) => {
    const { status, body } = await rig.api("POST", `/runs/first-sync/${verb}`);

    expect(status).toBe(409);
    expect(body.error).toMatchObject({ code: "run_not_active" });
    expect(body.error.message).toContain("is done");
  });

  it("knows no other verbs and kinds", async () => {
    const verb = await rig.api("POST", "/runs/first-sync/erase");
    const kind = await rig.api("POST", "/runs/sweep/pause");

    expect([verb.status, kind.status]).toEqual([404, 404]);
  });
});

describe("a first sync that is cancelled [S16]", { timeout: 300_000 }, () => {
  let rig: ReadyRig;

  beforeAll(async () => {
    rig = await startReadyRig(onlyHubspot(FIRMS));
  }, 300_000);
  afterAll(() => rig.close());

  it("keeps what was done, drops what was listed, and writes nothing any more", async () => {
    await rig.api("POST", "/dry-runs");
    await untilEnded(rig, "dry-run");
    await rig.api("POST", "/first-syncs");
    await until(
      () => namesIn(rig),
      (names) => names.length > 3,
    );

    const first = await rig.api("POST", "/runs/first-sync/cancel");
    const second = await rig.api("POST", "/runs/first-sync/cancel");

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.body).toMatchObject({ state: "cancelled", pause: null });
    expect(first.body.finishedAt).not.toBeNull();
    await sleep(UNDER_WAY_MS);
    const made = await namesIn(rig);
    await rig.forgetCalls();
    await sleep(QUIET_MS);
    expect(await rig.countCalls()).toBe(0);
    expect(made.length).toBeLessThan(FIRMS);
    expect(await stagedRows(rig)).toBe(0);
    expect((await rig.api("GET", "/overview")).body.portal.state).toBe("configured");
  });

  it("can be started anew, and makes nothing a second time", async () => {
    const run = await runFirstSync(rig);

    expect(run.body).toMatchObject({ state: "done" });
    const names = await namesIn(rig);
    expect(names).toHaveLength(FIRMS);
    expect(new Set(names).size).toBe(FIRMS);
  });
});

describe("a start on a dry run [S16]", { timeout: 300_000 }, () => {
  let rig: ReadyRig;

  beforeAll(async () => {
    rig = await startReadyRig(onlyHubspot(20));
    await rig.api("POST", "/dry-runs");
    await untilEnded(rig, "dry-run");
  }, 300_000);
  afterAll(() => rig.close());

  it("shows what would be written where, and how long it takes", async () => {
    const { body: run } = await rig.api("GET", "/runs/dry-run");
    const { status, body } = await rig.api("GET", `/runs/${run.runId}/samples`);

    expect(run).toMatchObject({ objects: { company: { created_in_connectwise: 20 } } });
    expect(run.estimate.calls.connectwise).toBeGreaterThanOrEqual(20);
    expect(run.estimate.minutes).toBe(1);
    expect(status).toBe(200);
    expect(body.samples).toHaveLength(10);
    expect(body.samples[0]).toMatchObject({
      objectType: "company",
      action: "created_in_connectwise",
      hubspotId: "1001",
      connectwiseId: null,
      name: "Firm Number 1",
      hubspotUrl: expect.stringContaining("/record/0-2/1001"),
      connectwiseUrl: null,
    });
    expect(body.samples[0].changes).toContainEqual({
      side: "connectwise",
      field: "name",
      before: null,
      after: "Firm Number 1",
      rule: "",
    });
    const rows = await readRows(rig.database, "SELECT sample_sealed FROM run_samples");
    expect(JSON.stringify(rows)).not.toContain("Firm Number");
  });

  it("pauses with both numbers when they differ, and writes nothing", async () => {
    for (const number of [31, 32]) {
      const fields = { name: `Firm Number ${number}`, country: "United States" };
      await rig.control("hubspot", "edit", { type: "company", fields });
    }

    await rig.api("POST", "/first-syncs");
    const { body } = await untilEnded(rig, "first-sync");

    expect(body).toMatchObject({ state: "paused", pause: { code: "counts_differ" } });
    expect(body.pause.differences).toEqual([
      { action: "created_in_connectwise", dryRun: 20, now: 22 },
    ]);
    expect(body.pause.message).toContain("20 in the dry run, 22 now");
    expect(body.pause.remedy).toContain("Resume");
    expect(await namesIn(rig)).toEqual([]);
  });

  it("takes the new numbers when it is resumed", async () => {
    await rig.api("POST", "/runs/first-sync/resume");
    const { body } = await untilEnded(rig, "first-sync");

    expect(body).toMatchObject({ state: "done", pause: null });
    expect(body.counts).toEqual({ created_in_connectwise: 22 });
    expect(await namesIn(rig)).toHaveLength(22);
  });
});

describe("records that a first sync creates in HubSpot [S16]", { timeout: 300_000 }, () => {
  let rig: ReadyRig;

  beforeAll(async () => {
    const { connectwise } = worldOf([firm(1)], [person(1, firm(1))]);
    const none = { companies: [], contacts: [] };
    rig = await startReadyRig({
      hubspot: { records: none },
      connectwise: { records: connectwise },
    });
    await runFirstSync(rig);
  }, 300_000);
  afterAll(() => rig.close());

  it("are no marketing contacts, and say that Lockstep made them", async () => {
    const [made] = await rig.control("hubspot", "records/contact");

    expect(made.properties).toMatchObject({
      email: "person-1@people.example",
      hs_object_source: "INTEGRATION",
      hs_object_source_id: String(HUBSPOT.appId),
      cw_contact_id: "4001",
    });
    expect(made.properties.hs_marketable_status ?? "false").toBe("false");
  });

  it("cannot be made marketing contacts by a mapping", async () => {
    const { body: before } = await rig.api("GET", "/objects/contact/mapping");
    const { status, body } = await rig.api("PUT", "/objects/contact/mapping", {
      rows: [
        { hubspot: "lastname", connectwise: "lastName", direction: "both" },
        { hubspot: "hs_marketable_status", connectwise: "title", direction: "to-hubspot" },
      ],
    });

    expect(status).toBe(422);
    expect(body.error.field).toContain("rows.1");
    expect((await rig.api("GET", "/objects/contact/mapping")).body.version).toBe(before.version);
  });
});

describe("a portal without a first sync [S16]", { timeout: 300_000 }, () => {
  let rig: ReadyRig;

  beforeAll(async () => {
    rig = await startReadyRig(onlyHubspot(3));
  }, 300_000);
  afterAll(() => rig.close());

  it("cancels a dry run and drops what it listed", async () => {
    await rig.api("POST", "/dry-runs");
    await rig.api("POST", "/runs/dry-run/pause");
    const { body } = await rig.api("POST", "/runs/dry-run/cancel");

    expect(["cancelled", "done"]).toContain(body.state ?? "done");
    const rows = await until(
      () => stagedRows(rig),
      (count) => count === 0,
    );
    expect(rows).toBe(0);
  });

  it("goes live at once and matches records when they change", async () => {
    const { status, body } = await rig.api("POST", "/first-syncs/skip");
    const again = await rig.api("POST", "/first-syncs/skip");

    expect([status, body.state, again.status]).toEqual([200, "live", 200]);
    await rig.control("hubspot", "edit", {
      type: "company",
      id: "1002",
      fields: { phone: "+1 415 555 0100" },
    });
    const names = await until(
      () => namesIn(rig),
      (found) => found.length > 0,
    );
    expect(names).toEqual(["Firm Number 2"]);
  });
});
