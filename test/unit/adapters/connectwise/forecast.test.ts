import fc from "fast-check";
import { describe, expect, it } from "vitest";

import {
  forecastFields,
  OWN_LINE,
  toCents,
} from "../../../../server/adapters/connectwise/forecast.ts";

const line = (
  revenue: number,
  more: object = {},
): Parameters<typeof forecastFields>[0][number] => ({
  id: "1",
  revenue,
  includeFlag: true,
  ...more,
});

describe("money", () => {
  it.each([
    [1.005, 101],
    [0.1 + 0.2, 30],
    [1.115, 112],
    [-1.005, -100],
    [0, 0],
    [1e-7, 0],
    [123_456_789.12, 12_345_678_912],
    [1e21, 1e23],
  ])("%s is %s hundredths", (amount, cents) => {
    expect(toCents(amount)).toBe(cents);
  });

  it("is the same after a round trip", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e11, max: 1e11 }), (cents) => {
        expect(toCents(cents / 100)).toBe(cents);
      }),
    );
  });

  it("adds up exactly, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 1 }), (all) => {
        const expected = all.reduce((sum, each) => sum + each, 0) / 100;
        const { "forecast/amount": amount } = forecastFields(all.map((each) => line(each / 100)));
        expect(amount === 0 ? 0 : amount).toBe(expected === 0 ? 0 : expected);
      }),
    );
  });
});

describe("paths of a forecast", () => {
  it("tell our line from those of people by its mark alone", () => {
    const lines = [
      line(1, { forecastDescription: OWN_LINE }),
      line(2, { forecastDescription: `${OWN_LINE} ` }),
      line(4, { forecastDescription: OWN_LINE.toLowerCase() }),
      line(8, { includeFlag: null }),
    ];

    expect(forecastFields(lines)).toEqual({
      "forecast/amount": 7,
      "forecast/recurring": null,
      "forecast/people": 2,
    });
  });
});
