import { describe, expect, it } from "vitest";

import type { FieldValue, Side } from "../../../server/sync/model.ts";
import { plan, writes, type Case } from "./reconcile-case.ts";

const ASK = { conflictRule: "ask" } as const;
const clash: Case = { field: ASK, base: ["A", "A"], hubspot: "B", connectwise: "C" };

const decide = (
  winner: Side,
  seen: readonly [FieldValue, FieldValue] = ["B", "C"],
  key = "name",
): Pick<Case, "choices"> => ({
  choices: [{ key, winner, seen: { hubspot: seen[0], connectwise: seen[1] } }],
});

describe("a conflict that a person decides", () => {
  // winner -> writes
  it.each<[Side, string[]]>([
    ["hubspot", ["connectwise=B"]],
    ["connectwise", ["hubspot=C"]],
  ])(
    "ends with the value of %s on both sides, and the journal has the other",
    (winner, expected) => {
      const result = plan({ ...clash, ...decide(winner) });

      const [lost, kept] = winner === "hubspot" ? ["C", "B"] : ["B", "C"];
      expect(writes(result)).toEqual(expected);
      expect(result.state).toBe("linked");
      expect(result.conflicts).toMatchObject([
        { kind: "conflict", oldValue: lost, newValue: kept, rule: "decided" },
      ]);
      expect(result.operations[0]?.writes[0]?.rule).toBe("decided");
    },
  );

  it("is decided on a first link as well", () => {
    expect(writes(plan({ ...clash, base: null, ...decide("connectwise") }))).toEqual(["hubspot=C"]);
  });

  it("may end with nothing on both sides where the mapping clears", () => {
    const field = { ...ASK, blankRule: "clear" } as const;
    const result = plan({ ...clash, field, hubspot: null, ...decide("hubspot", [null, "C"]) });

    expect(writes(result)).toEqual(["connectwise=null"]);
  });

  it.each<[string, Case]>([
    ["HubSpot's value was another one", decide("hubspot", ["X", "C"])],
    ["ConnectWise's value was another one", decide("hubspot", ["B", "X"])],
    ["it is about another field", decide("hubspot", ["B", "C"], "city")],
  ])("stays open when %s", (_, choice) => {
    const result = plan({ ...clash, ...choice });

    expect(result).toMatchObject({ operations: [], state: "attention" });
    expect(result.problems).toMatchObject([{ code: "conflict_to_decide" }]);
  });

  it.each<[string, Case, string[]]>([
    [
      "one side alone has changed",
      { connectwise: "A", ...decide("hubspot", ["B", "A"]) },
      ["connectwise=B"],
    ],
    ["the mapping knows who wins", { field: { conflictRule: "connectwise" } }, ["hubspot=C"]],
    ["both say the same", { connectwise: "B", ...decide("hubspot", ["B", "B"]) }, []],
  ])("is none when %s: the decision changes nothing", (_, more, expected) => {
    expect(writes(plan({ ...clash, ...decide("hubspot"), ...more }))).toEqual(expected);
  });

  it("names what stops the chosen value", () => {
    const result = plan({
      ...clash,
      hubspot: "ABCDEF",
      limit: 5,
      ...decide("hubspot", ["ABCDEF", "C"]),
    });

    expect(result).toMatchObject({ operations: [], problems: [{ code: "text_too_long" }] });
  });

  it("is over once the plan is applied, whoever decides again", () => {
    const after: Case = { field: ASK, base: ["B", "B"], hubspot: "B", connectwise: "B" };

    expect(plan({ ...after, ...decide("hubspot") })).toMatchObject({
      operations: [],
      conflicts: [],
      problems: [],
    });
  });
});
