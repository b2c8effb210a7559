import {
  Alert,
  Button,
  LoadingButton,
  LoadingSpinner,
  TableRow,
  Tag,
  Toggle,
  ToggleGroup,
} from "@hubspot/ui-extensions";
import type { Card, CardField } from "@lockstep/api/wire-card.ts";
import type { FieldLine, SyncReport } from "@lockstep/api/wire-records.ts";
import { describe, expect, it } from "vitest";
import {
  CARD,
  described,
  equalField,
  LINKED,
  REPORT,
  showCard,
  type ShownCard,
  textIn,
  textOf,
  UNLINKED,
} from "./card-rig.tsx";
import { answerFetch } from "./rig.ts";

const answers = answerFetch();

const RECORD = { objectType: "company", side: "hubspot", recordId: "77" };
const POLL = "get /records/company/hubspot/77/sync";

const button = (page: ShownCard, label: string) =>
  page.find(LoadingButton, ({ text }) => text === label);
const asked = (method: string) => answers.asked.filter((one) => one.method === method);

const line = (key: string, decision: FieldLine["decision"], over: Partial<FieldLine> = {}) => ({
  key,
  hubspot: { path: key, value: null },
  connectwise: { path: key, value: null },
  decision,
  rule: "",
  message: "",
  remedy: null,
  write: null,
  ...over,
});

const differing: CardField = {
  key: "phone",
  hubspot: described("phone", "555-2"),
  connectwise: { ...described("phone", "555-1"), label: "Phone number" },
  isDifferent: true,
  decision: "kept",
  rule: "one_way_drift",
  message: "The field goes one way only.",
  remedy: null,
};

const conflict = (key: string, hubspot: string, connectwise: string) => ({
  key,
  hubspot: described(key, hubspot),
  connectwise: described(key, connectwise),
  since: "2026-01-02T03:04:05Z",
});
const pick = (page: ShownCard, label: string, side: string) =>
  page.find(ToggleGroup, { label }).trigger("onChange", side as never);

describe("the fields of a card", () => {
  it("show both values, the marked ones first, each with its reason", async () => {
    const day = { ...described("founded", "2027-03-31"), kind: "date" as const };
    const amount = { ...described("revenue", "1200"), kind: "number" as const };
    const empty = described("fax", null);
    const plain = {
      isDifferent: false,
      decision: "equal",
      rule: "equal",
      message: "",
      remedy: null,
    };
    const fields = [
      { key: "founded", hubspot: day, connectwise: day, ...plain },
      { key: "revenue", hubspot: amount, connectwise: amount, ...plain },
      { key: "fax", hubspot: empty, connectwise: empty, ...plain },
      differing,
    ] as CardField[];

    const page = await showCard(answers, { ...LINKED, fields });

    const [, ...rows] = page.findAll(TableRow).map((row) => textIn(row));
    expect(rows).toEqual([
      "Phone In ConnectWise: Phone number Different The field goes one way only. 555-2 555-1",
      "Founded Mar 31, 2027 Mar 31, 2027",
      "Revenue 1,200 1,200",
      "Fax Empty Empty",
    ]);
  });

  it("can be cut down to the marked ones", async () => {
    const page = await showCard(answers, {
      ...LINKED,
      fields: [equalField("name", "A"), equalField("fax", "1"), differing],
    });
    expect(page.findAll(TableRow)).toHaveLength(4);

    page.find(Toggle).trigger("onChange", true as never);

    await page.waitFor(() => expect(page.findAll(TableRow)).toHaveLength(2));
  });

  it.each([
    ["write", "About to be written"],
    ["wait", "Waits"],
    ["problem", "Cannot be synced"],
    ["ask", "To be decided"],
    ["not-read", "Not read"],
  ] as const)("are marked in words when a sync would %s", async (decision, label) => {
    const page = await showCard(answers, { ...LINKED, fields: [{ ...differing, decision }] });

    expect(page.find(Tag).text).toBe(label);
  });
});

describe("Sync now", () => {
  const fields = [
    line("phone", "written", {
      message: "It changed on one side since the two last agreed.",
      write: { side: "connectwise", oldValue: "555-1", newValue: "555-2" },
    }),
    line("country", "problem", { message: "Atlantis is no country.", remedy: "Correct it." }),
    line("name", "unchanged"),
  ];

  it("tells what was written field by field, and has HubSpot read its own properties again", async () => {
    const page = await showCard(answers, LINKED);
    answers.set("post /records/sync", { body: { ...REPORT, fields } });

    button(page, "Sync now").trigger("onClick");

    await page.waitFor(() => page.find(Alert));
    expect(page.find(Alert).props).toMatchObject({
      variant: "warning",
      title: "Synced, but not everything",
    });
    const told = textIn(page.find(Alert));
    expect(told).toContain("Phone in ConnectWise: 555-1 became 555-2");
    expect(told).toContain("Country could not be synced Atlantis is no country. Correct it.");
    expect(told).toContain("1 field needed nothing.");
    expect(asked("POST")).toEqual([{ method: "POST", path: "/records/sync", body: RECORD }]);
    await page.waitFor(() => expect(page.mocks.actions.refreshObjectProperties.callCount).toBe(1));
    expect(answers.asked.filter(({ path }) => path.endsWith("/card"))).toHaveLength(2);
  });

  it("cannot be pressed twice while it works, and says when there was nothing to do", async () => {
    const page = await showCard(answers, LINKED);
    let finish: (() => void) | undefined;
    const wait = new Promise<void>((resolve) => {
      finish = resolve;
    });
    answers.set("post /records/sync", async () => {
      await wait;
      return { body: REPORT };
    });

    button(page, "Sync now").trigger("onClick");
    await page.waitFor(() => expect(button(page, "Sync now").props.loading).toBe(true));
    button(page, "Sync now").trigger("onClick");
    finish?.();

    await page.waitFor(() => page.find(Alert, { title: "Nothing had to be written" }));
    expect(asked("POST")).toHaveLength(1);
  });

  it("is followed until it is done when it takes longer", async () => {
    const page = await showCard(answers, UNLINKED);
    answers.set("post /records/sync", { status: 202, body: { ...REPORT, isPending: true } });
    const created = {
      at: "2026-01-02T03:04:06Z",
      kind: "create",
      side: "connectwise",
      recordId: "20140",
      field: null,
      rule: "",
      userId: "5",
    } as const;
    const done: SyncReport = { ...REPORT, writes: [created] };
    answers.set(POLL, { body: done });

    button(page, "Create in ConnectWise now").trigger("onClick");
    await page.waitFor(() => page.find(LoadingSpinner));
    answers.set(CARD, { body: LINKED });

    await page.waitFor(() => page.find(Alert, { title: "Synced" }), { timeoutInMs: 5000 });
    expect(textIn(page.find(Alert))).toContain("A new company was created in ConnectWise");
    expect(answers.asked.map(({ path }) => path)).toContain(
      `/records/company/hubspot/77/sync?since=${encodeURIComponent(REPORT.since)}`,
    );
    await page.waitFor(() => expect(textOf(page)).toContain("Fields that are synced"));
  });

  it("keeps the card and says why when it is refused", async () => {
    const page = await showCard(answers, LINKED);
    const error = {
      code: "record_busy",
      message: "It is busy.",
      remedy: "Wait.",
      requestId: "r-2",
    };
    answers.set("post /records/sync", { status: 409, body: { error } });

    button(page, "Sync now").trigger("onClick");

    await page.waitFor(() => page.find(Alert, { title: "It is busy." }));
    expect(textOf(page)).toContain("Reference: r-2");
    expect(textOf(page)).toContain("Fields that are synced");
  });
});

describe("conflicts to decide", () => {
  const TORN: Card = {
    ...LINKED,
    state: { kind: "attention", code: "conflict_to_decide", message: "Decide.", remedy: null },
    conflicts: [conflict("city", "Miami", "Naples"), conflict("zip", "1", "2")],
  };
  it("stand side by side, and what was chosen is sent with the values that were seen", async () => {
    const page = await showCard(answers, TORN);
    expect(button(page, "Use the chosen values").props.disabled).toBe(true);
    expect(page.find(ToggleGroup).props.options).toMatchObject([
      { label: "Miami", description: "HubSpot has this" },
      { label: "Naples", description: "ConnectWise has this" },
    ]);
    answers.set("post /records/decide", { body: REPORT });

    pick(page, "City", "connectwise");
    await page.waitFor(() => button(page, "Use the chosen values (1 of 2)"));
    answers.set(CARD, { body: LINKED });
    button(page, "Use the chosen values (1 of 2)").trigger("onClick");

    await page.waitFor(() => expect(page.maybeFind(ToggleGroup)).toBeNull());
    const seen = { hubspot: "Miami", connectwise: "Naples" };
    const decisions = [{ key: "city", winner: "connectwise", seen }];
    expect(asked("POST")).toEqual([
      { method: "POST", path: "/records/decide", body: { ...RECORD, decisions } },
    ]);
  });

  it("show a refusal at its field, and forget a choice about values that are others by now", async () => {
    const page = await showCard(answers, TORN);
    pick(page, "Zip", "hubspot");
    await page.waitFor(() => button(page, "Use the chosen values (1 of 2)"));
    const error = {
      code: "changed_meanwhile",
      field: "decisions.0.seen",
      message: "It was changed.",
      remedy: "Look again.",
      requestId: "r-3",
    };
    answers.set("post /records/decide", { status: 409, body: { error } });
    const conflicts = [conflict("city", "Miami", "Naples"), conflict("zip", "1", "3")];
    answers.set(CARD, { body: { ...TORN, conflicts } });

    button(page, "Use the chosen values (1 of 2)").trigger("onClick");

    await page.waitFor(() =>
      expect(page.find(ToggleGroup, { label: "Zip" }).props).toMatchObject({
        error: true,
        validationMessage: "It was changed. Look again.",
        value: "",
      }),
    );
    expect(page.find(ToggleGroup, { label: "City" }).props.error).toBe(false);
    expect(button(page, "Use the chosen values").props.disabled).toBe(true);
  });

  it("are locked for those who may not decide", async () => {
    answers.set("get /access", { body: { you: { userId: "9", rights: [] }, members: [] } });

    const page = await showCard(answers, { ...TORN, rights: [] });

    const [option] = page.find(ToggleGroup).props.options;
    expect(option?.readOnly).toBe(true);
    expect(page.maybeFind(LoadingButton, { variant: "primary" })).toBeNull();
  });

  it("open from a button at the side", async () => {
    const page = await showCard(answers, TORN, "crm.record.sidebar");

    expect(textOf(page)).not.toContain("Both systems changed these fields");
    const { overlay } = page.find(Button, ({ text }) => text === "Decide 2 conflicts").props;
    expect(overlay?.findAll(ToggleGroup)).toHaveLength(2);
  });
});
