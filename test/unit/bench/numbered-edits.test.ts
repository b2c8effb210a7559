import { describe, expect, it } from "vitest";

import { arrivalsIn, planEdits } from "../../../bench/numbered-edits.ts";
import type { HubspotRecord } from "../../../sandbox/demo/evidence.ts";

const pairs = [
  { hubspotId: "1", connectwiseId: "11" },
  { hubspotId: "2", connectwiseId: "12" },
];

const hubspot = (id: string, numberofemployees: string): HubspotRecord => ({
  id,
  properties: { numberofemployees },
});

describe("numbered edits", () => {
  it("are made on either side by turns, each with a number of its own", () => {
    expect(planEdits("contact", pairs, 7)).toEqual([
      { type: "contact", side: "hubspot", pair: pairs[0], number: 7 },
      { type: "contact", side: "connectwise", pair: pairs[1], number: 8 },
    ]);
  });

  it("have arrived when the other system holds the value, whatever their own one holds", () => {
    const edits = planEdits("company", pairs, 1);

    const made = arrivalsIn({
      hubspot: [hubspot("1", "100001"), hubspot("2", "9")],
      connectwise: [
        { id: 11, numberOfEmployees: 9 },
        { id: 12, numberOfEmployees: 100_002 },
      ],
    });
    const arrived = arrivalsIn({
      hubspot: [hubspot("2", "100002")],
      connectwise: [{ id: 11, numberOfEmployees: 100_001 }],
    });

    expect(edits.map(made)).toEqual([false, false]);
    expect(edits.map(arrived)).toEqual([true, true]);
  });
});
