import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { openTestDatabase } from "../support/postgres.ts";
import { type Reply, type ServerRig, startServerRig, until } from "./server-rig.ts";
import { goLive } from "./settings-rig.ts";

const database = await openTestDatabase();
type Finding = Reply["body"];
const COMPANIES = 8;

const missing = ({ findings }: Reply["body"]): string[] =>
  findings
    .filter(({ state }: Finding) => state === "missing")
    .map(({ permission, level }: Finding) => `${permission} > ${level}`);

describe("permission check [S25]", () => {
  let rig: ServerRig;
  beforeAll(async () => {
    rig = await startServerRig(database, { environment: { POLL_SECONDS: "1" } });
    const make = (type: string, fields: object): Promise<Reply["body"]> =>
      rig.control("connectwise", "edit", { type, fields });
    for (let number = 1; number <= COMPANIES; number += 1) {
      // oxlint-disable-next-line no-await-in-loop -- a few, in order
      const { id } = await make("company", { name: `Firm ${number}` });
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (number === 1) await make("deal", { name: "A sale", company: { id } });
    }
    await rig.install();
  });
  afterAll(() => rig.close());

  const takeAway = (...without: unknown[]): Promise<unknown> =>
    rig.control("connectwise", "permissions", { without });
  const check = async (): Promise<Reply["body"]> => {
    const { status, body } = await rig.api("POST", "/permissions/check");
    expect(status).toBe(200);
    return body;
  };
  it("has nothing to look at before ConnectWise is connected", async () => {
    const answers = [
      await rig.api("GET", "/permissions"),
      await rig.api("POST", "/permissions/check"),
    ];

    for (const { status, body } of answers) {
      expect(status).toBe(409);
      expect(body.error).toMatchObject({ code: "not_configured", remedy: expect.any(String) });
    }
  });

  describe("once connected", () => {
    beforeAll(async () => {
      await rig.connect();
    });
    beforeEach(async () => {
      await takeAway();
    });

    it("lists what the sync takes before anybody looked, without a call", async () => {
      await rig.forgetCalls();

      const { body } = await rig.api("GET", "/permissions");

      expect(body).toMatchObject({ checkedAt: null, reason: null, missing: 0 });
      const states = new Set(body.findings.map(({ state }: Finding) => state));
      expect([...states]).toEqual(["unchecked"]);
      expect(await rig.countCalls()).toBe(0);
    });

    it("only reads, finds each right that reading proves, and says what it cannot prove", async () => {
      await rig.forgetCalls();

      const body = await check();

      const { byRoute } = await rig.control("connectwise", "requests");
      expect(Object.keys(byRoute).filter((route) => !route.startsWith("GET "))).toEqual([]);
      expect(body).toMatchObject({ missing: 0, reason: "asked", checkedAt: expect.any(String) });
      const stateOf = (permission: string, level: string | null) =>
        body.findings.find((one: Finding) => one.permission === permission && one.level === level)
          .state;
      for (const permission of [
        "Companies > Company Maintenance",
        "Companies > Contacts",
        "Sales > Opportunity",
        "Sales > Opportunity Finance",
        "System > Member Maintenance",
        "System > My Company",
        "System > Table Setup",
      ]) {
        expect([permission, stateOf(permission, "Inquire")]).toEqual([permission, "granted"]);
      }
      expect(stateOf("Companies > Contacts", "Add")).toBe("unproven");
      expect(stateOf("Sales > Closed Opportunity", "Edit")).toBe("unproven");
      expect(stateOf("crm.objects.deals.write", null)).toBe("granted");
      expect((await rig.api("GET", "/permissions")).body).toEqual(body);
    });

    it.each(["Companies > Contacts", "Sales > Opportunity Finance"])(
      "names %s and the screen that grants it, and no other",
      async (permission) => {
        await takeAway({ permission, level: "inquire" });

        const body = await check();

        expect(new Set(missing(body))).toEqual(new Set([`${permission} > Inquire`]));
        const { remedy } = body.findings.find(({ state }: Finding) => state === "missing");
        expect(remedy).toContain("System > Security Roles");
        expect(remedy).toContain(`${permission} > Inquire`);
        expect(body.missing).toBeGreaterThan(0);
      },
    );

    it("names the set-up tables of which each is missing", async () => {
      await rig.control("connectwise", "permissions", {
        deny: ["/sales/opportunities/statuses", "/system/callbacks"],
      });

      const body = await check();

      const lost = body.findings.filter(({ state }: Finding) => state === "missing");
      expect(lost).toHaveLength(2);
      expect(lost.map(({ remedy }: Finding) => remedy)).toEqual(
        expect.arrayContaining([
          expect.stringContaining("opportunity / status"),
          expect.stringContaining("callbacks"),
        ]),
      );
      // Without callbacks changes arrive by poll: nothing stops.
      expect(body.missing).toBe(1);
    });

    it("keeps the last result when ConnectWise cannot be asked", async () => {
      const before = await check();
      await rig.control("connectwise", "faults", { seed: 1, rate: 1, kinds: ["500-before"] });

      const { status, body } = await rig.api("POST", "/permissions/check");

      await rig.control("connectwise", "faults", { seed: 1, rate: 0 });
      expect(status).toBe(503);
      expect(body.error.code).toBeTruthy();
      expect((await rig.api("GET", "/permissions")).body).toEqual(before);
    });

    it(
      "is repeated once when the sync is refused, however many records are",
      { timeout: 300_000 },
      async () => {
        await goLive(rig);
        await check();
        await rig.forgetCalls();
        await takeAway({ permission: "Companies > Company Maintenance", level: "edit" });
        const companies = await rig.control("hubspot", "records/company");
        const linked = companies.filter(
          ({ properties, archived }: Finding) => properties.cw_company_id && archived !== true,
        );
        expect(linked).toHaveLength(COMPANIES);
        for (const { id } of linked) {
          await rig.control("hubspot", "edit", {
            type: "company",
            id,
            fields: { phone: "+1 813 555 0142" },
          });
        }

        const found = await until(
          () => rig.api("GET", "/permissions"),
          ({ body }) => body.reason === "refused",
        );
        const refused = await until(
          () => rig.control("connectwise", "requests"),
          ({ byRoute }) => (byRoute[PATCH]?.byStatus?.["403"] ?? 0) >= COMPANIES,
        );

        expect(missing(found.body)).toEqual(["Companies > Company Maintenance > Edit"]);
        const { remedy } = found.body.findings.find(({ state }: Finding) => state === "missing");
        expect(remedy).toContain("Companies > Company Maintenance");
        expect(refused.byRoute[MEMBERS].count).toBe(1);
        expect(rig.log.filter((line) => line.includes("permission missing"))).toHaveLength(1);
        const { body: overview } = await rig.api("GET", "/overview");
        expect(overview.warnings.map(({ code }: Finding) => code)).toContain("permissions_missing");

        await takeAway();
        expect(missing(await check())).toEqual([]);
      },
    );
  });
});

const PATCH = "PATCH /:codebase/apis/3.0/company/companies/:id";
const MEMBERS = "GET /:codebase/apis/3.0/system/members";
