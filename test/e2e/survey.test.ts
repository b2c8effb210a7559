import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complainOfLayout } from "../../sandbox/screenshots/rules/layout.ts";
import { complainOfWords } from "../../sandbox/screenshots/rules/words.ts";
import { createSurveyor } from "../../sandbox/screenshots/surveyor.ts";
import type { Surveyor } from "../../sandbox/screenshots/surveyor.ts";
import { openBrowser } from "./preview-rig.ts";

const browser = openBrowser();

describe("the look at a page", () => {
  let survey: Surveyor;
  let page: Page;

  beforeAll(async () => {
    survey = await createSurveyor();
    page = await browser.open("about:blank", 400);
  });
  afterAll(() => page.close());

  /** What is wrong with a page, in words. */
  const look = async (body: string): Promise<string[]> => {
    await page.setContent(`<body style="margin:0;font:16px/1.5 sans-serif">${body}</body>`);
    const seen = await survey(page);
    return [...complainOfLayout(seen), ...complainOfWords(seen)].map(({ what }) => what);
  };

  it("finds nothing wrong with an ordinary page", async () => {
    const ordinary = `<h1>Title</h1><p>Some words that go on over more than one line of the page.</p>
      <button>Save <b>all</b></button> <label>Name <input value="x"></label>
      <div style="overflow-x:auto"><div style="width:900px">A table scrolls.</div></div>
      <div style="width:80px;overflow:hidden;text-overflow:ellipsis;white-space:nowrap">Three dots tell of more</div>
      <p style="display:none">undefined</p><p style="visibility:hidden">null</p>`;

    expect(await look(ordinary)).toEqual([]);
  });

  // what is planted, what is said of it
  it.each([
    ['<div style="width:500px">wide</div>', "the page is 100 pixels wider than the window"],
    ['<div style="width:50px;white-space:nowrap">Longer than its box</div>', /^runs \d+ pixels/],
    ['<div style="width:50px;white-space:nowrap;overflow:hidden">Cut in two</div>', "is cut off"],
    ['<div>One</div><div style="margin-top:-14px">Two</div>', /^lies over /],
    [
      '<button style="position:absolute;top:0;left:0">A</button><button style="position:absolute;top:4px;left:4px">B</button>',
      /^lies over /,
    ],
    ["<p>undefined</p>", "says undefined"],
    ['<a href="/">20128</a>', "is called by a number alone"],
    ["<svg width=100 height=30><text x=0 y=20>NaN</text></svg>", "says NaN"],
  ])("finds %s", async (body, words) => {
    expect(await look(body)).toContainEqual(expect.stringMatching(words));
  });

  it("sees of a page under a dialog only the dialog", async () => {
    const dialog = '<p>undefined</p><div role="dialog" aria-modal="true"><p>null</p></div>';

    expect(await look(dialog)).toEqual(["says null"]);
  });
});
