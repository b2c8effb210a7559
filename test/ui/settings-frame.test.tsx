import {
  Alert,
  Checkbox,
  ErrorState,
  LoadingSpinner,
  Tab,
  Tabs,
  Text,
} from "@hubspot/ui-extensions";
import type { Access } from "@lockstep/api/wire-people.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { Settings } from "../../hubspot-app/src/app/settings/Settings.tsx";
import { TAB_IDS } from "../../hubspot-app/src/app/settings/tab-context.ts";
import { answerFetch, rendererAt } from "./rig.ts";
import { buttonOn, press, wordsIn, wordsOn } from "./screen.ts";
import type { Screen } from "./screen.ts";
import { LIVE_OVERVIEW } from "./tab-rig.ts";

const ACCESS: Access = {
  you: { userId: "5", rights: ["settings", "records"] },
  members: [
    { userId: "5", email: "ada@acme.test", rights: ["settings", "records"] },
    { userId: "6", email: "bob@acme.test", rights: ["records"] },
  ],
};

const answers = answerFetch();

beforeEach(() => {
  answers.set("get /overview", { body: LIVE_OVERVIEW });
  answers.set("get /access", { body: ACCESS });
  answers.set("get /access/users", { body: { users: [] } });
  answers.set("get /audit", { body: { items: [], next: null } });
  answers.set("get /activity", { body: { items: [], next: null } });
  answers.set("get /runs", { body: { items: [], next: null } });
  answers.set("get /permissions", {
    body: { checkedAt: null, reason: null, missing: 0, findings: [] },
  });
  const error = { code: "no_draft", message: "None.", requestId: "r" };
  answers.set("get /drafts/access", { status: 404, body: { error } });
  answers.set("put /drafts/access", { body: {} });
});

const openPage = async (): Promise<Screen> => {
  const page = rendererAt("settings");
  page.render(<Settings />);
  await page.waitFor(() => page.find(Tabs));
  return page;
};

const goTo = (page: Screen, tab: string): void => {
  page.find(Tabs).trigger("onSelectedChange", tab as never);
};

describe("the settings page", () => {
  it("has its nine tabs in the order in which they are needed, and shows one of them", async () => {
    const page = await openPage();

    expect(page.findAll(Tab).map(({ props }) => props.tabId)).toEqual([...TAB_IDS]);
    expect(page.findAll(Tab).map(({ props }) => props.title)).toEqual([
      "Overview",
      "Connection",
      "Objects",
      "Field mappings",
      "Filters",
      "First sync",
      "Issues",
      "Activity",
      "Access",
    ]);
    expect(page.findAll(Tab).filter(({ childNodes }) => childNodes.length > 0)).toHaveLength(1);
  });

  it("says that it loads, what went wrong and what to do, and tries again", async () => {
    const error = { code: "internal", message: "It broke.", remedy: "Wait.", requestId: "r-1" };
    answers.set("get /overview", { status: 500, body: { error } });
    const page = rendererAt("settings");
    page.render(<Settings />);
    expect(page.find(LoadingSpinner).props.label).toBe("Loading Lockstep's settings");
    await page.waitFor(() => page.find(ErrorState));
    expect(page.find(ErrorState).props.title).toBe("It broke.");
    expect(page.findAll(Text).map(({ text }) => text)).toEqual(["Wait.", "Reference: r-1"]);

    answers.set("get /overview", { body: LIVE_OVERVIEW });
    press(page, "Try again");

    await page.waitFor(() => page.find(Tabs));
  });

  it("goes from tab to tab while nothing is unsaved", async () => {
    const page = await openPage();

    goTo(page, "connection");

    await page.waitFor(() => expect(page.find(Tabs).props.selected).toBe("connection"));
  });

  it("asks before something that is not saved is left, and goes on when told to", async () => {
    const page = await openPage();
    goTo(page, "access");
    await page.waitFor(() => page.find(Checkbox));
    page.find(Checkbox, { name: "settings-6" }).trigger("onChange", true as never);
    await page.waitFor(() => expect(wordsOn(page)).toContain("Not saved yet."));

    goTo(page, "activity");
    await page.waitFor(() =>
      expect(page.find(Alert).props.title).toBe("Access has changes that are not saved"),
    );
    expect(page.find(Tabs).props.selected).toBe("access");
    press(page, "Stay here");
    await page.waitFor(() => expect(page.maybeFind(Alert)).toBeNull());
    goTo(page, "activity");
    await page.waitFor(() => page.find(Alert));
    press(page, "Go to Activity");

    await page.waitFor(() => expect(page.find(Tabs).props.selected).toBe("activity"));
    expect(page.maybeFind(Alert)).toBeNull();
  });

  it("leads from each step of the set-up to the next one, until the sync runs", async () => {
    const portal = { ...LIVE_OVERVIEW.portal, state: "configured" };
    answers.set("get /overview", { body: { ...LIVE_OVERVIEW, portal } });
    const page = await openPage();

    for (const [tab, next] of [
      ["objects", "Next: Field mappings"],
      ["mappings", "Next: Filters"],
      ["filters", "Next: First sync"],
    ] as const) {
      goTo(page, tab);
      await page.waitFor(() => expect(wordsOn(page)).toContain(next));
    }
    press(page, "Next: First sync");
    await page.waitFor(() => expect(page.find(Tabs).props.selected).toBe("first-sync"));
    expect(wordsOn(page)).not.toContain("Next: ");
    goTo(page, "filters");
    await page.waitFor(() => buttonOn(page, "All steps"));
    press(page, "All steps");

    await page.waitFor(() => expect(page.find(Tabs).props.selected).toBe("overview"));
  });

  it("leads no further once the sync runs", async () => {
    const page = await openPage();

    goTo(page, "filters");
    await page.waitFor(() => expect(page.find(Tabs).props.selected).toBe("filters"));

    expect(wordsOn(page)).not.toContain("Next: ");
  });

  it("tells whoever may only look who can change that", async () => {
    answers.set("get /access", {
      body: { ...ACCESS, you: { userId: "9", rights: [] } } satisfies Access,
    });

    const page = await openPage();

    expect(page.find(Alert).props.title).toBe("You can look at everything here, but not change it");
    expect(wordsIn(page.find(Alert))).toContain("ada@acme.test.");
    expect(wordsIn(page.find(Alert))).not.toContain("bob@acme.test");
  });

  it("names the operator's way where nobody is left who may", async () => {
    answers.set("get /access", { body: { you: { userId: "9", rights: [] }, members: [] } });

    const page = await openPage();

    expect(wordsIn(page.find(Alert))).toContain("npm run lockstep -- grant-admin");
  });
});
