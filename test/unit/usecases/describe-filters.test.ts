import { describe, expect, it } from "vitest";

import { explainOwnFilter } from "../../../server/sync/explain-filters.ts";
import { LISTS_PATH } from "../../../server/sync/filters.ts";
import type { Fields, FilterCondition } from "../../../server/sync/model.ts";
import { wordFilters, type WordedLine } from "../../../server/usecases/describe-filters.ts";
import { company } from "./customer.ts";

const BOTH = {
  ...company.both,
  properties: company.both.properties.map((one) =>
    one.name === "industry" ? { ...one, label: "Line of business" } : one,
  ),
};
const LISTS = [{ listId: "17", name: "Clients", size: 2 }];

/** How one condition is told about a HubSpot company. */
async function told(
  condition: FilterCondition,
  fields: Fields,
  both: typeof company.both | null = BOTH,
): Promise<WordedLine | undefined> {
  const filter = { groups: [{ conditions: [condition] }] };
  const mapping = { ...company.settings.mapping, filters: { hubspot: filter } };
  const record = { id: "1", fields, modifiedAt: 0, isDeleted: false };
  const { hubspot } = await wordFilters(
    { definition: company.definition, both, lists: () => Promise.resolve(LISTS) },
    { hubspot: explainOwnFilter(mapping, "hubspot", record), connectwise: null },
  );
  return hubspot?.groups[0]?.[0];
}

describe("the lines of a customer's filter in words", () => {
  it("name fields and options as the vendor's screens do", async () => {
    const condition = { path: "industry", operator: "is-any-of", values: ["IT", "LAW"] } as const;

    expect(await told(condition, { industry: "LAW" })).toEqual({
      path: "industry",
      label: "Line of business",
      value: "LAW",
      text: "Law",
      wanted: 'Line of business is any of "Computing", "Law"',
      isMet: true,
    });
  });

  it("name lists, and say nothing of a record that is in none", async () => {
    const condition = { path: LISTS_PATH, operator: "is-any-of", values: ["17"] } as const;

    expect(await told(condition, { [LISTS_PATH]: null })).toMatchObject({
      label: "List",
      text: null,
      wanted: 'List is any of "Clients"',
    });
  });

  it("spell out the path of a field that nobody describes any more", async () => {
    const condition = { path: "old_stage", operator: "is-filled", values: [] } as const;

    expect(await told(condition, { old_stage: "x" })).toMatchObject({
      label: "Old stage",
      text: "x",
      wanted: "Old stage is filled",
    });
    expect(await told(condition, {}, null)).toMatchObject({ label: "Old stage", isMet: false });
  });
});
