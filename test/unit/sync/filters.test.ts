import { describe, expect, it } from "vitest";
import { filterExclusion, linesOf, passes } from "../../../server/sync/filters.ts";
import type {
  Fields,
  FieldValue,
  FilterOperator,
  RecordFilter,
} from "../../../server/sync/model.ts";

function filter(...groups: (readonly [string, FilterOperator, ...string[]])[][]): RecordFilter {
  return {
    groups: groups.map((conditions) => ({
      conditions: conditions.map(([path, operator, ...values]) => ({ path, operator, values })),
    })),
  };
}

const one = (operator: FilterOperator, values: readonly string[], value: FieldValue): boolean =>
  passes(filter([["x", operator, ...values]]), { x: value });

const record = (fields: Fields) => ({ id: "1", fields, modifiedAt: 1, isDeleted: false });

describe("a filter", () => {
  it.each<[FilterOperator, string[], FieldValue, boolean]>([
    ["is-any-of", ["customer", "lead"], "Lead ", true],
    ["is-any-of", ["customer"], "lead", false],
    ["is-any-of", ["customer"], null, false],
    ["is-any-of", ["voice"], "backup;voice", true],
    ["is-any-of", ["a;b"], "a;b", true],
    ["is-any-of", ["7"], 7, true],
    ["is-any-of", ["true"], true, true],
    ["is-none-of", ["lead"], "customer", true],
    ["is-none-of", ["lead"], null, true],
    ["is-none-of", ["voice"], "backup;voice", false],
    ["contains", ["dent"], "Acme Dental", true],
    ["contains", ["dent", "law"], "Lawyers", true],
    ["contains", ["dent"], null, false],
    ["contains-not", ["dent"], "Acme Dental", false],
    ["contains-not", ["dent"], null, true],
    ["is-blank", [], "  ", true],
    ["is-blank", [], 0, false],
    ["is-filled", [], 0, true],
    ["is-filled", [], "", false],
    ["at-least", ["10"], 9, false],
    ["at-least", ["10"], "10", true],
    ["at-least", ["10"], "100", true],
    ["at-least", ["0"], null, false],
    ["at-most", ["10"], 9, true],
    ["at-most", ["10"], null, false],
    ["at-least", ["2026-03-01"], "2026-03-01T10:00:00Z", true],
    ["at-most", ["2026-03-01"], "2026-03-01T10:00:00Z", true],
    ["at-most", ["2026-03-01"], "2026-03-02T00:00:00Z", false],
  ])("%s %j finds %j: %s", (operator, values, value, expected) => {
    expect(one(operator, values, value)).toBe(expected);
  });

  it("lets all pass without a group, and of several groups one has to be met", () => {
    const either = filter(
      [
        ["stage", "is-any-of", "customer"],
        ["city", "is-filled"],
      ],
      [["tier", "is-any-of", "gold"]],
    );
    const test = (fields: Fields): boolean => passes(either, { city: null, tier: null, ...fields });

    expect(passes({ groups: [] }, {})).toBe(true);
    expect(test({ stage: "customer", city: "Tampa" })).toBe(true);
    expect(test({ stage: "customer" })).toBe(false);
    expect(test({ stage: "lead", tier: "gold" })).toBe(true);
    expect(test({ stage: "lead" })).toBe(false);
  });

  it("is not met by what was not read, whatever it asks", () => {
    const operators: FilterOperator[] = ["is-none-of", "is-blank", "contains-not"];
    for (const operator of operators) {
      expect(passes(filter([["x", operator, "a"]]), {})).toBe(false);
    }
    const [[line] = []] = linesOf(filter([["x", "is-blank"]]), {});
    expect(line).toMatchObject({ value: undefined, isMet: false });
  });

  it("says what a record lacks to be inside", () => {
    const filters = {
      hubspot: filter(
        [
          ["city", "is-filled"],
          ["stage", "is-any-of", "customer", "evangelist"],
        ],
        [["tier", "at-least", "3"]],
      ),
    };
    const mapping = { version: 1, fields: [], valueMaps: {}, filters };
    const fields = { city: "Tampa", stage: "lead", tier: "1" };

    expect(filterExclusion(mapping, "hubspot", record(fields))).toEqual({
      code: "filtered_out",
      message:
        'The record is outside the filter. To be inside: stage is any of "customer", "evangelist", or tier is at least "3".',
    });
    expect(filterExclusion(mapping, "hubspot", record({ ...fields, tier: "4" }))).toBeNull();
    expect(filterExclusion(mapping, "connectwise", record({}))).toBeNull();
  });
});
