import type { Stage } from "../stage.ts";
import { writeMoment } from "../rules/moments.ts";
import type { Pair } from "./find-records.ts";
import { button, openTab } from "./settings-page.ts";

/** Settings of a portal whose sync runs: overview, issues, reviews, activity, access. */
export async function playLive(stage: Stage, { hubspot, connectwiseId }: Pair): Promise<void> {
  const { page, camera, stack, api } = stage;
  const record = { objectType: hubspot.type, side: "hubspot", recordId: hubspot.id } as const;
  await stack.hubspot.edit({ ...hubspot, fields: { phone: "+1 312 555 0142" } });
  await api.syncNow(record);
  await stack.connectwise.edit({ type: "company", id: connectwiseId, fields: { zip: "60601" } });
  await api.syncNow(record);
  await openTab(stage, "Overview");
  await page.getByText("Half arrive within").first().waitFor();
  const speed = page.getByRole("heading", { name: "How fast changes arrive" });
  await camera.take("overview", { guideEnds: speed });
  await playIssues(stage);

  await openTab(stage, "Activity");
  await page.getByRole("link", { name: "Show older" }).or(button(stage, "Show older")).waitFor();
  await camera.take("activity");
  await button(stage, /^Only /).click();
  await button(stage, "Show all records").waitFor();
  await camera.take("activity-one-record");
  await playAccess(stage);
}

async function playIssues(stage: Stage): Promise<void> {
  const { page, camera } = stage;
  await openTab(stage, "Issues");
  await button(stage, "Retry all").waitFor();
  await camera.take("issues");
  const open = async (kind: string, act: string): Promise<void> => {
    await openTab(stage, "Issues");
    const tile = page.locator(".hs-tile", { hasText: kind }).first();
    await tile.getByRole("button", { name: act }).click();
    await button(stage, "Back to all issues").waitFor();
  };
  await open("A value is not an e-mail address", "Show these");
  await camera.take("issues-opened");
  await open("not paired yet", "Match deals");
  await camera.take("reviews-deals", { guideEnds: page.locator(".hs-tile").nth(1) });
  await open("Another record in the same system", "Match companies");
  await camera.take("reviews-duplicates");
}

/** Who may what, with the one moment that the play knows: when ConnectWise was connected. */
async function playAccess(stage: Stage): Promise<void> {
  const { camera, call, reader } = stage;
  interface Entry {
    at: string;
    act: string;
  }
  const { items } = await call<{ items: Entry[] }>("GET", "/audit?limit=100");
  const connected = items.find(({ act }) => act === "connected");
  const says = connected === undefined ? [] : [writeMoment(Date.parse(connected.at), reader)];
  await openTab(stage, "Access");
  await button(stage, /^Remove /).waitFor();
  await camera.take("access", { says });
}

/** What a paused portal looks like. */
export async function playPaused(stage: Stage): Promise<void> {
  const { page, camera } = stage;
  await openTab(stage, "Overview");
  await button(stage, "Pause the sync").click();
  await page.getByText("The sync is paused.").first().waitFor();
  await openTab(stage, "Overview");
  await camera.take("overview-paused");
}
