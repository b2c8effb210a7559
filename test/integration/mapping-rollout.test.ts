import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { LANES } from "../../server/sync/model.ts";
import { openTestDatabase } from "../support/postgres.ts";
import {
  PORTAL_ID,
  readRows,
  type Reply,
  type ServerRig,
  startServerRig,
  until,
} from "./server-rig.ts";
import { goLive, rowsOf } from "./settings-rig.ts";

const database = await openTestDatabase();

const MAPPING = "/objects/company/mapping";

describe("a mapping that changes while records are linked", () => {
  let rig: ServerRig;
  let ids: { hubspot: string; connectwise: string };

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
    const ours = await rig.control("hubspot", "edit", {
      type: "company",
      fields: {
        name: "Acme",
        domain: "acme.example",
        description: "Ours",
        linkedin_company_page: "https://l.example/ours",
      },
    });
    const theirs = await rig.control("connectwise", "edit", {
      type: "company",
      fields: {
        name: "Acme",
        website: "acme.example",
        accountNumber: "A-1",
        facebookUrl: "theirs",
      },
    });
    ids = { hubspot: String(ours.id), connectwise: String(theirs.id) };
    await goLive(rig);
  }, 300_000);
  afterAll(async () => {
    await rig.close();
  });

  async function hubspotValue(property: string): Promise<string> {
    const records = await rig.control("hubspot", "records/company");
    return records.find((one: Reply["body"]) => one.id === ids.hubspot).properties[property];
  }
  async function connectwiseValue(field: string): Promise<string> {
    const records = await rig.control("connectwise", "records/company");
    return records.find((one: Reply["body"]) => String(one.id) === ids.connectwise)[field];
  }
  async function addRow(row: Record<string, string>, existing: string): Promise<Reply> {
    const rows = [...rowsOf(await rig.api("GET", MAPPING)), row];
    return rig.api("PUT", MAPPING, { rows, existing });
  }
  /** What a row would do, once every link was looked at. */
  async function tryRow(row: Record<string, string>): Promise<Reply> {
    const rows = [...rowsOf(await rig.api("GET", MAPPING)), row];
    const started = await rig.api("POST", `${MAPPING}/dry-run`, { rows });
    expect(started).toMatchObject({ status: 202, body: { state: "running" } });
    return until(
      () => rig.api("GET", `${MAPPING}/dry-run`),
      ({ body }) => body.state !== "running",
    );
  }
  /** The mapping once every record was looked at under its newest version. */
  function rolledOut(): Promise<Reply> {
    return until(
      () => rig.api("GET", MAPPING),
      ({ body }) => body.rollout?.phase === "done" && body.rollout.links === body.rollout.linksDone,
    );
  }

  const described = { hubspot: "description", connectwise: "accountNumber", direction: "both" };

  it("is not applied to them before anybody has seen what it would do", async () => {
    const unseen = await addRow(described, "apply");
    const none = await rig.api("GET", `${MAPPING}/dry-run`);
    const same = await rig.api("POST", `${MAPPING}/dry-run`, {});

    expect(unseen).toMatchObject({
      status: 409,
      body: { error: { code: "dry_run_needed", field: "existing" } },
    });
    expect(none.status).toBe(404);
    expect(same).toMatchObject({ status: 422, body: { error: { code: "nothing_changes" } } });
    expect((await rig.api("GET", MAPPING)).body.version).toBe(2);
  });

  it("shows what it would write, and writes nothing", { timeout: 300_000 }, async () => {
    const { body } = await tryRow(described);

    expect(body).toMatchObject({
      state: "done",
      links: 1,
      counts: { hubspot: 1, connectwise: 0, overwritten: 1, emptied: 0, problems: 0 },
      samples: [
        {
          hubspotId: ids.hubspot,
          connectwiseId: ids.connectwise,
          changes: [
            {
              side: "hubspot",
              field: "description",
              before: "Ours",
              after: "A-1",
              rule: "first_link_rule",
            },
          ],
        },
      ],
    });
    expect(await hubspotValue("description")).toBe("Ours");
    const stored = await readRows(database, "SELECT samples_sealed FROM mapping_dry_runs");
    expect(JSON.stringify(stored)).not.toContain("Ours");
    const other = await addRow({ ...described, direction: "to-connectwise" }, "apply");
    expect(other.body.error).toMatchObject({ code: "dry_run_needed" });
  });

  it(
    "is applied to them by the first-link rule when the admin says so",
    { timeout: 300_000 },
    async () => {
      const changed = await addRow(described, "apply");
      const done = await rolledOut();

      expect(changed.body.version).toBe(3);
      expect(changed.body.rollout).toMatchObject({ version: 3, links: 1 });
      expect(done.body.rollout).toMatchObject({ phase: "done", links: 1, linksDone: 1 });
      expect(await hubspotValue("description")).toBe("A-1");
      expect(await connectwiseValue("accountNumber")).toBe("A-1");
    },
  );

  it("waits for what is due, and then goes on by itself", { timeout: 300_000 }, async () => {
    const held = `'${PORTAL_ID}', 'company', 'hubspot', '${ids.hubspot}'`;
    await readRows(
      database,
      `INSERT INTO claims (portal_id, object_type, side, record_id, pair_key, owner, until)
       VALUES (${held}, 'held', 'another worker', now() + interval '2 seconds')`,
    );
    await readRows(
      database,
      `INSERT INTO dirty (portal_id, object_type, side, record_id, lane, not_before)
       VALUES (${held}, ${LANES.sweep}, now())`,
    );

    const changed = await rig.api("PUT", "/objects/company/policy", {
      firstLinkRule: "connectwise",
    });

    expect(changed.status).toBe(200);
    expect((await rig.api("GET", MAPPING)).body.rollout.phase).toBe("issues");
    expect((await rolledOut()).body.rollout.phase).toBe("done");
  });

  it(
    "leaves them as they are from now on, and carries later edits",
    { timeout: 300_000 },
    async () => {
      const row = {
        hubspot: "linkedin_company_page",
        connectwise: "facebookUrl",
        direction: "both",
      };

      await addRow(row, "from-now-on");
      await rolledOut();

      expect(await hubspotValue("linkedin_company_page")).toBe("https://l.example/ours");
      expect(await connectwiseValue("facebookUrl")).toBe("theirs");
      await rig.control("connectwise", "edit", {
        type: "company",
        id: ids.connectwise,
        fields: { facebookUrl: "later" },
      });
      const later = await until(
        async () => {
          await readRows(database, "UPDATE portals SET poll_due_at = now()");
          return hubspotValue("linkedin_company_page");
        },
        (value) => value === "later",
      );
      expect(later).toBe("later");
    },
  );
});
