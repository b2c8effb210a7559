import type { RunKind } from "../../demo/lockstep-api.ts";
import { watchRun } from "../../demo/watch-run.ts";
import type { Stage } from "../stage.ts";
import { button, openTab } from "./settings-page.ts";

/** Long enough for a run to be seen on its way. */
const SLOW_MS = 250;

/** From the first dry run to a first sync that is done, with what lies between. */
export async function playFirstSync(stage: Stage): Promise<void> {
  const { page, camera } = stage;
  await openTab(stage, "Issues");
  await camera.take("issues-none-yet");
  await openTab(stage, "Activity");
  await camera.take("activity-none-yet");
  await openTab(stage, "First sync");
  await button(stage, "Start a dry run").waitFor();
  await camera.take("first-sync-before");

  await setPace(stage, SLOW_MS);
  await button(stage, "Start a dry run").click();
  await untilUnderWay(stage);
  await camera.take("dry-run-running", { isUnsettled: true });
  await setPace(stage, 0);
  await untilDone(stage, "dry-run");
  await openTab(stage, "First sync");
  await page.getByRole("heading", { name: "Examples" }).waitFor();
  await camera.take("dry-run-result");
  const examples = page.getByRole("heading", { name: "Examples" }).locator("xpath=..");
  await page.getByLabel("Examples of").selectOption({ label: "Link" });
  await camera.take("dry-run-examples", { guide: examples });
  await playStart(stage);
}

async function playStart(stage: Stage): Promise<void> {
  const { page, camera } = stage;
  await button(stage, "Start the first sync").click();
  await page.getByRole("dialog").waitFor();
  await camera.take("first-sync-start");
  await setPace(stage, SLOW_MS);
  await page.getByRole("dialog").getByRole("button", { name: "Start the first sync" }).click();
  await untilUnderWay(stage);
  await camera.take("first-sync-running", { isUnsettled: true });
  await button(stage, "Pause").click();
  await button(stage, "Resume").waitFor();
  await camera.take("first-sync-paused", { isUnsettled: true });
  await setPace(stage, 0);
  await button(stage, "Resume").click();
  await button(stage, "Resume").waitFor({ state: "detached" });
  await untilDone(stage, "first-sync");
  await openTab(stage, "First sync");
  await page.getByText("The first sync is done").waitFor();
  await camera.take("first-sync-done");
}

/** Waits until a run has something to show. */
async function untilUnderWay({ page }: Stage): Promise<void> {
  await page.waitForFunction(
    "Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')) > 0",
  );
}

/** How long both vendors take for an answer. */
async function setPace({ stack }: Stage, latencyMs: number): Promise<void> {
  await Promise.all([stack.hubspot.limits({ latencyMs }), stack.connectwise.limits({ latencyMs })]);
}

async function untilDone({ api, stack, screen }: Stage, kind: RunKind): Promise<void> {
  await watchRun(api, kind, { screen, failed: () => stack.failed() });
}
