import { describe, expect, it } from "vitest";
import {
  explainCreate,
  explainFields,
  type FieldLine,
  withOutcome,
} from "../../../server/sync/explain.ts";
import type { JournalLine } from "../../../server/sync/record-ports.ts";
import { type Case, plan, record, settings } from "./reconcile-case.ts";

function explain(one: Case): FieldLine | undefined {
  const records = {
    hubspot: record("h1", one.hubspot, 1),
    connectwise: record("7", one.connectwise, 1),
  };
  return explainFields(settings(one).mapping, records, plan(one))[0];
}

describe("explaining the fields of a pair [S22]", () => {
  // base, HubSpot now, ConnectWise now, field -> decision, rule, written side
  it.each([
    [["A", "A"], "A", "A", {}, "unchanged", "", undefined],
    [["A", "A"], "B", "B", {}, "equal", "equal", undefined],
    [["A", "A"], "B", "A", {}, "write", "changed", "connectwise"],
    [["A", "A"], "A", "B", {}, "write", "changed", "hubspot"],
    [["A", "A"], "B", "C", {}, "write", "connectwise_wins", "hubspot"],
    [["A", "A"], "B", "C", { conflictRule: "hubspot" }, "write", "hubspot_wins", "connectwise"],
    [["A", "A"], "B", "C", { conflictRule: "ask" }, "ask", "conflict_to_decide", undefined],
    [["A", "A"], "B", "C", { conflictRule: "most-recent" }, "ask", "", undefined],
    [["A", "A"], "A", "B", { direction: "to-connectwise" }, "kept", "one_way_drift", undefined],
    [["A", "A"], null, "A", {}, "kept", "blank_kept", undefined],
    [null, null, "B", {}, "write", "fill_blank", "hubspot"],
    [["A", "A"], undefined, "A", {}, "not-read", "", undefined],
  ] as const)(
    "base %j, HubSpot %s, ConnectWise %s, %j: %s by %s",
    (base, hubspot, connectwise, field, decision, rule, side) => {
      const line = explain({
        base: base === null ? null : [...base],
        hubspot,
        connectwise,
        field,
      });

      expect(line).toMatchObject({ key: "name", decision, rule });
      expect(line?.write?.side).toBe(side);
      expect(line?.message).toMatch(/\w+/u);
    },
  );

  it("shows what both sides hold, and what a write replaces", () => {
    expect(explain({ base: ["A", "A"], hubspot: "B", connectwise: "A" })).toMatchObject({
      paths: { hubspot: "name", connectwise: "name" },
      values: { hubspot: "B", connectwise: "A" },
      write: { side: "connectwise", oldValue: "A", newValue: "B" },
    });
  });

  it("names the problem that stops a field, with its remedy", () => {
    expect(
      explain({ base: ["A", "A"], hubspot: "far too long", connectwise: "A", limit: 5 }),
    ).toMatchObject({
      decision: "problem",
      rule: "text_too_long",
      message: expect.stringContaining("at most 5"),
      remedy: expect.stringContaining("Shorten"),
    });
  });

  it("shows what a new record gets, and leaves out what it does not", () => {
    const { mapping } = settings({ hubspot: "A" });
    const source = record("h1", "A", 1);
    const create = (payload: Record<string, string>) =>
      explainCreate(mapping, source, { targetSide: "connectwise", payload });

    expect(create({ name: "A" })).toMatchObject([
      {
        decision: "write",
        rule: "created",
        values: { hubspot: "A", connectwise: null },
        write: { side: "connectwise", oldValue: null, newValue: "A" },
      },
    ]);
    expect(create({ "status/id": "1" })).toEqual([]);
  });
});

const entry = (newValue: string): JournalLine => ({
  at: 1,
  kind: "update",
  side: "connectwise",
  recordId: "7",
  key: "name",
  field: "name",
  oldValue: "A",
  newValue,
  rule: "changed",
});

const after = (
  line: FieldLine | undefined,
  journal: readonly JournalLine[],
  issues: Parameters<typeof withOutcome>[2] = [],
): FieldLine | undefined => withOutcome(line === undefined ? [] : [line], journal, issues)[0];

describe("what became of the fields of a pair [S18]", () => {
  const planned = explain({ base: ["A", "A"], hubspot: "B", connectwise: "A" });
  const unchanged = explain({ base: ["B", "B"], hubspot: "B", connectwise: "B" });
  const stopped = explain({ base: ["A", "A"], hubspot: "too long", connectwise: "A", limit: 5 });

  it("is what the journal has of it", () => {
    expect(after(planned, [entry("B")])).toMatchObject({ decision: "written", rule: "changed" });
    expect(after(unchanged, [entry("B")])).toMatchObject({
      decision: "written",
      write: { side: "connectwise", oldValue: "A", newValue: "B" },
    });
  });

  it("is no write that was made before and for another value", () => {
    expect(after(planned, [entry("earlier")])).toEqual(planned);
    expect(after(planned, [{ ...entry("B"), key: "other" }])).toEqual(planned);
    expect(after(stopped, [entry("B")])).toEqual(stopped);
  });

  it("is the vendor's refusal, at its field", () => {
    const refusal = { code: "too_long", message: "Too long.", remedy: "Shorten it." };

    expect(after(planned, [], [{ ...refusal, field: "name" }])).toMatchObject({
      decision: "problem",
      rule: "too_long",
      remedy: "Shorten it.",
    });
    expect(after(planned, [], [{ ...refusal, field: "city" }])).toEqual(planned);
  });

  it("is in the new record once that was made", () => {
    const { mapping } = settings({ hubspot: "A" });
    const create = { targetSide: "connectwise", payload: { name: "A" } } as const;
    const [line] = explainCreate(mapping, record("h1", "A", 1), create);
    const { at, recordId } = entry("A");
    const made = { at, kind: "create", recordId, rule: "created" } as const;

    expect(after(line, [{ ...made, side: "connectwise" }])?.decision).toBe("written");
    expect(after(line, [{ ...made, side: "hubspot" }])?.decision).toBe("write");
    expect(after(line, [])?.decision).toBe("write");
  });
});
