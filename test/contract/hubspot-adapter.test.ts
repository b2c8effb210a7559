import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "../../server/sync/errors.ts";
import type { CrmAdapter } from "../../server/sync/adapter-ports.ts";
import { records, startHubspotRig } from "./hubspot-adapter-rig.ts";
import type { HubspotRig } from "./hubspot-adapter-rig.ts";

const UPDATE = "POST /crm/objects/:version/companies/batch/update";
const READ = "POST /crm/objects/:version/companies/batch/read";

async function errorOf(work: Promise<unknown>): Promise<AppError> {
  const outcome = await work.catch((thrown: unknown) => thrown);
  if (outcome instanceof AppError) return outcome;
  throw new Error("no AppError was thrown", { cause: outcome });
}

function companies(
  count: number,
  createdAt: (index: number) => string = () => "2026-01-01T00:00:00.000Z",
): { id: string }[] {
  return records("company", count, (index) => ({ createdAt: createdAt(index) }));
}

describe("the HubSpot adapter on the stand-in", () => {
  let rig: HubspotRig;
  let adapter: CrmAdapter;

  const scan = async (since: number): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const page = await adapter.changesScan("company", since, cursor, ["name"]);
      ids.push(...page.records.map(({ id }) => id));
      cursor = page.next;
    } while (cursor !== null);
    return ids;
  };

  beforeEach(async () => {
    rig = await startHubspotRig();
    ({ adapter } = rig);
  });
  afterEach(() => rig.standIn.close());

  it("lists 100 records a page", async () => {
    await rig.load({ companies: companies(250) });
    await rig.forgetCalls();

    const sizes: number[] = [];
    let cursor: string | null = null;
    do {
      const page = await adapter.list("company", cursor, ["name"]);
      sizes.push(page.records.length);
      cursor = page.next;
    } while (cursor !== null);

    expect(sizes).toEqual([100, 100, 50]);
    expect(Object.keys(await rig.calls())).toEqual(["GET /crm/objects/:version/companies"]);
  });

  it("scans past 450 records of one millisecond without losing or doubling one", async () => {
    const at = Date.parse("2026-01-01T00:00:00.500Z");
    const times = (index: number): string =>
      new Date(index < 30 ? at - 10 : index < 480 ? at : at + 10).toISOString();
    await rig.load({ companies: companies(510, times) });

    const ids = await scan(at - 1_000);

    expect(ids).toHaveLength(510);
    expect(new Set(ids).size).toBe(510);
  });

  it("scans across many pages of distinct times", async () => {
    const start = Date.parse("2026-01-01T00:00:00.000Z");
    await rig.load({ companies: companies(650, (index) => new Date(start + index).toISOString()) });

    expect(await scan(start)).toHaveLength(650);
  });

  it("reads values apart when the properties do not fit into a search", async () => {
    await rig.load({ companies: companies(3) });
    const paths = [
      "name",
      ...Array.from({ length: 200 }, (_each, index) => `unknown_property_${index}`),
    ];

    const head = await adapter.changesHead("company", 0, paths);

    expect(head.records.map(({ fields }) => fields["name"])).toEqual([
      "Company 0",
      "Company 1",
      "Company 2",
    ]);
    expect(head.isComplete).toBe(true);
  });

  it("gives a merged record's winner when both are read", async () => {
    await rig.load({ companies: companies(2) });
    await rig.standIn.control("merge", { type: "company", winner: "1000", loser: "1001" });

    const found = await adapter.read("company", ["1000", "1001"], ["name"]);

    expect(found.get("1000")).not.toHaveProperty("mergedIntoId");
    expect(found.get("1001")).toMatchObject({ id: "1000", mergedIntoId: "1000" });
  });

  it("reads the history of 100 records in two calls", async () => {
    await rig.load({ companies: companies(100) });
    await rig.forgetCalls();
    const ids = companies(100).map(({ id }) => id);

    const history = await adapter.history("company", ids, ["name"]);

    expect(history?.size).toBe(100);
    expect(await rig.calls()).toMatchObject({ [READ]: { count: 2 } });
  });

  it("reads the history of an archived record too, with one more call", async () => {
    await rig.load({ companies: companies(2) });
    await rig.standIn.control("delete", { type: "company", id: "1001" });
    await rig.forgetCalls();

    const history = await adapter.history("company", ["1000", "1001"], ["name"]);

    expect(history?.get("1001")).toMatchObject({ name: [{ value: "Company 1" }] });
    expect(await rig.calls()).toMatchObject({ [READ]: { count: 2 } });
  });

  it("writes all but the one bad record of 100 in few calls, as the error names the property", async () => {
    await rig.load({ companies: companies(100) });
    await rig.forgetCalls();
    const inputs = companies(100).map(({ id }, index) => ({
      id,
      fields: index === 41 ? { numberofemployees: "many" } : { phone: "555" },
    }));

    const results = await adapter.update("company", inputs);

    expect(results.filter(({ ok }) => ok)).toHaveLength(99);
    expect(results[41]).toMatchObject({
      error: { errorClass: "invalid", field: "numberofemployees" },
    });
    expect(await rig.calls()).toMatchObject({ [UPDATE]: { count: 3 } });
  });

  it("finds bad records by halving when all write the same property", async () => {
    await rig.load({ companies: companies(64) });
    await rig.forgetCalls();
    const inputs = companies(64).map(({ id }, index) => ({
      id,
      fields: { numberofemployees: index === 5 || index === 50 ? "many" : "7" },
    }));

    const results = await adapter.update("company", inputs);
    const bad = results.flatMap(({ ok }, index) => (ok ? [] : [index]));

    expect(bad).toEqual([5, 50]);
    const calls = await rig.calls();
    expect(calls[UPDATE]?.count).toBeLessThanOrEqual(25);
  });

  it("gives up at once on a property that no record can take", async () => {
    await rig.load({ companies: companies(100) });
    await rig.forgetCalls();
    const inputs = companies(100).map(({ id }) => ({ id, fields: { no_such_property: "x" } }));

    const results = await adapter.update("company", inputs);

    expect(new Set(results.map((each) => (each.ok ? "ok" : each.error.code)))).toEqual(
      new Set(["property_doesnt_exist"]),
    );
    expect(await rig.calls()).toMatchObject({ [UPDATE]: { count: 1 } });
  });

  it("reports a ConnectWise id that another record has as exists", async () => {
    await rig.load({ companies: companies(2) });
    await adapter.update("company", [{ id: "1000", fields: { cw_company_id: "77" } }]);

    const [clash] = await adapter.update("company", [
      { id: "1001", fields: { cw_company_id: "77" } },
    ]);

    expect(clash).toMatchObject({ ok: false, error: { errorClass: "exists" } });
  });

  it("adopts the record that carries the ConnectWise id when it creates under it", async () => {
    await rig.load({ companies: companies(1) });
    await adapter.update("company", [{ id: "1000", fields: { cw_company_id: "77" } }]);

    const [result] = await adapter.create("company", [
      { sourceId: "77", fields: { name: "Renamed" } },
    ]);

    expect(result).toMatchObject({
      ok: true,
      isNew: false,
      record: { id: "1000", fields: { cw_company_id: "77", name: "Renamed" } },
    });
  });

  it("tries a read three times, waits between the tries, and then gives up", async () => {
    const next = [1, 2, 3].map(() => ({ match: "/batch/read", kind: "500-before" }));
    await rig.standIn.control("faults", { next });
    await rig.forgetCalls();

    const error = await errorOf(adapter.read("company", ["1"], ["name"]));

    expect(error.errorClass).toBe("transient");
    expect(rig.waits).toEqual([200, 400]);
    expect(await rig.calls()).toMatchObject({ [READ]: { count: 3 } });
  });

  it("closes only the search budget when a search is throttled", async () => {
    await rig.standIn.control("faults", { next: [{ match: "/search", kind: "429" }] });

    await adapter.changesHead("company", 0, ["name"]);

    expect(rig.closures.search).toHaveLength(1);
    expect(rig.closures.general).toEqual([]);
  });

  it("reports an uninstalled app as unauthorized", async () => {
    await rig.standIn.control("uninstall", {});

    const error = await errorOf(adapter.read("company", ["1"], ["name"]));

    expect(error).toMatchObject({ errorClass: "auth", code: "unauthorized" });
  });
});
