import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ControlClient } from "../../sandbox/demo/control-client.ts";
import type { ConnectwiseRecord, HubspotRecord } from "../../sandbox/demo/evidence.ts";
import { openDemoRig } from "./demo-rig.ts";

const rig = await openDemoRig();
const TIMEOUT_MS = 120_000;

/** What still answers on one of the demo's ports. */
async function stillRunning(): Promise<string[]> {
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

async function isDatabaseRunning(): Promise<boolean> {
  const file = path.join(rig.folder, "data", "postgres", "postmaster.pid");
  return readFile(file).then(
    () => true,
    () => false,
  );
}

describe("the demo", () => {
  it(
    "syncs the sample once, finds both systems equal or explained, and leaves nothing running",
    { timeout: TIMEOUT_MS },
    async () => {
      const demo = rig.start(["--once"]);

      expect({ status: await demo.ended, output: demo.output() }).toMatchObject({ status: 0 });

      const file = path.join(rig.folder, "data", "demo-result.json");
      const result = JSON.parse(await readFile(file, "utf8"));
      expect(result).toMatchObject({ ok: true, problems: [] });
      for (const objectType of ["company", "contact", "deal"]) {
        expect(result.comparison[objectType]).toMatchObject({
          differences: [],
          duplicates: [],
          unexplained: [],
        });
        const counts = result.counts[objectType];
        expect(counts.created_in_hubspot).toBeGreaterThan(0);
        expect(counts.created_in_connectwise).toBeGreaterThan(0);
        expect(counts.attention).toBeGreaterThan(0);
      }
      expect(result.counts.company.linked).toBeGreaterThan(100);
      expect(result.counts.contact.linked).toBeGreaterThan(400);
      expect(await stillRunning()).toEqual([]);
      expect(await isDatabaseRunning()).toBe(false);
    },
  );

  it("goes on where it stopped when it is started again", { timeout: TIMEOUT_MS }, async () => {
    const hubspot = new ControlClient(`http://127.0.0.1:${rig.ports.hubspot}`);
    const connectwise = new ControlClient(`http://127.0.0.1:${rig.ports.connectwise}`);

    const first = rig.start([]);
    await first.says("Everything runs.");
    const before = await hubspot.records<HubspotRecord>("company");
    first.signal("SIGINT");
    expect(await first.ended).toBe(0);
    expect(await stillRunning()).toEqual([]);
    expect(await isDatabaseRunning()).toBe(false);

    const second = rig.start([]);
    await second.says("Everything runs.");
    expect(second.output()).not.toContain("Dry run");
    const after = await hubspot.records<HubspotRecord>("company");
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    const linked = after.find(({ properties }) => properties["cw_company_status"] === "Active");
    const fields = { numberofemployees: "4711" };
    await hubspot.edit({ type: "company", id: linked?.id ?? "", fields });
    await expect
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
    expect(await stillRunning()).toEqual([]);
  });

  it("says what a first sync does to a person's own exports", { timeout: TIMEOUT_MS }, async () => {
    const files = { hubspot: "hubspot.csv", connectwise: "connectwise.csv" };
    await writeFile(
      path.join(rig.folder, files.hubspot),
      "Record ID,Company name,Company Domain Name,City,Country/Region\n" +
        "901,Nordwind Möbel GmbH,nordwind.example,Kiel,Germany\n" +
        "902,Harbour Lane Dental,harbourlane.example,Tampa,United States\n" +
        "903,Old Mill Bakery,oldmill.example,Tampa,United States\n",
    );
    await writeFile(
      path.join(rig.folder, files.connectwise),
      "Company RecID,Company ID,Company Name,Status,Website,City,Country\n" +
        "71,NordwindMoebel,Nordwind Möbel,Active,https://www.nordwind.example/de,Kiel,Germany\n" +
        "72,OldMill,Old Mill Bakery,Inactive,oldmill.example,Tampa,United States\n" +
        "73,Quayside,Quayside Press,Active,quayside.example,Tampa,United States\n",
    );
    const demo = rig.start([
      `--hubspot-csv=${files.hubspot}`,
      `--connectwise-csv=${files.connectwise}`,
      "--once",
    ]);

    expect({ status: await demo.ended, output: demo.output() }).toMatchObject({ status: 0 });

    const report = await readFile(path.join(rig.folder, "report.csv"), "utf8");
    const [heading, ...rows] = report.trim().split("\n");
    expect(heading).toBe("object,hubspot_id,connectwise_id,action,matched_by,reason");
    const facts = rows.map((row) => row.split(",").slice(0, 4).join(","));
    expect(facts).toContain("company,901,71,linked");
    expect(facts).toContain("company,903,72,excluded");
    expect(facts.some((row) => /^company,902,\d+,created_in_connectwise$/.test(row))).toBe(true);
    expect(facts.some((row) => /^company,\d+,73,created_in_hubspot$/.test(row))).toBe(true);
    expect(rows).toHaveLength(4);
  });
});
