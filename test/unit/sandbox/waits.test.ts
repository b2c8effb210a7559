import { describe, expect, it } from "vitest";
import type { ComparisonInputs } from "../../../sandbox/compare/compare-all.ts";
import { findVainWaits } from "../../../sandbox/compare/waits.ts";

const companies = {
  hubspot: [
    { id: "1", properties: { cw_company_id: "11" } },
    { id: "2", properties: {} },
  ],
  connectwise: [{ id: 11 }, { id: 12 }],
};

const results = (ids: readonly string[]): { results: { id: string; type: string }[] } => ({
  results: ids.map((id) => ({ id, type: "primary" })),
});

/** Contact 3 (13) is linked, contact 4 (14) is not; both have a company of their own choice. */
function inputs(
  waiting: Partial<
    Record<
      "contact" | "deal",
      readonly [side: "hubspot" | "connectwise", id: string, reason: string][]
    >
  >,
  parents: { readonly company: string; readonly contacts?: readonly string[] },
): ComparisonInputs {
  const { company, contacts = [] } = parents;
  const associations = { companies: results([company]), contacts: results(contacts) };
  const explain = (type: "contact" | "deal") =>
    (waiting[type] ?? []).map(([side, id, reason]) => ({ side, id, reason }));
  const here = company === "1" ? 11 : 12;
  const there = contacts[0] === "3" ? 13 : 14;
  return {
    company: companies,
    contact: {
      hubspot: [
        { id: "3", properties: { cw_contact_id: "13" }, associations },
        { id: "4", properties: {}, associations },
      ],
      connectwise: [
        { id: 13, company: { id: here } },
        { id: 14, company: { id: here } },
      ],
      explanations: explain("contact"),
    },
    deal: {
      hubspot: [{ id: "5", properties: {}, associations }],
      connectwise: [{ id: 15, company: { id: here }, contact: { id: there } }],
      explanations: explain("deal"),
    },
  };
}

const REASON = "waiting: The record belongs to no company.";

describe("a wait", () => {
  it("is in vain for a parent that is linked, whatever it is called", () => {
    const reason = "waiting: associatedcompanyid: It waits for its company 1 to be synced.";

    const found = findVainWaits(inputs({ contact: [["hubspot", "4", reason]] }, { company: "2" }));

    expect(found).toEqual(["contact: hubspot 4 waits for company 1, which is linked"]);
  });

  // type, side, id, company, contacts, whether the wait is in vain
  it.each([
    ["contact", "hubspot", "4", "1", [], true],
    ["contact", "hubspot", "4", "2", [], false],
    ["contact", "connectwise", "14", "1", [], true],
    ["contact", "connectwise", "14", "2", [], false],
    ["deal", "hubspot", "5", "1", ["3"], true],
    ["deal", "hubspot", "5", "1", ["4", "3"], true],
    ["deal", "hubspot", "5", "1", ["4"], false],
    ["deal", "hubspot", "5", "1", [], false],
    ["deal", "hubspot", "5", "2", ["3"], false],
    ["deal", "connectwise", "15", "1", ["3"], true],
    ["deal", "connectwise", "15", "1", ["4"], false],
    ["deal", "connectwise", "15", "2", ["3"], false],
  ] as const)(
    "of %s %s %s with company %s and contacts %j: in vain %s",
    (type, side, id, company, contacts, isVain) => {
      const found = findVainWaits(inputs({ [type]: [[side, id, REASON]] }, { company, contacts }));

      expect(found).toHaveLength(isVain ? 1 : 0);
    },
  );

  it("is told once, though a run's item and an issue say it, and other states are none", () => {
    const reasons = [REASON, REASON, "review: Somebody has to look."].map(
      (reason) => ["hubspot", "4", reason] as ["hubspot", string, string],
    );

    expect(findVainWaits(inputs({ contact: reasons }, { company: "1" }))).toHaveLength(1);
  });
});
