import { describe, expect, it } from "vitest";

import { peakIn, rateFrom } from "../../../bench/arrival-rates.ts";

describe("the most arrivals in a window", () => {
  // times -> most of them in any 10 ms
  it.each([
    ["none", [], 0],
    ["at one moment", [5, 5, 5], 3],
    ["a window apart", [0, 10, 20], 1],
    ["just within a window", [0, 9, 10], 2],
    ["a burst behind a pause", [0, 100, 101, 102, 109, 110], 4],
    ["a burst before a pause", [0, 1, 2, 50], 3],
  ])("%s", (_, times, expected) => {
    expect(peakIn(times, 10)).toBe(expected);
  });
});

describe("a rate from a moment on", () => {
  it("ends with the last call and leaves out what came before", () => {
    const rate = rateFrom([0, 500, 1_000, 1_500, 2_000, 3_000], 1_000);

    expect(rate).toEqual({ calls: 3, seconds: 2, perSecond: 1.5 });
  });

  it("counts a pause in between", () => {
    expect(rateFrom([0, 1_000, 9_000, 10_000], 0)).toMatchObject({ perSecond: 0.3 });
  });

  it("is nothing where no call came afterwards", () => {
    expect(rateFrom([1, 2], 2)).toEqual({ calls: 0, seconds: 0, perSecond: 0 });
  });
});
