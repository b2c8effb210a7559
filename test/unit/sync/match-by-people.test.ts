import { describe, expect, it } from "vitest";
import { withRulings } from "../../../server/sync/match-by-people.ts";
import type { Decision } from "../../../server/sync/match.ts";
import type { RecordRef } from "../../../server/sync/model.ts";

const REF: RecordRef = { side: "hubspot", id: "1" };
const BACK: RecordRef = { side: "connectwise", id: "7" };
const APART = [{ hubspotId: "1", connectwiseId: "7" }];

const none: Decision = { outcome: "none", reason: "no_candidate" };
const alone: Decision = { outcome: "none", reason: "said_to_be_alone" };
const review: Decision = {
  outcome: "review",
  candidates: [{ id: "8", shared: ["domain"], differing: [] }],
  twinIds: [],
  reason: "several_candidates",
};
const link = (counterpartId: string, reason: Decision["reason"]): Decision => ({
  outcome: "link",
  counterpartId,
  matchedBy: ["domain"],
  reason,
});

function decide(decision: Decision, rulings: Parameters<typeof withRulings>[2], ref = REF) {
  const key = `${ref.side}:${ref.id}`;
  return withRulings([ref], new Map([[key, decision]]), rulings).get(key);
}

describe("what people said about records", () => {
  it("changes nothing for records about which nobody said anything", () => {
    for (const decision of [none, review, link("7", "one_candidate_by_domain")]) {
      expect(decide(decision, {})).toBe(decision);
      expect(decide(decision, { apart: [{ hubspotId: "2", connectwiseId: "9" }] })).toBe(decision);
    }
  });

  it("keeps two records apart, seen from either side", () => {
    const apart = { outcome: "review", reason: "taken_apart", candidates: [{ id: "7" }] };

    expect(decide(link("7", "one_candidate_by_domain"), { apart: APART })).toMatchObject(apart);
    expect(decide(link("1", "one_candidate_by_domain"), { apart: APART }, BACK)).toMatchObject({
      ...apart,
      candidates: [{ id: "1" }],
    });
  });

  it("lets a record be linked with another one than it was taken apart from", () => {
    const other = link("8", "one_candidate_by_domain");

    expect(decide(other, { apart: APART })).toBe(other);
  });

  it("creates nothing by itself for a record that was taken apart", () => {
    expect(decide(none, { apart: APART })).toMatchObject({ outcome: "review" });
  });

  it("creates a counterpart for a record that is to be alone, unless one was found", () => {
    const found = link("8", "one_candidate_by_domain");

    expect(decide(review, { alone: [REF] })).toEqual(alone);
    expect(decide(none, { apart: APART, alone: [REF] })).toEqual(alone);
    expect(decide(found, { alone: [REF] })).toBe(found);
    expect(decide(review, { alone: [BACK] })).toBe(review);
  });

  it("never speaks against a link that there is", () => {
    const linked = link("7", "linked_before");

    expect(decide(linked, { apart: APART, alone: [REF] })).toBe(linked);
  });
});
