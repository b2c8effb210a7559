import { ErrorState, Table, TableRow } from "@hubspot/ui-extensions";
import { describe, expect, it } from "vitest";
import { RunHistory } from "../../hubspot-app/src/app/settings/first-sync/RunHistory.tsx";
import { answerFetch } from "./rig.ts";
import { aRun } from "./run-samples.ts";
import { press, wordsIn, wordsOn } from "./screen.ts";
import { tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const show = (): TabRig => {
  const rig = tabRig();
  rig.page.render(<RunHistory context={rig.context} />);
  return rig;
};

describe("the history of runs", () => {
  it("shows what came of each, page by page", async () => {
    const older = aRun({ runId: "run-0", state: "failed", counts: {}, error: "No access." });
    answers.set("get /runs", () => {
      const isFirst = !answers.asked.at(-1)?.path.includes("after");
      return {
        body: isFirst ? { items: [aRun()], next: "p2" } : { items: [older], next: null },
      };
    });
    const { page } = show();
    await page.waitFor(() => page.find(Table));
    expect(wordsIn(page.find(Table))).toContain(
      "Create in HubSpot: 150, Link: 1,000, Leave out: 50",
    );

    press(page, "Show older runs");
    await page.waitFor(() => expect(wordsIn(page.find(Table))).toContain("No access."));

    expect(page.find(Table).findAll(TableRow)).toHaveLength(3);
    expect(answers.asked.at(-1)?.path).toBe("/runs?after=p2&limit=10");
    expect(wordsOn(page)).not.toContain("Show older runs");
  });

  it("is empty at first", async () => {
    answers.set("get /runs", { body: { items: [], next: null } });
    const { page } = show();

    await page.waitFor(() => expect(wordsOn(page)).toContain("No runs yet"));
  });

  it("can be read again when it could not be", async () => {
    const error = { code: "internal", message: "It broke.", requestId: "r-1" };
    answers.set("get /runs", { status: 500, body: { error } });
    const { page } = show();
    await page.waitFor(() => page.find(ErrorState));

    answers.set("get /runs", { body: { items: [aRun()], next: null } });
    press(page, "Try again");

    await page.waitFor(() => page.find(Table));
  });

  it("gives no numbers of a run that goes on", async () => {
    const run = aRun({ state: "running", phase: "list-hubspot", counts: {} });
    answers.set("get /runs", { body: { items: [run], next: null } });
    const { page } = show();
    await page.waitFor(() => page.find(Table));

    expect(wordsIn(page.find(Table))).toContain("Under way\nNot known yet");
  });
});
