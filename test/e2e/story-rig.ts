import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import type { RunningServer } from "../../sandbox/shared/listen.ts";
import { HUBSPOT, PORTAL_ID, type ServerRig, startServerRig } from "../integration/server-rig.ts";
import { openTestDatabase } from "../support/postgres.ts";
import { root } from "../support/project-files.ts";
import { openBrowser, startPreview } from "./preview-rig.ts";
import { fillWorld } from "./story-world.ts";

/** Where a person works in the story: HubSpot's screens in a browser, and ConnectWise. */
export interface Desk {
  readonly page: Page;
  /** Address of ConnectWise, as it is typed. */
  readonly connectwiseSite: string;
  /** Errors that any page complained of so far. */
  readonly complaints: readonly string[];
  /** Opens a tab of Lockstep's settings, which is shown already. */
  openTab(name: string): Promise<void>;
  /** Opens a record from HubSpot's list of its type. @param list - `Companies` */
  openRecord(list: string, name: string): Promise<void>;
  /** Opens the settings by HubSpot's menu. */
  openSettings(): Promise<void>;
  /** A framed part by words in it. */
  tile(words: string | RegExp): Locator;
  /** Follows a link that opens a page of its own. */
  follow(link: Locator): Promise<Page>;
  /** Somebody changes a record in ConnectWise. */
  editInConnectwise(type: string, id: number, fields: object): Promise<void>;
  /** A record as ConnectWise has it now. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the vendor's own form
  inConnectwise(type: string, id: number): Promise<any>;
  /** What changes in a system is not announced any more, as on a bad day of its, or it is again. */
  announces(vendor: "hubspot" | "connectwise", isOn: boolean): Promise<void>;
  /** Each answer of ConnectWise takes that long. */
  slowDownConnectwise(latencyMs: number): Promise<void>;
}

/** Pictures of pages on which a step failed, in the latest run. */
const SHOTS = path.join(root, ".data", "e2e", "story");

/**
 * Sets the story's scene: the app was just installed, and both systems have records. Steps rest on one
 * another: what comes after one that failed is skipped, and a picture of the page is kept.
 */
export function useDesk(): () => Desk {
  const browser = openBrowser();
  const opened = openTestDatabase();
  let rig: ServerRig | undefined;
  let preview: RunningServer | undefined;
  let desk: Desk | undefined;
  let failed: string | null = null;
  beforeAll(async () => {
    rmSync(SHOTS, { recursive: true, force: true });
    // Nothing is found by asking: what arrives was announced, or asked for by a person.
    rig = await startServerRig(await opened, { environment: { POLL_SECONDS: "3600" } });
    await fillWorld(rig);
    await rig.install();
    await rig.startJobs();
    preview = await startPreview({
      publicUrl: rig.url,
      hubspotUrl: rig.hubspotUrl,
      appId: String(HUBSPOT.appId),
      clientSecret: HUBSPOT.clientSecret,
      portalId: PORTAL_ID,
    });
    const page = await browser.open(`${preview.url}/settings/${PORTAL_ID}`);
    desk = deskOf(rig, page, browser.complaints);
  });
  beforeEach(({ skip }) => {
    if (failed !== null) skip(`the step before failed: ${failed}`);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state !== "fail") return;
    failed ??= task.name;
    mkdirSync(SHOTS, { recursive: true });
    const file = path.join(SHOTS, `${task.name.replaceAll(/[^a-z0-9]+/giu, "-")}.png`);
    await desk?.page.screenshot({ path: file, fullPage: true });
    process.stderr.write(`a step of the story failed: ${file} shows the page\n`);
  });
  afterAll(async () => {
    await desk?.page.context().close();
    await preview?.close();
    await rig?.close();
  });
  return () => {
    if (desk === undefined) throw new Error("the scene was not set");
    return desk;
  };
}

function deskOf(rig: ServerRig, page: Page, complaints: readonly string[]): Desk {
  const menu = (name: string): Promise<void> =>
    page
      .getByRole("navigation", { name: "HubSpot" })
      .getByRole("link", { name, exact: true })
      .click();
  return {
    page,
    connectwiseSite: rig.connectwise.url,
    complaints,
    openTab: (name) => page.getByRole("tab", { name, exact: true }).click(),
    openSettings: () => menu("Settings"),
    openRecord: async (list, name) => {
      await menu(list);
      await page.getByRole("table").getByRole("link", { name, exact: true }).click();
      await page.getByRole("heading", { level: 1, name }).waitFor();
    },
    tile: (words) => page.locator(".hs-tile", { hasText: words }),
    follow: async (link) => {
      const popup = page.waitForEvent("popup");
      await link.click();
      return popup;
    },
    editInConnectwise: async (type, id, fields) => {
      const answer = await rig.control("connectwise", "edit", { type, id, fields });
      if (answer.error !== undefined) throw new Error(JSON.stringify(answer.error));
    },
    inConnectwise: async (type, id) => {
      const records = await rig.control("connectwise", `records/${type}`);
      return records.find((record: { id: number }) => record.id === id);
    },
    announces: async (vendor, isOn) => {
      const faults = isOn ? { rate: 0 } : { seed: 1, rate: 1, kinds: ["webhook-drop"] };
      await rig.control(vendor, "faults", faults);
    },
    slowDownConnectwise: async (latencyMs) => {
      await rig.control("connectwise", "limits", { latencyMs });
    },
  };
}
