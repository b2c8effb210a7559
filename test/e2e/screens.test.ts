import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunningServer } from "../../sandbox/shared/listen.ts";
import type { ShownRecord } from "../../sandbox/preview/screen-data.ts";
import { HUBSPOT, PORTAL_ID, type ServerRig, startServerRig } from "../integration/server-rig.ts";
import { openTestDatabase } from "../support/postgres.ts";
import { listBarriers, openBrowser, startPreview } from "./preview-rig.ts";

const database = await openTestDatabase();
const browser = openBrowser();

describe("Lockstep within HubSpot's screens", () => {
  let rig: ServerRig;
  let preview: RunningServer;
  let company: ShownRecord;

  beforeAll(async () => {
    rig = await startServerRig(database);
    await rig.install();
    await rig.connect();
    company = await rig.control("hubspot", "edit", {
      type: "company",
      fields: { name: "Aldridge Dental", domain: "aldridge.example" },
    });
    preview = await startPreview({
      publicUrl: rig.url,
      hubspotUrl: rig.hubspotUrl,
      appId: String(HUBSPOT.appId),
      clientSecret: HUBSPOT.clientSecret,
      portalId: PORTAL_ID,
    });
  });

  afterAll(async () => {
    await preview.close();
    await rig.close();
  });

  it("shows in the settings how the portal stands, as the server tells it", async () => {
    const page = await browser.open(`${preview.url}/settings/${PORTAL_ID}`);

    await page.getByRole("tab", { name: "Overview" }).waitFor();
    await page.getByText("company lockstep_demo").waitFor();

    expect(await page.getByRole("heading", { name: "Set up the sync" }).count()).toBe(1);
    expect(await listBarriers(page)).toEqual([]);
    await page.close();
  });

  it("shows a record's state in the middle and at the side", async () => {
    const page = await browser.open(
      `${preview.url}/contacts/${PORTAL_ID}/record/0-2/${company.id}`,
    );

    await page.getByText("ConnectWise company").nth(1).waitFor();

    expect(await page.getByText("Not linked").count()).toBe(2);
    expect(await listBarriers(page)).toEqual([]);
    await page.close();
  });

  it("leaves nothing outside of a narrow window", async () => {
    const page = await browser.open(`${preview.url}/settings/${PORTAL_ID}`, 400);
    await page.getByText("company lockstep_demo").waitFor();

    const width = await page.evaluate("document.documentElement.scrollWidth");

    expect(width).toBe(400);
    await page.close();
  });

  it("says what went wrong when the app is not installed any more", async () => {
    const other = await startPreview({
      publicUrl: rig.url,
      hubspotUrl: rig.hubspotUrl,
      appId: String(HUBSPOT.appId),
      clientSecret: HUBSPOT.clientSecret,
      portalId: "4711",
    });
    const page = await browser.open(`${other.url}/settings/4711`);

    await page.getByText("Lockstep is not installed in this portal.").waitFor();
    await page.getByRole("button", { name: "Try again" }).waitFor();

    await page.close();
    await other.close();
  });

  it("makes the browser complain of nothing", () => {
    expect(browser.complaints).toEqual([]);
  });
});
