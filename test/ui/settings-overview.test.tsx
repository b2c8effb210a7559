import {
  Alert,
  BarChart,
  ErrorState,
  LineChart,
  LoadingSpinner,
  StatusTag,
  Tile,
} from "@hubspot/ui-extensions";
import type { Overview, SyncHealth } from "@lockstep/api/wire-account.ts";
import type { Activity } from "@lockstep/api/wire-activity.ts";
import type { Filters, Policy } from "@lockstep/api/wire-objects.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { OverviewTab } from "../../hubspot-app/src/app/settings/overview/OverviewTab.tsx";
import { answerFetch } from "./rig.ts";
import { aRun } from "./run-samples.ts";
import { confirm, press, wordsIn, wordsOn } from "./screen.ts";
import { LIVE_OVERVIEW, tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const EMPTY_LATENCY = { count: 0, p50Ms: null, p95Ms: null };
const HOUR = "2026-12-03T10:00:00.000Z";

const HEALTH: SyncHealth = {
  latency: {
    count: 12,
    p50Ms: 2100,
    p95Ms: 6400,
    byWay: [
      { way: "webhook", count: 10, p50Ms: 2000, p95Ms: 5000 },
      { way: "poll", count: 0, p50Ms: null, p95Ms: null },
    ],
    perHour: [
      { hour: HOUR, count: 12, p50Ms: 2100, p95Ms: 6400 },
      { hour: "2026-12-03T11:00:00.000Z", ...EMPTY_LATENCY },
    ],
  },
  calls: {
    hubspot: { count: 500, allowedPerSecond: 10, perHour: [{ hour: HOUR, count: 500 }] },
    connectwise: { count: 432_000, allowedPerSecond: 10, perHour: [{ hour: HOUR, count: 9 }] },
  },
  sweeps: [{ objectType: "company", side: "hubspot", finishedAt: HOUR, compared: 1234, drift: 2 }],
};

const ACTIVITY: Activity = {
  at: HOUR,
  kind: "update",
  objectType: "company",
  side: "connectwise",
  recordId: "250",
  name: "Harbour Ltd",
  linkedId: "9",
  url: "https://na.myconnectwise.net/250",
  field: { path: "city", label: "City", kind: "text" },
  oldValue: { value: null, text: null },
  newValue: { value: "Tampa", text: "Tampa" },
  rule: "changed",
  message: "It changed on one side since the two last agreed.",
  user: null,
};

const POLICY: Policy = {
  objectType: "company",
  isOn: true,
  direction: "both",
  createIn: { hubspot: true, connectwise: true },
  firstLinkRule: "hubspot",
  conflictDefault: "most-recent",
  matchField: "domain-or-name",
  matchFields: ["domain-or-name", "domain", "name"],
  catchAllCompanyId: null,
  defaults: {},
  dueInDays: {},
  choices: [],
};

const NO_FILTERS: Filters = {
  objectType: "company",
  version: 1,
  hubspot: null,
  connectwise: null,
  standard: { hubspot: [], connectwise: [] },
};

beforeEach(() => {
  answers.set("get /sync-health", { body: HEALTH });
  answers.set("get /activity", { body: { items: [ACTIVITY], next: null } });
});

const show = (overview: Overview, over: Parameters<typeof tabRig>[0] = {}): TabRig => {
  const rig = tabRig({ overview, ...over });
  rig.page.render(<OverviewTab context={rig.context} />);
  return rig;
};

const inState = (state: string, over: Partial<Overview["portal"]> = {}): Overview => ({
  ...LIVE_OVERVIEW,
  portal: { ...LIVE_OVERVIEW.portal, state, ...over },
});

describe("the overview of a portal whose sync runs", () => {
  it("shows the state, with what, and the records of each object by how they stand", async () => {
    const objects = { company: { linked: 1234, waiting: 2, attention: 3, review: 1 } };
    const { page, wentTo } = show({ ...LIVE_OVERVIEW, objects });
    await page.waitFor(() => page.find(LineChart));

    expect(page.find(StatusTag).text).toBe("In sync, changes move by themselves");
    expect(wordsOn(page)).toContain("na.myconnectwise.net, company acme");
    expect(wordsIn(page.find(Tile)).split("\n")).toEqual([
      "Companies",
      "In sync",
      "1,234",
      "Waiting for another record",
      "2",
      "Excluded by a filter",
      "0",
      "Needs attention",
      "4",
      "Go to Issues",
    ]);
    press(page, "Go to Issues");
    expect(wentTo).toEqual(["issues"]);
  });

  it("shows how fast changes arrive, in hours of the reader's zone", async () => {
    const { page } = show(LIVE_OVERVIEW);
    await page.waitFor(() => page.find(LineChart));

    const words = wordsOn(page);
    expect(words).toContain("Half arrive within\n2.1 s\n95 of 100 arrive within\n6.4 s");
    expect(words).toContain("Announced by HubSpot or ConnectWise: 10, half of them within 2 s.");
    expect(words).not.toContain("Found by asking every minute");
    expect(page.find(LineChart).props.data).toEqual([
      { hour: "05:00", seconds: 2.1, figure: "Half arrive within" },
      { hour: "05:00", seconds: 6.4, figure: "95 of 100 arrive within" },
    ]);
  });

  it("shows calls to both systems and the share of what is allowed", async () => {
    const { page } = show(LIVE_OVERVIEW);
    await page.waitFor(() => page.find(BarChart));

    expect(wordsOn(page)).toContain(
      "HubSpot: 500 calls in the last 24 hours. That is less than 1%",
    );
    expect(wordsOn(page)).toContain(
      "ConnectWise: 432,000 calls in the last 24 hours. That is 50% of",
    );
    expect(page.find(BarChart).props.data).toEqual([
      { hour: "05:00", calls: 500, system: "HubSpot" },
      { hour: "05:00", calls: 9, system: "ConnectWise" },
    ]);
    expect(wordsOn(page)).toContain("Daily comparison: 2 missed changes found and synced");
  });

  it("says so when nobody has changed anything, and when nothing was written", async () => {
    const latency = { ...EMPTY_LATENCY, byWay: [], perHour: [] };
    answers.set("get /sync-health", { body: { ...HEALTH, latency, sweeps: [] } });
    answers.set("get /activity", { body: { items: [], next: null } });
    const { page } = show(LIVE_OVERVIEW);

    await page.waitFor(() => page.find(BarChart));
    await page.waitFor(() => expect(wordsOn(page)).toContain("Nothing was written yet"));

    expect(wordsOn(page)).toContain("No changes in the last 24 hours");
    expect(wordsOn(page)).toContain("No records yet");
  });

  it("keeps the rest of the page when the figures cannot be read, and reads them again", async () => {
    const error = { code: "internal", message: "It broke.", remedy: "Wait.", requestId: "r-1" };
    answers.set("get /sync-health", { status: 500, body: { error } });
    const { page } = show(LIVE_OVERVIEW);
    expect(page.findAll(LoadingSpinner).map(({ props }) => props.label)).toContain(
      "Loading how fast changes arrive",
    );
    await page.waitFor(() => page.find(ErrorState));
    expect(wordsOn(page)).toContain("Reference: r-1");

    answers.set("get /sync-health", { body: HEALTH });
    press(page, "Try again");

    await page.waitFor(() => page.find(LineChart));
  });

  it("shows the last activity", async () => {
    const { page, wentTo } = show(LIVE_OVERVIEW);
    await page.waitFor(() => expect(wordsOn(page)).toContain("Harbour Ltd"));

    expect(wordsOn(page)).toContain("Changed in ConnectWise\nCity: empty → Tampa");
    expect(wordsOn(page)).toContain("Companies, 3 Dec 2026, 05:00, by itself");
    expect(answers.asked).toContainEqual({ method: "GET", path: "/activity?limit=5" });
    press(page, "Go to Activity");
    expect(wentTo).toEqual(["activity"]);
  });

  it("pauses the sync and reads the overview again", async () => {
    answers.set("post /portal/pause", { body: { state: "paused", since: HOUR, by: null } });
    let reloads = 0;
    const { page, alerts } = show(LIVE_OVERVIEW, {
      reloadOverview: async () => void (reloads += 1),
    });

    press(page, "Pause the sync");
    press(page, "Pause the sync");
    await page.waitFor(() => expect(reloads).toBe(1));

    expect(answers.asked.filter(({ path }) => path === "/portal/pause")).toHaveLength(1);
    expect(alerts()).toEqual(["The sync is paused. Changes are remembered meanwhile."]);
  });

  it("offers no change to whoever may only look", async () => {
    const { page } = show(LIVE_OVERVIEW, { rights: { settings: false, records: false } });
    await page.waitFor(() => page.find(LineChart));

    expect(wordsOn(page)).not.toContain("Pause the sync");
  });

  it("names what is missing with the way to it, and what is only good to know", async () => {
    const { page, wentTo } = show({
      ...LIVE_OVERVIEW,
      fieldIssues: { company: 0, deal: 2 },
      warnings: [
        { code: "permissions_missing", message: "Lacks 2.", remedy: "Grant.", objectType: null },
        { code: "other", message: "Another app.", remedy: "Stop it.", objectType: "company" },
      ],
    });

    const [missing, fields] = page.findAll(Alert);
    expect(missing?.props.title).toBe("Lacks 2.");
    expect(wordsIn(fields ?? page.find(Alert))).toContain("Deals: 2 fields");
    expect(wordsIn(fields ?? page.find(Alert))).not.toContain("Companies");
    expect(wordsOn(page)).toContain("Good to know (1)\nCompanies\nAnother app.\nStop it.");
    press(page, "Go to Connection");
    press(page, "Go to Field mappings");
    expect(wentTo).toEqual(["connection", "mappings"]);
  });
});

describe("the overview of a portal whose sync stands still", () => {
  it("says who paused it and when, and resumes it", async () => {
    answers.set("post /portal/resume", { body: { state: "live", since: HOUR, by: null } });
    const stateBy = { userId: "5", email: "ada@acme.test" };
    const { page, alerts } = show(inState("paused", { stateBy, stateSince: HOUR }));
    expect(page.find(Alert).props.title).toBe("The sync is paused");
    expect(wordsIn(page.find(Alert))).toContain("By ada@acme.test, 3 Dec 2026, 05:00.");

    press(page, "Resume the sync");

    await page.waitFor(() => expect(alerts()).toEqual(["The sync goes on."]));
  });

  it("leads to the keys when it paused by itself, and offers no other way on", async () => {
    const stateReason = "ConnectWise does not accept the keys any more.";
    const { page, wentTo } = show(inState("paused", { stateReason, stateSince: HOUR }));
    expect(wordsIn(page.find(Alert))).toContain(stateReason);
    expect(wordsIn(page.find(Alert))).not.toContain("Resume the sync");

    press(page, "Go to Connection");

    await page.waitFor(() => expect(wentTo).toEqual(["connection"]));
  });

  it("asks before a sync is resumed that has stopped by itself", async () => {
    answers.set("post /portal/resume", { body: { state: "live", since: HOUR, by: null } });
    const { page, alerts } = show(inState("braked", { stateReason: "500 deletes. Look." }));
    expect(wordsIn(page.find(Alert))).toContain("500 deletes. Look.");

    const question = confirm(page, "Resume the sync");

    expect(question).toContain("it stops again");
    await page.waitFor(() => expect(alerts()).toEqual(["The sync goes on."]));
  });

  it.each([
    ["suspended", "The sync is suspended"],
    ["disconnected", "HubSpot does not let Lockstep in any more"],
  ])("says what to do when it is %s", (state, title) => {
    const { page } = show(inState(state));

    expect(page.find(Alert).props.title).toBe(title);
  });
});

const tagsOf = ({ page }: TabRig) => page.findAll(StatusTag).map(({ text }) => text);

describe("the overview before the sync is set up", () => {
  it("begins with the connection, and offers nothing else yet", async () => {
    const rig = show({ ...inState("installed"), connection: null });
    await rig.page.waitFor(() => rig.page.find(Tile));

    expect(wordsOn(rig.page)).toContain("0 of 6 steps done");
    expect(tagsOf(rig)).toEqual(["Next", "Later", "Later", "Later", "Later", "Later"]);
    expect(wordsOn(rig.page)).not.toContain("Go to Objects");
    press(rig.page, "Go to Connection");
    expect(rig.wentTo).toEqual(["connection"]);
  });

  it("goes on with what is open: a filter that says what may be created", async () => {
    answers.set("get /objects/company/policy", { body: POLICY });
    answers.set("get /objects/company/filters", { body: NO_FILTERS });
    const rig = show({ ...inState("configured"), fieldIssues: { company: 0 } });
    await rig.page.waitFor(() => rig.page.find(Tile));

    expect(tagsOf(rig)).toEqual(["Done", "Done", "Done", "Next", "Later", "Later"]);
    expect(wordsOn(rig.page)).toContain("none is created in ConnectWise (companies)");
    press(rig.page, "Go to Filters");
    expect(rig.wentTo).toEqual(["filters"]);
  });

  it("asks for required defaults and for values that mean nothing yet", async () => {
    const choices = [{ path: "type/id", label: "Type", isRequired: true, options: [] }];
    answers.set("get /objects/company/policy", { body: { ...POLICY, choices } });
    answers.set("get /objects/company/filters", { body: NO_FILTERS });
    const rig = show({ ...inState("configured"), fieldIssues: { company: 1 } });
    await rig.page.waitFor(() => rig.page.find(Tile));

    expect(wordsOn(rig.page)).toContain("Choose one for: Type (Companies).");
    expect(wordsOn(rig.page)).toContain("One mapped field has values that mean nothing");
    expect(tagsOf(rig).slice(0, 3)).toEqual(["Done", "Next", "Later"]);
  });

  it("leaves filters to whoever has seen a dry run without them", async () => {
    answers.set("get /objects/company/policy", { body: POLICY });
    answers.set("get /objects/company/filters", { body: NO_FILTERS });
    const runs = { "dry-run": aRun(), "first-sync": null };
    const rig = show({ ...inState("configured"), fieldIssues: { company: 0 }, runs });
    await rig.page.waitFor(() => rig.page.find(Tile));

    expect(tagsOf(rig)).toEqual(["Done", "Done", "Done", "Up to you", "Done", "Next"]);
    expect(wordsOn(rig.page)).toContain("5 of 6 steps done");
  });

  it("shows a first sync that is under way", async () => {
    answers.set("get /objects/company/policy", { body: POLICY });
    answers.set("get /objects/company/filters", { body: NO_FILTERS });
    const firstSync = aRun({ kind: "first-sync", state: "running", phase: "plan-hubspot" });
    const runs = { "dry-run": aRun(), "first-sync": firstSync };
    const rig = show({ ...inState("first-sync"), fieldIssues: { company: 0 }, runs });
    await rig.page.waitFor(() => rig.page.find(Tile));

    expect(tagsOf(rig).at(-1)).toBe("Under way");
  });
});
