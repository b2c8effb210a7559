import { describe, expect, it } from "vitest";
import { decideByKey, decideByPerson } from "../../../server/sync/match-by-key.ts";
import type { Neighbourhood } from "../../../server/sync/match.ts";
import type { RecordRef } from "../../../server/sync/model.ts";

const RULE = {
  kind: "email",
  tieBreakers: ["company", "name"],
} as const;

const hubspot = (id: string): RecordRef => ({ side: "hubspot", id });
const connectwise = (id: string): RecordRef => ({ side: "connectwise", id });

function pair(
  hubspotId: string,
  connectwiseId: string,
  shared: readonly string[] = ["email"],
  differing: readonly string[] = [],
): Neighbourhood["pairs"][number] {
  return { hubspotId, connectwiseId, shared, differing };
}

function twins(
  side: RecordRef["side"],
  firstId: string,
  secondId: string,
  differing: readonly string[] = [],
): Neighbourhood["sameSide"][number] {
  return { side, firstId, secondId, shared: ["email"], differing };
}

function around(change: Partial<Neighbourhood>): Neighbourhood {
  return { pairs: [], sameSide: [], links: [], ...change };
}

/** The decision about one record, and the same seen from the other side. */
function decide(ref: RecordRef, neighbourhood: Neighbourhood) {
  return decideByKey([ref], neighbourhood, RULE).get(`${ref.side}:${ref.id}`);
}

describe("decideByKey", () => {
  it("links two records that share the key with nobody else, whatever else differs", () => {
    const here = around({ pairs: [pair("1", "7", ["email"], ["company", "name"])] });

    expect(decide(hubspot("1"), here)).toMatchObject({
      outcome: "link",
      counterpartId: "7",
      matchedBy: ["email"],
    });
    expect(decide(connectwise("7"), here)).toMatchObject({ outcome: "link", counterpartId: "1" });
  });

  it("tells two of the other side apart by the company", () => {
    const here = around({
      pairs: [pair("1", "7", ["email", "company"]), pair("1", "8", ["email"], ["company"])],
      sameSide: [twins("connectwise", "7", "8", ["company"])],
    });

    expect(decide(hubspot("1"), here)).toMatchObject({
      outcome: "link",
      counterpartId: "7",
      matchedBy: ["email", "company"],
    });
    expect(decide(connectwise("7"), here)).toMatchObject({ outcome: "link", counterpartId: "1" });
    expect(decide(connectwise("8"), here)).toMatchObject({ outcome: "review" });
  });

  it("names the key that told them apart, not one that all of them share", () => {
    const here = around({
      pairs: [
        pair("1", "7", ["email", "company", "name"]),
        pair("1", "8", ["email", "company"], ["name"]),
      ],
      sameSide: [twins("connectwise", "7", "8", ["name"])],
    });

    for (const ref of [hubspot("1"), connectwise("7")]) {
      expect(decide(ref, here)).toMatchObject({ outcome: "link", matchedBy: ["email", "name"] });
    }
  });

  it("leaves to a person what it cannot tell apart", () => {
    const here = around({
      pairs: [pair("1", "7"), pair("1", "8")],
      sameSide: [twins("connectwise", "7", "8")],
    });

    for (const ref of [hubspot("1"), connectwise("7"), connectwise("8")]) {
      expect(decide(ref, here)).toMatchObject({ outcome: "review" });
    }
    expect(decide(hubspot("1"), here)).toMatchObject({ reason: "several_candidates" });
  });

  it("does not take a record that has a counterpart", () => {
    const here = around({
      pairs: [pair("1", "7"), pair("2", "7")],
      sameSide: [twins("hubspot", "1", "2")],
      links: [{ hubspotId: "1", connectwiseId: "7" }],
    });

    expect(decide(hubspot("2"), here)).toMatchObject({
      outcome: "review",
      reason: "candidate_already_linked",
    });
    expect(decide(hubspot("1"), here)).toMatchObject({ reason: "linked_before" });
  });

  it("creates neither of two twins without a counterpart", () => {
    const here = around({ sameSide: [twins("hubspot", "1", "2")] });

    expect(decide(hubspot("1"), here)).toMatchObject({
      outcome: "review",
      twinIds: ["2"],
      reason: "twins_on_one_side",
    });
  });

  it("takes a record that shares the key with nobody for a new one", () => {
    expect(decide(hubspot("1"), around({}))).toMatchObject({ outcome: "none" });
  });
});

describe("decideByPerson", () => {
  const rule = { kind: "company", isCreatedAnyway: false };
  const shared = ["company"];

  it("asks a person while the other side has unlinked ones under the same parent", () => {
    const here = around({ pairs: [pair("1", "7", shared), pair("1", "8", shared)] });

    expect(decideByPerson([hubspot("1")], here, rule).get("hubspot:1")).toMatchObject({
      outcome: "review",
      reason: "unpaired_counterparts",
      candidates: [{ id: "7" }, { id: "8" }],
    });
  });

  it("takes it for a new one when all others are paired, or when the customer wants that", () => {
    const links = [{ hubspotId: "2", connectwiseId: "7" }];
    const paired = around({ pairs: [pair("1", "7", shared)], links });
    const open = around({ pairs: [pair("1", "7", shared)] });
    const anyway = { ...rule, isCreatedAnyway: true };

    expect(decideByPerson([hubspot("1")], paired, rule).get("hubspot:1")?.outcome).toBe("none");
    expect(decideByPerson([hubspot("1")], open, anyway).get("hubspot:1")?.outcome).toBe("none");
  });
});
