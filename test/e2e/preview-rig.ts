import path from "node:path";
import AxeBuilder from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { buildAll } from "../../sandbox/preview/bundles.ts";
import { readProject } from "../../sandbox/preview/extensions.ts";
import { createPreview } from "../../sandbox/preview/server.ts";
import { launchChromium } from "../../sandbox/shared/chromium.ts";
import { listen } from "../../sandbox/shared/listen.ts";
import type { RunningServer } from "../../sandbox/shared/listen.ts";
import { root } from "../support/project-files.ts";

/** Where the preview gets its records and answers from. */
export interface PreviewSource {
  publicUrl: string;
  hubspotUrl: string;
  appId: string;
  clientSecret: string;
  portalId: string;
}

/** Starts HubSpot's screens on a free port; built once for all tests of the same sources. */
export function startPreview(source: PreviewSource): Promise<RunningServer> {
  const { extensions } = readProject({ PUBLIC_URL: source.publicUrl });
  const entrypoints = extensions.map(({ entrypoint }) => entrypoint);
  const cacheFolder = path.join(root, ".data", "preview");
  const built = buildAll(entrypoints, cacheFolder);
  const app = createPreview({ settings: { ...source, port: 0, cacheFolder }, built });
  return listen(app, { port: 0, portVariable: "SANDBOX_PREVIEW_PORT" });
}

/** A browser for the tests of a file, and what its pages complained of. */
export interface BrowserRig {
  /** A page of its own, as wide as asked for; pages that it opens are watched, too. */
  open(url: string, width?: number): Promise<Page>;
  /** Errors of scripts, and what they wrote to the console as one. */
  readonly complaints: string[];
}

/** Makes a {@link BrowserRig}; call it while tests are being collected. */
export function openBrowser(): BrowserRig {
  let browser: Browser | undefined;
  const complaints: string[] = [];
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    complaints,
    async open(url, width = 1280) {
      if (browser === undefined) throw new Error("the browser has not started");
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        // A page that stands still costs no work to draw.
        reducedMotion: "reduce",
      });
      context.setDefaultTimeout(60_000);
      context.on("weberror", (error) => complaints.push(error.error().message));
      context.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
  };
}

/** What stands in the way of people who use a keyboard or a screen reader, in words. */
export async function listBarriers(page: Page): Promise<string[]> {
  await page.evaluate(AxeBuilder.source);
  const { violations } = await page.evaluate<{
    violations: { id: string; nodes: { html: string }[] }[];
  }>("axe.run({ resultTypes: ['violations'] })");
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
