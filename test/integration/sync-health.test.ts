import { describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { readRows, until } from "./server-rig.ts";

const [edited, drifted] = [firm(1), firm(2)];

/** How many changes all rows together tell of. */
function counts(rows: readonly { readonly count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

describe("how well the sync keeps up [S17]", () => {
  const live = useLiveRig(worldOf([edited, drifted], []));

  const readHealth = async (): Promise<Shown> => (await live().api("GET", "/sync-health")).body;

  /** Waits for as many changes to be measured, and until everything is quiet. */
  const measured = async (count: number): Promise<Shown> => {
    await until(readHealth, ({ latency }) => latency.count >= count);
    await live().quiet();
    return readHealth();
  };

  it("shows nothing measured after a first sync: that was no change of anybody's", async () => {
    await live().quiet();

    const { latency, sweeps } = await readHealth();

    expect(latency).toMatchObject({ count: 0, p50Ms: null, p95Ms: null, byWay: [] });
    expect(latency.perHour).toHaveLength(24);
    expect(sweeps).toEqual([]);
  });

  it("measures each change of a person once, by the way it came, and no echo", async () => {
    const { edit, record } = live();
    await edit("hubspot", "company", {
      id: edited.hubspot.id,
      fields: { numberofemployees: "12" },
    });
    await expect
      .poll(() => record("connectwise", "company", edited.connectwise.id), PATIENCE)
      .toMatchObject({ numberOfEmployees: 12 });
    await measured(1);
    await edit("connectwise", "company", { id: edited.connectwise.id, fields: { city: "Kiel" } });
    await measured(2);
    await edit("hubspot", "company", {
      fields: { name: "Made Later", domain: "later.example", country: "United States" },
    });

    const { latency } = await measured(3);

    expect(latency.count).toBe(3);
    expect(latency.p50Ms).toBeGreaterThan(0);
    expect(latency.p95Ms).toBeGreaterThanOrEqual(latency.p50Ms);
    expect(counts(latency.perHour)).toBe(3);
    expect(counts(latency.byWay)).toBe(3);
    expect(latency.byWay.map(({ way }: Shown) => way)).toContain("webhook");
  });

  it("tells what a full comparison found that nothing had announced, and not again next time", async () => {
    const { database, record, sweep, quiet } = live();
    await quiet();
    const { properties } = await record("hubspot", "company", drifted.hubspot.id);
    // As if a value had changed without a new time, when nobody was told.
    await readRows(
      database,
      `UPDATE links SET hubspot_seen_ms = ${Date.parse(properties.hs_lastmodifieddate)},
         hubspot_base = (SELECT jsonb_object_agg(key, 'another') FROM jsonb_each(hubspot_base))
       WHERE hubspot_id = '${drifted.hubspot.id}'`,
    );
    await sweep();
    const { sweeps } = await until(readHealth, (health) => health.sweeps.length === 6);

    const companies = sweeps.filter(({ objectType }: Shown) => objectType === "company");
    expect(companies).toMatchObject([
      { side: "connectwise", drift: 0 },
      { side: "hubspot", drift: 1 },
    ]);
    for (const { compared } of companies) expect(compared).toBeGreaterThanOrEqual(3);

    await quiet();
    const before = companies[1].finishedAt;
    await sweep();
    const again = await until(
      async () =>
        (await readHealth()).sweeps.filter(
          ({ side, objectType }: Shown) => side === "hubspot" && objectType === "company",
        ),
      ([found]) => found.finishedAt !== before,
    );
    expect(again).toMatchObject([{ drift: 0 }]);
  });

  it("counts the calls to both vendors by the hour, next to what is allowed", async () => {
    await live().quiet();
    await live().forgetCalls();
    const before = await readHealth();
    await live().edit("hubspot", "company", { id: drifted.hubspot.id, fields: { zip: "1" } });
    await live().quiet();
    const made = {
      hubspot: await live().control("hubspot", "requests"),
      connectwise: await live().control("connectwise", "requests"),
    };

    const { calls } = await readHealth();

    for (const side of ["hubspot", "connectwise"] as const) {
      const used = calls[side].count - before.calls[side].count;
      expect(used).toBeGreaterThan(2);
      // Polls come between the two counts.
      expect(Math.abs(used - made[side].total)).toBeLessThan(20);
      expect(calls[side].perHour).toHaveLength(24);
      expect(counts(calls[side].perHour)).toBe(calls[side].count);
      expect(calls[side].allowedPerSecond).toBeGreaterThan(5);
    }
  });
});
