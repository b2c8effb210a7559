import { setTimeout as sleep } from "node:timers/promises";
import { DemoError } from "../../demo/demo-error.ts";
import type { Stage } from "../stage.ts";
import type { Pair } from "./find-records.ts";
import { atSide, buttonIn, inTab, openRecord } from "./record-page.ts";
import { openTab } from "./settings-page.ts";

/** Both systems changed a field whose rule is to ask, while the sync was paused. */
export async function playConflict(stage: Stage, { hubspot, connectwiseId }: Pair): Promise<void> {
  const { page, camera, stack, api, call } = stage;
  await stack.hubspot.edit({ ...hubspot, fields: { phone: "+1 312 555 0199" } });
  await stack.connectwise.edit({
    type: "company",
    id: connectwiseId,
    fields: { phoneNumber: "(312) 555-0111" },
  });
  await openRecord(stage, hubspot);
  await camera.take("card-paused");
  await call("POST", "/portal/resume");
  await api.syncNow({ objectType: hubspot.type, side: "hubspot", recordId: hubspot.id });
  await openRecord(stage, hubspot);
  await page.getByText("1 conflict to decide").first().waitFor();
  await camera.take("card-conflict");
  await buttonIn(atSide(stage), /^Decide/).click();
  await page.getByRole("dialog").waitFor();
  await camera.take("card-side-conflict");
}

/** Somebody who may only look. */
export async function playColleague(stage: Stage, { hubspot }: Pair): Promise<void> {
  const { page, camera, screensUrl, portalId } = stage;
  await page.goto(`${screensUrl}/settings/${portalId}?user=colleague`);
  await page.getByText("You can look at everything here").waitFor();
  await camera.take("overview-read-only");
  await page.goto(`${screensUrl}/contacts/${portalId}/record/0-2/${hubspot.id}?user=colleague`);
  await inTab(stage).getByText("You may not").waitFor();
  await camera.take("card-read-only");
}

/** ConnectWise takes the keys no more; new ones are entered, or rather: the old ones count again. */
export async function playRefusedKeys(stage: Stage, { hubspot }: Pair): Promise<void> {
  const { page, camera, stack, api, siteUrl } = stage;
  await stack.connectwise.act("/keys", { revoked: true });
  await stack.hubspot.edit({ ...hubspot, fields: { city: "Evanston" } });
  await untilState(stage, "paused");
  await openTab(stage, "Overview");
  await camera.take("overview-broken");
  await openTab(stage, "Connection");
  await page.getByLabel("Private key").waitFor();
  await camera.take("connection-broken");
  await openRecord(stage, hubspot);
  await camera.take("card-broken");
  await stack.connectwise.act("/keys", { revoked: false });
  await api.connect({ site: siteUrl, ...stack.identity.connectwise });
  await untilState(stage, "live");
}

/** The app is uninstalled in HubSpot, and its pages are looked at once more. */
export async function playDisconnected(stage: Stage, { hubspot }: Pair): Promise<void> {
  const { camera, stack } = stage;
  await stack.hubspot.act("/uninstall");
  await stack.connectwise.edit({
    type: "company",
    fields: { name: "Last One", identifier: "Last" },
  });
  await untilState(stage, "disconnected");
  await openTab(stage, "Overview");
  await camera.take("overview-disconnected");
  await openRecord(stage, hubspot);
  await camera.take("card-disconnected");
}

const FETCH = "**/preview/fetch";

/** Answers that take their time, and a server that is not there. */
export async function playUnreachable(stage: Stage, { hubspot }: Pair): Promise<void> {
  const { page, camera, stack, screensUrl, portalId } = stage;
  // Never answered: whoever asked goes away before.
  await page.route(FETCH, () => undefined);
  await openRecord(stage, hubspot);
  await inTab(stage).getByText("Loading").waitFor();
  await camera.take("card-loading", { isUnsettled: true });
  await page.goto(`${screensUrl}/settings/${portalId}`);
  await page.getByText("Loading").waitFor();
  await camera.take("settings-loading", { isUnsettled: true });
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await stack.server().stop();
  await page.goto(`${screensUrl}/settings/${portalId}`);
  await page.getByRole("button", { name: "Try again" }).waitFor();
  await camera.take("settings-unreachable");
  await openRecord(stage, hubspot);
  await buttonIn(inTab(stage), "Try again").waitFor();
  await camera.take("card-unreachable");
}

const PATIENCE_MS = 60_000;

async function untilState({ api }: Stage, wanted: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const { state } = await api.overview();
    if (state === wanted) return;
    if (performance.now() > deadline) throw new DemoError(`the portal is ${state}, not ${wanted}`);
    await sleep(200);
  }
}
