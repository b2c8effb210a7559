import { describe, expect, it } from "vitest";
import { contactDefinition } from "../../../server/sync/objects/contact.ts";
import { dealDefinition } from "../../../server/sync/objects/deal.ts";
import {
  allParents,
  factOf,
  parentExclusion,
  plannedParent,
  standOf,
} from "../../../server/sync/parents.ts";
import type {
  MappingVersion,
  ParentRef,
  RecordSnapshot,
  Side,
} from "../../../server/sync/model.ts";
import type { StoredParent } from "../../../server/sync/pair-ports.ts";
import type { ParentFact } from "../../../server/sync/transforms/transform.ts";

const PARENT: ParentRef = { objectType: "company", side: "hubspot", id: "1" };

function stored(change: Partial<StoredParent>): StoredParent {
  return { parent: PARENT, link: null, issue: null, ...change };
}

const link = (state: NonNullable<StoredParent["link"]>["state"]) => ({
  hubspotId: "1",
  connectwiseId: "101",
  state,
});

/** What a record of an excluded pair is, about which there is this issue. */
function inPair(issue: StoredParent["issue"]): ParentFact {
  return factOf(stored({ link: link("excluded"), issue }));
}

function mappingOf(definition: typeof dealDefinition): MappingVersion {
  return { version: 1, fields: definition.defaultMappings, valueMaps: {} };
}

function record(fields: RecordSnapshot["fields"]): RecordSnapshot {
  return { id: "9", fields, modifiedAt: 1, isDeleted: false };
}

describe("what a parent is to those who belong to it", () => {
  it.each(["linked", "attention", "waiting"] as const)("links when its link is %s", (state) => {
    expect(factOf(stored({ link: link(state) }))).toEqual({
      kind: "linked",
      counterpartId: "101",
    });
  });

  it.each(["deleted", "merged"] as const)("excludes when its link is %s", (state) => {
    expect(factOf(stored({ link: link(state) }))).toMatchObject({ kind: "excluded" });
  });

  it("excludes when a filter leaves it out, and links when that is about its counterpart alone", () => {
    const issue = { state: "excluded", code: "filtered_out", message: "It is outside." } as const;
    const refused = { state: "attention", code: "invalid", message: "It is refused." } as const;

    expect(inPair(issue)).toMatchObject({ kind: "excluded", message: "It is outside." });
    expect(inPair(null)).toEqual({ kind: "linked", counterpartId: "101" });
    expect(inPair(refused)).toEqual({ kind: "linked", counterpartId: "101" });
  });

  it("lets them wait with its own reason", () => {
    const issue = { state: "review", code: "several_candidates", message: "Two fit." } as const;

    expect(factOf(stored({ issue }))).toMatchObject({ kind: "pending", message: "Two fit." });
  });

  it("excludes with its own reason", () => {
    const issue = { state: "excluded", code: "inactive", message: "It is inactive." } as const;

    expect(factOf(stored({ issue }))).toMatchObject({
      kind: "excluded",
      message: "It is inactive.",
    });
  });

  it("is unseen when nothing is known of it", () => {
    expect(factOf(undefined)).toMatchObject({ kind: "pending", isUnseen: true });
  });

  it("has another stand after each change that matters", () => {
    const stands = [
      standOf(undefined),
      standOf(stored({ link: link("linked") })),
      standOf(stored({ link: link("excluded") })),
      standOf(
        stored({
          link: link("excluded"),
          issue: { state: "excluded", code: "filtered_out", message: "" },
        }),
      ),
      standOf(stored({ issue: { state: "review", code: "a", message: "" } })),
      standOf(stored({ issue: { state: "review", code: "b", message: "" } })),
    ];

    expect(new Set(stands).size).toBe(stands.length);
  });

  it("is what a dry run would make of it", () => {
    const item = { hubspotId: "1", connectwiseId: null, reason: "" };
    const made = plannedParent(PARENT, { ...item, action: "created_in_connectwise" });
    const left = plannedParent(PARENT, { ...item, action: "excluded", reason: "inactive" });

    expect(factOf(made)).toEqual({ kind: "linked", counterpartId: "new:hubspot:1" });
    expect(factOf(left)).toMatchObject({ kind: "excluded", message: "inactive" });
  });

  it("is out on the sides on which a dry run would leave it out", () => {
    const pair = {
      hubspotId: "1",
      connectwiseId: "101",
      action: "excluded",
      reason: "out",
    } as const;
    const other: ParentRef = { ...PARENT, side: "connectwise", id: "101" };
    const kinds = (leftOut: readonly Side[]): readonly string[] =>
      [PARENT, other].map((one) => factOf(plannedParent(one, { ...pair, leftOut })).kind);

    expect(kinds(["hubspot"])).toEqual(["excluded", "linked"]);
    expect(kinds(["connectwise"])).toEqual(["linked", "excluded"]);
    expect(kinds(["hubspot", "connectwise"])).toEqual(["excluded", "excluded"]);
    expect(kinds([])).toEqual(["excluded", "excluded"]);
  });
});

describe("parents of a record", () => {
  it("are all that its mapped fields name", () => {
    const deal = record({ "associations/company": "1", "associations/contacts": "5;4" });

    expect(allParents(mappingOf(dealDefinition), "hubspot", deal)).toEqual([
      { objectType: "company", side: "hubspot", id: "1" },
      { objectType: "contact", side: "hubspot", id: "4" },
      { objectType: "contact", side: "hubspot", id: "5" },
    ]);
  });
});

describe("parentExclusion", () => {
  const out: ParentFact = { kind: "excluded", message: "It is inactive.", stand: "" };
  const linked: ParentFact = { kind: "linked", counterpartId: "101" };

  it("leaves out a contact of an excluded company, with the reason and who to wait for", () => {
    const contact = record({ "company/id": "101" });

    const found = parentExclusion(contactDefinition, mappingOf(contactDefinition), {
      side: "connectwise",
      record: contact,
      parents: () => out,
    });

    expect(found).toEqual({
      code: "parent_excluded",
      message: "Its company is left out: It is inactive.",
      parents: [{ objectType: "company", side: "connectwise", id: "101" }],
    });
  });

  it("lets a deal go on while one of its contacts is synced", () => {
    const deal = record({ "associations/company": "1", "associations/contacts": "4;5" });

    const found = parentExclusion(dealDefinition, mappingOf(dealDefinition), {
      side: "hubspot",
      record: deal,
      parents: ({ id }) => (id === "4" ? out : linked),
    });

    expect(found).toBeNull();
  });

  it("does not count the catch-all company as excluded", () => {
    const found = parentExclusion(contactDefinition, mappingOf(contactDefinition), {
      side: "connectwise",
      record: record({ "company/id": "999" }),
      parents: () => out,
      catchAllId: "999",
    });

    expect(found).toBeNull();
  });
});
