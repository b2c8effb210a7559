import { describe, expect, it } from "vitest";

import { changeBound } from "../../../bench/change-bound.ts";

describe("the least calls of changes", () => {
  // changed in HubSpot, changed in ConnectWise -> calls
  it.each([
    [0, 0, 0],
    // Read twice and written.
    [1, 0, 3],
    // Read twice, written, and HubSpot's history.
    [0, 1, 4],
    // Together they share the reads.
    [1, 1, 2 + 1 + 1 + 1],
    [50, 50, 2 + 50 + 1 + 1],
    [50, 51, 4 + 50 + 1 + 2],
    [0, 101, 4 + 2 + 3],
  ])("of %i in HubSpot and %i in ConnectWise are %i", (hubspot, connectwise, calls) => {
    expect(changeBound({ hubspot, connectwise })).toBe(calls);
  });
});
