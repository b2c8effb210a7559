import { beforeEach, expect, it } from "vitest";
import type { Side } from "../../server/sync/model.ts";
import type { JournalEntry } from "../../server/sync/pair-ports.ts";
import type { RunItem, RunSample, StagedRecord, SyncStore } from "../../server/sync/store-ports.ts";
import {
  COMPANY,
  connectwise,
  hubspot,
  link,
  type MakeStore,
  name,
  snapshot,
  startRun,
  type StoreUnderTest,
} from "./sync-store-rig.ts";

function staged(id: string): StagedRecord {
  return { snapshot: snapshot(id), matchKeys: [name(`company ${id}`)] };
}

function item(
  hubspotId: string | null,
  connectwiseId: string | null,
  action: RunItem["action"],
): RunItem {
  return { objectType: COMPANY, hubspotId, connectwiseId, action, matchedBy: "", reason: "" };
}

function linked(recordId: string, rule: string): JournalEntry {
  return { kind: "link", side: "connectwise", recordId, rule };
}

function created(recordId: string): JournalEntry {
  return { kind: "create", side: "connectwise", recordId, rule: "created" };
}

const waits = (id: string): string => `${id} waiting`;

function sample(hubspotId: string): RunSample {
  return {
    objectType: COMPANY,
    action: "waiting",
    hubspotId,
    connectwiseId: null,
    reason: "for its parent",
    changes: [{ side: "connectwise", field: "name", before: null, after: "Acme", rule: "hubspot" }],
  };
}

/** What a dry run or first sync keeps while it lasts, and what it reports. */
export function stagingBehaviours(makeStore: MakeStore): void {
  let rig: StoreUnderTest;
  let store: SyncStore;
  beforeEach(async () => {
    rig = await makeStore();
    store = rig.store;
  });

  it("gives staged records back as they were, page by page in the order of their ids as texts", async () => {
    await store.stage(COMPANY, "hubspot", ["2", "10", "1"].map(staged));
    await store.stage(COMPANY, "connectwise", [staged("5")]);

    const first = await store.stagedPage(COMPANY, "hubspot", null, 2);
    const second = await store.stagedPage(COMPANY, "hubspot", "10", 2);

    expect(first).toEqual([snapshot("1"), snapshot("10")]);
    expect(second).toEqual([snapshot("2")]);
    expect(await store.stagedPage(COMPANY, "hubspot", "2", 2)).toEqual([]);
  });

  it("replaces a record that is staged again", async () => {
    await store.stage(COMPANY, "hubspot", [staged("1")]);
    const changed = snapshot("1", {
      fields: { name: "Other", size: 3, note: null },
      modifiedAt: 5,
    });
    await store.stage(COMPANY, "hubspot", [{ snapshot: changed, matchKeys: [] }]);

    expect(await store.stagedPage(COMPANY, "hubspot", null, 9)).toEqual([changed]);
    expect(await store.takenKeys(COMPANY, "hubspot", "name", ["company 1"])).toEqual(new Set());
  });

  it("finds single staged records of both sides", async () => {
    await store.stage(COMPANY, "hubspot", [staged("1"), staged("2")]);
    await store.stage(COMPANY, "connectwise", [staged("1")]);

    const found = await store.stagedRecords(COMPANY, [
      hubspot("2"),
      connectwise("1"),
      hubspot("9"),
    ]);

    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        { side: "hubspot", record: snapshot("2") },
        { side: "connectwise", record: snapshot("1") },
      ]),
    );
  });

  it("learns match keys while staging, those of gone records excepted", async () => {
    await store.stage(COMPANY, "hubspot", [
      staged("1"),
      { snapshot: snapshot("2", { isDeleted: true }), matchKeys: [name("company 2")] },
    ]);

    const values = ["company 1", "company 2"];
    expect(await store.takenKeys(COMPANY, "hubspot", "name", values)).toEqual(
      new Set(["company 1"]),
    );
  });

  it("keeps match keys when the staging is cleared", async () => {
    await store.stage(COMPANY, "hubspot", [staged("1")]);

    await store.clearStaging();

    expect(await store.stagedPage(COMPANY, "hubspot", null, 9)).toEqual([]);
    const taken = await store.takenKeys(COMPANY, "hubspot", "name", ["company 1"]);
    expect(taken).toEqual(new Set(["company 1"]));
  });

  it("leaves what the run created as created where a filter holds the new record alone", async () => {
    const runId = await startRun(rig);
    const leftOut = (...sides: readonly Side[]): RunItem => ({
      ...item("1", "7", "excluded"),
      leftOut: sides,
    });
    const made = item("1", "7", "created_in_hubspot");
    await store.addRunItems(runId, [made]);

    await store.addRunItems(runId, [leftOut("hubspot")]);
    expect(await rig.readRunItems(runId)).toContainEqual(made);

    await store.addRunItems(runId, [leftOut("hubspot", "connectwise")]);
    expect(await rig.readRunItems(runId)).toContainEqual(leftOut("hubspot", "connectwise"));
  });

  it("replaces an earlier item of the same record, in another call or the same", async () => {
    const runId = await startRun(rig);
    await store.addRunItems(runId, [item("1", null, "waiting"), item(null, "7", "waiting")]);
    await store.addRunItems(runId, [
      item("2", null, "waiting"),
      item("1", "7", "linked"),
      item("2", null, "created_in_connectwise"),
    ]);

    expect(await actions(runId)).toEqual(["1-7 linked", "2- created_in_connectwise"]);
  });

  it("keeps a row for each pair of a review until the record is decided", async () => {
    const runId = await startRun(rig);
    await store.addRunItems(runId, [item("1", "7", "review"), item("1", "8", "review")]);
    await store.addRunItems(runId, [item("1", "7", "review")]);
    expect(await actions(runId)).toEqual(["1-7 review", "1-8 review"]);

    await store.addRunItems(runId, [item("1", "8", "linked")]);

    expect(await actions(runId)).toEqual(["1-8 linked"]);
  });

  it("adds an item for a link that the run says nothing of, and leaves the others as they are", async () => {
    const runId = await startRun(rig);
    await link(store, "1", "7", { journal: [linked("7", "name")] });
    await link(store, "2", "8", { journal: [created("8")] });
    await link(store, "3", "9");
    await store.addRunItems(runId, [item("3", "9", "attention")]);

    const refs = [hubspot("1"), hubspot("2"), connectwise("8"), hubspot("3"), hubspot("4")];
    await store.addMissingRunItems(runId, COMPANY, refs);
    await store.addMissingRunItems(runId, COMPANY, refs);

    const expected = ["1-7 linked", "2-8 created_in_connectwise", "3-9 attention"];
    expect(await actions(runId)).toEqual(expected);
    const items = await rig.readRunItems(runId);
    expect(items.find(({ hubspotId }) => hubspotId === "1")?.matchedBy).toBe("name");
  });

  it("keeps the items of runs apart", async () => {
    const [first, second] = [await startRun(rig), await startRun(rig)];
    await store.addRunItems(first, [item("1", "7", "linked")]);
    await store.addRunItems(second, [item("1", null, "excluded")]);

    expect(await actions(first)).toEqual(["1-7 linked"]);
    expect(await actions(second)).toEqual(["1- excluded"]);
  });

  it("drops the items of a run, and of no other one", async () => {
    const [first, second] = [await startRun(rig), await startRun(rig)];
    await store.addRunItems(first, [item("1", "7", "linked")]);
    await store.addRunItems(second, [item("1", "7", "linked")]);

    await store.clearRunItems(first);

    expect(await actions(first)).toEqual([]);
    expect(await actions(second)).toEqual(["1-7 linked"]);
  });

  it("keeps ten samples of an action, while their records are counted under it", async () => {
    const runId = await startRun(rig);
    const ids = Array.from({ length: 12 }, (_, index) => String(10 + index));
    await store.addRunItems(runId, [
      ...ids.map((id) => item(id, null, "waiting")),
      item("1", "7", "linked"),
    ]);
    await store.addRunSamples(runId, ids.slice(0, 4).map(sample));
    await store.addRunSamples(runId, ids.map(sample));
    const pair = { ...sample("1"), connectwiseId: "7", action: "linked" as const };
    await store.addRunSamples(runId, [pair]);
    expect(await samples(runId)).toEqual(["1 linked", ...ids.slice(0, 10).map(waits)]);

    await store.addRunItems(runId, [item("10", "8", "linked")]);

    expect(await samples(runId)).toEqual(["1 linked", ...ids.slice(1, 10).map(waits)]);
    const kept = await rig.readRunSamples(runId);
    expect(kept.find(({ hubspotId }) => hubspotId === "1")).toEqual(pair);
  });

  async function samples(runId: string): Promise<readonly string[]> {
    const kept = await rig.readRunSamples(runId);
    return kept.map(({ hubspotId, action }) => `${hubspotId} ${action}`).toSorted();
  }

  async function actions(runId: string): Promise<readonly string[]> {
    const items = await rig.readRunItems(runId);
    return items
      .map((each) => `${each.hubspotId ?? ""}-${each.connectwiseId ?? ""} ${each.action}`)
      .toSorted();
  }
}
