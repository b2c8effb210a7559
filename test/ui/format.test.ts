import { createFormat, dayIn } from "@lockstep/ui/format.ts";
import { describe, expect, it, onTestFinished, vi } from "vitest";

const AT = "2026-12-03T23:05:00.000Z";

describe("moments and numbers", () => {
  // locale, zone, how the moment is written
  it.each([
    ["en-US", "US/Eastern", "Dec 3, 2026, 6:05 PM"],
    ["de_DE", "Europe/Berlin", "04.12.2026, 00:05"],
    ["no such", "UTC", "Dec 3, 2026, 11:05 PM"],
    [undefined, "UTC", "Dec 3, 2026, 11:05 PM"],
  ])("are written for %s in %s", (locale, timeZone, written) => {
    const text = createFormat({ locale, timeZone }).dateTime(AT);

    expect(text.replaceAll("\u202F", " ")).toBe(written);
  });

  it.each([undefined, "No/Where"])("are told in the browser's own zone, given %s", (timeZone) => {
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv("TZ", "Australia/Sydney");
    const { dateTime, hour } = createFormat({ locale: "en-GB", timeZone });

    expect([dateTime(AT), hour(AT)]).toEqual(["4 Dec 2026, 10:05", "10:05"]);
  });

  // moment, zone, the day that it is on there
  it.each([
    [AT, "US/Eastern", "2026-12-03"],
    [AT, "Australia/Sydney", "2026-12-04"],
    ["soon", "UTC", "soon"],
  ])("%s is, in %s, on %s", (time, timeZone, day) => {
    expect(dayIn(time, timeZone)).toBe(day);
  });

  const format = createFormat({ locale: "en", timeZone: "UTC" });

  it("say how long ago something was, for a day", () => {
    const now = Date.parse(AT);
    const before = (ms: number) => format.ago(new Date(now - ms).toISOString(), now);

    expect([before(0), before(61_000), before(7_200_000)]).toEqual([
      "now",
      "1 minute ago",
      "2 hours ago",
    ]);
    expect(before(90_000_000)).toContain("Dec 2, 2026");
  });

  it("never call almost all of it all of it", () => {
    expect([format.share(999, 1000), format.share(0, 0), format.share(7, 7)]).toEqual([
      "99%",
      "100%",
      "100%",
    ]);
  });

  it("choose the unit that a person would", () => {
    expect([850, 4240, 180_000].map(format.duration)).toEqual(["850 ms", "4.2 s", "3 min"]);
    expect(format.number(12_345)).toBe("12,345");
    expect(format.date(AT)).toBe("Dec 3, 2026");
  });
});
