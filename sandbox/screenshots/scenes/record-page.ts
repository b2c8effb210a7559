import type { Locator } from "playwright-core";
import type { ControlType } from "../../shared/control.ts";
import type { Stage } from "../stage.ts";

/** A record in HubSpot. */
export interface HubspotRef {
  type: ControlType;
  id: string;
}

const TYPE_IDS: Readonly<Record<ControlType, string>> = {
  contact: "0-1",
  company: "0-2",
  deal: "0-3",
};

/** Opens a record's page in HubSpot, on which the card stands in the middle and at the side. */
export async function openRecord(stage: Stage, { type, id }: HubspotRef): Promise<void> {
  const { page, screensUrl, portalId } = stage;
  await page.goto(`${screensUrl}/contacts/${portalId}/record/${TYPE_IDS[type]}/${id}`);
  for (const card of [inTab(stage), atSide(stage)])
    await card.locator(".hs-flex, .hs-loading").first().waitFor();
}

/** The card in the middle of the page. */
export function inTab({ page }: Stage): Locator {
  return page.locator(".tab-card");
}

/** The card at the side. */
export function atSide({ page }: Stage): Locator {
  return page.locator(".side-card").first();
}

/** A button of a card. */
export function buttonIn(card: Locator, name: string | RegExp): Locator {
  return card.getByRole("button", { name, exact: typeof name === "string" }).first();
}
