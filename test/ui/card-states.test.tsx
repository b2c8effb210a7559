import {
  Alert,
  Button,
  DescriptionListItem,
  ErrorState,
  Link,
  LoadingButton,
  LoadingSpinner,
  StatusTag,
} from "@hubspot/ui-extensions";
import type { RecordIssue } from "@lockstep/api/wire-records.ts";
import type { Card } from "@lockstep/api/wire-card.ts";
import { describe, expect, it } from "vitest";
import { RecordCard } from "../../hubspot-app/src/app/cards/RecordCard.tsx";
import { CARD, LINKED, showCard, textIn, textOf, UNLINKED } from "./card-rig.tsx";
import { answerFetch, rendererAt } from "./rig.ts";

const answers = answerFetch();

const state = (
  kind: Card["state"]["kind"],
  code: string,
  message: string,
  remedy = "Do this.",
) => ({
  kind,
  code,
  message,
  remedy,
});

describe("the record card", () => {
  it("says that it is loading, and then what went wrong, with a way to try again", async () => {
    const error = { code: "internal", message: "It broke.", remedy: "Wait.", requestId: "r-1" };
    answers.set(CARD, { status: 500, body: { error } });
    const page = rendererAt("crm.record.tab");
    Object.assign(page.mocks.context, { crm: { objectId: 77, objectTypeId: "0-2" } });
    page.render(<RecordCard />);
    expect(page.find(LoadingSpinner).props.label).toBe("Loading the record");
    await page.waitFor(() => page.find(ErrorState));
    expect(textIn(page.find(ErrorState))).toContain("Reference: r-1");

    answers.set(CARD, { body: LINKED });
    page.find(Button).trigger("onClick");

    await page.waitFor(() => page.find(StatusTag));
  });

  it.each(["crm.record.tab", "crm.record.sidebar"] as const)(
    "shows the linked record with its address, what it is and when each side was written to, in %s",
    async (location) => {
      const page = await showCard(answers, LINKED, location);

      const facts = page
        .findAll(DescriptionListItem)
        .map((item) => [item.props.label, textIn(item)]);
      expect(page.find(StatusTag).text).toBe("In sync");
      expect(facts).toEqual([
        ["ConnectWise company", "Aldridge Dental No. 20140"],
        ["Type", "Customer"],
        ["Status", "Active"],
        ["Last sync to HubSpot", "None in the last 30 days"],
        ["Last sync to ConnectWise", expect.stringContaining("2026")],
      ]);
      expect(page.find(Link).props.href).toEqual({
        url: LINKED.records.connectwise?.url,
        external: true,
      });
    },
  );

  it("tells what is still to be done", async () => {
    const pending = { lane: "hint", notBefore: "2026-01-01T00:00:00Z", attempts: 0 } as const;

    const page = await showCard(answers, { ...LINKED, pending });

    expect(page.find(StatusTag).text).toBe("Change on its way");
    expect(textOf(page)).toContain("A change was reported. It is done in a moment.");
  });

  it("tells when a failed attempt is repeated", async () => {
    const notBefore = new Date(Date.now() + 3_600_000).toISOString();

    const page = await showCard(answers, {
      ...LINKED,
      pending: { lane: "poll", notBefore, attempts: 3 },
    });

    expect(textOf(page)).toContain("The last attempt failed; the next one is at");
  });

  it.each([
    ["paused", "warning", "Resume the sync."],
    ["braked", "danger", "Look at the reason."],
    ["first-sync", "info", null],
    ["configured", "info", "Start the first sync."],
  ] as const)("says on top that the sync is %s", async (name, variant, remedy) => {
    const portal = { state: name, message: "Nothing moves.", remedy };

    const page = await showCard(answers, { ...LINKED, portal });

    expect(page.find(Alert).props).toMatchObject({ title: "Nothing moves.", variant });
    expect(textIn(page.find(Alert))).toBe(remedy ?? "");
  });

  it.each(["installed", "disconnected", "suspended"])(
    "shows what is stored while the portal is %s, and offers nothing that cannot be done",
    async (name) => {
      const message = "Lockstep does nothing.";
      const page = await showCard(answers, {
        ...LINKED,
        portal: { state: name, message, remedy: "Connect again." },
        state: state("unknown", `portal_${name}`, message),
        records: {
          ...LINKED.records,
          connectwise: {
            side: "connectwise",
            id: "20140",
            name: null,
            type: null,
            status: null,
            url: "https://cw",
          },
        },
        fields: [],
      });

      expect(page.find(Alert).props.title).toBe(message);
      expect(page.find(Link).text).toBe("No. 20140");
      expect(page.findAll(LoadingButton).map(({ text }) => text)).toEqual(["Look again"]);
      expect(page.findAll(Button)).toEqual([]);
    },
  );

  it("says why nobody could look, and looks again when asked to", async () => {
    const unknown = state("unknown", "timed_out", "ConnectWise does not answer.", "Look again.");
    const page = await showCard(answers, { ...LINKED, state: unknown, fields: [] });
    expect(page.find(StatusTag).text).toBe("Cannot be read now");
    expect(textOf(page)).toContain("ConnectWise does not answer.");

    answers.set(CARD, { body: LINKED });
    page.find(LoadingButton, ({ text }) => text === "Look again").trigger("onClick");

    await page.waitFor(() => expect(page.find(StatusTag).text).toBe("In sync"));
  });

  it.each([
    ["object_is_off", "Switched off"],
    ["record_gone", "Not found"],
  ])("has a word of its own for %s", async (code, label) => {
    const page = await showCard(answers, {
      ...UNLINKED,
      state: state("unknown", code, "So it is."),
    });

    expect(page.find(StatusTag).text).toBe(label);
    expect(page.findAll(LoadingButton).map(({ text }) => text)).toEqual(["Look again"]);
  });

  it("names what it waits for along the chain, with links", async () => {
    const step = { side: "hubspot", linkedId: null, code: null, remedy: null } as const;
    answers.set("get /objects/contact/names", { body: { items: [{ id: "201", name: null }] } });
    const company = { id: "101", name: "Aldridge Holding" };
    answers.set("get /objects/company/names", { body: { items: [company] } });
    const page = await showCard(answers, {
      ...UNLINKED,
      state: state("waiting", "waits_for_parent", "It waits for the company."),
      waits: [
        {
          ...step,
          objectType: "contact",
          recordId: "201",
          depth: 1,
          state: "waiting",
          message: "It waits, too.",
          url: "https://hs/201",
        },
        {
          ...step,
          objectType: "company",
          recordId: "101",
          depth: 2,
          state: "attention",
          message: "Its country is unknown.",
          url: "https://hs/101",
        },
      ],
    });

    expect(page.findAll(StatusTag).map(({ text }) => text)).toEqual([
      "Waiting",
      "Waiting",
      "Needs attention",
    ]);
    await page.waitFor(() =>
      expect(page.findAll(Link).map(({ text }) => text)).toEqual([
        "Contact no. 201 in HubSpot",
        "Aldridge Holding, company in HubSpot",
      ]),
    );
    expect(textOf(page)).toContain("It waits for the record that it belongs to.");
    expect(textOf(page)).toContain("The one above waits for it.");
  });

  it("says which filter leaves it out", async () => {
    const message = "The contact has no e-mail address.";
    const page = await showCard(answers, {
      ...UNLINKED,
      state: { kind: "excluded", code: "no_email", message, remedy: null },
      exclusion: { side: "hubspot", code: "no_email", message },
    });

    expect(page.find(StatusTag).text).toBe("Excluded");
    expect(textOf(page)).toContain(message);
    expect(textOf(page)).toContain("Nothing goes from HubSpot to the other system");
  });

  it("says of the customer's own filter that it leaves it out, without names of properties", async () => {
    const message =
      'The record is outside the filter. To be inside: hs_lead_status is any of "OPEN".';
    const page = await showCard(answers, {
      ...UNLINKED,
      state: { kind: "excluded", code: "filtered_out", message, remedy: null },
      exclusion: { side: "hubspot", code: "filtered_out", message },
    });

    expect(textOf(page)).toContain("It is outside your own filter for HubSpot.");
    expect(textOf(page)).not.toContain("hs_lead_status");
  });

  it("says of which record it speaks where the counterpart alone is left out", async () => {
    const message = "The contact is inactive in ConnectWise.";
    const page = await showCard(answers, {
      ...LINKED,
      state: { kind: "excluded", code: "inactive_in_connectwise", message, remedy: null },
      exclusion: { side: "connectwise", code: "inactive_in_connectwise", message },
    });

    expect(textOf(page)).toContain(`The record in ConnectWise is left out. ${message}`);
    expect(textOf(page)).toContain("Nothing goes from ConnectWise to the other system");
  });

  it("says what is wrong with a field, and what to do", async () => {
    const page = await showCard(answers, {
      ...LINKED,
      state: state("attention", "too_long", "The phone is too long.", "Shorten it."),
      issues: [
        {
          side: "connectwise",
          recordId: "20140",
          state: "attention",
          code: "too_long",
          message: "The phone is too long.",
          field: "phone",
          remedy: "Shorten it.",
          candidates: [],
          foundAt: "2026-01-02T03:04:05Z",
        },
      ],
    });

    expect(page.find(StatusTag).props.variant).toBe("danger");
    expect(textOf(page)).toContain("Phone in ConnectWise");
    expect(textOf(page)).toContain("Shorten it.");
  });

  it("calls a field by its name also where it shows no values", async () => {
    const found = { code: "too_long", message: "The name is too long.", remedy: null };
    const issue: RecordIssue = {
      ...found,
      side: "hubspot",
      recordId: "77",
      state: "attention",
      field: "dealname",
      candidates: [],
      foundAt: "2026-01-02T03:04:05Z",
    };

    const page = await showCard(answers, {
      ...UNLINKED,
      state: { kind: "attention", ...found },
      labels: [{ side: "hubspot", path: "dealname", label: "Deal Name" }],
      issues: [issue],
    });

    expect(textOf(page)).toContain("Deal Name in HubSpot");
  });

  it.each([
    ["merged", "Merged"],
    ["deleted", "Deleted"],
  ] as const)("says that one of the two was %s", async (kind, label) => {
    const message = "The linked record is another one now.";

    const page = await showCard(answers, { ...LINKED, state: state(kind, kind, message) });

    expect(page.find(StatusTag).text).toBe(label);
    expect(textOf(page)).toContain(message);
    expect(page.find(Button, ({ text }) => text === "Unlink")).toBeDefined();
  });

  it("offers nothing that the reader may not do, and says who may", async () => {
    const members = [
      { userId: "1", email: "dana@msp.example", rights: ["settings", "records"] },
      { userId: "2", email: "lee@msp.example", rights: ["settings"] },
    ];
    answers.set("get /access", { body: { you: { userId: "9", rights: [] }, members } });

    const page = await showCard(answers, { ...LINKED, rights: [] });

    await page.waitFor(() =>
      expect(textOf(page)).toContain(
        "You may not sync, link and decide here. Ask dana@msp.example.",
      ),
    );
    expect(page.findAll(LoadingButton).map(({ text }) => text)).toEqual(["Look again"]);
    expect(page.findAll(Button).map(({ text }) => text)).toEqual(["Explain"]);
  });
});
