import {
  Alert,
  Button,
  EmptyState,
  ErrorState,
  Heading,
  Link,
  LoadingButton,
  LoadingSpinner,
  StatusTag,
  Table,
  Text,
} from "@hubspot/ui-extensions";
import type { Issue, IssueCategory, IssuePage } from "@lockstep/api/wire-account.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { IssuesTab } from "../../hubspot-app/src/app/settings/issues/IssuesTab.tsx";
import { answerFetch } from "./rig.ts";
import { LIVE_OVERVIEW, tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const WRONG_NUMBER: IssueCategory = {
  objectType: "company",
  state: "attention",
  code: "not_a_whole_number",
  count: 2,
  message: "A value is not a whole number.",
  remedy: "Correct the value.",
  fields: ["numberofemployees"],
};
const CATEGORIES: IssueCategory[] = [
  WRONG_NUMBER,
  {
    ...WRONG_NUMBER,
    objectType: "deal",
    state: "waiting",
    code: "waits",
    count: 1,
    fields: ["associations/company", "company/id"],
  },
  { ...WRONG_NUMBER, state: "excluded", code: "filtered_out", remedy: null, fields: [] },
];
const issue = (recordId: string, over: Partial<Issue> = {}): Issue => ({
  objectType: "company",
  side: "hubspot",
  recordId,
  linkedId: null,
  url: `https://app.hubspot.com/contacts/77/record/0-2/${recordId}`,
  linkedUrl: null,
  state: "attention",
  code: "not_a_whole_number",
  message: `"a few" of ${recordId} is no number.`,
  field: "numberofemployees",
  remedy: "Correct the value.",
  ...over,
});
const UNMAPPED: IssuePage["fields"][number] = {
  objectType: "company",
  hubspot: "industry",
  connectwise: "market/id",
  code: "option_not_mapped",
  message: "2 options have no counterpart.",
  remedy: "Add them to the value map.",
  options: [
    { side: "hubspot", value: "BANK", label: "Banking" },
    { side: "connectwise", value: "7", label: "Retail" },
  ],
};
const field = (path: string, label: string) => ({ path, label, kind: "text", isReadOnly: false });

const answers = answerFetch();
const page0: IssuePage = { items: [], next: null, fields: [] };

function answerIssues(items: IssueCategory[], page: Partial<IssuePage> = {}): void {
  answers.set("get /issues/categories", { body: { items } });
  answers.set("get /issues", { body: { ...page0, ...page } });
}

beforeEach(() => {
  answerIssues(CATEGORIES);
  const fields = {
    readAt: "2026-12-01T10:00:00Z",
    staleBecause: null,
    hubspot: [field("numberofemployees", "Number of employees"), field("industry", "Industry")],
    connectwise: [field("market/id", "Market")],
    pairings: [],
  };
  for (const one of ["company", "deal"])
    answers.set(`get /objects/${one}/fields`, { body: fields });
});

const COUNTED = { ...LIVE_OVERVIEW, objects: { company: { linked: 5 } } };
type Page = TabRig["page"];
const textsOf = (page: Page) => page.findAll(Text).map(({ text }) => text);
const press = (page: Page, label: string) =>
  page.find(Button, (button) => button.text === label).trigger("onClick");
const pressLoading = (page: Page, label: string) =>
  page.find(LoadingButton, (button) => button.text === label).trigger("onClick");
const posted = () => answers.asked.filter(({ method }) => method === "POST");

function show(over: Parameters<typeof tabRig>[0] = {}): TabRig {
  const rig = tabRig({ overview: COUNTED, ...over });
  rig.page.render(<IssuesTab context={rig.context} />);
  return rig;
}

async function open(over: Parameters<typeof tabRig>[0] = {}): Promise<TabRig> {
  const rig = show(over);
  await rig.page.waitFor(() => rig.page.find(StatusTag));
  return rig;
}

describe("issues", () => {
  it("say that they are being read, and why they could not be", async () => {
    const error = { code: "internal", message: "It broke.", remedy: "Wait.", requestId: "r-1" };
    answers.set("get /issues", { status: 500, body: { error } });
    const { page } = show();
    expect(page.find(LoadingSpinner).props.label).toBe("Loading the issues");
    await page.waitFor(() => page.find(ErrorState));
    expect(textsOf(page)).toContain("Reference: r-1");

    answerIssues(CATEGORIES);
    press(page, "Try again");

    await page.waitFor(() => page.find(StatusTag));
  });

  it("are good news when there are none, and lead to the dry run when nothing was looked at", async () => {
    answerIssues([]);
    const { page } = show();
    await page.waitFor(() => expect(page.find(EmptyState).props.title).toBe("Nothing needs you"));

    const fresh = show({ overview: LIVE_OVERVIEW });
    await fresh.page.waitFor(() =>
      expect(fresh.page.find(EmptyState).props.title).toBe("No issues yet"),
    );
    press(fresh.page, "Go to First sync");
    expect(fresh.wentTo).toEqual(["first-sync"]);
  });

  it("are sorted by what a person has to do, in plain words, with the names of fields", async () => {
    const { page } = await open();
    await page.waitFor(() => expect(textsOf(page)).toContain("Field: Number of employees"));

    expect(page.findAll(Heading).map(({ text }) => text)).toEqual([
      "Issues",
      "Needs you",
      "Waiting",
      "Left out on purpose",
    ]);
    expect(page.findAll(StatusTag).map(({ text }) => text)).toEqual([
      "Needs attention",
      "Waiting",
      "Excluded",
    ]);
    const texts = textsOf(page);
    for (const words of [
      "2 companies",
      "1 deal or opportunity",
      "A value is not a whole number.",
      "What to do: Correct the value.",
      "Field: Company",
    ]) {
      expect(texts).toContain(words);
    }
  });

  it("lead to the records that a person has to match", async () => {
    answerIssues([{ ...WRONG_NUMBER, state: "review", code: "several_candidates" }]);
    answers.set("get /objects/company/reviews", { body: { items: [], next: null } });
    const { page } = await open();

    press(page, "Match companies");

    await page.waitFor(() => expect(page.find(Heading).text).toBe("Companies to match"));
    press(page, "Back to all issues");
    await page.waitFor(() => page.find(StatusTag));
  });

  it("show paths of fields whose names cannot be read", async () => {
    const error = { code: "not_configured", message: "No.", requestId: "r" };
    answers.set("get /objects/company/fields", { status: 422, body: { error } });
    const { page } = await open();

    await page.waitFor(() => expect(textsOf(page)).toContain("Field: numberofemployees"));
  });

  it("are retried all, or those of a kind, and read again", async () => {
    answers.set("post /issues/retry", { body: { count: 3 } });
    const { page, alerts } = await open();

    pressLoading(page, "Retry all");
    await page.waitFor(() => expect(alerts()).toEqual(["3 records are being tried again."]));
    answers.set("post /issues/retry", { body: { count: 1 } });
    pressLoading(page, "Retry these");
    await page.waitFor(() => expect(alerts()).toHaveLength(2));

    expect(posted().map(({ body }) => body)).toEqual([
      {},
      { objectType: "company", code: "not_a_whole_number" },
    ]);
    const readings = answers.asked.filter(({ path }) => path === "/issues/categories");
    expect(readings).toHaveLength(3);
    expect(alerts()[1]).toBe("One record is being tried again.");
  });

  it("say why nothing is retried", async () => {
    const error = {
      code: "portal_not_active",
      message: "Nothing is tried before the first sync.",
      remedy: "Start the first sync.",
      requestId: "r-2",
    };
    answers.set("post /issues/retry", { status: 422, body: { error } });
    const { page } = await open();

    pressLoading(page, "Retry all");

    await page.waitFor(() =>
      expect(page.find(Alert).props.title).toBe("Nothing is tried before the first sync."),
    );
  });

  it("are only looked at by whoever may not change records", async () => {
    const { page } = await open({ rights: { settings: true, records: false } });

    expect(page.findAll(LoadingButton).map(({ text }) => text)).toEqual([
      "Refresh",
      "Make a CSV file",
    ]);
    expect(textsOf(page).join(" ")).toContain("under Access");
  });

  it("become a file that opens in a new tab", async () => {
    const url = "https://lockstep.example.com/downloads/77.x";
    const expiresAt = new Date(Date.now() + 300_000).toISOString();
    answers.set("post /downloads", { body: { url, expiresAt } });
    const { page } = await open();

    pressLoading(page, "Make a CSV file");
    await page.waitFor(() => page.find(Link));

    expect(page.find(Link).props.href).toEqual({ url, external: true });
    expect(posted()).toEqual([{ method: "POST", path: "/downloads", body: { kind: "issues" } }]);
  });

  it("tell of options without a counterpart before a record fails, and lead to the mapping", async () => {
    answerIssues([], { fields: [UNMAPPED] });
    const { page, wentTo } = show();
    await page.waitFor(() =>
      expect(textsOf(page)).toContain("Companies: Industry in HubSpot, Market in ConnectWise"),
    );

    expect(textsOf(page)).toContain("In HubSpot: Banking");
    expect(textsOf(page)).toContain("In ConnectWise: Retail");
    press(page, "Go to Field mappings");
    expect(wentTo).toEqual(["mappings"]);
  });
});

describe("the records of a kind of issue", () => {
  it("are asked for alone, with ways to both systems, and one is retried", async () => {
    answers.set("post /issues/retry", { body: { count: 1 } });
    // The counterpart is gone, so that nobody knows its name.
    answers.set("get /objects/company/names", () => {
      const isHubspot = answers.asked.at(-1)?.path.includes("side=hubspot");
      const [id, name] = isHubspot ? ["1", "Harbour Ltd"] : ["55", null];
      return { body: { items: [{ id, name }] } };
    });
    answerIssues([WRONG_NUMBER], {
      items: [issue("1", { linkedId: "55", linkedUrl: "https://cw.example/55" })],
    });
    const { page } = await open();
    press(page, "Show these");
    await page.waitFor(() => page.find(Table));
    await page.waitFor(() => expect(textsOf(page)).toContain("Field: Number of employees"));
    await page.waitFor(() => expect(textsOf(page)).toContain("HubSpot company"));

    expect(page.findAll(Link).map(({ text, props }) => [text, props.href])).toEqual([
      ["Harbour Ltd", { url: "https://app.hubspot.com/contacts/77/record/0-2/1", external: true }],
      ["ConnectWise company no. 55", { url: "https://cw.example/55", external: true }],
    ]);
    expect(textsOf(page)).toContain('"a few" of 1 is no number.');
    expect(answers.asked.map(({ path }) => path)).toContain(
      "/issues?objectType=company&state=attention&code=not_a_whole_number&limit=25",
    );
    pressLoading(page, "Retry this one");
    await vi.waitFor(() =>
      expect(posted().map(({ body }) => body)).toEqual([
        { records: [{ objectType: "company", side: "hubspot", recordId: "1" }] },
      ]),
    );
  });

  it("are read page by page", async () => {
    const pages = [
      {
        ...page0,
        items: Array.from({ length: 25 }, (_, at) => issue(String(100 + at))),
        next: "b",
      },
      { ...page0, items: [issue("900")], next: null },
    ];
    const { page } = await open();
    answers.asked.length = 0;
    answers.set("get /issues", () => ({ body: pages.shift() ?? page0 }));
    press(page, "Show these");
    await page.waitFor(() => page.find(Table));
    expect(page.findAll(Link)).toHaveLength(25);

    pressLoading(page, "Show more");
    await page.waitFor(() => expect(page.findAll(Link)).toHaveLength(26));

    expect(page.findAll(LoadingButton, ({ text }) => text === "Show more")).toEqual([]);
    const asked = answers.asked.map(({ path }) => path).filter((path) => path.includes("limit"));
    expect(asked).toHaveLength(2);
    expect(asked[1]).toBe(`${asked[0] ?? ""}&after=b`);
    press(page, "Back to all issues");
    await page.waitFor(() => page.find(StatusTag));
  });

  it("are none once they are over", async () => {
    const { page } = await open();
    press(page, "Show these");

    await page.waitFor(() =>
      expect(page.find(EmptyState).props.title).toBe("None of these are left"),
    );
  });
});
