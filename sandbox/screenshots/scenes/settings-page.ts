import type { Locator } from "playwright-core";
import type { Stage } from "../stage.ts";

/** Opens Lockstep's settings anew, on a tab. */
export async function openTab(stage: Stage, title: string): Promise<void> {
  const { page, screensUrl, portalId } = stage;
  await page.goto(`${screensUrl}/settings/${portalId}`);
  await choose(stage, title);
}

/** Chooses a tab: one of the page, or an object's in it. */
export async function choose({ page }: Stage, title: string): Promise<void> {
  await page.getByRole("tab", { name: title, exact: true }).click();
  await page.getByRole("tab", { name: title, exact: true, selected: true }).waitFor();
}

/** A button by what it says; a text has to be all of it. */
export function button({ page }: Stage, name: string | RegExp): Locator {
  return page.getByRole("button", { name, exact: typeof name === "string" }).first();
}

/**
 * Enters something and waits until it is kept as a draft. An extension works in a worker: what is entered
 * before it has seen the last entry would be entered into what was there before.
 */
export async function keep({ page }: Stage, entering: Promise<unknown>): Promise<void> {
  const kept = page.waitForResponse((response) => {
    const asked = response.request().postData() ?? "";
    return asked.includes("/drafts/") && asked.includes('"PUT"');
  });
  await entering;
  await kept;
}

/** What an accordion folds away. */
export async function unfold({ page }: Stage, title: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: title, expanded: false }).first().click();
}
