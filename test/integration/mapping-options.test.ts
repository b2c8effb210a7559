import { describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, useLiveRig, worldOf } from "./live-rig.ts";
import { rowsOf } from "./settings-rig.ts";

const MAPPING = "/objects/company/mapping";
const TIERS = "/objects/company/value-maps/support_tier";

const options = (...labels: string[]) =>
  labels.map((optionValue, index) => ({
    id: index + 1,
    optionValue,
    defaultFlag: false,
    inactiveFlag: false,
    sortOrder: index + 1,
  }));

describe("options that come up while records are in sync [S5]", () => {
  const live = useLiveRig(worldOf([firm(1), firm(2)], []));

  /** What both vendors offer, read again as once a day. @returns issues about fields */
  async function refresh(type: string): Promise<Shown[]> {
    await live().api("POST", "/definitions/refresh");
    return (await live().api("GET", `/objects/${type}/mapping`)).body.issues;
  }
  async function setTier(number: number, value: string): Promise<void> {
    const customFields = [{ id: 12, caption: "Support Tier", type: "Text", value }];
    const id = String(2_000 + number);
    await live().edit("connectwise", "company", { id, fields: { customFields } });
  }
  const tierOf = async (number: number): Promise<string> =>
    (await live().record("hubspot", "company", 1_000 + number)).properties.support_tier ?? "";

  it("are an issue of their field before any record fails on them", async () => {
    const { api, control } = live();
    const row = { hubspot: "support_tier", connectwise: "customFields/12", direction: "both" };
    await api("PUT", MAPPING, { rows: [...rowsOf(await api("GET", MAPPING)), row] });
    // The row counts from now on: what stands there when its roll-out looks is nobody's change.
    await live().quiet();
    const fields = { options: options("Gold", "Silver", "Bronze", "Platinum") };
    await control("connectwise", "setup", { table: "userDefinedFields", id: 12, fields });

    const issues = await refresh("company");

    expect(issues).toMatchObject([
      {
        hubspot: "support_tier",
        code: "option_not_mapped",
        message: expect.stringContaining("Platinum"),
        remedy: expect.stringMatching(/value map/u),
        options: [{ side: "connectwise", value: "Platinum" }],
      },
    ]);
    expect((await api("GET", "/issues")).body.items).toEqual([]);
  });

  it("stop the record that uses them, and nothing is guessed", async () => {
    await setTier(1, "Platinum");
    await setTier(2, "Silver");

    await expect
      .poll(() => live().issue("connectwise", "company", 2_001), PATIENCE)
      .toMatchObject({ state: "attention", code: "option_not_mapped", field: "customFields/12" });
    await expect.poll(() => tierOf(2), PATIENCE).toBe("Silver");
    expect(await tierOf(1)).toBe("");
  });

  it("take the fallback once there is one, and the record goes on by itself", async () => {
    const { api, issue } = live();
    const { map } = (await api("GET", TIERS)).body;

    const changed = await api("PUT", TIERS, { map: { ...map, fallback: { toHubspot: "Gold" } } });

    expect(changed).toMatchObject({ status: 200, body: { issues: [] } });
    await expect.poll(() => tierOf(1), PATIENCE).toBe("Gold");
    await expect.poll(() => issue("connectwise", "company", 2_001), PATIENCE).toBeUndefined();
  });

  it("tell of a new status of opportunities as well", async () => {
    const fields = {
      name: "On ice",
      wonFlag: false,
      lostFlag: false,
      closedFlag: false,
      inactiveFlag: false,
      defaultFlag: false,
    };
    await live().control("connectwise", "setup", { table: "opportunityStatuses", id: 90, fields });

    expect(await refresh("deal")).toMatchObject([
      {
        code: "stage_not_mapped",
        message: expect.stringContaining("On ice"),
        options: [{ side: "connectwise", value: "*|90", label: "On ice" }],
      },
    ]);
    expect((await live().api("GET", "/issues")).body.items).toEqual([]);
  });
});
