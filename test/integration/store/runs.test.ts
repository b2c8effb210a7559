import { describe, expect, it } from "vitest";
import { createSyncStore } from "../../../server/store/sync-store.ts";
import { NO_WORK } from "../../../server/sync/run-ports.ts";
import type { RunItem } from "../../../server/sync/store-ports.ts";
import { CLAIM_KINDS, installPortal, openStoreRig, startRun } from "./rig.ts";

const { app } = await openStoreRig();

function runItem(id: string): RunItem {
  return {
    objectType: "company",
    hubspotId: id,
    connectwiseId: null,
    action: "waiting",
    matchedBy: "",
    reason: "",
  };
}

describe("runs", () => {
  it("keeps runs and changes only the parts given", async () => {
    const { store, crypto } = await installPortal(app, "p8");
    const sync = createSyncStore(app, "p8", crypto, CLAIM_KINDS);
    expect(await store.latestRun("first-sync")).toBeNull();
    const before = await startRun(store, "first-sync");
    await store.updateRun(before.runId, { state: "failed" });
    const run = await startRun(store, "first-sync");

    await sync.addRunItems(run.runId, [runItem("1"), runItem("2")]);
    await store.updateRun(run.runId, { phase: "plan-hubspot", done: 3 });
    await store.updateRun(run.runId, { cursor: "12", total: 9 });
    expect(await store.latestRun("first-sync")).toEqual({
      ...run,
      phase: "plan-hubspot",
      done: 3,
      total: 9,
      counts: { waiting: 2 },
      objectCounts: { company: { waiting: 2 } },
      cursor: "12",
    });

    await sync.addRunItems(run.runId, [{ ...runItem("2"), action: "linked" }]);
    await store.updateRun(run.runId, {
      state: "done",
      cursor: null,
      finishedAt: 1_700_000_000_123,
    });
    expect(await store.latestRun("first-sync")).toMatchObject({
      state: "done",
      cursor: null,
      finishedAt: 1_700_000_000_123,
      counts: { waiting: 1, linked: 1 },
    });
  });
});

describe("runs that people pause and cancel", () => {
  it("moves a run from the states named only, and a step does not end one that was paused", async () => {
    const { store } = await installPortal(app, "p13");
    const accepted = { runId: "r", counts: { linked: 1 }, fingerprint: "f", work: NO_WORK };
    const { runId } = await startRun(store, "first-sync", accepted);
    const pause = {
      code: "paused_by_person",
      message: "Paused.",
      remedy: "Resume.",
      differences: [],
    } as const;

    expect(await store.moveRun(runId, ["paused"], "running", null)).toBe(false);
    expect(await store.moveRun(runId, ["running"], "paused", pause)).toBe(true);
    await store.updateRun(runId, { state: "done", finishedAt: 1 });
    await store.updateRun(runId, { done: 5 });

    const paused = { state: "paused", pause, accepted, done: 5, finishedAt: null };
    expect(await store.latestRun("first-sync")).toMatchObject(paused);
    expect(await store.moveRun(runId, ["running", "paused"], "cancelled", null)).toBe(true);
    const ended = await store.latestRun("first-sync");
    expect(ended).toMatchObject({ state: "cancelled", pause: null });
    expect(ended?.finishedAt).not.toBeNull();
  });

  it("keeps what a paused run has listed, and drops what an ended one has left", async () => {
    const { store, crypto } = await installPortal(app, "p15");
    const sync = createSyncStore(app, "p15", crypto, CLAIM_KINDS);
    const { runId } = await startRun(store, "dry-run");
    const snapshot = { id: "1", fields: {}, modifiedAt: 0, isDeleted: false };
    await sync.stage("company", "hubspot", [{ snapshot, matchKeys: [] }]);
    const staged = async (): Promise<number> =>
      (await sync.stagedPage("company", "hubspot", null, 9)).length;

    await store.dropIdleStaging();
    expect(await staged()).toBe(1);
    await store.moveRun(runId, ["running"], "paused", null);
    await store.dropIdleStaging();
    expect(await staged()).toBe(1);

    await store.moveRun(runId, ["paused"], "cancelled", null);
    expect(await staged()).toBe(0);
    await sync.stage("company", "hubspot", [{ snapshot, matchKeys: [] }]);
    await store.dropIdleStaging();
    expect(await staged()).toBe(0);
  });

  it("takes the portal back with a first sync that is cancelled, and only then", async () => {
    const { store } = await installPortal(app, "p16");
    await store.changeState(["installed"], "first-sync", null);
    const { runId } = await startRun(store, "first-sync");
    const stateOf = async (): Promise<string | undefined> => (await store.portal())?.state;

    expect(await store.moveRun(runId, ["paused"], "cancelled", null)).toBe(false);
    expect(await stateOf()).toBe("first-sync");
    expect(await store.moveRun(runId, ["running"], "cancelled", null)).toBe(true);
    expect(await stateOf()).toBe("configured");
  });

  it("lets bulk work call while a run goes on, and before there is any", async () => {
    const { store } = await installPortal(app, "p14");
    await store.changeState(["installed"], "configured", null);
    expect(await store.mayCall()).toBe(true);
    const { runId } = await startRun(store, "dry-run");
    expect(await store.mayCall()).toBe(true);

    await store.moveRun(runId, ["running"], "paused", null);
    expect(await store.mayCall()).toBe(false);

    await store.changeState(["configured"], "live", null);
    expect(await store.mayCall()).toBe(true);
  });
});
