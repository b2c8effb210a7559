import { describe, expect, it } from "vitest";
import { createScreen, drawBar } from "../../sandbox/demo/screen.ts";
import type { RunItem } from "../../sandbox/demo/lockstep-api.ts";
import { describeCounts, describeDifferences, describeItems } from "../../sandbox/demo/summary.ts";

function record(isTTY: boolean) {
  const written: string[] = [];
  const screen = createScreen({ isTTY, write: (text: string) => written.push(text) });
  return { screen, written };
}

const item = (rest: Partial<RunItem>): RunItem => ({
  objectType: "company",
  hubspotId: null,
  connectwiseId: null,
  action: "linked",
  matchedBy: "",
  reason: "",
  ...rest,
});

describe("the demo's screen", () => {
  it("draws a bar that is full when everything is done", () => {
    expect(drawBar(0, 40)).toBe(`[${".".repeat(30)}]   0 %  0 of 40`);
    expect(drawBar(20, 40)).toBe(`[${"#".repeat(15)}${".".repeat(15)}]  50 %  20 of 40`);
    expect(drawBar(40, 40)).toBe(`[${"#".repeat(30)}] 100 %  40 of 40`);
    expect(drawBar(0, 0)).toContain("0 %  0 of 0");
  });

  it("draws a terminal's bar over itself and begins the next line below it", () => {
    const { screen, written } = record(true);

    screen.progress("syncing", 1, 2);
    screen.progress("syncing", 2, 2);
    screen.line("done");

    expect(written.slice(0, 2).every((text) => text.startsWith("\r"))).toBe(true);
    expect(written.slice(2)).toEqual(["\n", "done\n"]);
  });

  it("writes few and whole lines where there is no terminal", () => {
    const { screen, written } = record(false);

    for (let done = 0; done <= 100; done += 1) screen.progress("syncing", done, 100);

    expect(written).toHaveLength(5);
    expect(written.every((text) => text.endsWith("\n") && !text.includes("\r"))).toBe(true);
  });
});

const bare = (lines: readonly string[]) => lines.map((line) => line.trim().replaceAll(/\s+/g, " "));

describe("the demo's summary", () => {
  const items = [
    item({ hubspotId: "1", connectwiseId: "2" }),
    item({ hubspotId: "3", action: "attention", reason: "name: too long" }),
    item({ hubspotId: "4", connectwiseId: "5", action: "excluded", reason: "inactive" }),
    item({ hubspotId: "6", connectwiseId: "7", action: "excluded", reason: "inactive" }),
    item({ objectType: "deal", hubspotId: "8", action: "waiting", reason: "no contact" }),
  ];

  it("counts each action by object type and gives every reason with its records", () => {
    expect(bare(describeItems(items))).toEqual([
      "Companies",
      "1 linked",
      "2 excluded",
      "2 inactive (HubSpot 4 + ConnectWise 5; HubSpot 6 + ConnectWise 7)",
      "1 needing attention",
      "1 name: too long (HubSpot 3)",
      "Deals",
      "1 waiting",
      "1 no contact (HubSpot 8)",
    ]);
  });

  it("gives counts alone of what a run would do", () => {
    expect(bare(describeCounts(items))).toEqual([
      "Companies",
      "1 linked",
      "2 excluded",
      "1 needing attention",
      "Deals",
      "1 waiting",
    ]);
  });

  it("names what the first sync did otherwise than its dry run had said", () => {
    expect(describeDifferences(items, items)).toEqual([]);
    expect(describeDifferences(items, items.slice(1))).toEqual([
      "Companies, linked: 1 in the dry run, 0 in the first sync",
    ]);
  });
});
