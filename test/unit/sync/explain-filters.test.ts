import { describe, expect, it } from "vitest";
import { explainOwnFilter, explainStandardFilters } from "../../../server/sync/explain-filters.ts";
import { wordsForAll } from "../../../server/sync/issue-words.ts";
import type { MappingVersion, ObjectPolicy, RecordFilter } from "../../../server/sync/model.ts";
import { companyDefinition } from "../../../server/sync/objects/company.ts";
import { dealDefinition } from "../../../server/sync/objects/deal.ts";
import { firstRejection, type ObjectDefinition } from "../../../server/sync/objects/definition.ts";

const DAY_MS = 86_400_000;
const policy: ObjectPolicy = {
  direction: "both",
  createIn: { hubspot: true, connectwise: true },
  firstLinkRule: "connectwise",
  createDefaults: { hubspot: {}, connectwise: {} },
  limits: { hubspot: {}, connectwise: {} },
};
const context = {
  policy,
  inactiveStatusIds: new Set(["2"]),
  excludedIds: new Set(["250"]),
  now: 400 * DAY_MS,
};
const record = (id: string, fields: Record<string, string | boolean>) => ({
  id,
  fields,
  modifiedAt: 1,
  isDeleted: false,
});

describe("explaining the standard filters [S22]", () => {
  // definition, side, record -> codes that are not met
  it.each([
    [companyDefinition, "hubspot", record("1", {}), []],
    [companyDefinition, "connectwise", record("1", { "status/id": "1" }), []],
    [companyDefinition, "connectwise", record("250", {}), ["own_company"]],
    [
      companyDefinition,
      "connectwise",
      record("250", { "status/id": "2", "status/name": "Inactive" }),
      ["own_company", "inactive_in_connectwise"],
    ],
    [
      dealDefinition,
      "connectwise",
      record("1", { isClosed: true, closeDate: "1970-01-02T00:00:00Z" }),
      ["closed_long_ago"],
    ],
    [
      dealDefinition,
      "hubspot",
      record("1", { hs_is_closed: "true", closedate: "1970-12-31T00:00:00Z" }),
      [],
    ],
  ] as const)("of $objectType in %s", (definition: ObjectDefinition, side, given, codes) => {
    const { standardFilters } = definition;
    const answers = explainStandardFilters(standardFilters, side, given, context);

    const unmet = answers.filter(({ isMet }) => !isMet);
    expect(unmet.map(({ code }) => code)).toEqual(codes);
    expect(unmet.every(({ message }) => message !== null)).toBe(true);
    // What is explained is what decides.
    const first = firstRejection(standardFilters, side, given, context);
    expect(first?.code).toBe(codes[0]);
    expect(first?.message).toBe(unmet[0]?.message ?? undefined);
  });

  it("shows what the record holds", () => {
    const given = record("9", { "status/id": "2", "status/name": "Inactive" });
    expect(
      explainStandardFilters(companyDefinition.standardFilters, "connectwise", given, context),
    ).toMatchObject([
      { code: "own_company", path: "id", value: "9", isMet: true, message: null },
      { code: "inactive_in_connectwise", path: "status/name", value: "Inactive", isMet: false },
    ]);
  });
});

const mapping = (filter?: RecordFilter): MappingVersion => ({
  version: 1,
  fields: [],
  valueMaps: {},
  filters: filter === undefined ? {} : { hubspot: filter },
});

describe("explaining the customer's filter [S22]", () => {
  const city = { path: "city", operator: "is-any-of", values: ["Tampa"] } as const;
  const phone = { path: "phone", operator: "is-filled", values: [] } as const;
  const given = record("1", { city: "Tampa" });

  it("says nothing where there is none for the side", () => {
    expect(explainOwnFilter(mapping(), "hubspot", given)).toBeNull();
    expect(explainOwnFilter(mapping({ groups: [] }), "connectwise", given)).toBeNull();
  });

  it("lets everything pass without groups", () => {
    expect(explainOwnFilter(mapping({ groups: [] }), "hubspot", given)).toEqual({
      isMet: true,
      groups: [],
    });
  });

  it("shows each condition with its value, a field that was not read as empty and not met", () => {
    const both = { groups: [{ conditions: [city, phone] }] };
    expect(explainOwnFilter(mapping(both), "hubspot", given)).toEqual({
      isMet: false,
      groups: [
        [
          { condition: city, value: "Tampa", isMet: true },
          { condition: phone, value: null, isMet: false },
        ],
      ],
    });
  });

  it("is met by one group of several", () => {
    const either = { groups: [{ conditions: [phone] }, { conditions: [city] }] };
    expect(explainOwnFilter(mapping(either), "hubspot", given)?.isMet).toBe(true);
  });
});

describe("words for a kind of issues [S21]", () => {
  it("name no single value where each issue does", () => {
    const found = { message: '"about fifty" is not a whole number.', remedy: "Enter 50." };

    expect(wordsForAll("not_a_number", found).message).not.toContain("fifty");
  });

  it("are those of any of them where all say the same", () => {
    const found = { message: "The contact has no e-mail address.", remedy: null };

    expect(wordsForAll("no_email", found)).toEqual(found);
  });
});
