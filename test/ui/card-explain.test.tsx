import { Button, Panel } from "@hubspot/ui-extensions";
import type { Activity } from "@lockstep/api/wire-activity.ts";
import type { Explanation } from "@lockstep/api/wire-explain.ts";
import { describe, expect, it } from "vitest";
import { described, LINKED, showCard, type ShownCard, textIn, UNLINKED } from "./card-rig.tsx";
import { answerFetch } from "./rig.ts";

const answers = answerFetch();
const EXPLAIN = "get /records/company/hubspot/77/explain";

const EXPLANATION: Explanation = {
  objectType: "company",
  side: "hubspot",
  recordId: "77",
  linkedId: null,
  storedState: null,
  state: "excluded",
  action: "verdict",
  isHeld: false,
  pending: null,
  openCreate: null,
  sides: [
    {
      side: "hubspot",
      recordId: "77",
      modifiedAt: "2026-01-02T03:04:05Z",
      isDeleted: false,
      mergedIntoId: null,
      standardFilters: [
        {
          code: "own",
          path: "",
          value: null,
          wanted: "The company is neither the catch-all nor your own one.",
          isMet: true,
          message: null,
        },
      ],
      ownFilter: {
        isMet: false,
        groups: [
          [
            {
              path: "lifecyclestage",
              label: "Lifecycle stage",
              value: "lead",
              text: "Lead",
              wanted: 'Lifecycle stage is any of "Customer", "Partner"',
              isMet: false,
            },
          ],
        ],
      },
      parents: null,
      exclusion: { code: "filtered_out", message: "The record is outside the filter." },
    },
  ],
  match: {
    outcome: "none",
    reason: "no_candidate",
    message: "Nothing like it was found.",
    keys: [
      { kind: "domain", value: "aldridge.example", isStrong: true },
      { kind: "city", value: "tampa", isStrong: false },
    ],
    candidates: [],
    twins: [],
  },
  waits: [],
  conflicts: [],
  verdicts: [
    {
      side: "hubspot",
      recordId: "77",
      state: "excluded",
      code: "filtered_out",
      message: "The record is outside the filter.",
      field: null,
      remedy: "Change the filter.",
      candidates: [],
    },
  ],
  issues: [],
  fields: [],
  decisions: [],
};

const update: Activity = {
  at: "2026-01-02T03:04:05Z",
  kind: "update",
  objectType: "company",
  side: "connectwise",
  recordId: "20140",
  name: null,
  linkedId: "77",
  url: null,
  field: { path: "phoneNumber", label: "Phone", kind: "text" },
  oldValue: { value: "555-1", text: "555-1" },
  newValue: { value: null, text: null },
  rule: "changed",
  message: "It changed on one side since the two last agreed.",
  user: { userId: "5", email: "dana@msp.example" },
};

function panelOf(page: ShownCard) {
  const { overlay } = page.find(Button, ({ text }) => text === "Explain").props;
  if (overlay === undefined) throw new Error("no panel");
  return overlay;
}

async function openPanel(page: ShownCard, until: string): Promise<string> {
  panelOf(page).find(Panel).trigger("onOpen");
  await page.waitFor(() => expect(textIn(panelOf(page))).toContain(until));
  return textIn(panelOf(page));
}

describe("Explain", () => {
  it("reads nothing before somebody opens it", async () => {
    await showCard(answers, LINKED);

    expect(answers.asked.map(({ path }) => path)).toEqual(["/records/company/hubspot/77/card"]);
  });

  it("tells every filter line in words, how it was matched, and what was done last", async () => {
    answers.set(EXPLAIN, { body: EXPLANATION });
    answers.set("get /activity", { body: { items: [update], next: null } });
    const page = await showCard(answers, UNLINKED);

    const told = await openPanel(page, "Lifecycle stage");

    expect(told).toContain("Excluded Nothing would be written, because:");
    expect(told).toContain("Change the filter.");
    expect(told).toContain("Yes The company is neither the catch-all nor your own one.");
    expect(told).toContain('No Lifecycle stage is any of "Customer", "Partner"');
    expect(told).toContain("The record has “Lead”.");
    expect(told).toContain("Nothing like it was found.");
    expect(told).toContain("It is looked for by web domain “aldridge.example”.");
    expect(told).toContain("told apart by city “tampa”.");
    await page.waitFor(() =>
      expect(textIn(panelOf(page))).toContain(
        "Phone in ConnectWise: 555-1 became empty It changed on one side since the two last agreed.",
      ),
    );
    expect(textIn(panelOf(page))).toContain("asked for by dana@msp.example");
    expect(answers.asked.map(({ path }) => path)).toContain(
      "/activity?objectType=company&side=hubspot&recordId=77&limit=15",
    );
  });

  it("says that a filter without a condition leaves nothing out", async () => {
    const [side] = EXPLANATION.sides;
    if (side === undefined) throw new Error("no side");
    const sides = [{ ...side, ownFilter: { isMet: true, groups: [] } }];
    answers.set(EXPLAIN, { body: { ...EXPLANATION, sides } });
    answers.set("get /objects/company/filters/fields", { body: { hubspot: [], connectwise: [] } });
    answers.set("get /activity", { body: { items: [], next: null } });
    const page = await showCard(answers, UNLINKED);

    const told = await openPanel(page, "Your own filter");

    expect(told).toMatch(/Your own filter for \w+: every record is inside\./u);
  });

  it("tells which value would give way, and what stands in the way, by the fields' names", async () => {
    const field = {
      key: "city",
      hubspot: described("city", "Miami"),
      connectwise: described("city", "Naples"),
    };
    const conflict = {
      kind: "conflict",
      side: "connectwise",
      recordId: "20140",
      field: "city",
      oldValue: "Naples",
      newValue: "Miami",
      rule: "hubspot_wins",
    } as const;
    const linked = { linkedId: "20140", state: null, action: "update", match: null } as const;
    const body = { ...EXPLANATION, ...linked, sides: [], verdicts: [], conflicts: [conflict] };
    answers.set(EXPLAIN, { body });
    answers.set("get /activity", { body: { items: [], next: null } });
    const page = await showCard(answers, {
      ...LINKED,
      conflicts: [{ ...field, since: null }],
    });

    const told = await openPanel(page, "Changed in both systems");

    expect(told).toContain("City: the value in ConnectWise (Naples) would give way");
    await page.waitFor(() => expect(textIn(panelOf(page))).toContain("in the last 30 days"));
  });

  it("says why it cannot be told, and tries again", async () => {
    const error = {
      code: "throttled",
      message: "Too many calls.",
      remedy: "Wait.",
      requestId: "r-9",
    };
    answers.set(EXPLAIN, { status: 503, body: { error } });
    answers.set("get /activity", { body: { items: [], next: null } });
    const page = await showCard(answers, UNLINKED);
    await openPanel(page, "Reference: r-9");

    answers.set(EXPLAIN, { body: EXPLANATION });
    panelOf(page)
      .find(Button, ({ text }) => text === "Try again")
      .trigger("onClick");

    await page.waitFor(() => expect(textIn(panelOf(page))).toContain("Nothing like it was found."));
    expect(textIn(panelOf(page))).toContain('Lifecycle stage is any of "Customer"');
  });
});
