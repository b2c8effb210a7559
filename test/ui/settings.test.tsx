import {
  Button,
  ErrorState,
  LoadingSpinner,
  StatusTag,
  Table,
  TableCell,
  Text,
} from "@hubspot/ui-extensions";
import type { Overview } from "@lockstep/api/wire-account.ts";
import { describe, expect, it } from "vitest";
import { Settings } from "../../hubspot-app/src/app/settings/Settings.tsx";
import { answerFetch, rendererAt } from "./rig.ts";

const OVERVIEW: Overview = {
  portal: { portalId: "1", state: "live", stateReason: null, uiDomain: "app.hubspot.com" },
  connection: {
    siteHost: "na.myconnectwise.net",
    companyId: "acme",
    version: "v2026.1",
    isCloud: true,
  },
  objects: { company: { linked: 1234, waiting: 2 } },
  fieldIssues: {},
  runs: { "dry-run": null, "first-sync": null },
  egressAddresses: [],
  warnings: [],
};

const answers = answerFetch();

describe("the settings page", () => {
  it("shows how the portal stands, and its records by state", async () => {
    answers.set("get /overview", { body: OVERVIEW });
    const page = rendererAt("settings");

    page.render(<Settings />);
    expect(page.find(LoadingSpinner).props.label).toBe("Loading the overview");
    await page.waitFor(() => page.find(Table));

    expect(page.find(StatusTag).text).toContain("In sync");
    expect(page.findAll(TableCell).map(({ text }) => text)).toEqual([
      "Companies",
      "1,234",
      "2",
      "0",
      "0",
      "0",
    ]);
  });

  it("says what went wrong and what to do, and tries again", async () => {
    const error = { code: "internal", message: "It broke.", remedy: "Wait.", requestId: "r-1" };
    answers.set("get /overview", { status: 500, body: { error } });
    const page = rendererAt("settings");
    page.render(<Settings />);
    await page.waitFor(() => page.find(ErrorState));
    expect(page.find(ErrorState).props.title).toBe("It broke.");
    expect(page.findAll(Text).map(({ text }) => text)).toEqual(["Wait.", "Reference: r-1"]);

    answers.set("get /overview", { body: OVERVIEW });
    page.find(Button).trigger("onClick");

    await page.waitFor(() => page.find(Table));
  });
});
