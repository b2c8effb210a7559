import { describe, expect, it } from "vitest";
import type { FieldMapping } from "../../../server/sync/model.ts";
import { reconcile, valueContext } from "../../../server/sync/reconcile.ts";
import { hashValue } from "../../../server/sync/values.ts";
import { plan, record, settings, writes } from "./reconcile-case.ts";

describe("a filtered side", () => {
  it("is never the source, but still receives", () => {
    const drifted = plan({
      base: ["A", "A"],
      hubspot: "A",
      connectwise: "B",
      excluded: "connectwise",
    });
    const received = plan({
      base: ["A", "A"],
      hubspot: "B",
      connectwise: "A",
      excluded: "connectwise",
    });

    expect(writes(drifted)).toEqual([]);
    expect(drifted.baseMoves.connectwise).toEqual({ name: null });
    expect(writes(received)).toEqual(["connectwise=B"]);
    expect(received.state).toBe("excluded");
  });

  it("brings back on re-entry what drifted meanwhile where it has the say", () => {
    const drifted = plan({
      base: ["A", "A"],
      hubspot: "B",
      connectwise: "A",
      narrowed: "to-hubspot",
      revertsDrift: true,
      excluded: "connectwise",
    });

    expect(drifted).toMatchObject({ operations: [], baseMoves: { hubspot: { name: null } } });
  });

  it("keeps what was typed where it follows for the time being, while the other is out", () => {
    const typed = plan({
      base: ["A", "A"],
      hubspot: "B",
      connectwise: "A",
      narrowed: "to-hubspot",
      excluded: "connectwise",
    });

    expect(typed.operations).toEqual([]);
    expect(typed.baseMoves.hubspot).toEqual({});
  });

  it("meets the first-link rule when it comes back", () => {
    const all = settings({});
    const [field] = all.mapping.fields;
    const base = hashValue(valueContext(all), field as FieldMapping, "hubspot", "A");

    const result = reconcile({
      ...all,
      records: { hubspot: record("h1", "A", 1), connectwise: record("7", "B", 1) },
      base: { hubspot: { name: base }, connectwise: {} },
      sent: [],
      exclusions: { hubspot: null, connectwise: null },
    });

    expect(writes(result)).toEqual(["hubspot=B"]);
  });
});
