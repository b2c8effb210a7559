import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { readRows, type Reply, type ServerRig, startServerRig, until } from "./server-rig.ts";
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
  }, 60_000);
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
  /** The mapping once every record was looked at under its newest version. */
  function rolledOut(): Promise<Reply> {
    return until(
      () => rig.api("GET", MAPPING),
      ({ body }) => body.rollout?.phase === "done" && body.rollout.links === body.rollout.linksDone,
    );
  }

  it(
    "is applied to them by the first-link rule when the admin says so",
    { timeout: 60_000 },
    async () => {
      const row = { hubspot: "description", connectwise: "accountNumber", direction: "both" };

      const changed = await addRow(row, "apply");
      const done = await rolledOut();

      expect(changed.body.version).toBe(2);
      expect(changed.body.rollout).toMatchObject({ version: 2, links: 1 });
      expect(done.body.rollout).toMatchObject({ phase: "done", links: 1, linksDone: 1 });
      expect(await hubspotValue("description")).toBe("A-1");
      expect(await connectwiseValue("accountNumber")).toBe("A-1");
    },
  );

  it(
    "leaves them as they are from now on, and carries later edits",
    { timeout: 60_000 },
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
