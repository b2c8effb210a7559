import { describe, expect, it } from "vitest";

import { hubspotFirms, itemsOf, startReadyRig } from "./first-sync-rig.ts";
import { firm, person, worldOf } from "./live-rig.ts";
import { untilEnded } from "./server-rig.ts";
import { rowsOf } from "./settings-rig.ts";

/** Groups of a filter for HubSpot's companies. */
const CUSTOMERS_OR_LARGE = [
  { conditions: [{ path: "lifecyclestage", operator: "is-any-of", values: ["customer"] }] },
  { conditions: [{ path: "numberofemployees", operator: "at-least", values: ["50"] }] },
];
const small = { companies: 20, contacts: 50, deals: 20 };

// The demo compares them on its sample, and on people's own files.
describe("a dry run's counts [S16]", { timeout: 300_000 }, () => {
  it.each<[string, number, object[]]>([
    ["both systems know the same", 1, []],
    ["two systems have little in common", 2, []],
    ["HubSpot's filter leaves some of the same companies out", 1, CUSTOMERS_OR_LARGE],
    ["HubSpot's filter leaves companies of either system out", 2, CUSTOMERS_OR_LARGE],
  ])("are what the first sync then does, where %s", async (_name, seed, groups) => {
    const fill = { hubspot: { ...small, seed: 1 }, connectwise: { ...small, seed } };
    const rig = await startReadyRig(fill);
    try {
      await rig.api("PUT", "/objects/company/filters", { hubspot: { groups } });
      await rig.api("POST", "/dry-runs");
      const dryRun = await untilEnded(rig, "dry-run");
      await rig.api("POST", "/first-syncs");
      const firstSync = await untilEnded(rig, "first-sync");

      expect(firstSync.body).toMatchObject({ state: "done", pause: null });
      expect(firstSync.body.objects).toEqual(dryRun.body.objects);
      const items = await itemsOf(rig, firstSync.body.runId);
      expect(countByType(items)).toEqual(dryRun.body.objects);
    } finally {
      await rig.close();
    }
  });

  it("count what belongs to a company with a conflict that a person has to decide", async () => {
    const city = { hubspot: { city: "Kiel" }, connectwise: { city: "Hamburg" } };
    const { hubspot, connectwise } = worldOf([firm(1, city)], []);
    const contacts = person(1, firm(1)).hubspot;
    const rig = await startReadyRig({
      hubspot: { records: { ...hubspot, contacts: [contacts] } },
      connectwise: { records: connectwise },
    });
    try {
      const rows = rowsOf(await rig.api("GET", "/objects/company/mapping"));
      const asking = rows.map((row) =>
        row["hubspot"] === "city" ? { ...row, conflictRule: "ask" } : row,
      );
      await rig.api("PUT", "/objects/company/mapping", { rows: asking });
      await rig.api("POST", "/dry-runs");
      const dryRun = await untilEnded(rig, "dry-run");
      await rig.api("POST", "/first-syncs");
      const firstSync = await untilEnded(rig, "first-sync");

      expect(firstSync.body.counts).toEqual({ attention: 1, created_in_connectwise: 1 });
      expect(dryRun.body.counts).toEqual(firstSync.body.counts);
    } finally {
      await rig.close();
    }
  });

  it("count by sides what belongs to companies that HubSpot's filter leaves out", async () => {
    const customer = firm(1, { hubspot: { lifecyclestage: "customer" } });
    const [lead, unknown] = [firm(2, { hubspot: { lifecyclestage: "lead" } }), firm(3)];
    const { hubspot, connectwise } = worldOf([customer, lead], [person(1, customer)]);
    const [here, there] = [person(2, lead), person(3, lead)];
    const own = person(4, unknown);
    const rig = await startReadyRig({
      hubspot: {
        records: { ...hubspot, contacts: [...(hubspot.contacts ?? []), here.hubspot] },
      },
      connectwise: {
        records: {
          companies: [...(connectwise.companies ?? []), unknown.connectwise],
          contacts: [...(connectwise.contacts ?? []), there.connectwise, own.connectwise],
          deals: [
            {
              id: 6_001,
              name: "Crane",
              company: { id: unknown.connectwise.id },
              contact: { id: own.connectwise.id },
            },
          ],
        },
      },
    });
    try {
      const condition = { path: "lifecyclestage", operator: "is-any-of", values: ["customer"] };
      const filter = { hubspot: { groups: [{ conditions: [condition] }] } };
      await rig.api("PUT", "/objects/company/filters", filter);
      await rig.api("POST", "/dry-runs");
      const dryRun = await untilEnded(rig, "dry-run");
      await rig.api("POST", "/first-syncs");
      const firstSync = await untilEnded(rig, "first-sync");

      // Of the lead's two contacts ConnectWise's is made in HubSpot; HubSpot's is left out.
      expect(dryRun.body.objects).toEqual({
        company: { linked: 1, excluded: 1, created_in_hubspot: 1 },
        contact: { linked: 1, excluded: 1, created_in_hubspot: 2 },
        deal: { created_in_hubspot: 1 },
      });
      expect(firstSync.body.objects).toEqual(dryRun.body.objects);
    } finally {
      await rig.close();
    }
  });

  it("count what was created although the other system could not be told at first", async () => {
    const hubspot = { records: { companies: hubspotFirms(1, 3) } };
    const rig = await startReadyRig({ hubspot, connectwise: { dataset: "empty" } });
    try {
      await rig.api("POST", "/dry-runs");
      const dryRun = await untilEnded(rig, "dry-run");
      const match = "companies/batch/update";
      await rig.control("hubspot", "faults", { next: [{ match, kind: "500-before" }] });
      await rig.api("POST", "/first-syncs");
      const firstSync = await untilEnded(rig, "first-sync");

      expect(dryRun.body.counts).toEqual({ created_in_connectwise: 3 });
      expect(firstSync.body).toMatchObject({ state: "done", counts: dryRun.body.counts });
    } finally {
      await rig.close();
    }
  });
});

function countByType(
  items: readonly { readonly objectType: string; readonly action: string }[],
): Record<string, Record<string, number>> {
  const counts: Record<string, Record<string, number>> = {};
  for (const { objectType, action } of items) {
    const own = (counts[objectType] ??= {});
    own[action] = (own[action] ?? 0) + 1;
  }
  return counts;
}
