import { describe, expect, it } from "vitest";

import { latencyFigures, percentile } from "../../../bench/percentiles.ts";

describe("a percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  // values, share -> the value
  it.each([
    ["the median of a hundred", hundred, 0.5, 50],
    ["the 99th of a hundred", hundred, 0.99, 99],
    ["the largest", hundred, 1, 100],
    ["the 95th of three", [1, 3, 2], 0.95, 3],
    ["the median of two", [2, 1], 0.5, 1],
    ["the 99th of one", [7], 0.99, 7],
  ])("%s is one of the values", (_, values, share, expected) => {
    expect(percentile(values, share)).toBe(expected);
  });

  it("of nothing is no number, and meets no limit", () => {
    expect(percentile([], 0.5)).toBeNaN();
    expect(latencyFigures("never", [], { p50: 3 })[0]).toMatchObject({ isMet: false });
  });
});

describe("figures of times", () => {
  it("are held against the limits that there are", () => {
    const figures = latencyFigures("to written", [1, 2, 4], { p50: 3, p99: 3 });

    expect(figures.map(({ name, isMet, limit }) => [name, isMet, limit])).toEqual([
      ["to written, p50", true, "<= 3 s"],
      ["to written, p95", true, ""],
      ["to written, p99", false, "<= 3 s"],
    ]);
  });

  it("count what never came as never", () => {
    const [p50, , p99] = latencyFigures("to written", [1, 2, Infinity], { p99: 10 });

    expect(p50).toMatchObject({ measured: "2 s" });
    expect(p99).toMatchObject({ measured: "never", isMet: false });
  });
});
