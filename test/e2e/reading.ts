import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** How long a page may take to show what it should. */
const PATIENCE = { timeout: 300_000 };

/** The record's card in the middle of its page. */
export function cardOn(page: Page): Locator {
  return page.getByRole("region", { name: "Tabs" });
}

/** One of HubSpot's own properties of the record. */
export function propertyOn(page: Page, label: string): Locator {
  return page.getByRole("region", { name: "About" }).getByLabel(label, { exact: true });
}

/** Waits until a field holds a value. */
export async function holds(field: Locator, value: string): Promise<void> {
  await expect.poll(() => field.inputValue(), PATIENCE).toBe(value);
}

/** Waits until a row of a table says this after its first cell. */
export async function showsRow(
  page: Page,
  table: string,
  row: string,
  cells: readonly string[],
): Promise<void> {
  const rows = page
    .getByRole("table", { name: table, exact: true })
    .getByRole("row", { name: row });
  await expect
    .poll(async () => (await rows.getByRole("cell").allInnerTexts()).slice(1), PATIENCE)
    .toEqual(cells);
}

/** Waits until figures are shown, each with its label. */
export async function showsFigures(page: Page, figures: readonly string[]): Promise<void> {
  const read = async (): Promise<string[]> => {
    const texts = await page.locator(".hs-statistic").allInnerTexts();
    return texts.map((text) => text.replaceAll(/\s+/gu, " "));
  };
  await expect.poll(read, PATIENCE).toEqual(expect.arrayContaining([...figures]));
}
