import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  checkPermissions,
  neededPermissions,
} from "../../server/adapters/connectwise/permissions.ts";
import type { PermissionFinding, Refusal } from "../../server/sync/permission-ports.ts";
import { type AdapterRig, callsOf, startAdapterRig } from "./connectwise-adapter-rig.ts";

const titles = (findings: readonly PermissionFinding[]): Set<string> =>
  new Set(findings.map(({ permission, level }) => `${permission} > ${level}`));
const refusal = (change: Partial<Refusal>): Refusal => ({
  side: "connectwise",
  objectType: "deal",
  action: "update",
  remedy: null,
  ...change,
});

describe("rights in ConnectWise [S25]", () => {
  let rig: AdapterRig;
  beforeAll(async () => {
    rig = await startAdapterRig({ dataset: "sample" });
  });
  beforeEach(async () => {
    await rig.control.post("/permissions", {});
  });
  afterAll(() => rig.close());

  const missing = async (refusals: readonly Refusal[] = []): Promise<PermissionFinding[]> =>
    (await checkPermissions(rig.client, refusals)).filter(({ state }) => state === "missing");
  it("are those of the published role, each told what it is needed for", () => {
    const names = new Set(neededPermissions().map(({ permission }) => permission));

    expect([...names].toSorted()).toEqual([
      "Companies > Company Maintenance",
      "Companies > Contacts",
      "Sales > Closed Opportunity",
      "Sales > Opportunity",
      "Sales > Opportunity Finance",
      "System > Member Maintenance",
      "System > My Company",
      "System > Table Setup",
    ]);
    expect(neededPermissions().every(({ neededFor }) => neededFor !== "")).toBe(true);
  });

  it("are looked at by reads alone, and few", async () => {
    const calls = await callsOf(rig, () => checkPermissions(rig.client, []));

    expect(Object.keys(calls).filter((route) => !route.startsWith("GET "))).toEqual([]);
    expect(Object.keys(calls).length).toBeLessThan(30);
  });

  it.each([
    "Companies > Company Maintenance",
    "Companies > Contacts",
    "Sales > Opportunity",
    "Sales > Opportunity Finance",
    "System > Member Maintenance",
    "System > My Company",
    "System > Table Setup",
  ])("without %s name it, the screen that grants it, and no other", async (permission) => {
    await rig.control.post("/permissions", { without: [{ permission, level: "inquire" }] });

    const found = await missing();

    expect(titles(found)).toEqual(new Set([`${permission} > Inquire`]));
    for (const { remedy } of found) {
      expect(remedy).toContain("System > Security Roles");
      expect(remedy).toContain(`${permission} > Inquire`);
    }
  });

  it.each([
    [{ action: "create" }, "Sales > Opportunity > Add"],
    [{}, "Sales > Opportunity > Edit"],
    [{ objectType: "contact" }, "Companies > Contacts > Edit"],
  ] as const)("are missing that a refused write %j tells", async (change, expected) => {
    expect(titles(await missing([refusal(change)]))).toEqual(new Set([expected]));
  });

  it("are missing that the remedy of a refused write names", async () => {
    const remedy = "Give the role Sales > Opportunity Finance.";

    const found = await missing([refusal({ remedy })]);

    expect(titles(found)).toEqual(new Set(["Sales > Opportunity Finance > Edit"]));
    expect(found[0]?.remedy).toBe(remedy);
  });

  it("cannot be told from an empty list of opportunities, nor from a path that is not there", async () => {
    const own = await startAdapterRig();
    const findings = await checkPermissions(own.client, []);
    await own.close();

    const finance = findings.find(
      ({ permission, level }) => permission.endsWith("Finance") && level === "Inquire",
    );
    expect(finance).toMatchObject({
      state: "unproven",
      message: expect.stringContaining("no opp"),
    });
  });

  it("end the check when the keys are refused", async () => {
    const own = await startAdapterRig({ privateKey: "another" });
    const checking = checkPermissions(own.client, []);

    await expect(checking).rejects.toMatchObject({ errorClass: "auth" });
    await own.close();
  });
});
