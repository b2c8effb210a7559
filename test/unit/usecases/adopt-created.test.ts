import { describe, expect, it } from "vitest";
import type { FieldMapping, FieldValue, RecordSnapshot } from "../../../server/sync/model.ts";
import { dealDefinition } from "../../../server/sync/objects/deal.ts";
import { adoptChange } from "../../../server/usecases/adopt-created.ts";
import { NAME, record, settings } from "../sync/reconcile-case.ts";

const DATE: FieldMapping = {
  ...NAME,
  key: "date",
  hubspot: "closedate",
  connectwise: "closeDate",
  conflictRule: "ask",
};

const withDate = (one: RecordSnapshot, path: string, date: FieldValue): RecordSnapshot => ({
  ...one,
  fields: { ...one.fields, [path]: date },
});

/** Bases after the create of a ConnectWise record that had to make a date up. */
function basesOf(typed: FieldValue, isAnswer: boolean) {
  const { mapping, ...rest } = settings({});
  const context = { ...rest, mapping: { ...mapping, fields: [NAME, DATE] } };
  const change = adoptChange({ ...context, definition: dealDefinition } as never, {
    pair: { link: null, ref: { side: "hubspot", id: "1" } } as never,
    intent: {
      objectType: "deal",
      source: { side: "hubspot", id: "1" },
      payload: { name: "Crane", closeDate: "2027-01-31" },
      sourceBase: { name: "#name\u0001Crane" },
      highMark: "6",
      attempts: 1,
    },
    records: {
      hubspot: withDate(record("1", "Crane", 1), "closedate", typed),
      connectwise: withDate(record("7", "Crane", 1), "closeDate", "2027-01-31"),
    },
    isAnswer,
  });
  return {
    hubspot: change.base?.hubspot?.["date"],
    connectwise: change.base?.connectwise?.["date"],
  };
}

describe("the base of a record that a create had to make something up for", () => {
  it("says that the source was empty when somebody has filled it in since", () => {
    const { hubspot, connectwise } = basesOf("2027-05-01", false);

    expect(hubspot).toBe(basesOf("2027-06-30", false).hubspot);
    expect(hubspot).not.toContain("2027");
    expect(connectwise).toContain("2027-01-31");
  });

  it.each([
    ["nobody has", null, false],
    ["the answer came at once", "2027-05-01", true],
  ])("is left open when %s, so that it travels back", (_case, typed, isAnswer) => {
    expect(basesOf(typed, isAnswer)).toEqual({ hubspot: undefined, connectwise: undefined });
  });
});
