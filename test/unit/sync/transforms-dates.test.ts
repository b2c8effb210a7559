import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { datetimeDayTransform } from "../../../server/sync/transforms/date.ts";

const { normal, translate } = datetimeDayTransform;

describe("a moment that people see as a day", () => {
  // time zone, HubSpot's moment, day that HubSpot shows
  it.each([
    ["UTC", "2026-03-31T00:00:00.000Z", "2026-03-31"],
    ["America/New_York", "2026-04-01T03:59:59.000Z", "2026-03-31"],
    ["America/New_York", "2026-04-01T04:00:00.000Z", "2026-04-01"],
    ["Europe/Berlin", "2026-03-31T22:30:00Z", "2026-04-01"],
    ["Pacific/Auckland", "2026-03-31T11:30:00Z", "2026-04-01"],
    ["America/New_York", "1774929600000", "2026-03-31"],
  ])("in %s: %s is %s", (timeZone, moment, day) => {
    const there = translate("connectwise", moment, { timeZone });

    expect(there).toEqual({ kind: "value", value: `${day}T00:00:00Z` });
    expect(normal("hubspot", moment, { timeZone })).toBe(day);
    expect(normal("connectwise", `${day}T00:00:00Z`, { timeZone })).toBe(day);
  });

  it("stays the same day there and back, in every zone and at every clock change", () => {
    const zones = ["UTC", "America/New_York", "Europe/Berlin", "Pacific/Auckland", "Asia/Kolkata"];
    const days = fc
      .date({ min: new Date("2000-01-01"), max: new Date("2060-12-31"), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.constantFrom(...zones), days, (timeZone, day) => {
        const moment = translate("hubspot", `${day}T00:00:00Z`, { timeZone });
        const value = moment.kind === "value" ? moment.value : null;

        expect(normal("hubspot", value, { timeZone })).toBe(day);
        expect(translate("connectwise", value, { timeZone })).toEqual({
          kind: "value",
          value: `${day}T00:00:00Z`,
        });
      }),
    );
  });

  it.each(["soon", "2026-02-30", "31/12/2026"])("refuses %j", (text) => {
    expect(translate("connectwise", text, {})).toMatchObject({
      kind: "problem",
      code: "not_a_date",
    });
    expect(translate("hubspot", text, {})).toMatchObject({ kind: "problem", code: "not_a_date" });
  });
});
