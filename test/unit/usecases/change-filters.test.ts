import { describe, expect, it } from "vitest";
import type { FilterCondition, RecordFilter } from "../../../server/sync/model.ts";
import type { ObjectSettings, SettingsChange } from "../../../server/sync/settings-ports.ts";
import { changeFilters, type FiltersChange } from "../../../server/usecases/change-filters.ts";
import { listFilterFields } from "../../../server/usecases/list-filter-fields.ts";
import { company, type Customer, deal } from "./customer.ts";

/** Changes the filters of an object type whose settings are kept in a variable. */
async function change(customer: Customer, wish: FiltersChange, stored = customer.settings) {
  let kept: ObjectSettings = stored;
  const made: SettingsChange[] = [];
  let reads = 0;
  const settings = await changeFilters(
    {
      definition: customer.definition,
      userId: "71000",
      both: async () => {
        reads += 1;
        return Promise.resolve(customer.both);
      },
      lists: () => Promise.resolve([{ listId: "7", name: "Clients", size: 3 }]),
      portal: {
        async changeObjectSettings(_objectType, make) {
          const next = make(kept, []);
          if (next !== null) made.push(next);
          kept = next?.settings ?? kept;
          return Promise.resolve(kept);
        },
      },
    },
    wish,
  );
  return { settings, made, reads };
}

const of = (...conditions: FilterCondition[]): RecordFilter => ({ groups: [{ conditions }] });
const industry: FilterCondition = { path: "industry", operator: "is-any-of", values: ["IT"] };

const inList = (listId: string): RecordFilter =>
  of({ path: "memberships/lists", operator: "is-any-of", values: [listId] });

describe("the filters of an object type", () => {
  it("may ask for HubSpot's lists, those that there are", async () => {
    const { settings } = await change(company, { hubspot: inList("7") });

    expect(settings.mapping.filters?.hubspot).toEqual(inList("7"));
    await expect(change(company, { hubspot: inList("8") })).rejects.toMatchObject({
      code: "unknown_option",
      field: "hubspot.groups.0.conditions.0.values",
    });
    await expect(change(company, { connectwise: inList("7") })).rejects.toMatchObject({
      code: "unknown_field",
      field: "connectwise.groups.0.conditions.0.path",
    });
  });

  it("are a version of the mapping, under which everything is looked at again", async () => {
    const { settings, made } = await change(company, { hubspot: of(industry) });

    const { version } = company.settings.mapping;
    expect(settings.mapping).toEqual({
      ...company.settings.mapping,
      version: version + 1,
      filters: { hubspot: of(industry) },
    });
    expect(made).toMatchObject([
      { rollout: "links", revision: { userId: "71000", filters: ["hubspot"], changes: [] } },
    ]);
  });

  it("need no definitions to include everything, and make no version twice", async () => {
    const first = await change(company, { hubspot: { groups: [] } });
    const again = await change(company, { hubspot: { groups: [] } }, first.settings);

    expect(first.reads).toBe(0);
    expect(again.made).toEqual([]);
    expect(again.settings.mapping.version).toBe(first.settings.mapping.version);
  });

  it("stay on a side that is not named, and go with null", async () => {
    const both = { hubspot: of(industry), connectwise: { groups: [] } };
    const { settings } = await change(company, both);

    const less = await change(company, { connectwise: null }, settings);

    expect(less.settings.mapping.filters).toEqual({ hubspot: of(industry) });
    expect(less.made).toMatchObject([{ revision: { filters: ["connectwise"] } }]);
  });

  it("are refused when they were made from an earlier version", async () => {
    const attempt = change(company, { hubspot: { groups: [] }, basedOn: 99 });

    await expect(attempt).rejects.toMatchObject({ code: "changed_meanwhile", field: "basedOn" });
  });

  it.each<[string, Partial<FilterCondition>, string, string]>([
    ["a field that is not there", { path: "nothing" }, "unknown_field", "path"],
    ["an operator of other fields", { operator: "at-least" }, "unsuitable_operator", "operator"],
    ["no value", { values: [] }, "wrong_values", "values"],
    ["an empty value", { values: [" "] }, "wrong_values", "values"],
    ["a value too many", { operator: "is-blank" }, "wrong_values", "values"],
    ["an unknown option", { values: ["IT", "FARM"] }, "unknown_option", "values"],
    [
      "a text for a number",
      { path: "annualrevenue", operator: "at-least", values: ["much"] },
      "not_a_number",
      "values",
    ],
    [
      "two bounds",
      { path: "annualrevenue", operator: "at-least", values: ["1", "2"] },
      "wrong_values",
      "values",
    ],
    ["a text for a date", { path: "renewal", values: ["soon"] }, "not_a_date", "values"],
  ])("are refused with %s, which is named", async (_what, part, code, at) => {
    const wish = {
      hubspot: of(
        { path: "name", operator: "is-filled", values: [] },
        {
          ...industry,
          ...part,
        },
      ),
    };

    await expect(change(company, wish)).rejects.toMatchObject({
      code,
      errorClass: "invalid",
      field: `hubspot.groups.0.conditions.1.${at}`,
      remedy: expect.stringMatching(/\w/u),
    });
  });

  it("look at no field that costs a call for each record", () => {
    const paths = listFilterFields(deal.definition, deal.both, "connectwise").map(
      ({ path }) => path,
    );

    expect(paths).toContain("name");
    expect(paths.filter((path) => path.startsWith("forecast/"))).toEqual([]);
  });
});
