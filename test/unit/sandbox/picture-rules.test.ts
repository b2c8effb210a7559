import { describe, expect, it } from "vitest";
import { complainOfLayout } from "../../../sandbox/screenshots/rules/layout.ts";
import {
  beginOf,
  complainOfMoments,
  writeMoment,
} from "../../../sandbox/screenshots/rules/moments.ts";
import { complainOfWords } from "../../../sandbox/screenshots/rules/words.ts";
import type { Box, Leaf, Survey } from "../../../sandbox/screenshots/survey-data.ts";

const box = (left: number, top: number, width: number, height = 20): Box => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

const leaf = (words: string, over: Partial<Leaf> = {}): Leaf => ({
  kind: "text",
  words,
  where: "p",
  layer: "page",
  lines: [box(0, 0, 100)],
  holders: [],
  isLink: false,
  isHubspots: false,
  spill: null,
  isCut: false,
  ...over,
});

const page = (...leaves: Leaf[]): Survey => ({ windowWidth: 400, pageWidth: 400, leaves });

/** What is wrong with a text. */
const wordsFound = (words: string, over: Partial<Leaf> = {}): string[] =>
  complainOfWords(page(leaf(words, over))).map(({ what }) => what);

const layoutFound = (survey: Survey): string[] => complainOfLayout(survey).map(({ what }) => what);

describe("the rule about words", () => {
  it.each([
    "City: undefined",
    "null",
    "NaN %",
    "[object Object]",
    "Run 76c961a5-f250-4960-9ef9-58040c997481",
    "HubSpot contact 30000000587",
    "first_sync_started",
    "Field: numberOfEmployees",
    "communications/email",
    "Created 2026-11-26T19:00:00.000Z",
  ])("complains of %s", (words) => {
    expect(wordsFound(words)).toHaveLength(1);
  });

  it.each([
    "HubSpot",
    "na.myconnectwise.net",
    "alex.moreno_2@lockstep-demo.example",
    "+1 312 555 0142",
    "+13125550142",
    "Company no. 30000000587",
    "1,234,567",
    "crm.objects.companies.read",
    "State/Region",
    "iPhone",
  ])("takes %s for words", (words) => {
    expect(wordsFound(words)).toEqual([]);
  });

  it("complains of a link that is called by a number", () => {
    expect(wordsFound("20128", { isLink: true })).toEqual(["is called by a number alone"]);
  });

  it("lets people fill in what they like, and HubSpot show its ids", () => {
    expect(wordsFound('{ "firstLinkRule": null }', { kind: "control" })).toEqual([]);
    expect(wordsFound("undefined", { kind: "control" })).toHaveLength(1);
    expect(wordsFound("30000000587", { isHubspots: true })).toEqual([]);
  });
});

describe("the rule about moments", () => {
  const reader = { locale: "en-GB", timeZone: "Australia/Sydney" } as const;
  const at = Date.parse("2026-12-03T23:05:00Z");
  const closing = Date.parse("2026-04-06T04:00:00Z");
  const known = { from: at - 60_000, to: at + 60_000, others: new Set([closing]) };
  const count = (words: string): number =>
    complainOfMoments(page(leaf(words)), reader, known).length;

  it("takes the reader's own way to write the reader's own time", () => {
    expect(writeMoment(at, reader)).toBe("4 Dec 2026, 10:05");
    expect(count("Finished 4 Dec 2026, 10:05.")).toBe(0);
    expect(count("Close date: 6 Apr 2026, 14:00")).toBe(0);
    expect(count("Due 3 Dec 2026")).toBe(0);
  });

  // the server's zone, the portal's zone, other countries
  it.each([
    "Finished 3 Dec 2026, 23:05.",
    "Finished 3 Dec 2026, 18:05.",
    "Dec 4, 2026",
    "10:05 AM",
    "04/12/2026",
    "04.12.2026",
  ])("complains of %s", (words) => {
    expect(count(words)).toBe(1);
  });

  it("knows when a day begins, also where clocks were moved", () => {
    const begins = [
      beginOf("2026-07-01", "US/Eastern"),
      beginOf("2026-12-01T00:00:00Z", "US/Eastern"),
    ];
    expect(begins.map((time) => new Date(time).toISOString())).toEqual([
      "2026-07-01T04:00:00.000Z",
      "2026-12-01T05:00:00.000Z",
    ]);
  });
});

describe("the rule about the layout", () => {
  it("complains of a page that is wider than its window", () => {
    expect(layoutFound({ ...page(), pageWidth: 423 })).toEqual([
      "the page is 23 pixels wider than the window",
    ]);
  });

  it("complains of texts that lie over each other, not of lines that touch", () => {
    const below = (top: number): Leaf => leaf("b", { lines: [box(0, top, 100)] });

    expect(layoutFound(page(leaf("a"), below(10)))).toHaveLength(1);
    expect(layoutFound(page(leaf("a"), below(18)))).toEqual([]);
  });

  it("lets a control hold its text, and a dialog cover the page", () => {
    const control = leaf("", { kind: "control" });

    expect(layoutFound(page(control, leaf("Save", { holders: [0] })))).toEqual([]);
    expect(layoutFound(page(control, leaf("Save")))).toHaveLength(1);
    expect(layoutFound(page(control, leaf("Save", { layer: "dialog" })))).toEqual([]);
  });

  it("complains of what spills, is cut off, or is outside", () => {
    expect(layoutFound(page(leaf("a", { spill: { where: "td", by: 12 } })))).toEqual([
      "runs 12 pixels beyond td",
    ]);
    expect(layoutFound(page(leaf("a", { isCut: true })))).toEqual(["is cut off"]);
    expect(layoutFound(page(leaf("a", { lines: [box(350, 0, 100)] })))).toEqual([
      "is outside of the window",
    ]);
  });
});
