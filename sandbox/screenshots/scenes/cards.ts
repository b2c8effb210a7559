import { controlTypes } from "../../shared/control.ts";
import type { HubspotRecord } from "../../demo/evidence.ts";
import type { Stage } from "../stage.ts";
import { findInState } from "./find-records.ts";
import type { OpenState, Pair } from "./find-records.ts";
import { atSide, buttonIn, inTab, openRecord } from "./record-page.ts";

const STATES: Readonly<Record<"company" | "contact" | "deal", readonly OpenState[]>> = {
  company: ["review", "excluded", "attention"],
  contact: ["review", "waiting", "excluded", "attention"],
  deal: ["review", "waiting", "excluded", "attention"],
};

/** Cards of records in every state that the sample has, and what opens on them. */
export async function playCards(stage: Stage, linked: readonly Pair[]): Promise<void> {
  const { camera } = stage;
  for (const { hubspot } of linked) {
    await openRecord(stage, hubspot);
    const guideEnds = inTab(stage).getByRole("row").nth(5);
    await camera.take(`card-${hubspot.type}-linked`, { guideEnds });
  }
  for (const type of controlTypes) {
    for (const state of STATES[type]) {
      await openRecord(stage, await findInState(stage, type, state));
      await camera.take(`card-${type}-${state}`);
    }
  }
}

/** What people open and set off on the card of a linked record. */
export async function playActs(stage: Stage, { hubspot, connectwiseId }: Pair): Promise<void> {
  const { page, camera, stack } = stage;
  await openRecord(stage, hubspot);
  await buttonIn(inTab(stage), "Explain").click();
  await page.getByRole("dialog").waitFor();
  await camera.take("card-explain");
  await page.keyboard.press("Escape");
  await buttonIn(inTab(stage), "Unlink").click();
  await page.getByRole("dialog").waitFor();
  await camera.take("card-unlink");
  await page.keyboard.press("Escape");
  await buttonIn(atSide(stage), /^Compare fields/).click();
  await page.getByRole("dialog").waitFor();
  await camera.take("card-side-fields");

  await stack.connectwise.limits({ latencyMs: 0 });
  await stack.connectwise.edit({
    type: "company",
    id: connectwiseId,
    fields: { addressLine1: "9 Quay Street" },
  });
  await openRecord(stage, hubspot);
  await buttonIn(inTab(stage), "Sync now").click();
  await page.getByText("Close this report").first().waitFor();
  await camera.take("card-sync-now");
}

/** A company that ConnectWise does not have: what a sync would do, and a counterpart chosen by hand. */
export async function playUnlinked(stage: Stage): Promise<void> {
  const { page, camera, stack } = stage;
  // Nobody tells Lockstep of it, so that it is looked at before it is synced.
  const vendors = [stack.hubspot, stack.connectwise];
  for (const vendor of vendors) await vendor.faults({ rate: 1, kinds: ["webhook-drop"] });
  const made = await stack.hubspot.edit<HubspotRecord>({
    type: "company",
    fields: { name: "Harbour Lane Architects", domain: "harbourlane.example", city: "Boston" },
  });
  await stack.connectwise.edit({
    type: "company",
    fields: { name: "Harbour Lane Studio", identifier: "HarbourLaneStudio", city: "Boston" },
  });
  await openRecord(stage, { type: "company", id: made.id });
  await camera.take("card-not-linked");
  const tab = inTab(stage);
  await tab.getByLabel("Find the company in ConnectWise").fill("Harbour Lane");
  await buttonIn(tab, "Search").click();
  await buttonIn(tab, /^Link with/).waitFor();
  await buttonIn(tab, /^Link with/).click();
  await camera.take("card-link-by-hand");
  await buttonIn(atSide(stage), "Link by hand").click();
  await page.getByRole("dialog").waitFor();
  await camera.take("card-side-link-by-hand");
  for (const vendor of vendors) await vendor.faults({ rate: 0 });
}
