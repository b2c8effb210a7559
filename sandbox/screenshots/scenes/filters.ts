import { controlTypes } from "../../shared/control.ts";
import type { Stage } from "../stage.ts";
import { button, choose, keep, openTab } from "./settings-page.ts";

/** Which records are synced: nothing chosen, a filter that is made and tried, and what is saved. */
export async function playFilters(stage: Stage): Promise<void> {
  const { page, camera, api } = stage;
  await openTab(stage, "Filters");
  await button(stage, "By lifecycle stage").waitFor();
  await camera.take("filters-standard");

  await button(stage, "By lifecycle stage").click();
  await page.getByLabel("Comparison").waitFor();
  await button(stage, "Or: add a group").click();
  await camera.take("filters-builder");
  await button(stage, "Test filter").click();
  await page.getByText("Correct what is marked above").waitFor();
  await camera.take("filters-incomplete");
  await page.getByLabel("Values", { exact: true }).click();
  await keep(stage, page.getByLabel("Customer", { exact: true }).check());
  await page.keyboard.press("Escape");
  const field = page.getByLabel("Field", { exact: true }).last();
  await keep(stage, field.selectOption({ label: "Number of Employees" }));
  const comparison = page.getByLabel("Comparison").last();
  await keep(stage, comparison.selectOption({ label: "is at least" }));
  const number = page.getByLabel("Number", { exact: true });
  await number.fill("250");
  await keep(stage, number.blur());
  await button(stage, "Test filter").click();
  const result = page.getByRole("heading", { name: "What this filter would do" });
  await result.waitFor();
  const outside = page.getByText("Outside the filter, for example");
  await camera.take("filters-test", {
    guide: result.locator("xpath=.."),
    guideEnds: outside.locator("xpath=following::tr[4]"),
  });

  await button(stage, "Save the filter").click();
  await page.getByText(/^Saved\./).waitFor();
  await camera.take("filters-saved");
  await choose(stage, "Contacts");
  await camera.take("filters-contacts");
  for (const type of controlTypes) await api.includeEverything(type);
}
