import {
  Alert,
  EmptyState,
  ErrorState,
  Link,
  LoadingButton,
  LoadingSpinner,
  ProgressBar,
  Select,
  Table,
  TableRow,
  Tile,
} from "@hubspot/ui-extensions";
import type { Overview } from "@lockstep/api/wire-account.ts";
import type { Run, RunSample } from "@lockstep/api/wire-runs.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FirstSyncTab } from "../../hubspot-app/src/app/settings/first-sync/FirstSyncTab.tsx";
import { answerFetch } from "./rig.ts";
import { aRun } from "./run-samples.ts";
import { buttonOn, confirm, press, wordsIn, wordsOn } from "./screen.ts";
import { LIVE_OVERVIEW, tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const SAMPLES: RunSample[] = [
  {
    objectType: "company",
    hubspotId: "9",
    connectwiseId: "250",
    name: "Harbour Ltd",
    hubspotUrl: "https://app.hubspot.com/contacts/77/record/0-2/9",
    connectwiseUrl: "https://na.myconnectwise.net/open?recid=250",
    action: "linked",
    reason: "",
    changes: [
      { side: "hubspot", field: "city", before: null, after: "Boston", rule: "fill_blank" },
      { side: "hubspot", field: "industry", before: "A", after: "B", rule: "" },
      { side: "connectwise", field: "types/name", before: null, after: true, rule: "" },
      { side: "hubspot", field: "fullname", before: null, after: "Harbour", rule: "" },
      { side: "hubspot", field: "staff", before: null, after: "32000", rule: "" },
    ],
  },
  {
    objectType: "contact",
    hubspotId: "10",
    connectwiseId: null,
    name: null,
    hubspotUrl: "https://app.hubspot.com/contacts/77/record/0-1/10",
    connectwiseUrl: null,
    action: "excluded",
    reason: "Its e-mail address is a free one.",
    changes: [],
  },
];

const FIELDS = {
  hubspot: [
    {
      path: "industry",
      label: "Industry",
      kind: "option",
      operators: [],
      options: [
        { value: "A", label: "Farming" },
        { value: "B", label: "Shipping" },
      ],
    },
  ],
  connectwise: [],
};
for (const [path, label, kind] of [
  ["fullname", "Company name", "text"],
  ["staff", "Staff", "number"],
] as const) {
  FIELDS.hubspot.push({ path, label, kind, operators: [], options: [] });
}

const inState = (state: string, runs: Partial<Overview["runs"]> = {}): Overview => ({
  ...LIVE_OVERVIEW,
  portal: { ...LIVE_OVERVIEW.portal, state },
  runs: { ...LIVE_OVERVIEW.runs, ...runs },
});

const show = (overview: Overview, over: Parameters<typeof tabRig>[0] = {}): TabRig => {
  const rig = tabRig({ overview, ...over });
  rig.page.render(<FirstSyncTab context={rig.context} />);
  return rig;
};

const posted = () =>
  answers.asked.filter(({ method }) => method === "POST").map(({ path }) => path);

beforeEach(() => {
  answers.set("get /runs", { body: { items: [], next: null } });
  answers.set("get /runs/run-1/samples", { body: { samples: SAMPLES } });
  answers.set("get /objects/company/filters/fields", { body: FIELDS });
  answers.set("get /objects/contact/filters/fields", { body: FIELDS });
});

describe("the first sync before a dry run", () => {
  it("leads to Connection while ConnectWise is not connected", () => {
    const { page, wentTo } = show({ ...inState("installed"), connection: null });

    expect(page.find(EmptyState).props.title).toBe("Connect ConnectWise first");
    press(page, "Go to Connection");
    expect(wentTo).toEqual(["connection"]);
  });

  it("starts a dry run, and cannot be started itself", async () => {
    const running = aRun({ state: "running", phase: "list-hubspot", done: 0, counts: {} });
    answers.set("post /dry-runs", { status: 202, body: running });
    const { page } = show(inState("configured"));
    expect(buttonOn(page, "Start the first sync").props).toMatchObject({ disabled: true });
    expect(wordsOn(page)).toContain("Make a dry run first");

    press(page, "Start a dry run");
    press(page, "Start a dry run");
    await page.waitFor(() =>
      expect(page.findAll(LoadingSpinner).map(({ props }) => props.label)).toContain(
        "Reading the records of both systems: 1,200 so far",
      ),
    );

    expect(posted()).toEqual(["/dry-runs"]);
    expect(wordsOn(page)).not.toContain("Start a dry run");
  });

  it("says why a dry run could not be started", async () => {
    const error = { code: "run_in_progress", message: "A run goes on.", requestId: "r" };
    answers.set("post /dry-runs", { status: 422, body: { error } });
    const { page } = show(inState("configured"));

    press(page, "Start a dry run");

    await page.waitFor(() => expect(page.find(Alert).props.title).toBe("A run goes on."));
  });

  it("offers nothing to whoever may only look", () => {
    const { page } = show(inState("configured"), { rights: { settings: false, records: false } });

    expect(page.findAll(LoadingButton)).toEqual([]);
  });
});

describe("a dry run", () => {
  const RUNNING: Partial<Run> = { state: "running", phase: "plan-hubspot", done: 300, total: 1200 };

  it("shows how far it is until it is done", async () => {
    const runs = { "dry-run": aRun({ ...RUNNING, estimate: null, finishedAt: null }) };
    answers.set("get /runs/dry-run", { body: aRun() });
    const reloadOverview = vi.fn<() => Promise<void>>(async () => undefined);
    const { page } = show(inState("configured", runs), { reloadOverview });
    expect(page.find(ProgressBar).props).toMatchObject({
      title: "Working out what would be done",
      value: 300,
      maxValue: 1200,
      valueDescription: "25%: 300 of 1,200 records",
    });

    await page.waitFor(() => page.find(Tile), { timeoutInMs: 5000 });

    expect(reloadOverview).toHaveBeenCalledTimes(1);
    expect(page.maybeFind(ProgressBar)).toBeNull();
  });

  it("is paused at once, and cancelled when that is confirmed", async () => {
    const runs = { "dry-run": aRun(RUNNING) };
    const paused = { code: "paused_by_person", message: "Paused.", remedy: "Resume it." } as const;
    const pause = { ...paused, differences: [] };
    answers.set("post /runs/dry-run/pause", { body: aRun({ ...RUNNING, state: "paused", pause }) });
    answers.set("post /runs/dry-run/cancel", { body: aRun({ state: "cancelled" }) });
    const { page } = show(inState("configured", runs));

    press(page, "Pause");
    await page.waitFor(() => expect(page.find(Alert).props.title).toBe("Paused."));
    await page.waitFor(() =>
      expect(buttonOn(page, "Cancel the dry run").props).toMatchObject({ disabled: false }),
    );
    expect(confirm(page, "Cancel the dry run")).toContain("Nothing was written.");

    await page.waitFor(() =>
      expect(wordsOn(page)).toContain("It was cancelled before it was done."),
    );
    expect(posted()).toEqual(["/runs/dry-run/pause", "/runs/dry-run/cancel"]);
    expect(buttonOn(page, "Make another dry run")).toBeDefined();
  });

  it("shows what it found in numbers, for all objects or for one", async () => {
    const { contact, company } = aRun().objects;
    // The server may have them in any order.
    const objects = { contact: { ...contact }, company: { ...company } };
    const { page } = show(inState("configured", { "dry-run": aRun({ objects }) }));
    const tiles = () =>
      page
        .findAll(Tile)
        .map((tile) => wordsIn(tile).split("\n").slice(0, 2).join(" "))
        .slice(0, 3);

    expect(tiles()).toEqual(["150 Create in HubSpot", "1,000 Link", "50 Leave out"]);
    expect(wordsOn(page)).toContain(
      "The first sync would take about 7 minutes, with 40 calls to HubSpot and 1,100 to ConnectWise.",
    );
    expect(page.find(Select, { label: "Show" }).props.options?.map(({ label }) => label)).toEqual([
      "All objects",
      "Companies",
      "Contacts",
    ]);
    page.find(Select, { label: "Show" }).trigger("onChange", "contact" as never);

    await page.waitFor(() => expect(tiles().slice(0, 2)).toEqual(["600 Link", "50 Leave out"]));
  });

  it("shows examples with each field before and after, in words", async () => {
    const { page } = show(inState("configured", { "dry-run": aRun() }));
    await page.waitFor(() => expect(wordsOn(page)).toContain("Shipping"));

    const rows = page
      .find(Table)
      .findAll(TableRow)
      .map((row) => wordsIn(row).split("\n"));
    expect(rows).toEqual([
      ["Field", "Before", "After"],
      ["City (HubSpot)", "empty", "Boston"],
      ["Industry (HubSpot)", "Farming", "Shipping"],
      ["Types (ConnectWise)", "empty", "Yes"],
      ["Company name (HubSpot)", "empty", "Harbour"],
      ["Staff (HubSpot)", "empty", "32,000"],
    ]);
    expect(wordsOn(page)).toContain("Harbour Ltd\nCompany\n");
    expect(page.findAll(Link).map(({ props }) => props.href)).toEqual([
      { url: "https://app.hubspot.com/contacts/77/record/0-2/9", external: true },
      { url: "https://na.myconnectwise.net/open?recid=250", external: true },
    ]);
  });

  it("shows examples of another kind, with the reason", async () => {
    const { page } = show(inState("configured", { "dry-run": aRun() }));
    await page.waitFor(() => page.find(Select, { label: "Examples of" }));

    page.find(Select, { label: "Examples of" }).trigger("onChange", "excluded" as never);

    await page.waitFor(() => expect(wordsOn(page)).toContain("Its e-mail address is a free one."));
    expect(wordsOn(page)).toContain("No field would be written.");
    expect(wordsOn(page)).toContain("Contact no. 10");
  });

  it("reads the examples again when they could not be read", async () => {
    const error = { code: "internal", message: "It broke.", requestId: "r" };
    answers.set("get /runs/run-1/samples", { status: 500, body: { error } });
    const { page } = show(inState("configured", { "dry-run": aRun() }));
    await page.waitFor(() => page.find(ErrorState));

    answers.set("get /runs/run-1/samples", { body: { samples: [] } });
    press(page, "Try again");

    await page.waitFor(() => expect(wordsOn(page)).toContain("No examples"));
  });

  it("gives a link to all of it that opens in a new tab", async () => {
    const url = "https://lockstep.example.com/downloads/x";
    answers.set("post /downloads", { body: { url, expiresAt: "2026-12-03T10:05:00.000Z" } });
    const { page } = show(inState("configured", { "dry-run": aRun() }));

    press(page, "Make a CSV file of all records");
    await page.waitFor(() => expect(wordsOn(page)).toContain("Open the CSV file in a new tab"));

    expect(page.find(Link).props.href).toEqual({ url, external: true });
    expect(answers.asked).toContainEqual({
      method: "POST",
      path: "/downloads",
      body: { kind: "run", runId: "run-1" },
    });
    expect(wordsOn(page)).toContain("The link works until 3 Dec 2026, 05:05.");
  });

  it("that has failed says why, and can be made again", () => {
    const run = aRun({ state: "failed", error: "ConnectWise is gone." });
    const { page } = show(inState("configured", { "dry-run": run }));

    expect(page.find(Alert).props.title).toBe("The dry run has failed");
    expect(wordsIn(page.find(Alert))).toContain("ConnectWise is gone.");
    expect(buttonOn(page, "Make another dry run")).toBeDefined();
  });
});

describe("the first sync", () => {
  const SYNC = aRun({ runId: "run-2", kind: "first-sync", finishedAt: null });
  const RUNNING: Run = { ...SYNC, state: "running", phase: "plan-hubspot", done: 600 };

  it("asks before it starts, with the numbers of the dry run", async () => {
    answers.set("post /first-syncs", { status: 202, body: RUNNING });
    const { page } = show(inState("configured", { "dry-run": aRun() }));

    const question = confirm(page, "Start the first sync");

    expect(question).toContain("Create in HubSpot: 150, Link: 1,000, Leave out: 50.");
    await page.waitFor(() => page.find(ProgressBar));
    expect(posted()).toEqual(["/first-syncs"]);
    expect(wordsOn(page)).toContain("It takes about 7 minutes");
  });

  it("pauses when its numbers are other ones, and goes on with them", async () => {
    const differences = [{ action: "created_in_hubspot", dryRun: 150, now: 210 }];
    const pause = { code: "counts_differ", message: "x", remedy: "y", differences } as const;
    const paused: Run = { ...RUNNING, state: "paused", pause: { ...pause } };
    answers.set("post /runs/first-sync/resume", { body: RUNNING });
    const { page } = show(inState("first-sync", { "dry-run": aRun(), "first-sync": paused }));
    expect(page.find(Alert).props.title).toBe("The records have changed since the dry run");
    const [, row] = page.find(Table).findAll(TableRow);
    expect(wordsIn(row ?? page.find(TableRow)).split("\n")).toEqual([
      "Create in HubSpot",
      "150",
      "210",
    ]);

    press(page, "Go on with the new numbers");

    await page.waitFor(() => expect(page.maybeFind(Alert)).toBeNull());
    expect(buttonOn(page, "Pause")).toBeDefined();
  });

  it("says what stays when it is cancelled, and can be started again", async () => {
    answers.set("post /runs/first-sync/cancel", { body: { ...RUNNING, state: "cancelled" } });
    const runs = { "dry-run": aRun(), "first-sync": RUNNING };
    const { page } = show(inState("first-sync", runs));

    expect(confirm(page, "Cancel the first sync")).toContain("so far stays");

    await page.waitFor(() => expect(wordsOn(page)).toContain("What it had done until then stays."));
    expect(posted()).toEqual(["/runs/first-sync/cancel"]);
    expect(buttonOn(page, "Start the first sync").props).toMatchObject({ disabled: false });
  });

  it("is skipped after a question", async () => {
    answers.set("post /first-syncs/skip", { body: { state: "live" } });
    const { page, alerts } = show(inState("configured"));

    expect(confirm(page, "Skip the first sync")).toContain("cannot be made up for later");

    await page.waitFor(() =>
      expect(alerts()).toEqual([
        "The first sync is skipped. Changes move by themselves from now on.",
      ]),
    );
    expect(posted()).toEqual(["/first-syncs/skip"]);
  });

  it("that was skipped says so", () => {
    const { page } = show(inState("live"));

    expect(wordsOn(page)).toContain("It was skipped.");
  });
});
