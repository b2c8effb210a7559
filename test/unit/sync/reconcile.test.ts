import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConflictRule, Direction, FieldValue } from "../../../server/sync/model.ts";
import type { SentValue } from "../../../server/sync/pair-ports.ts";
import { reconcile } from "../../../server/sync/reconcile.ts";
import { plan, record, settings, writes, type Case } from "./reconcile-case.ts";

describe("a field of a linked pair", () => {
  // direction, base, HubSpot now, ConnectWise now -> writes
  it.each<[Direction, FieldValue, FieldValue, FieldValue, string[]]>([
    ["both", "A", "A", "A", []],
    ["both", "A", "B", "A", ["connectwise=B"]],
    ["both", "A", "A", "B", ["hubspot=B"]],
    ["both", "A", "B", "B", []],
    ["both", "A", "B", "C", ["hubspot=C"]],
    ["both", "A", null, "A", []],
    ["both", "A", null, "C", ["hubspot=C"]],
    ["both", "A", "B", null, ["connectwise=B"]],
    ["both", "A", " A ", "A", []],
    ["to-connectwise", "A", "B", "A", ["connectwise=B"]],
    ["to-connectwise", "A", "A", "B", []],
    ["to-connectwise", "A", "B", "C", ["connectwise=B"]],
    ["to-hubspot", "A", "B", "A", []],
    ["off", "A", "B", "A", []],
  ])(
    "%s: base %j, HubSpot %j, ConnectWise %j",
    (direction, base, hubspot, connectwise, expected) => {
      const result = plan({ field: { direction }, base: [base, base], hubspot, connectwise });

      expect(writes(result)).toEqual(expected);
    },
  );

  it("clears the other side only where the mapping says so", () => {
    const cleared: Case = { base: ["A", "A"], hubspot: null, connectwise: "A" };

    expect(writes(plan({ ...cleared, field: { blankRule: "clear" } }))).toEqual([
      "connectwise=null",
    ]);
    expect(writes(plan(cleared))).toEqual([]);
    expect(plan(cleared).baseMoves.hubspot).toHaveProperty("name");
    expect(plan(cleared).baseMoves.connectwise).toEqual({});
  });

  it("leaves a field out that was not read", () => {
    expect(plan({ base: ["A", "A"], hubspot: undefined, connectwise: "B" }).explain).toEqual([]);
  });

  it("puts the losing value of a conflict into the journal", () => {
    const result = plan({ base: ["A", "A"], hubspot: "B", connectwise: "C" });

    expect(result.conflicts).toMatchObject([
      { kind: "conflict", side: "hubspot", oldValue: "B", newValue: "C", rule: "connectwise_wins" },
    ]);
  });

  it.each<[string, Case]>([
    ["is filtered out", { excluded: "hubspot", base: ["A", "A"] }],
    ["follows for the time being", { narrowed: "to-hubspot", base: ["A", "A"] }],
    ["follows when the two meet", { narrowed: "to-hubspot", base: null }],
  ])("puts what people typed where it %s into the journal before it is overwritten", (_, one) => {
    const result = plan({ ...one, hubspot: "B", connectwise: "C" });

    expect(writes(result)).toEqual(["hubspot=C"]);
    expect(result.conflicts).toMatchObject([{ side: "hubspot", oldValue: "B", newValue: "C" }]);
  });

  it("has no losing value where a filtered side was changed to the same", () => {
    const result = plan({ excluded: "hubspot", base: ["A", "A"], hubspot: "B", connectwise: "B" });

    expect(result).toMatchObject({ operations: [], conflicts: [] });
  });

  it("keeps what was typed where it follows for the time being, and carries it once it may", () => {
    const typed: Case = { base: ["A", "A"], hubspot: "B", connectwise: "A" };

    const meanwhile = plan({ ...typed, narrowed: "to-hubspot" });
    const afterwards = plan(typed);

    expect(meanwhile.operations).toEqual([]);
    expect(meanwhile.baseMoves.hubspot).toEqual({});
    expect(writes(afterwards)).toEqual(["connectwise=B"]);
  });

  it("has no losing value where the mapping itself goes one way", () => {
    const field = { direction: "to-hubspot" } as const;

    expect(plan({ field, base: ["A", "A"], hubspot: "B", connectwise: "C" }).conflicts).toEqual([]);
  });

  // rule, HubSpot changed at, ConnectWise changed at -> writes
  it.each<[ConflictRule, [number, number], string[]]>([
    ["hubspot", [1, 2], ["connectwise=B"]],
    ["connectwise", [2, 1], ["hubspot=C"]],
    ["most-recent", [2, 1], ["connectwise=B"]],
    ["most-recent", [1, 2], ["hubspot=C"]],
    ["most-recent", [2, 2], ["hubspot=C"]],
    ["ask", [1, 2], []],
  ])("a conflict under %s, changed at %j", (conflictRule, times, expected) => {
    const clash: Case = { base: ["A", "A"], hubspot: "B", connectwise: "C", times };

    expect(writes(plan({ ...clash, field: { conflictRule } }))).toEqual(expected);
  });

  it("asks for HubSpot's field times before it says which change is more recent", () => {
    const field = { conflictRule: "most-recent" } as const;

    expect(plan({ field, base: ["A", "A"], hubspot: "B", connectwise: "C" })).toMatchObject({
      needsHistory: true,
      operations: [],
    });
  });

  it("names the field, the length and the remedy when a text is too long", () => {
    const result = plan({ base: ["A", "A"], hubspot: "ABCDEF", connectwise: "A", limit: 5 });

    expect(result).toMatchObject({
      state: "attention",
      operations: [],
      problems: [{ code: "text_too_long", side: "hubspot", field: "name" }],
    });
    expect(result.baseMoves).toEqual({ hubspot: {}, connectwise: {} });
  });
});

describe("a first link", () => {
  // HubSpot, ConnectWise, rule -> writes
  it.each<[FieldValue, FieldValue, ConflictRule, string[]]>([
    ["A", "A", "connectwise", []],
    ["A", null, "connectwise", ["connectwise=A"]],
    [null, "A", "hubspot", ["hubspot=A"]],
    [null, null, "hubspot", []],
    ["A", "B", "hubspot", ["connectwise=A"]],
    ["A", "B", "connectwise", ["hubspot=B"]],
    ["A", "B", "most-recent", ["hubspot=B"]],
    ["A", "B", "ask", []],
  ])("HubSpot %j, ConnectWise %j under %s", (hubspot, connectwise, conflictRule, expected) => {
    const result = plan({ field: { conflictRule }, base: null, hubspot, connectwise });

    expect(writes(result)).toEqual(expected);
  });
});

describe("a write of ours whose answer was lost", () => {
  const sent: SentValue[] = [{ side: "connectwise", key: "name", value: "New  Name" }];

  it("is not taken for a person's edit, even when the vendor tidied it", () => {
    const result = plan({
      base: ["Old", "Old"],
      hubspot: "  New  Name ",
      connectwise: "new name",
      sent,
    });

    expect(writes(result)).toEqual([]);
    expect(result.settled).toEqual([{ side: "connectwise", key: "name" }]);
  });

  it("is undone when its source went back meanwhile", () => {
    const result = plan({ base: ["Old", "Old"], hubspot: "Old", connectwise: "New Name", sent });

    expect(writes(result)).toEqual(["connectwise=Old"]);
  });

  it("does not hide an edit that a person made afterwards", () => {
    const result = plan({
      base: ["Old", "Old"],
      hubspot: "Old",
      connectwise: "Someone else's",
      sent,
    });

    expect(writes(result)).toEqual(["hubspot=Someone else's"]);
  });
});

it("writes nothing to a pair of which one record is deleted", () => {
  const all = settings({});

  const result = reconcile({
    ...all,
    records: {
      hubspot: record("h1", "B", 1),
      connectwise: { ...record("7", "A", 1), isDeleted: true },
    },
    base: { hubspot: {}, connectwise: {} },
    sent: [],
    exclusions: { hubspot: null, connectwise: null },
  });

  expect(result).toMatchObject({ state: "deleted", operations: [] });
});

describe("properties", () => {
  const text = fc.option(fc.constantFrom("A", "B", "C", " A", "a"), { nil: null });
  const rule = fc.constantFrom<ConflictRule>("hubspot", "connectwise", "prefer-non-blank");
  const direction = fc.constantFrom<Direction>("both", "to-hubspot", "to-connectwise");
  const anyCase = fc.record({ rule, direction, base: text, hubspot: text, connectwise: text });

  it("has nothing left to write once a plan is applied", () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const field = { conflictRule: one.rule, direction: one.direction };
        const times: [number, number] = [1, 2];
        const first = plan({ ...one, field, base: [one.base, one.base], times });
        const now = { hubspot: one.hubspot, connectwise: one.connectwise };
        const base: [FieldValue, FieldValue] = [one.hubspot, one.connectwise];
        for (const operation of first.operations) {
          for (const write of operation.writes) {
            now[operation.side] = write.value as typeof one.hubspot;
            base[operation.side === "hubspot" ? 0 : 1] = write.value;
          }
        }

        expect(writes(plan({ ...now, field, base, times }))).toEqual([]);
      }),
    );
  });

  it("never writes to the side that changed alone", () => {
    fc.assert(
      fc.property(anyCase, (one) => {
        const field = { conflictRule: one.rule, direction: one.direction };
        const result = plan({
          field,
          base: [one.base, one.connectwise],
          hubspot: one.hubspot,
          connectwise: one.connectwise,
        });

        expect(writes(result).filter((write) => write.startsWith("hubspot"))).toEqual([]);
      }),
    );
  });
});

describe("a value that is not carried", () => {
  const valueMaps = {
    stages: {
      toConnectwise: { open: "O", lost: "L" },
      toHubspot: { O: "open", L: "lost" },
      unmapped: "skip" as const,
    },
  };
  const of = (one: Case): string[] =>
    writes(
      plan({
        ...one,
        valueMaps,
        field: { transform: "value-map", valueMap: "stages", conflictRule: "connectwise" },
        base: ["open", "O"],
      }),
    );

  it("wins no conflict: what the other side says goes over", () => {
    expect(of({ hubspot: "lost", connectwise: "reopened" })).toEqual(["connectwise=L"]);
  });

  it("stays where it is, and leaves the other side alone, when only it has changed", () => {
    expect(of({ hubspot: "open", connectwise: "reopened" })).toEqual([]);
    expect(of({ hubspot: "undecided", connectwise: "reopened" })).toEqual([]);
  });
});
