import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { countRecords } from "../../server/adapters/connectwise/count.ts";
import { objectOf } from "../../server/adapters/connectwise/objects.ts";
import { passes } from "../../server/sync/filters.ts";
import type { FilterCondition, FilterOperator, RecordFilter } from "../../server/sync/model.ts";
import type { RecordCount } from "../../server/sync/vendor-ports.ts";
import { startAdapterRig } from "./connectwise-adapter-rig.ts";
import type { AdapterRig } from "./connectwise-adapter-rig.ts";

const PATHS = ["name", "city", "numberOfEmployees", "leadFlag", "status/id", "dateAcquired"];
const CITIES = ["Tampa", "miami", undefined];

function one(path: string, operator: FilterOperator, ...values: string[]): FilterCondition {
  return { path, operator, values };
}

describe("counts of ConnectWise [S11]", () => {
  let rig: AdapterRig;

  beforeAll(async () => {
    rig = await startAdapterRig();
    const companies = Array.from({ length: 24 }, (_each, index) => ({
      id: 300 + index,
      identifier: `Count${index}`,
      name: `Counted "${index}"`,
      ...(CITIES[index % 3] === undefined ? {} : { city: CITIES[index % 3] }),
      numberOfEmployees: index,
      leadFlag: index % 4 === 0,
      dateAcquired: `2026-0${1 + (index % 9)}-10T00:00:00Z`,
      status: { name: index % 5 === 0 ? "Inactive" : "Active" },
      deletedFlag: index === 23,
    }));
    await rig.control.post("/reset", { records: { companies } });
  });
  afterAll(() => rig.close());

  const company = objectOf("company");
  const LABELS = new Map([["city", { kind: "text", label: "Town" }]]);
  const count = (filter: RecordFilter): Promise<RecordCount> =>
    countRecords(rig.client, company, filter, LABELS);

  it.each<[string, FilterCondition[][]]>([
    ["no condition", []],
    ["a text, in whatever letters", [[one("city", "is-any-of", "TAMPA", "Miami")]]],
    ["a text with quotes", [[one("name", "is-any-of", 'Counted "7"')]]],
    ["none of some texts, those without one among them", [[one("city", "is-none-of", "Tampa")]]],
    ["a part of a text", [[one("city", "contains", "amp")]]],
    ["a blank", [[one("city", "is-blank")]]],
    [
      "a filled field and a flag",
      [[one("city", "is-filled"), one("leadFlag", "is-any-of", "true")]],
    ],
    [
      "numbers",
      [[one("numberOfEmployees", "at-least", "5"), one("numberOfEmployees", "at-most", "9")]],
    ],
    ["groups", [[one("numberOfEmployees", "at-most", "2")], [one("city", "is-blank")]]],
    [
      "days",
      [
        [
          one("dateAcquired", "at-least", "2026-03-10"),
          one("dateAcquired", "at-most", "2026-05-10"),
        ],
      ],
    ],
  ])("are the same as ours: %s", async (_what, groups) => {
    const filter = { groups: groups.map((conditions) => ({ conditions })) };
    const { records } = await rig.adapter.list("company", null, PATHS);
    const live = records.filter(({ isDeleted }) => !isDeleted);
    const ours = live.filter(({ fields }) => passes(filter, fields)).length;

    expect(await count(filter)).toEqual({ count: ours });
  });

  it("count by the id of a reference", async () => {
    const { records } = await rig.adapter.list("company", null, PATHS);
    const statusId = String(records.at(-1)?.fields["status/id"]);
    const filter = { groups: [{ conditions: [one("status/id", "is-any-of", statusId)] }] };
    const ours = records.filter((each) => !each.isDeleted && passes(filter, each.fields)).length;

    expect(await count(filter)).toEqual({ count: ours });
    expect(ours).toBeGreaterThan(0);
  });

  it.each([
    one("types/id", "is-any-of", "1"),
    one("customFields/12", "is-filled"),
    one("city", "contains-not", "amp"),
    one("city", "contains", "50%"),
    one("status/id", "is-any-of", "1) or (1 = 1"),
  ])("say what ConnectWise would count otherwise: $path $operator", async (condition) => {
    expect(await count({ groups: [{ conditions: [condition] }] })).toMatchObject({
      count: null,
      reason: expect.stringContaining(condition.path === "city" ? "Town" : condition.path),
    });
  });

  it("say when the filter is too long for an address", async () => {
    const values = Array.from({ length: 90 }, (_each, index) => `a city of some length ${index}`);

    expect(
      await count({ groups: [{ conditions: [one("city", "is-any-of", ...values)] }] }),
    ).toMatchObject({
      count: null,
    });
  });
});
