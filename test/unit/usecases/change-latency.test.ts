import { describe, expect, it } from "vitest";

import { LANES, type Lane, type RecordSnapshot } from "../../../server/sync/model.ts";
import type { ClaimedPair } from "../../../server/sync/pair-ports.ts";
import { createLatencies, updateLatencies } from "../../../server/usecases/change-latency.ts";

const NOW = 1_000_000_000;
const context = { clock: { now: () => NOW, monotonic: () => NOW } };

/** A linked pair whose HubSpot record is marked; its name last agreed as `h1`, seen at 5,000. */
function pairIn(lane: Lane, side: "hubspot" | "connectwise" = "hubspot"): ClaimedPair {
  return {
    objectType: "company",
    pairKey: "link:1",
    fence: 1,
    link: {
      id: "1",
      objectType: "company",
      hubspotId: "1",
      connectwiseId: "7",
      state: "linked",
      base: { hubspot: { name: "h1" }, connectwise: { name: "h1" } },
      seenModifiedAt: { hubspot: 5_000, connectwise: 5_000 },
      mappingVersion: 1,
    },
    ref: { side, id: side === "hubspot" ? "1" : "7" },
    taken: [{ side, id: side === "hubspot" ? "1" : "7", seq: 1, lane, attempts: 0 }],
    sent: [],
    intent: null,
    leftOut: [],
    createDelayMs: 0,
    settingsVersion: 1,
  };
}

function recordAt(id: string, modifiedAt: number): RecordSnapshot {
  return { id, fields: {}, modifiedAt, isDeleted: false };
}

/** What a write of a field to ConnectWise counts as. */
function measure({
  pair = pairIn(LANES.hint),
  modifiedAt = NOW - 1_500,
  key = "name",
  sourceHash = "h2",
}): readonly object[] {
  const records = { hubspot: recordAt("1", modifiedAt), connectwise: recordAt("7", 5_000) };
  const write = { key, path: key, value: "b", oldValue: "a", sourceHash, rule: "r" };
  return updateLatencies(context, { pair, records }, [{ side: "connectwise", writes: [write] }]);
}

describe("how long a change took [S17]", () => {
  it("is the time from the record's own to the confirmed write, in the lane of its mark", () => {
    expect(measure({})).toEqual([{ lane: LANES.hint, ms: 1_500 }]);
    expect(measure({ pair: pairIn(LANES.sweep) })).toEqual([{ lane: LANES.sweep, ms: 1_500 }]);
  });

  it("is never less than nothing, although the vendor's clock is ahead", () => {
    expect(measure({ modifiedAt: NOW + 4_000 })).toEqual([{ lane: LANES.hint, ms: 0 }]);
  });

  it("is measured of what a person asked for from the other record of the pair", () => {
    const pair = pairIn(LANES.syncNow, "connectwise");

    expect(measure({ pair })).toEqual([{ lane: LANES.syncNow, ms: 1_500 }]);
  });

  it.each([
    ["a roll-out: the record has no new time", { modifiedAt: 5_000 }],
    ["a roll-out: ConnectWise's time was taken for the moment before", { modifiedAt: 5_001 }],
    ["a roll-out: a field that was never compared", { key: "city" }],
    ["a value that is what it was", { sourceHash: "h1" }],
    ["a first sync", { pair: pairIn(LANES.firstSync) }],
    ["a link between what was there before", { pair: { ...pairIn(LANES.hint), link: null } }],
    ["the target's own mark: the source has none", { pair: pairIn(LANES.hint, "connectwise") }],
  ])("is not measured for %s", (_case, given) => {
    expect(measure(given)).toEqual([]);
  });

  // lane, age of the record, latencies in ms
  it.each([
    [LANES.hint, 900, [900]],
    [LANES.poll, 900, [900]],
    [LANES.hint, -900, [0]],
    [LANES.sweep, 900, []],
    [LANES.firstSync, 900, []],
    [LANES.poll, 25 * 3_600_000, []],
  ])("of a new record: lane %i, %i ms old", (lane, age, expected) => {
    const pair = { ...pairIn(lane), link: null };
    const source = { side: "hubspot" as const, modifiedAt: NOW - age };

    expect(createLatencies(context, pair, source).map(({ ms }) => ms)).toEqual(expected);
  });
});
