import { mkdir, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Locator, Page, Request } from "playwright-core";
import type { Complaint } from "./rules/complaint.ts";
import { complainOfLayout } from "./rules/layout.ts";
import { complainOfMoments } from "./rules/moments.ts";
import type { Reader } from "./rules/moments.ts";
import { complainOfWords } from "./rules/words.ts";
import type { Survey } from "./survey-data.ts";
import type { Surveyor } from "./surveyor.ts";

/** Widths of the window in which every picture is taken. */
const WIDTHS = [1280, 400] as const;
const HEIGHT = 900;
/** A picture in the guide is no higher than this. */
const GUIDE_HEIGHT = 860;
/** Around a part that has no edge of its own. */
const GUIDE_MARGIN = 12;
/** The clocks of a page and of the server differ a little, and minutes are rounded down. */
const CLOCKS_MS = 120_000;
const LOOK_MS = 50;
/** Between two calls that follow one another a page is quiet for a moment. */
const QUIET_LOOKS = 10;

/** How a picture is taken. */
export interface Shot {
  /** The part that the guide shows; the whole content of the page unless given. */
  guide?: Locator;
  /** What the guide's picture ends above, where it would end in the midst of something. */
  guideEnds?: Locator;
  /** Something is under way on purpose: nothing is waited for. */
  isUnsettled?: boolean;
  /** What has to stand in the picture, word for word. */
  says?: readonly string[];
}

/** Takes pictures and keeps what is wrong in them. */
export interface Camera {
  take(name: string, shot?: Shot): Promise<void>;
  /** Lines for a person: picture, element, text. */
  readonly complaints: readonly string[];
  /** Names of all pictures, in order. */
  readonly taken: readonly string[];
}

/** What a {@link Camera} needs. */
export interface CameraParts {
  page: Page;
  survey: Surveyor;
  reader: Reader;
  /** Moments that records of the sample hold. */
  moments: ReadonlySet<number>;
  /** Where pictures go; emptied. */
  folder: string;
  say: (line: string) => void;
}

/** Makes a {@link Camera} of a page. */
export async function createCamera(parts: CameraParts): Promise<Camera> {
  const { page, survey, reader, moments, folder, say } = parts;
  const startedAt = Date.now();
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.join(folder, "guide"), { recursive: true });
  const complaints: string[] = [];
  const taken: string[] = [];
  const countCalls = watchCalls(page);
  const judge = (picture: string, seen: Survey, { says = [] }: Shot): void => {
    const known = { from: startedAt - CLOCKS_MS, to: Date.now() + CLOCKS_MS, others: moments };
    const found = [
      ...complainOfLayout(seen),
      ...complainOfWords(seen),
      ...complainOfMoments(seen, reader, known),
      ...complainOfMissing(seen, says),
    ];
    for (const one of found) {
      const line = `${picture}: ${one.where}: ${one.what}: "${shorten(one.words)}"`;
      complaints.push(line);
      say(`  ! ${line}`);
    }
  };
  return {
    complaints,
    taken,
    async take(name, shot = {}) {
      taken.push(name);
      say(name);
      if (shot.isUnsettled !== true) await untilQuiet(page, countCalls);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT });
        await settle(page);
        judge(`${name}-${width}`, await survey(page), shot);
        const fullPage = !(await hasDialog(page));
        await page.screenshot({ path: path.join(folder, `${name}-${width}.png`), fullPage });
        if (width === WIDTHS[0]) await takeForGuide(page, path.join(folder, "guide", name), shot);
      }
      await page.setViewportSize({ width: WIDTHS[0], height: HEIGHT });
    },
  };
}

/** Counts the calls of extensions that are under way. */
function watchCalls(page: Page): () => number {
  const open = new Set<Request>();
  page.on("request", (request) => {
    if (request.url().endsWith("/preview/fetch")) open.add(request);
  });
  page.on("requestfinished", (request) => open.delete(request));
  page.on("requestfailed", (request) => open.delete(request));
  page.on("framenavigated", () => open.clear());
  return () => open.size;
}

/** Waits until nothing is loaded any more, for as long as it takes. */
async function untilQuiet(page: Page, countCalls: () => number): Promise<void> {
  const spinner = page.locator(".hs-spinner, [aria-busy=true]");
  for (let quiet = 0; quiet < QUIET_LOOKS;) {
    await sleep(LOOK_MS);
    const isBusy = countCalls() > 0 || (await spinner.count()) > 0;
    quiet = isBusy ? 0 : quiet + 1;
  }
}

/** Waits until the layout stands still. */
async function settle(page: Page): Promise<void> {
  await page.evaluate("scrollTo(0, 0)");
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  const frames = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";
  await page.evaluate(frames);
}

function hasDialog(page: Page): Promise<boolean> {
  return page.evaluate<boolean>("document.querySelector('[aria-modal=true]') !== null");
}

/** The content without HubSpot's menus, from its top. */
async function takeForGuide(page: Page, file: string, { guide, guideEnds }: Shot): Promise<void> {
  const content = page.locator("main > div > :is(.settings-content, .record-middle)").first();
  const dialog = page.locator("[aria-modal=true]").last();
  const part = guide ?? ((await hasDialog(page)) ? dialog : content);
  const box = await part.boundingBox();
  if (box === null) return;
  const end = (await guideEnds?.boundingBox())?.y ?? box.y + GUIDE_HEIGHT;
  const margin = guide === undefined ? 0 : GUIDE_MARGIN;
  const clip = {
    x: box.x - margin,
    y: box.y - margin,
    width: box.width + 2 * margin,
    height: Math.min(box.height + margin, end - box.y) + margin,
  };
  await page.screenshot({ path: `${file}.png`, fullPage: true, clip });
}

/** Enough of a text to find it by, in a line. */
function shorten(words: string): string {
  const line = words.replaceAll(/\s+/g, " ");
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}

function complainOfMissing({ leaves }: Survey, says: readonly string[]): Complaint[] {
  const missing = says.filter((text) => !leaves.some(({ words }) => words.includes(text)));
  return missing.map((words) => ({
    what: "should stand there and does not",
    where: "body",
    words,
  }));
}
