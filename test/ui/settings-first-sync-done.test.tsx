import { Accordion, Alert } from "@hubspot/ui-extensions";
import { beforeEach, describe, expect, it } from "vitest";
import { FirstSyncTab } from "../../hubspot-app/src/app/settings/first-sync/FirstSyncTab.tsx";
import { answerFetch } from "./rig.ts";
import { aRun } from "./run-samples.ts";
import { press, wordsOn } from "./screen.ts";
import { LIVE_OVERVIEW, tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

/** The tab after a first sync that did so much. */
const show = (counts: Record<string, number>): TabRig => {
  const runs = { "dry-run": aRun(), "first-sync": aRun({ kind: "first-sync", counts }) };
  const rig = tabRig({ overview: { ...LIVE_OVERVIEW, runs } });
  rig.page.render(<FirstSyncTab context={rig.context} />);
  return rig;
};

beforeEach(() => {
  answers.set("get /runs", { body: { items: [], next: null } });
  answers.set("get /runs/run-1/samples", { body: { samples: [] } });
});

describe("a first sync that is done", () => {
  it("says so, and what it did", () => {
    const { page } = show({ linked: 10, created_in_hubspot: 3 });

    expect(page.find(Alert).props.title).toBe("The first sync is done");
    expect(wordsOn(page)).toContain("Created in HubSpot");
    expect(page.find(Accordion).props.title).toBe("The dry run before it");
    expect(wordsOn(page)).not.toContain("Make another dry run");
    expect(wordsOn(page)).not.toContain("Start the first sync");
  });

  it("leads to what it left for people to do", () => {
    const { page, wentTo } = show({ linked: 10, review: 2, attention: 1, waiting: 4 });

    expect(wordsOn(page)).toContain("3 records need a decision or a correction.");
    press(page, "Go to Issues");

    expect(wentTo).toEqual(["issues"]);
  });

  it("leads nowhere when it left nothing to do", () => {
    expect(wordsOn(show({ linked: 10, excluded: 3 }).page)).not.toContain("Go to Issues");
  });
});
