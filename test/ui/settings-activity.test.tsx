import {
  ErrorState,
  Input,
  Link,
  LoadingSpinner,
  Select,
  ToggleGroup,
} from "@hubspot/ui-extensions";
import type { Activity } from "@lockstep/api/wire-activity.ts";
import { createFormat } from "@lockstep/ui/format.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { ActivityTab } from "../../hubspot-app/src/app/settings/activity/ActivityTab.tsx";
import {
  changeWords,
  kindWords,
  recordWords,
  userWords,
} from "../../hubspot-app/src/app/settings/activity/activity-words.ts";
import { answerFetch } from "./rig.ts";
import { press, wordsOn } from "./screen.ts";
import { tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const answers = answerFetch();

const line = (over: Partial<Activity> = {}): Activity => ({
  at: "2026-12-03T10:00:00.000Z",
  kind: "update",
  objectType: "company",
  side: "connectwise",
  recordId: "250",
  name: "Harbour Ltd",
  linkedId: "9",
  url: "https://na.myconnectwise.net/250",
  field: { path: "city", label: "City", kind: "text" },
  oldValue: { value: "Miami", text: "Miami" },
  newValue: { value: "Tampa", text: "Tampa" },
  rule: "changed",
  message: "It changed on one side.",
  user: { userId: "6", email: "ada@acme.test" },
  ...over,
});

const show = (): TabRig => {
  const rig = tabRig();
  rig.page.render(<ActivityTab context={rig.context} />);
  return rig;
};

const asked = () =>
  answers.asked.map(({ path }) => path).filter((path) => path.startsWith("/activity"));

beforeEach(() => {
  answers.set("get /runs", { body: { items: [], next: null } });
  answers.set("get /activity", { body: { items: [line()], next: null } });
});

describe("the activity tab", () => {
  it("says who changed what, when and why, with a link to the record", async () => {
    const { page } = show();
    expect(page.findAll(LoadingSpinner).map(({ props }) => props.label)).toContain(
      "Loading the activity",
    );
    await page.waitFor(() => page.find(Link));

    expect(page.find(Link).props.href).toEqual({
      url: "https://na.myconnectwise.net/250",
      external: true,
    });
    expect(wordsOn(page)).toContain(
      [
        "Harbour Ltd",
        "Changed in ConnectWise",
        "City: Miami → Tampa",
        "It changed on one side.",
        "Companies, 3 Dec 2026, 05:00, asked for by ada@acme.test",
      ].join("\n"),
    );
  });

  it("puts together what was written to one record in one go, with a reason once", async () => {
    const name = { path: "name", label: "Name", kind: "text" } as const;
    const later = { at: "2026-12-03T10:00:01.000Z" };
    const items = [
      line({ ...later, field: name, message: "One." }),
      line({ message: "Two." }),
      line({ message: "Two.", field: { ...name, label: "Fax" } }),
      line({ recordId: "251", name: "Other Ltd", message: "Two." }),
      line({ at: "2026-12-03T09:00:00.000Z", recordId: "251", name: "Other Ltd" }),
    ];
    answers.set("get /activity", { body: { items, next: null } });
    const { page } = show();
    await page.waitFor(() => page.find(Link));

    expect(page.findAll(Link).map(({ text }) => text)).toEqual([
      "Harbour Ltd",
      "Other Ltd",
      "Other Ltd",
    ]);
    expect(wordsOn(page)).toContain(
      "Name: Miami → Tampa\nOne.\nCity: Miami → Tampa\nFax: Miami → Tampa\nTwo.\n",
    );
  });

  it("goes on where a page ends", async () => {
    answers.set("get /activity", () => ({
      body: asked().at(-1)?.includes("after=p2")
        ? { items: [line({ recordId: "251", name: "Older Ltd" })], next: null }
        : { items: [line()], next: "p2" },
    }));
    const { page } = show();
    await page.waitFor(() => page.find(Link));

    press(page, "Show older");
    await page.waitFor(() => expect(wordsOn(page)).toContain("Older Ltd"));

    expect(wordsOn(page)).toContain("Harbour Ltd");
    expect(wordsOn(page)).not.toContain("Show older");
    expect(asked()).toEqual(["/activity", "/activity?after=p2"]);
  });

  it("keeps what was read when the next page cannot be read", async () => {
    const error = { code: "internal", message: "It broke.", requestId: "r-1" };
    answers.set("get /activity", () =>
      asked().at(-1)?.includes("after")
        ? { status: 500, body: { error } }
        : { body: { items: [line()], next: "p2" } },
    );
    const { page } = show();
    await page.waitFor(() => page.find(Link));

    press(page, "Show older");
    await page.waitFor(() => expect(wordsOn(page)).toContain("It broke."));

    expect(wordsOn(page)).toContain("Harbour Ltd");
    expect(wordsOn(page)).toContain("Show older");
  });

  it("shows one object", async () => {
    const { page } = show();
    await page.waitFor(() => page.find(Link));

    page.find(Select, { label: "Object" }).trigger("onChange", "contact" as never);

    await page.waitFor(() => page.find(Link));
    expect(asked()).toContain("/activity?objectType=contact");
  });

  it("shows one record of the list, and all again", async () => {
    const { page } = show();
    await page.waitFor(() => page.find(Link));

    press(page, "Only Harbour Ltd");
    await page.waitFor(() =>
      expect(wordsOn(page)).toContain("Only Harbour Ltd in ConnectWise, with its counterpart"),
    );
    await page.waitFor(() => page.find(Link));
    expect(asked()).toContain("/activity?objectType=company&side=connectwise&recordId=250");
    press(page, "Show all records");

    await page.waitFor(() => expect(wordsOn(page)).toContain("Look for one record"));
  });

  it("finds a record by its name, in either system", async () => {
    const found = { side: "connectwise", id: "33", name: "Ada L", url: null, shown: null };
    answers.set("get /objects/contact/search", { body: { items: [{ ...found, linkedId: null }] } });
    const { page } = show();
    await page.waitFor(() => page.find(Link));

    page.find(Select, { label: "Kind of record" }).trigger("onChange", "contact" as never);
    page.find(ToggleGroup).trigger("onChange", "connectwise" as never);
    page.find(Input).trigger("onInput", " ada " as never);
    press(page, "Look for it");
    await page.waitFor(() => expect(wordsOn(page)).toContain("Show Ada L"));
    press(page, "Show Ada L");

    await page.waitFor(() => expect(wordsOn(page)).toContain("Only Ada L in ConnectWise"));
    const paths = answers.asked.map(({ path }) => path);
    expect(paths).toContain("/objects/contact/search?side=connectwise&query=ada");
    expect(paths).toContain("/activity?objectType=contact&side=connectwise&recordId=33");
  });

  it("says so when nothing is found, and when nothing was written", async () => {
    answers.set("get /activity", { body: { items: [], next: null } });
    answers.set("get /objects/company/search", { body: { items: [] } });
    const { page } = show();
    await page.waitFor(() => expect(wordsOn(page)).toContain("Nothing to show"));

    page.find(Input).trigger("onInput", "zzz" as never);
    press(page, "Look for it");

    await page.waitFor(() => expect(wordsOn(page)).toContain("No record was found."));
  });

  it("reads the latest when asked to", async () => {
    const { page } = show();
    await page.waitFor(() => page.find(Link));

    answers.set("get /activity", {
      body: { items: [line({ recordId: "251", name: "New Ltd" }), line()], next: null },
    });
    press(page, "Show the latest");

    await page.waitFor(() => expect(wordsOn(page)).toContain("New Ltd"));
  });

  it("can be read again when it could not be", async () => {
    const error = { code: "internal", message: "It broke.", requestId: "r-1" };
    answers.set("get /activity", { status: 500, body: { error } });
    const { page } = show();
    await page.waitFor(() => page.find(ErrorState));

    answers.set("get /activity", { body: { items: [line()], next: null } });
    press(page, "Try again");

    await page.waitFor(() => page.find(Link));
  });
});

describe("the words of a line", () => {
  const format = createFormat({ locale: "en-GB", timeZone: "America/New_York" });

  // line, words
  it.each([
    [{ kind: "create", side: "hubspot" }, "Created in HubSpot"],
    [{ kind: "link", side: "hubspot" }, "Linked with its counterpart"],
    [{ kind: "unlink", side: "hubspot" }, "Unlinked from its counterpart"],
    [{ kind: "ruling", side: "hubspot" }, "Decided by a person"],
    [{ kind: "conflict", side: "hubspot" }, "Changed in both systems at the same time"],
  ] as const)("of %o", (over, words) => {
    expect(kindWords(line(over))).toBe(words);
  });

  // line, words
  it.each<[Partial<Activity>, string | null]>([
    [{ field: null }, null],
    [{ oldValue: null, newValue: null }, "City"],
    [{ kind: "create", oldValue: { value: null, text: null } }, "City: Tampa"],
    [{ newValue: { value: null, text: null } }, "City: Miami → empty"],
    [
      {
        field: { path: "n", label: "Staff", kind: "number" },
        oldValue: null,
        newValue: { value: 1200, text: "1200" },
      },
      "Staff: 1,200",
    ],
    [
      {
        field: { path: "d", label: "Due", kind: "datetime" },
        newValue: { value: "x", text: "2026-12-03T10:00:00.000Z" },
        oldValue: null,
      },
      "Due: 3 Dec 2026, 05:00",
    ],
  ])("of the change in %o", (over, words) => {
    expect(changeWords(line(over), format)).toBe(words);
  });

  it("name a record that cannot be read by its number, people without address as colleagues, and the reader as you", () => {
    const nameless = line({ name: null, objectType: "deal", user: { userId: "5", email: null } });

    expect(recordWords(nameless)).toBe("opportunity no. 250");
    expect(userWords(nameless, "6")).toBe("asked for by a colleague");
    expect(userWords(nameless, "5")).toBe("asked for by you");
  });
});
