import {
  Alert,
  Button,
  EmptyState,
  ErrorState,
  Heading,
  Link,
  LoadingButton,
  LoadingSpinner,
  TableRow,
  Tag,
  Text,
} from "@hubspot/ui-extensions";
import type {
  ComparedRecord,
  LinkReport,
  Review,
  ShownRecord,
} from "@lockstep/api/wire-records.ts";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { ReviewList } from "../../hubspot-app/src/app/settings/issues/ReviewList.tsx";
import { answerFetch } from "./rig.ts";
import { tabRig } from "./tab-rig.ts";
import type { TabRig } from "./tab-rig.ts";

const record = (
  side: ShownRecord["side"],
  id: string,
  shown: ShownRecord["shown"],
  linkedId: string | null = null,
): ComparedRecord => ({
  side,
  id,
  shown,
  linkedId,
  url: `https://${side}.example/${id}`,
  companyUrl: shown?.["companyId"] === undefined ? null : `https://${side}.example/company`,
});
const DEAL: Review = {
  record: record("hubspot", "1", {
    name: "New firewall",
    amount: "4500",
    // Late on the 30th in New York.
    date: "2027-03-31T02:00:00Z",
    companyId: "8",
  }),
  code: "unpaired_counterparts",
  message: "Its company has records in the other system that are not paired yet.",
  remedy: null,
  candidates: [
    record("connectwise", "31", {
      name: "new firewall",
      amount: 4000,
      date: "2027-03-31T00:00:00Z",
      companyId: "60",
    }),
    record("connectwise", "32", null),
    record("connectwise", "33", { name: "Phones" }, "99"),
    record("connectwise", "34", { name: "Wifi" }),
  ],
  twins: [],
};
const TWIN: Review = {
  record: record("connectwise", "402", { name: "Acme Dental", domain: "acme.example" }),
  code: "twins_on_one_side",
  message: "Another record in the same system looks like this one.",
  remedy: null,
  candidates: [
    record("hubspot", "104", { name: "Acme Dental", domain: "https://www.acme.example/" }),
  ],
  twins: [record("connectwise", "401", { name: "Acme Dental", domain: null, city: "Denver" }, "7")],
};
const LINKED: LinkReport = {
  objectType: "deal",
  hubspotId: "1",
  connectwiseId: "31",
  state: "linked",
  written: ["connectwise"],
  isPending: false,
  problems: [],
};

const answers = answerFetch();
const answerReviews = (objectType: string, items: Review[], next: string | null = null): void =>
  answers.set(`get /objects/${objectType}/reviews`, { body: { items, next } });

beforeEach(() => {
  answerReviews("deal", [DEAL]);
  answerReviews("company", [TWIN]);
});

type Page = TabRig["page"];
const textsOf = (page: Page) => page.findAll(Text).map(({ text }) => text);
const labelled = (page: Page, label: string) =>
  page.find(LoadingButton, (button) => button.text === label);
const posted = () => answers.asked.filter(({ method }) => method === "POST");

function show(objectType: string, over: Parameters<typeof tabRig>[0] = {}): TabRig {
  const rig = tabRig(over);
  rig.page.render(
    <ReviewList
      context={rig.context}
      objectType={objectType}
      onBack={() => rig.wentTo.push("back")}
    />,
  );
  return rig;
}

async function open(objectType: string, over: Parameters<typeof tabRig>[0] = {}) {
  const rig = show(objectType, over);
  await rig.page.waitFor(() => expect(rig.page.findAll(Heading).length).toBeGreaterThan(1));
  return rig;
}

/** What a row says: its field, whether it differs, and both values. */
const rowsOf = (page: Page) =>
  page
    .findAll(TableRow)
    .map((row) =>
      [...row.findAll(Text), ...row.findAll(Tag), ...row.findAll(Link)].map(({ text }) => text),
    );

/** The opportunity of the deal's first candidate, as the server lists it by itself. */
const MIRRORED: Review = {
  ...DEAL,
  record: record("connectwise", "31", { name: "new firewall" }),
  candidates: [DEAL.record],
};

describe("records to be matched", () => {
  it("show two that could be the same once, and let a new one be made for either", async () => {
    answerReviews("deal", [{ ...DEAL, candidates: DEAL.candidates.slice(0, 1) }, MIRRORED]);
    const { page } = await open("deal");

    expect(page.findAll(LoadingButton, ({ text }) => text === "Link these two")).toHaveLength(1);
    expect(textsOf(page)).toContain("It stands above, beside each record that it could be.");
    expect(
      page.findAll(LoadingButton, ({ text }) => text === "Create a new one anyway"),
    ).toHaveLength(2);
  });

  it("show both where one of them could be another one, too", async () => {
    const other = record("hubspot", "9", { name: "Firewalls" });
    answerReviews("deal", [DEAL, { ...MIRRORED, candidates: [DEAL.record, other] }]);
    const { page } = await open("deal");

    expect(textsOf(page).join(" ")).not.toContain("It stands above");
  });

  it("say that they are being read, why they could not be, and that there are none", async () => {
    const error = { code: "internal", message: "It broke.", requestId: "r-1" };
    answers.set("get /objects/deal/reviews", { status: 500, body: { error } });
    const { page } = show("deal");
    expect(page.find(LoadingSpinner).props.label).toBe("Loading the records to match");
    await page.waitFor(() => page.find(ErrorState));

    answerReviews("deal", []);
    page.find(Button, ({ text }) => text === "Try again").trigger("onClick");

    await page.waitFor(() => expect(page.find(EmptyState).props.title).toBe("No deals to match"));
  });

  it("stand beside what they could be, each day in its own zone, with what tells them apart", async () => {
    answers.set("get /objects/company/names", () => {
      const isHubspot = answers.asked.at(-1)?.path.includes("side=hubspot");
      return { body: { items: isHubspot ? [{ id: "8", name: "Aldridge Dental" }] : [] } };
    });
    const { page } = await open("deal");
    await page.waitFor(() =>
      expect(page.findAll(Link).map(({ text }) => text)).toContain("Aldridge Dental"),
    );

    expect(page.findAll(Heading).map(({ text }) => text)).toEqual([
      "Deals to match",
      "New firewall",
    ]);
    expect(rowsOf(page).slice(1, 6)).toEqual([
      ["No. 1", "No. 31"],
      ["Name", "New firewall", "new firewall"],
      ["Amount", "4,500", "4,000", "Differs"],
      ["Close date", "30 Mar 2027", "31 Mar 2027", "Differs"],
      ["Company", "Aldridge Dental", "Company no. 60"],
    ]);
    expect(textsOf(page).join(" ")).toContain("never pairs deals with opportunities by itself");
    const hrefs = page.findAll(Link).map(({ props }) => props.href);
    expect(hrefs.slice(0, 4).map((href) => (typeof href === "object" ? href.url : href))).toEqual([
      "https://hubspot.example/1",
      "https://connectwise.example/31",
      "https://hubspot.example/company",
      "https://connectwise.example/company",
    ]);
  });

  it("show the first few candidates, those that are gone or linked with the reason, and all on demand", async () => {
    const { page } = await open("deal");
    const texts = textsOf(page).join(" ");
    expect(texts).toContain("The record in ConnectWise could not be read.");
    expect(texts).toContain("is linked already, with no. 99 in HubSpot");
    const links = () => page.findAll(LoadingButton, ({ text }) => text === "Link these two");
    expect(links()).toHaveLength(2);

    page.find(Button, ({ text }) => text === "Show 1 more").trigger("onClick");

    await page.waitFor(() => expect(links()).toHaveLength(3));
  });

  it("are linked as the two sides they are, and what is left to do is told", async () => {
    const problem = {
      code: "x",
      side: "connectwise" as const,
      field: "amount",
      message: "The amount was refused.",
      remedy: "Change it there.",
    };
    answers.set("post /records/link", { body: { ...LINKED, problems: [problem] } });
    const { page, alerts } = await open("deal");

    labelled(page, "Link these two").trigger("onClick");
    await page.waitFor(() => expect(alerts()).toEqual(["Linked."]));

    expect(posted()).toEqual([
      {
        method: "POST",
        path: "/records/link",
        body: { objectType: "deal", hubspotId: "1", connectwiseId: "31" },
      },
    ]);
    expect(page.findAll(Alert).map(({ props }) => props.title)).toEqual([
      "Linked, and some fields need you",
      "This one is decided",
    ]);
    expect(textsOf(page)).toContain("The amount was refused. Change it there.");
    expect(page.findAll(LoadingButton)).toEqual([]);
  });

  it("say why they cannot be linked, and stay", async () => {
    const error = {
      code: "already_linked",
      message: "It has a counterpart already.",
      remedy: "Unlink it first.",
      requestId: "r-4",
    };
    answers.set("post /records/link", { status: 422, body: { error } });
    const { page } = await open("deal");

    labelled(page, "Link these two").trigger("onClick");

    await page.waitFor(() =>
      expect(page.find(Alert).props.title).toBe("It has a counterpart already."),
    );
    expect(page.findAll(LoadingButton).length).toBeGreaterThan(0);
  });

  it("explain duplicates, and a new one is created only after a question", async () => {
    answers.set("post /records/create-anyway", { status: 202, body: {} });
    const { page, alerts } = await open("company");
    expect(page.find(Alert).props.title).toBe("Possible duplicates in ConnectWise");
    expect(page.find(Alert).find(Link).text).toBe(
      "Acme Dental (no. 401), linked with no. 7 in HubSpot",
    );
    expect(textsOf(page)).toContain("This one: Web site: acme.example");
    expect(textsOf(page)).toContain("City: Denver");
    expect(page.findAll(Tag).map(({ text }) => text)).toEqual(["ConnectWise company"]);

    const { overlay } = labelled(page, "Create a new one anyway").props;
    expect(overlay?.find(Text).text).toContain("2 records look like it.");
    expect(posted()).toEqual([]);
    overlay?.find(Button, ({ text }) => text === "Create a new one anyway").trigger("onClick");

    await page.waitFor(() =>
      expect(alerts()).toEqual(["A new company is being created in HubSpot."]),
    );
    expect(posted().map(({ body }) => body)).toEqual([
      { objectType: "company", side: "connectwise", recordId: "402" },
    ]);
    expect(page.find(Alert).props.title).toBe("This one is decided");
  });

  it("come in pages, there and back", async () => {
    answerReviews("company", [TWIN], "p2");
    const { page, wentTo } = await open("company");
    answerReviews("company", [DEAL]);
    page.find(Button, ({ text }) => text === "Next page").trigger("onClick");
    await page.waitFor(() => expect(textsOf(page)).toContain("Page 2"));
    await vi.waitFor(() =>
      expect(answers.asked.at(-1)?.path).toBe("/objects/company/reviews?after=p2"),
    );
    await page.waitFor(() => page.find(Button, ({ text }) => text === "Previous page"));

    page.find(Button, ({ text }) => text === "Previous page").trigger("onClick");
    await page.waitFor(() => expect(answers.asked.at(-1)?.path).toBe("/objects/company/reviews"));

    page.find(Button, ({ text }) => text === "Back to all issues").trigger("onClick");
    expect(wentTo).toEqual(["back"]);
  });

  it("are only looked at by whoever may not change records", async () => {
    const { page } = await open("deal", { rights: { settings: true, records: false } });

    expect(page.findAll(LoadingButton)).toEqual([]);
  });
});
