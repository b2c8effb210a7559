import type { Stage } from "../stage.ts";
import { button, choose, openTab, unfold } from "./settings-page.ts";

/** Objects and field mappings of a portal that is connected. */
export async function playMapping(stage: Stage): Promise<void> {
  const { page, camera } = stage;
  await openTab(stage, "Overview");
  await camera.take("overview-connected");
  await openTab(stage, "Objects");
  for (const object of ["Companies", "Contacts", "Deals"]) {
    await choose(stage, object);
    const guideEnds = page.getByText("Create what the other system lacks");
    await camera.take(`objects-${object.toLowerCase()}`, { guideEnds });
  }
  await playRows(stage);
  await playMaps(stage);
  await playImport(stage);
}

async function playRows(stage: Stage): Promise<void> {
  const { page, camera } = stage;
  await openTab(stage, "Field mappings");
  await button(stage, "Map another field").waitFor();
  await camera.take("mappings", { guideEnds: page.getByRole("row").nth(5) });
  await button(stage, "Map another field").click();
  await page.getByRole("dialog").waitFor();
  await camera.take("mappings-add");
  await page.keyboard.press("Escape");

  const phone = page.getByRole("row", { name: /Phone Number/ });
  await phone.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog");
  await dialog
    .getByLabel("When both sides changed it since the last sync")
    .selectOption({ label: "Ask" });
  await camera.take("mappings-edit");
  await dialog.getByRole("button", { name: "Done" }).click();
  await camera.take("mappings-changed");
  await button(stage, "Review and save").click();
  await page.getByRole("heading", { name: "Save these changes?" }).waitFor();
  await camera.take("mappings-review");
  await button(stage, "Save").click();
  await page.getByText("The mapping is saved.").waitFor();
}

async function playMaps(stage: Stage): Promise<void> {
  const { page, camera } = stage;
  const open = async (row: RegExp, map: string): Promise<void> => {
    await page.getByRole("row", { name: row }).getByRole("button", { name: map }).click();
    await button(stage, "Done").waitFor();
  };
  await openTab(stage, "Field mappings");
  await open(/Country/, "Value map");
  await camera.take("mappings-value-map");
  await openTab(stage, "Field mappings");
  await open(/Company owner/, "Value map");
  await camera.take("mappings-owners");
  await openTab(stage, "Field mappings");
  await choose(stage, "Deals");
  await camera.take("mappings-deals");
  await open(/Pipeline and stage/, "Stage map");
  await camera.take("mappings-stages", { guideEnds: page.locator(".hs-tile").nth(4) });
}

async function playImport(stage: Stage): Promise<void> {
  const { page, camera, call } = stage;
  interface Configuration {
    objects: Record<
      string,
      { policy: { blocksFreeEmail?: boolean }; rows: { blankRule?: string }[] }
    >;
  }
  const configuration = await call<Configuration>("GET", "/configuration");
  const { contact, company } = configuration.objects;
  if (contact !== undefined) contact.policy.blocksFreeEmail = false;
  for (const row of company?.rows.slice(0, 2) ?? []) row.blankRule = "clear";
  await openTab(stage, "Field mappings");
  await unfold(stage, /^Take the whole configuration/);
  await page.getByLabel("Configuration to import").fill(JSON.stringify(configuration, null, 2));
  await button(stage, "Show what it would change").click();
  await button(stage, /^Import \d+ change/).waitFor();
  const part = page.getByRole("heading", { name: "Import" }).locator("xpath=..");
  await camera.take("mappings-import", { guide: part });
  await button(stage, "Clear").click();
}
