import { describe, expect, it } from "vitest";
import { checkFeatures, type ReportedTest } from "../../support/features.ts";

const ids = Array.from({ length: 34 }, (_, index) => `S${index + 1}`);
const others = ids.slice(1).map((id) => `| ${id} | Something | later | |`);
const table = (first: string, rows = others): string =>
  ["| # | Feature | State | Tests |", "| --- | --- | --- | --- |", first, ...rows].join("\n");
const test = (fullName: string, isPassed = true): ReportedTest => ({
  file: "live-deals",
  fullName,
  isPassed,
});
const DONE = "| S1 | Two-way sync | done | `live-deals` |";

describe("the table of features", () => {
  it("is right when a passed test of each named file is tagged", () => {
    expect(checkFeatures(table(DONE), [test("deals [S1] follow")])).toEqual([]);
  });

  it.each<[string, string, ReportedTest[], string]>([
    ["a row without a tagged test", DONE, [test("deals follow")], "S1 names live-deals, where no"],
    ["a test that failed", DONE, [test("deals [S1]", false)], "S1 names live-deals, where no"],
    ["a test that it does not name", "| S1 | x | partly | |", [test("[S1]")], "S1 does not name"],
    ["a feature that is done by nobody", "| S1 | x | done | |", [], "S1 is done, and no test"],
    ["a feature of later with tests", "| S1 | x | later | |", [test("[S1]")], "S1 is later"],
    ["a state that is none", "| S1 | x | soon | |", [], "S1 is none of"],
    ["a row twice", `${DONE}\n${DONE}`, [test("[S1]")], "S1 needs exactly one row"],
    ["a row that is missing", "", [], "S1 needs exactly one row"],
  ])("is wrong about %s", (_what, row, tests, expected) => {
    expect(checkFeatures(table(row), tests).join("\n")).toContain(expected);
  });
});
