import { describe, expect, it } from "vitest";

import { FLIP_ROUNDS } from "../../../server/sync/flip-flop.ts";
import type { FieldValue } from "../../../server/sync/model.ts";
import type { PastWrites } from "../../../server/sync/pair-ports.ts";
import { plan, writes, type Case } from "./reconcile-case.ts";

/** What was written to the name in ConnectWise. */
function written(values: readonly FieldValue[], where: Partial<PastWrites> = {}): PastWrites {
  return { side: "connectwise", id: "7", key: "name", values, ...where };
}

const ROUNDS = Array.from({ length: FLIP_ROUNDS }, () => "Ours");
/** HubSpot says "Ours" once more, and ConnectWise shows again what somebody there prefers. */
const AGAIN: Case = { base: ["Theirs", "Theirs"], hubspot: "Ours", connectwise: "Theirs" };

describe("a field that is changed back each time it is written [S32]", () => {
  it("is stopped after five rounds, with what is going on and what to do", () => {
    const result = plan({ ...AGAIN, past: [written(ROUNDS)] });

    expect(writes(result)).toEqual([]);
    expect(result).toMatchObject({
      state: "attention",
      baseMoves: { hubspot: {}, connectwise: {} },
      problems: [{ code: "flip_flop", side: "hubspot", field: "name" }],
      explain: [{ field: "name", decision: "problem", rule: "" }],
    });
    const [problem] = result.problems;
    expect(problem?.message).toContain(
      "name in HubSpot was written to name in ConnectWise 5 times",
    );
    expect(problem?.remedy).toContain("Switch one of them off");
  });

  it("keeps no losing value of a write that is not made", () => {
    const clash: Case = { ...AGAIN, base: ["A", "A"], field: { conflictRule: "hubspot" } };

    expect(plan(clash).conflicts).toHaveLength(1);
    expect(plan({ ...clash, past: [written(ROUNDS)] }).conflicts).toEqual([]);
  });

  it("is known by what a value says, not by how it is spelled", () => {
    const spelled = [" Ours", "Ours ", "Ours", "Ours", "Ours"];

    expect(writes(plan({ ...AGAIN, past: [written(spelled)] }))).toEqual([]);
  });

  it.each<[string, PastWrites[]]>([
    ["nothing was written often", []],
    ["it was written four times", [written(ROUNDS.slice(1))]],
    ["one of the values was another", [written([...ROUNDS.slice(1), "Other"])]],
    ["the value is new", [written(ROUNDS.map((_, index) => `${index}`))]],
    ["another field was written", [written(ROUNDS, { key: "city" })]],
    ["the other side was written", [written(ROUNDS, { side: "hubspot" })]],
  ])("goes on when %s", (_why, past) => {
    expect(writes(plan({ ...AGAIN, past }))).toEqual(["connectwise=Ours"]);
  });

  it("is well again when both sides say the same", () => {
    const result = plan({ ...AGAIN, connectwise: "Ours", past: [written(ROUNDS)] });

    expect(result).toMatchObject({ state: "linked", problems: [] });
  });
});
