import { afterEach, describe, expect, it } from "vitest";

import { firm, PATIENCE, type Shown, useLiveRig } from "./live-rig.ts";
import { readRows } from "./server-rig.ts";

const linked = firm(1);
const COMPANIES = "Companies > Company Maintenance";
const newcomer = (name: string) => ({ fields: { name, country: "United States" } });

describe("a write that is refused for want of a right [S21] [S25]", { timeout: 300_000 }, () => {
  const live = useLiveRig({
    hubspot: { companies: [linked.hubspot] },
    connectwise: { companies: [linked.connectwise] },
  });
  const takeAway = (level: string): Promise<unknown> =>
    live().control("connectwise", "permissions", { without: [{ permission: COMPANIES, level }] });
  const giveBack = (): Promise<unknown> =>
    live().control("connectwise", "permissions", { without: [] });
  const issueOf = (id: string): Promise<Shown> => live().issue("hubspot", "company", id);
  const refused = async (method: "POST" | "PATCH"): Promise<number> => {
    const { byRoute } = await live().control("connectwise", "requests");
    return Object.entries<Shown>(byRoute)
      .filter(([route]) => route.startsWith(`${method} `) && route.includes("/company/companies"))
      .reduce((sum, [, { byStatus }]) => sum + (byStatus["403"] ?? 0), 0);
  };
  const named = async (name: string): Promise<number> =>
    (await live().records("connectwise", "company")).filter((one) => one.name === name).length;

  afterEach(giveBack);

  it("is told once with what to grant, and done once after a check of the permissions", async () => {
    await live().quiet();
    await live().forgetCalls();
    await takeAway("add");
    const { id } = await live().edit("hubspot", "company", newcomer("Refused at first"));

    await expect
      .poll(() => issueOf(id), PATIENCE)
      .toMatchObject({
        state: "attention",
        code: "permission_missing",
        field: null,
        message: expect.stringContaining("ConnectWise refuses access"),
        remedy: expect.stringContaining(COMPANIES),
      });
    const { body } = await live().api("GET", "/issues/categories");
    expect(body.items).toContainEqual(
      expect.objectContaining({ code: "permission_missing", count: 1, fields: [] }),
    );
    expect(await readRows(live().database, "SELECT 1 FROM create_intents")).toEqual([]);
    const waiting = `SELECT 1 FROM dirty WHERE record_id = '${id}'
      AND not_before BETWEEN now() + interval '50 minutes' AND now() + interval '1 hour'`;
    expect(await readRows(live().database, waiting)).toHaveLength(1);
    expect(await refused("POST")).toBe(1);

    await giveBack();
    expect((await live().api("POST", "/permissions/check")).status).toBe(200);

    await expect.poll(() => issueOf(id), PATIENCE).toBeUndefined();
    await live().quiet();
    expect(await named("Refused at first")).toBe(1);
    expect(await refused("POST")).toBe(1);
  });

  it("keeps its issue while the right is missing, and is done when a person has it tried", async () => {
    await takeAway("edit");
    await live().forgetCalls();
    const id = linked.hubspot.id;
    const fields = { phone: "+1 813 555 0177" };
    await live().edit("hubspot", "company", { id, fields });
    const issue = (): Promise<Shown> =>
      live().issue("connectwise", "company", linked.connectwise.id);
    await expect.poll(issue, PATIENCE).toMatchObject({
      state: "attention",
      code: "permission_missing",
      linkedId: id,
      remedy: expect.stringContaining(COMPANIES),
    });

    await live().api("POST", "/issues/retry", { code: "permission_missing" });
    await expect.poll(() => refused("PATCH"), PATIENCE).toBe(2);
    await expect.poll(issue, PATIENCE).toMatchObject({ code: "permission_missing" });
    await giveBack();
    await live().api("POST", "/issues/retry", { code: "permission_missing" });

    await expect.poll(issue, PATIENCE).toBeUndefined();
    await live().quiet();
    const { phoneNumber } = await live().record("connectwise", "company", linked.connectwise.id);
    expect(phoneNumber).toBe(fields.phone);
    expect(await refused("PATCH")).toBe(2);
    const lines = await readRows(
      live().database,
      "SELECT 1 FROM journal WHERE kind = 'update' AND mapping_key = 'phone'",
    );
    expect(lines).toHaveLength(1);
  });

  it("is tried again by itself once an hour is over", async () => {
    await takeAway("add");
    const { id } = await live().edit("hubspot", "company", newcomer("Refused for an hour"));
    await expect.poll(() => issueOf(id), PATIENCE).toBeDefined();

    await giveBack();
    await readRows(live().database, "UPDATE dirty SET not_before = now()");

    await expect.poll(() => issueOf(id), PATIENCE).toBeUndefined();
    expect(await named("Refused for an hour")).toBe(1);
  });
});
