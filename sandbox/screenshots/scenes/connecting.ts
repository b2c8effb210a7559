import type { Stage } from "../stage.ts";
import { button, openTab, unfold } from "./settings-page.ts";

/** From an empty portal to one that is connected: overview, connection, and tabs without a connection. */
export async function playConnecting(stage: Stage): Promise<void> {
  const { page, camera, stack } = stage;
  await openTab(stage, "Overview");
  await page.getByRole("heading", { name: "Set up the sync" }).waitFor();
  await camera.take("overview-before");
  await openTab(stage, "Objects");
  await camera.take("objects-before");

  await openTab(stage, "Connection");
  await page.getByLabel("Private key").waitFor();
  await camera.take("connection-before");
  await fillIn(stage, "not-the-key");
  await page.locator("[aria-invalid=true]").first().waitFor();
  await camera.take("connection-wrong-keys");

  await stack.connectwise.act("/permissions", {
    without: [{ permission: "Sales > Opportunity Finance", level: "add" }, "System > My Company"],
  });
  await fillIn(stage, stack.identity.connectwise.privateKey);
  await page.getByText("Connected to Lockstep Demo").waitFor();
  await button(stage, "Check again").waitFor();
  await camera.take("connection-permissions-missing");

  await stack.connectwise.act("/permissions", {});
  await button(stage, "Check again").click();
  await page.getByText("Nothing is missing").waitFor();
  await camera.take("connection-connected");
  await unfold(stage, /^All permissions/);
  await camera.take("connection-permissions");
}

async function fillIn(stage: Stage, key: string): Promise<void> {
  const { page, stack, siteUrl } = stage;
  const { companyId, publicKey } = stack.identity.connectwise;
  await page.getByLabel("ConnectWise site").fill(siteUrl);
  await page.getByLabel("Company id").fill(companyId);
  await page.getByLabel("Public key").fill(publicKey);
  await page.getByLabel("Private key").fill(key);
  await button(stage, "Test and connect").click();
}
