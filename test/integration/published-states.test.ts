import { setTimeout as sleep } from "node:timers/promises";

import { beforeAll, describe, expect, it } from "vitest";

import type { ControlType } from "../../sandbox/shared/control.ts";
import { firm, PATIENCE, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { readRows, until } from "./server-rig.ts";

const [home, other] = [firm(1), firm(2)];
const worker = person(1, home);
const CUSTOMERS = {
  groups: [
    { conditions: [{ path: "lifecyclestage", operator: "is-any-of", values: ["customer"] }] },
  ],
};
const EVERYTHING = { groups: [] };
const COMPANIES = "Companies > Company Maintenance";
/** Some polls: each would publish what there is. */
const SOME_POLLS_MS = 2_500;

describe("the state that HubSpot shows of a record [S17]", { timeout: 300_000 }, () => {
  let calls: Record<string, { count: number }> = {};
  const live = useLiveRig(worldOf([home, other], [worker]), {
    before: ({ forgetCalls }) => forgetCalls(),
  });

  const shown = async (type: ControlType, id: string): Promise<string> =>
    (await live().record("hubspot", type, id))?.properties.cw_sync_state ?? "";
  const shows = async (type: ControlType, id: string, state: string): Promise<void> => {
    await expect.poll(() => shown(type, id), PATIENCE).toBe(state);
  };
  const routes = async (): Promise<Record<string, { count: number }>> =>
    (await live().control("hubspot", "requests")).byRoute;
  const count = (method: string, part: string): number =>
    Object.entries(calls)
      .filter(([route]) => route.startsWith(`${method} `) && route.includes(part))
      .reduce((sum, [, each]) => sum + each.count, 0);
  const sql = (text: string): Promise<Record<string, unknown>[]> => readRows(live().database, text);
  const rows = (): Promise<Record<string, unknown>[]> =>
    sql("SELECT hubspot_id, state FROM published_states ORDER BY hubspot_id");
  /** A contact that waits, as it belongs to no company. */
  const homeless = async (name: string): Promise<string> => {
    const fields = { firstname: "Home", lastname: name, email: `${name}@people.example` };
    return (await live().edit("hubspot", "contact", { fields })).id;
  };
  const setFilter = async (hubspot: object): Promise<void> => {
    const reply = await live().api("PUT", "/objects/company/filters", { hubspot });
    expect(reply).toMatchObject({ status: 200 });
    await until(
      () => sql("SELECT 1 FROM rollouts WHERE phase <> 'done'"),
      (open) => open.length === 0,
    );
  };

  beforeAll(async () => {
    calls = await routes();
  });

  it("is that it is in sync once it is linked, and costs no call", async () => {
    expect(await shown("company", home.hubspot.id)).toBe("in_sync");
    expect(await shown("company", other.hubspot.id)).toBe("in_sync");
    expect(await shown("contact", worker.hubspot.id)).toBe("in_sync");
    expect(count("POST", "/companies/batch/update")).toBe(1);
    expect(count("POST", "/contacts/batch/update")).toBe(1);
    expect(count("POST", "/batch/upsert")).toBe(0);

    await live().forgetCalls();
    const { id } = await live().edit("connectwise", "company", {
      fields: { name: "Made There", identifier: "MadeThere" },
    });
    const made = await live().counterpart("connectwise", "company", id);
    await live().quiet();
    calls = await routes();

    expect(made.properties.cw_sync_state).toBe("in_sync");
    expect(count("POST", "/companies/batch/upsert")).toBe(1);
    expect(count("POST", "/companies/batch/update")).toBe(0);
    expect(await rows()).toEqual([]);
  });

  it("is that it waits, until what it waits for is there", async () => {
    await live().quiet();
    await live().forgetCalls();
    const id = await homeless("less");
    await shows("contact", id, "waiting");
    await live().quiet();
    calls = await routes();

    // One read of the sync, and one before and one after our write.
    expect(count("POST", "/contacts/batch/read")).toBe(3);
    expect(count("POST", "/contacts/batch/update")).toBe(1);
    expect(await rows()).toEqual([{ hubspot_id: id, state: "waiting" }]);

    await live().edit("hubspot", "contact", { id, associations: { companies: [home.hubspot.id] } });

    await shows("contact", id, "in_sync");
    await expect.poll(rows, PATIENCE).toEqual([]);
  });

  it("is no change for those who look for changes", async () => {
    const id = await homeless("still");
    await expect.poll(rows, PATIENCE).toContainEqual({ hubspot_id: id, state: "waiting" });
    await live().forgetCalls();

    await sleep(SOME_POLLS_MS);
    await live().quiet();

    calls = await routes();
    expect(Object.keys(calls).filter((route) => !route.endsWith("/search"))).toEqual([]);
    expect(await sql("SELECT 1 FROM dirty")).toEqual([]);
  });

  it("is that it needs attention while ConnectWise refuses it, which is not asked again for that", async () => {
    const refused = async (): Promise<number> => {
      const { byRoute } = await live().control("connectwise", "requests");
      return Object.entries<Shown>(byRoute)
        .filter(([route]) => route.startsWith("PATCH ") && route.includes("/company/companies"))
        .reduce((sum, [, { byStatus }]) => sum + (byStatus["403"] ?? 0), 0);
    };
    await live().control("connectwise", "permissions", {
      without: [{ permission: COMPANIES, level: "edit" }],
    });
    await live().forgetCalls();
    const { id } = other.hubspot;
    await live().edit("hubspot", "company", { id, fields: { phone: "+1 813 555 0177" } });
    await shows("company", id, "needs_attention");
    await sleep(SOME_POLLS_MS);
    expect(await refused()).toBe(1);

    await live().control("connectwise", "permissions", { without: [] });
    await live().api("POST", "/issues/retry", { code: "permission_missing" });

    await shows("company", id, "in_sync");
  });

  it("is that it is excluded once it leaves the filter, and changes when it comes back", async () => {
    const { id } = home.hubspot;
    await live().edit("hubspot", "company", { id, fields: { lifecyclestage: "lead" } });
    const { id: outside } = await live().edit("hubspot", "company", {
      fields: { name: "Unrelated Lead", domain: "unrelated.example", lifecyclestage: "lead" },
    });
    await live().quiet();
    await setFilter(CUSTOMERS);
    await shows("company", id, "excluded");

    const { id: later } = await live().edit("hubspot", "company", {
      fields: { name: "Late Lead", domain: "late.example", lifecyclestage: "lead" },
    });
    await expect
      .poll(async () => (await live().issue("hubspot", "company", later))?.code, PATIENCE)
      .toBe("filtered_out");
    await live().forgetCalls();
    await live().edit("hubspot", "company", { id, fields: { city: "Miami" } });
    await sleep(SOME_POLLS_MS);
    await live().quiet();
    calls = await routes();
    expect(count("POST", "/companies/batch/update")).toBe(0);
    expect(await shown("company", later)).toBe("");
    expect(await shown("company", outside)).toBe("excluded");

    await live().edit("hubspot", "company", { id, fields: { lifecyclestage: "customer" } });

    await shows("company", id, "in_sync");
    await setFilter(EVERYTHING);
    await shows("company", outside, "in_sync");
  });

  it("is emptied where the counterpart is deleted, and forgotten with a record that is gone", async () => {
    const [widow, gone] = [await homeless("widow"), await homeless("gone")];
    await shows("contact", widow, "waiting");
    await shows("contact", gone, "waiting");
    const companies = [other.hubspot.id];
    await live().edit("hubspot", "contact", { id: widow, associations: { companies } });
    const { id: there } = await live().counterpart("hubspot", "contact", widow);
    await shows("contact", widow, "in_sync");

    await live().remove("connectwise", "contact", String(there));
    await live().remove("hubspot", "contact", gone);

    await shows("contact", widow, "");
    await expect
      .poll(async () => (await rows()).map((row) => row["hubspot_id"]), PATIENCE)
      .not.toContain(gone);
    expect(await shown("contact", gone)).toBe("waiting");
  });

  it("is taken back by who takes two records apart", async () => {
    const { id } = other.hubspot;
    const pair = { hubspotId: id, connectwiseId: String(other.connectwise.id) };
    const reply = await live().api("POST", "/records/unlink", { objectType: "company", ...pair });
    expect(reply).toMatchObject({ status: 200 });

    await shows("company", id, "needs_attention");
    await live().api("POST", "/records/link", { objectType: "company", ...pair });
    await shows("company", id, "in_sync");
  });

  it("stays as it is while the sync is paused", async () => {
    const { id } = worker.hubspot;
    await live().quiet();
    await live().api("POST", "/portal/pause");
    await sleep(SOME_POLLS_MS); // a round that had begun may end
    await sql(`UPDATE links SET state = 'attention' WHERE hubspot_id = '${id}'`);
    await sleep(SOME_POLLS_MS);
    expect(await shown("contact", id)).toBe("in_sync");

    await live().api("POST", "/portal/resume");

    await shows("contact", id, "needs_attention");
  });
});
