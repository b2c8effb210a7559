import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createConnectwiseStandIn } from "../../sandbox/connectwise/server.ts";
import { ControlClient } from "../../sandbox/demo/control-client.ts";
import type { ConnectwiseRecord, HubspotRecord } from "../../sandbox/demo/evidence.ts";
import { saveDemoState } from "../../sandbox/demo/demo-state.ts";
import { makeIdentity } from "../../sandbox/demo/environment.ts";
import { createHubSpotStandIn } from "../../sandbox/hubspot/server.ts";
import { type DemoRig, openDemoRig } from "./demo-rig.ts";
import { OWN_EXPORTS, OWN_REPORT } from "./own-exports.ts";

const TIMEOUT_MS = 240_000;

/** Each demo has a folder, ports and a database of its own, so that all of them run at once. */
const rigs = {
  sample: await openDemoRig(),
  kept: await openDemoRig(),
  exports: await openDemoRig(),
};

/** What still answers on one of the demo's ports. */
async function stillRunning(rig: DemoRig): Promise<string[]> {
  const answers = await Promise.all(
    Object.entries(rig.ports).map(async ([name, port]) => {
      const isThere = await fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
      return isThere ? [name] : [];
    }),
  );
  return answers.flat();
}

async function isDatabaseRunning(rig: DemoRig): Promise<boolean> {
  const file = path.join(rig.folder, "data", "postgres", "postmaster.pid");
  return readFile(file).then(
    () => true,
    () => false,
  );
}

/** Has the next start go on with a few records: what becomes of the whole sample is seen once. */
async function beginSmall(rig: DemoRig): Promise<void> {
  const folder = path.join(rig.folder, "data", "demo");
  await mkdir(folder, { recursive: true });
  const identity = makeIdentity();
  await saveDemoState(folder, { identity, isLoaded: true, portalId: null });
  const stateFile = (vendor: string): string => path.join(folder, `${vendor}.json`);
  const standIns = await Promise.all([
    createHubSpotStandIn({
      clientId: identity.hubspotClientId,
      clientSecret: identity.hubspotClientSecret,
      appId: Number(identity.hubspotAppId),
      redirectUrls: [],
      stateFile: stateFile("hubspot"),
    }),
    createConnectwiseStandIn({ ...identity.connectwise, stateFile: stateFile("connectwise") }),
  ]);
  for (const standIn of standIns) {
    await new ControlClient(standIn.url).reset({ companies: 3, contacts: 3 });
    await standIn.close();
  }
}

describe.concurrent("the demo", () => {
  it(
    "syncs the sample once, finds both systems equal or explained, and leaves nothing running",
    { timeout: TIMEOUT_MS },
    async () => {
      const rig = rigs.sample;
      const demo = rig.start(["--once"]);

      expect({ status: await demo.ended, output: demo.output() }).toMatchObject({ status: 0 });

      const file = path.join(rig.folder, "data", "demo-result.json");
      const result = JSON.parse(await readFile(file, "utf8"));
      expect(result).toMatchObject({ ok: true, problems: [] });
      // least pairs there must be of each type
      for (const [type, pairs] of Object.entries({ company: 100, contact: 600, deal: 80 })) {
        expect(result.comparison[type]).toMatchObject({
          differences: [],
          duplicates: [],
          unexplained: [],
        });
        expect(result.comparison[type].linked).toBeGreaterThan(pairs);
        const { created_in_hubspot, created_in_connectwise, attention } = result.counts[type];
        expect(created_in_hubspot).toBeGreaterThan(0);
        expect(created_in_connectwise).toBeGreaterThan(0);
        expect(attention).toBeGreaterThan(0);
      }
      expect(result.counts.contact.waiting).toBeGreaterThan(0);
      expect(result.counts.deal.review).toBeGreaterThan(0);
      expect(await stillRunning(rig)).toEqual([]);
      expect(await isDatabaseRunning(rig)).toBe(false);
    },
  );

  it("goes on where it stopped when it is started again", { timeout: TIMEOUT_MS }, async (test) => {
    const rig = rigs.kept;
    const hubspot = new ControlClient(`http://127.0.0.1:${rig.ports.hubspot}`);
    const connectwise = new ControlClient(`http://127.0.0.1:${rig.ports.connectwise}`);
    await beginSmall(rig);

    const first = rig.start([]);
    await first.says("Everything runs.");
    const before = await hubspot.records<HubspotRecord>("company");
    expect(before).toHaveLength(3);
    first.signal("SIGINT");
    expect(await first.ended).toBe(0);
    expect(await stillRunning(rig)).toEqual([]);
    expect(await isDatabaseRunning(rig)).toBe(false);

    const second = rig.start([]);
    await second.says("Everything runs.");
    expect(second.output()).not.toContain("Dry run");
    const after = await hubspot.records<HubspotRecord>("company");
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const linked = after.find(({ properties }) => properties["cw_company_status"] === "Active");
    const fields = { numberofemployees: "4711" };
    await hubspot.edit({ type: "company", id: linked?.id ?? "", fields });
    await test.expect
      .poll(
        async () => {
          const companies = await connectwise.records<ConnectwiseRecord>("company");
          const id = Number(linked?.properties["cw_company_id"]);
          return companies.find((company) => company["id"] === id)?.["numberOfEmployees"];
        },
        { timeout: 30_000, interval: 200 },
      )
      .toBe(4711);
    second.signal("SIGTERM");
    expect(await second.ended).toBe(0);
    expect(await stillRunning(rig)).toEqual([]);
  });

  it("says what a first sync does to a person's own exports", { timeout: TIMEOUT_MS }, async () => {
    const rig = rigs.exports;
    const flags = await Promise.all(
      Object.entries(OWN_EXPORTS).map(async ([flag, text]) => {
        await writeFile(path.join(rig.folder, `${flag}.csv`), text);
        return `--${flag}=${flag}.csv`;
      }),
    );
    const demo = rig.start([...flags, "--once"]);

    expect({ status: await demo.ended, output: demo.output() }).toMatchObject({ status: 0 });

    for (const note of ["windows-1252", 'Associated Company "Nobody Ltd" is left out']) {
      expect(demo.output()).toContain(note);
    }
    const report = await readFile(path.join(rig.folder, "report.csv"), "utf8");
    const [heading, ...rows] = report.trim().split("\n");
    expect(heading).toBe("object,hubspot_id,connectwise_id,action,matched_by,reason");
    const facts = rows.map((row) => {
      const cells = row.split(",");
      const made = cells.slice(0, 5).map((cell) => cell.replace(/^\d{4,}$/u, "#"));
      return { row: made.join(","), reason: cells.slice(5).join(",") };
    });
    expect(facts.toSorted((a, b) => (a.row < b.row ? -1 : 1))).toEqual(
      OWN_REPORT.map(([row, reason]) => ({ row, reason: expect.stringContaining(reason) })),
    );
  });
});
