import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildBundle } from "../../sandbox/preview/build-bundle.ts";
import type { RunningServer } from "../../sandbox/shared/listen.ts";
import { listBarriers, openBrowser, startPreview } from "./preview-rig.ts";

const browser = openBrowser();
const folder = mkdtempSync(path.join(tmpdir(), "lockstep-gallery-"));

/** The gallery in place of the settings page, built as HubSpot builds it. */
describe("the components in HubSpot's screens", () => {
  let preview: RunningServer;
  let page: Page;

  beforeAll(async () => {
    await buildBundle("/Gallery.tsx", folder, path.join(import.meta.dirname, "gallery"));
    const nobody = "http://127.0.0.1:1";
    preview = await startPreview({
      publicUrl: nobody,
      hubspotUrl: nobody,
      appId: "1",
      clientSecret: "secret",
      portalId: "1",
    });
    page = await browser.open("about:blank");
    await page.route("**/assets/Settings/Settings.js", (route) =>
      route.fulfill({ body: readFileSync(path.join(folder, "Gallery.js"), "utf8") }),
    );
  });

  beforeEach(async () => {
    await page.goto(`${preview.url}/settings/1`);
    await page.getByRole("tab", { name: "Fields" }).waitFor();
  });

  afterAll(async () => {
    await page.close();
    await preview.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const says = (words: string) => page.getByTestId("log").getByText(words).waitFor();

  it("are found by their labels, and tell what is entered", async () => {
    await page.getByLabel("Site").fill("na.example");
    await page.getByLabel("Note").fill("n");
    await says("site na.example");
    await page.getByLabel("Days").fill("7");
    await says("note n");
    await page.getByLabel("Find").fill("x");
    await says("days 7");
    await page.getByLabel("Since").fill("2026-12-03");
    await says("since 2026 11 3");
    await page.getByLabel("One", { exact: true }).selectOption("Pear");
    await page.getByLabel("Many").click();
    await page.getByLabel("Apple").first().check();
    await page.keyboard.press("Escape");
    await page.getByRole("switch", { name: "Switch" }).click();
    await page.getByLabel("Box").check();
    await page.getByRole("group", { name: "Group" }).getByLabel("Pear").check();
    await says("one pear; many apple; switch true; box true b; group pear");
    expect(await listBarriers(page)).toEqual([]);
  });

  it("send a form with what it holds, and say what is wrong beside a field", async () => {
    await page.getByLabel("Site").pressSequentially("bad");

    await page.locator("[name=site][aria-invalid=true]").waitFor();
    await page.getByRole("alert").getByText("No such site").waitFor();

    await page.getByLabel("Site").press("Enter");
    await says('"site":"bad"');
  });

  it("are walked through with the keyboard", async () => {
    await page.getByRole("tab", { name: "Fields" }).focus();
    await page.keyboard.press("ArrowRight");
    await says("tab acts");
    await page.getByRole("button", { name: "Menu" }).press("Enter");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await says("menu first");

    expect(await page.evaluate("document.activeElement.textContent")).toContain("Menu");
    expect(await listBarriers(page)).toEqual([]);
  });

  it("open dialogs, hold the focus in them, and give it back", async () => {
    await page.getByRole("tab", { name: "Acts" }).click();
    await page.getByRole("button", { name: "Details" }).click();
    await page.getByRole("dialog", { name: "Details" }).waitFor();
    await page.getByRole("button", { name: "Ask within" }).click();
    await page.getByRole("dialog", { name: "Are you sure?" }).waitFor();
    await says("opened");
    expect(await listBarriers(page)).toEqual([]);

    for (let step = 0; step < 8; step += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one key after another
      await page.keyboard.press("Tab");
    }
    const isWithin = "document.activeElement.closest('[role=dialog]') !== null";
    expect(await page.evaluate(isWithin)).toBe(true);

    await page.getByRole("button", { name: "Do it" }).click();
    await says("closed");
    expect(await page.getByRole("dialog").count()).toBe(1);
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Ask within");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("show pages, order, steps, messages, and that something is under way", async () => {
    await page.getByRole("tab", { name: "Acts" }).click();
    await page.getByRole("button", { name: "Page 2" }).click();
    await page.getByRole("button", { name: "Name" }).click();
    await page.getByRole("button", { name: "One (done)" }).click();
    await says("page 2; sort ascending; step 0");
    expect(await page.getByRole("columnheader").getAttribute("aria-sort")).toBe("ascending");

    await page.getByRole("button", { name: "Toast" }).click();
    await page.getByRole("status").getByText("It was saved.").waitFor();
    await page.getByRole("button", { name: "Work" }).click();
    await page.locator("button[aria-busy=true]").waitFor();
    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByText("Within", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Hover" }).hover();
    await page.getByText("More words").waitFor();
  });

  it.each([1280, 400])("stand accessible in a window of %i pixels", async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await page.getByRole("tab", { name: "Shown" }).click();
    await page.getByRole("progressbar").waitFor();

    expect(await listBarriers(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
  });

  it("call every table by what it stands below, and no two of them alike", async () => {
    await page.getByRole("tab", { name: "Shown" }).click();

    for (const name of ["Companies", "Outside the filter", "Outside the filter (2)"]) {
      // oxlint-disable-next-line no-await-in-loop -- one table after another
      await page.getByRole("table", { name, exact: true }).waitFor();
    }
    expect(await listBarriers(page)).toEqual([]);
  });

  it("lead to this preview's page of a record where they lead to HubSpot's", async () => {
    await page.getByRole("tab", { name: "Shown" }).click();
    const leadsTo = (name: string) => page.getByRole("link", { name }).getAttribute("href");

    expect(await leadsTo("HubSpot's record")).toBe(`${preview.url}/contacts/1/record/0-2/7`);
    expect(await leadsTo("ConnectWise's record")).toBe(
      "https://na.myconnectwise.example/contacts/7",
    );
  });

  it("make the browser complain of nothing", () => {
    expect(browser.complaints).toEqual([]);
  });
});
