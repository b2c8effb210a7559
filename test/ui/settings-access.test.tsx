import {
  Alert,
  Checkbox,
  DescriptionList,
  ErrorState,
  LoadingSpinner,
  Select,
  Table,
  TableRow,
  Tile,
} from "@hubspot/ui-extensions";
import type { Access, AuditEntry } from "@lockstep/api/wire-people.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { AccessTab } from "../../hubspot-app/src/app/settings/access/AccessTab.tsx";
import {
  actWords,
  subjectWords,
  whoWords,
} from "../../hubspot-app/src/app/settings/access/audit-words.ts";
import { answerFetch } from "./rig.ts";
import { buttonOn, confirm, press, wordsIn, wordsOn } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const ACCESS: Access = {
  you: { userId: "5", rights: ["settings", "records"] },
  members: [
    { userId: "5", email: "ada@acme.test", rights: ["settings", "records"] },
    { userId: "6", email: "bob@acme.test", rights: ["records"] },
  ],
};

const USERS = [
  { userId: "5", name: "Ada L", email: "ada@acme.test" },
  { userId: "7", name: "Cyd C", email: "cyd@acme.test" },
];

const entry = (over: Partial<AuditEntry> = {}): AuditEntry => ({
  at: "2026-12-03T10:00:00.000Z",
  act: "policy_changed",
  userId: "5",
  email: "ada@acme.test",
  subject: { objectType: "company" },
  input: null,
  ...over,
});

beforeEach(() => {
  const error = { code: "no_draft", message: "None.", requestId: "r" };
  answers.set("get /drafts/access", { status: 404, body: { error } });
  answers.set("put /drafts/access", { body: {} });
  answers.set("delete /drafts/access", { body: {} });
  answers.set("get /access", { body: ACCESS });
  answers.set("get /access/users", { body: { users: USERS } });
  answers.set("get /audit", { body: { items: [entry()], next: null } });
});

const show = (over: Parameters<typeof tabRig>[0] = {}): TabRig => {
  const rig = tabRig(over);
  rig.page.render(<AccessTab context={rig.context} />);
  return rig;
};

const give = (page: Screen, name: string, isGiven: boolean): void =>
  page.find(Checkbox, { name }).trigger("onChange", isGiven as never);

const puts = () =>
  answers.asked.filter(({ method, path }) => method === "PUT" && path === "/access");

describe("who may do what", () => {
  it("shows every member by name, with both rights", async () => {
    const { page } = show();
    expect(page.findAll(LoadingSpinner).map(({ props }) => props.label)).toContain(
      "Loading who may do what",
    );
    await page.waitFor(() => page.find(Select));

    expect(page.findAll(Tile).map((tile) => wordsIn(tile).split("\n")[0])).toEqual([
      "Ada L, ada@acme.test (you)",
      "bob@acme.test",
    ]);
    expect(page.findAll(Checkbox).map(({ props }) => [props.name, props.checked])).toEqual([
      ["settings-5", true],
      ["records-5", true],
      ["settings-6", false],
      ["records-6", true],
    ]);
    expect(buttonOn(page, "Save who may do what").props).toMatchObject({ disabled: true });
  });

  it("saves a changed right once, and reads the rights of the page again", async () => {
    const members = [ACCESS.members[0], { ...ACCESS.members[1], rights: ["records", "settings"] }];
    answers.set("put /access", { body: { ...ACCESS, members } });
    const reloadOverview = vi.fn<() => Promise<void>>(async () => undefined);
    const { page, unsaved, alerts } = show({ reloadOverview });
    await page.waitFor(() => page.find(Tile));

    give(page, "settings-6", true);
    await vi.waitFor(() => expect(unsaved()).toBe(true));
    press(page, "Save who may do what");
    press(page, "Save who may do what");
    await vi.waitFor(() => expect(reloadOverview).toHaveBeenCalledTimes(1));

    expect(puts().map(({ body }) => body)).toEqual([{ members }]);
    expect(alerts()).toEqual(["It is saved who may do what."]);
    await vi.waitFor(() => expect(unsaved()).toBe(false));
    expect(page.find(Checkbox, { name: "settings-6" }).props.checked).toBe(true);
  });

  it("adds a user who is not on the list yet, and takes one off", async () => {
    answers.set("put /access", { body: ACCESS });
    const { page } = show();
    await page.waitFor(() => page.find(Select));
    expect(page.find(Select).props.options).toEqual([
      { value: "7", label: "Cyd C, cyd@acme.test" },
    ]);

    page.find(Select).trigger("onChange", "7" as never);
    await page.waitFor(() =>
      expect(buttonOn(page, "Add to the list").props).toMatchObject({ disabled: false }),
    );
    press(page, "Add to the list");
    await page.waitFor(() => expect(page.findAll(Tile)).toHaveLength(3));
    press(page, "Remove bob@acme.test");
    await page.waitFor(() => expect(page.findAll(Tile)).toHaveLength(2));
    press(page, "Save who may do what");

    await vi.waitFor(() => expect(puts()).toHaveLength(1));
    expect(puts()[0]?.body).toEqual({
      members: [ACCESS.members[0], { userId: "7", email: "cyd@acme.test", rights: ["records"] }],
    });
    expect(wordsOn(page)).toContain("All users of this portal are on the list.");
  });

  it("does not let the settings go from everybody", async () => {
    const { page } = show();
    await page.waitFor(() => page.find(Tile));

    give(page, "settings-5", false);

    await page.waitFor(() => expect(wordsOn(page)).toContain("Nobody could change the settings"));
    expect(buttonOn(page, "Save who may do what").props).toMatchObject({ disabled: true });
  });

  it("asks before somebody takes the settings away from themselves", async () => {
    answers.set("put /access", { body: ACCESS });
    const { page } = show();
    await page.waitFor(() => page.find(Tile));

    give(page, "settings-6", true);
    give(page, "settings-5", false);
    await page.waitFor(() =>
      expect(buttonOn(page, "Save who may do what").props).toMatchObject({
        variant: "destructive",
      }),
    );
    expect(confirm(page, "Save who may do what")).toContain("but not change settings any more");

    await vi.waitFor(() => expect(puts()).toHaveLength(1));
  });

  it("shows a refusal, keeps what was entered, and gives it up when told to", async () => {
    const error = {
      code: "nobody_left",
      message: "Nobody is left.",
      field: "members",
      remedy: "Leave one.",
      requestId: "r-1",
    };
    answers.set("put /access", { status: 422, body: { error } });
    const { page } = show();
    await page.waitFor(() => page.find(Tile));

    give(page, "settings-6", true);
    press(page, "Save who may do what");
    await page.waitFor(() => expect(page.find(Alert).props.title).toBe("Nobody is left."));
    expect(wordsIn(page.find(Alert))).toContain("Leave one.");
    expect(page.find(Checkbox, { name: "settings-6" }).props.checked).toBe(true);
    confirm(page, "Discard changes");

    await page.waitFor(() =>
      expect(page.find(Checkbox, { name: "settings-6" }).props.checked).toBe(false),
    );
    expect(page.maybeFind(Alert)).toBeNull();
  });

  it("brings back what was entered before", async () => {
    const draft = { members: [{ userId: "5", email: null, rights: ["settings"] }] };
    const body = { key: "access", draft, savedAt: "2026-12-03T10:00:00Z" };
    answers.set("get /drafts/access", { body });
    const { page, unsaved } = show();
    await page.waitFor(() => page.find(Tile));

    expect(page.findAll(Tile)).toHaveLength(1);
    await vi.waitFor(() => expect(unsaved()).toBe(true));
  });

  it("can be changed for members when the users cannot be read", async () => {
    const error = { code: "hubspot_down", message: "HubSpot is down.", requestId: "r" };
    answers.set("get /access/users", { status: 503, body: { error } });
    const { page } = show();

    await page.waitFor(() => expect(page.find(ErrorState).props.title).toBe("HubSpot is down."));

    expect(page.findAll(Checkbox)).toHaveLength(4);
    answers.set("get /access/users", { body: { users: USERS } });
    press(page, "Try again");
    await page.waitFor(() => page.find(Select));
  });

  it("is only shown to whoever may not change it, without asking for what they may not see", async () => {
    const { page } = show({ rights: { settings: false, records: true } });
    await page.waitFor(() => page.find(DescriptionList));

    expect(wordsIn(page.find(DescriptionList)).split("\n")).toEqual([
      "ada@acme.test",
      "Change settings, Sync, link and unlink records",
      "bob@acme.test",
      "Sync, link and unlink records",
    ]);
    expect(answers.asked.map(({ path }) => path)).toEqual(["/access"]);
  });
});

describe("what was changed by whom", () => {
  it("is listed page by page", async () => {
    const older = entry({ act: "admin_granted", userId: "operator", email: null, subject: {} });
    answers.set("get /audit", () => ({
      body: answers.asked.at(-1)?.path.includes("after")
        ? { items: [older], next: null }
        : { items: [entry()], next: "p2" },
    }));
    const { page } = show();
    await page.waitFor(() => page.find(Table));
    press(page, "Show older");
    await page.waitFor(() => expect(page.findAll(TableRow)).toHaveLength(3));

    const rows = page.findAll(TableRow).map((row) => wordsIn(row).split("\n"));
    expect(rows.slice(1)).toEqual([
      ["Changed the rules of an object", "Companies", "You", "3 Dec 2026, 05:00"],
      ["Let somebody change the settings", "Whoever runs the Lockstep server", "3 Dec 2026, 05:00"],
    ]);
  });

  it("is empty at first", async () => {
    answers.set("get /audit", { body: { items: [], next: null } });
    const { page } = show();

    await page.waitFor(() => expect(wordsOn(page)).toContain("Nothing was changed yet"));
  });

  // entry, what was done, what it was about, who it was
  it.each<[Partial<AuditEntry>, string, string | null, string]>([
    [
      { act: "run_steered", subject: { kind: "dry-run", verb: "cancel" } },
      "Cancelled the dry run",
      null,
      "ada@acme.test",
    ],
    [
      { act: "connected", subject: {}, input: { site: "na.example", companyId: "acme" } },
      "Connected ConnectWise",
      "na.example",
      "ada@acme.test",
    ],
    [
      { act: "linked", subject: {}, input: { objectType: "deal" }, email: null },
      "Linked two records",
      "Deals",
      "HubSpot user 5",
    ],
    [{ act: "moon_painted", subject: {} }, "moon painted", null, "ada@acme.test"],
  ])("words %o", (over, act, subject, who) => {
    const worded = entry(over);

    expect([actWords(worded), subjectWords(worded), whoWords(worded, "9")]).toEqual([
      act,
      subject,
      who,
    ]);
  });
});
