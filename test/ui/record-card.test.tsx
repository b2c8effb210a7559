import { StatusTag, Text } from "@hubspot/ui-extensions";
import type { Explanation } from "@lockstep/api/wire-explain.ts";
import { describe, expect, it } from "vitest";
import { RecordCard } from "../../hubspot-app/src/app/cards/RecordCard.tsx";
import { answerFetch, rendererAt } from "./rig.ts";

const LINKED: Explanation = {
  objectType: "company",
  side: "hubspot",
  recordId: "77",
  linkedId: "20140",
  storedState: "linked",
  state: null,
  action: "update",
  isHeld: false,
  pending: null,
  openCreate: null,
  sides: [],
  match: null,
  waits: [],
  conflicts: [],
  verdicts: [],
  issues: [],
  fields: [],
  decisions: [],
};

const answers = answerFetch();

describe("the record card", () => {
  it.each(["crm.record.tab", "crm.record.sidebar"] as const)(
    "asks for the very record that it stands on, in %s",
    async (location) => {
      answers.set("get /records/company/hubspot/77/explain", { body: LINKED });
      const card = rendererAt(location);
      Object.assign(card.mocks.context, { crm: { objectId: 77, objectTypeId: "0-2" } });

      card.render(<RecordCard />);
      await card.waitFor(() => card.find(StatusTag));

      expect(card.find(StatusTag).text).toBe("In sync");
      expect(card.find(Text).text).toBe("No. 20140");
    },
  );

  it("says why a record is left out", async () => {
    const message = "Vendors are left out by the filter of HubSpot's companies.";
    const verdict = {
      side: "hubspot",
      recordId: "77",
      state: "excluded",
      code: "own_filter",
      message,
      field: null,
      remedy: null,
      candidates: [],
    } as const;
    const body = { ...LINKED, linkedId: null, state: "excluded", verdicts: [verdict] };
    answers.set("get /records/company/hubspot/77/explain", { body });
    const card = rendererAt("crm.record.tab");
    Object.assign(card.mocks.context, { crm: { objectId: 77, objectTypeId: "0-2" } });

    card.render(<RecordCard />);
    await card.waitFor(() => card.find(StatusTag));

    expect(card.find(StatusTag).text).toBe("Excluded");
    expect(card.findAll(Text).map(({ text }) => text)).toEqual(["Not linked", message]);
  });
});
