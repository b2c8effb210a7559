import { describe } from "vitest";
import { claimBehaviours } from "./sync-store-claims.ts";
import { commitBehaviours } from "./sync-store-commit.ts";
import { fenceBehaviours } from "./sync-store-fences.ts";
import { dirtyBehaviours } from "./sync-store-dirty.ts";
import { matchBehaviours } from "./sync-store-matching.ts";
import { observeBehaviours } from "./sync-store-observe.ts";
import { pastWriteBehaviours } from "./sync-store-past-writes.ts";
import { runBehaviours } from "./sync-store-runs.ts";
import type { MakeStore } from "./sync-store-rig.ts";
import { stagingBehaviours } from "./sync-store-staging.ts";
import { waitBehaviours } from "./sync-store-waits.ts";

/**
 * Registers what every store of the engine must do, to be run against each implementation.
 *
 * @param name - the implementation, for the report
 * @param makeStore - makes an empty store; called before each test
 */
export function syncStoreBattery(name: string, makeStore: MakeStore): void {
  describe(`sync store: ${name}`, () => {
    describe("dirty records", () => {
      dirtyBehaviours(makeStore);
    });
    describe("claims", () => {
      claimBehaviours(makeStore);
    });
    describe("commits", () => {
      commitBehaviours(makeStore);
    });
    describe("commits under a claim", () => {
      fenceBehaviours(makeStore);
    });
    describe("observed pages", () => {
      observeBehaviours(makeStore);
    });
    describe("match keys", () => {
      matchBehaviours(makeStore);
    });
    describe("waits", () => {
      waitBehaviours(makeStore);
    });
    describe("fields that are written over and over", () => {
      pastWriteBehaviours(makeStore);
    });
    describe("starts of runs", () => {
      runBehaviours(makeStore);
    });
    describe("first sync", () => {
      stagingBehaviours(makeStore);
    });
  });
}
