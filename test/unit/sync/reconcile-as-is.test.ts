import { describe, expect, it } from "vitest";
import type { FieldHashes, RecordSnapshot, Side } from "../../../server/sync/model.ts";
import { row } from "../../../server/sync/objects/row.ts";
import type { Plan } from "../../../server/sync/plan.ts";
import { reconcile } from "../../../server/sync/reconcile.ts";

const NOTHING: Readonly<Record<Side, FieldHashes>> = { hubspot: {}, connectwise: {} };
/** Bases of another field: the two records have met before. */
const MET: typeof NOTHING = { hubspot: { city: "x" }, connectwise: { city: "x" } };

function record(id: string, name: string): RecordSnapshot {
  return { id, fields: { name }, modifiedAt: 1, isDeleted: false };
}

/** Plans a pair whose only field came with version 5 and has no base yet. */
function plan(asIsBefore: number | undefined, linkVersion: number | undefined, base = MET): Plan {
  const field = row("name", "name", asIsBefore === undefined ? {} : { asIsBefore });
  return reconcile({
    records: { hubspot: record("1", "Ours"), connectwise: record("7", "Theirs") },
    base,
    sent: [],
    mapping: { version: 5, fields: [field], valueMaps: {} },
    ...(linkVersion === undefined ? {} : { linkVersion }),
    policy: {
      direction: "both",
      createIn: { hubspot: true, connectwise: true },
      firstLinkRule: "connectwise",
      createDefaults: NOTHING,
      limits: { hubspot: {}, connectwise: {} },
    },
    exclusions: { hubspot: null, connectwise: null },
    hash: (text) => text,
  });
}

describe("a field that counts from now on", () => {
  it("takes what both sides of an older link hold, and writes nothing", () => {
    const { operations, baseMoves, conflicts } = plan(5, 4);

    expect(operations).toEqual([]);
    expect(conflicts).toEqual([]);
    expect(Object.keys(baseMoves.hubspot)).toEqual(["name"]);
    expect(Object.keys(baseMoves.connectwise)).toEqual(["name"]);
    expect(baseMoves.hubspot["name"]).not.toBe(baseMoves.connectwise["name"]);
  });

  it("meets by the first-link rule while a link's records have not met at all", () => {
    expect(plan(5, 4, NOTHING).operations).toHaveLength(1);
  });

  it.each([
    ["a link that was made under the version", 5, 5],
    ["a link that is being made", 5, undefined],
    ["a version that applies to what is there", undefined, 4],
  ])("meets by the first-link rule: %s", (_what, asIsBefore, linkVersion) => {
    expect(plan(asIsBefore, linkVersion).operations).toMatchObject([
      { side: "hubspot", writes: [{ value: "Theirs" }] },
    ]);
  });
});
