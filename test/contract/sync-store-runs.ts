import { beforeEach, expect, it } from "vitest";
import type { RunStart } from "../../server/sync/portal-ports.ts";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import {
  COMPANY,
  hubspot,
  type MakeStore,
  name,
  runStart,
  snapshot,
  type StoreUnderTest,
} from "./sync-store-rig.ts";

const FIRST_SYNC: RunStart = runStart({
  kind: "first-sync",
  from: ["configured", "first-sync"],
  to: "first-sync",
  listings: [
    { objectType: COMPANY, side: "hubspot", name: "poll", cursor: "from now on" },
    { objectType: COMPANY, side: "connectwise", name: "poll", cursor: "from now on" },
  ],
});

/** What the start of a run changes, and that only one goes on at a time. */
export function runBehaviours(makeStore: MakeStore): void {
  let rig: StoreUnderTest;
  let store: SyncStore;
  beforeEach(async () => {
    rig = await makeStore();
    store = rig.store;
  });

  const begin = async (): Promise<void> => {
    await store.stage(COMPANY, "hubspot", [{ snapshot: snapshot("1"), matchKeys: [name("acme")] }]);
    await store.learnKeys("contact", [{ ref: hubspot("1"), keys: [name("acme")] }]);
  };
  /** How many records are staged, and whose keys are known. */
  const kept = async (): Promise<unknown> => ({
    staged: (await store.stagedPage(COMPANY, "hubspot", null, 9)).length,
    company: (await store.takenKeys(COMPANY, "hubspot", "name", ["acme"])).size,
    contact: (await store.takenKeys("contact", "hubspot", "name", ["acme"])).size,
  });
  const polls = async (): Promise<readonly (string | null)[]> => [
    await store.cursor(COMPANY, "hubspot", "poll"),
    await store.cursor(COMPANY, "connectwise", "poll"),
  ];
  const stateNow = async (): Promise<string | undefined> => (await rig.portal.portal())?.state;

  it("drops what was listed and the match keys of its types, and of no other", async () => {
    await begin();

    const started = await rig.portal.createRun(runStart());

    expect(started).toMatchObject({ isNew: true, run: { kind: "dry-run", state: "running" } });
    expect(await kept()).toEqual({ staged: 0, company: 0, contact: 1 });
    expect(await stateNow()).toBe("configured");
  });

  it("begins the listings that have not begun, and leaves the others where they are", async () => {
    const place = { objectType: COMPANY, side: "hubspot", cursorName: "poll" } as const;
    await store.observe({
      ...place,
      cursor: "from then",
      settingsVersion: 1,
      records: [],
      lane: 2,
    });

    await rig.portal.createRun(FIRST_SYNC);

    expect(await polls()).toEqual(["from then", "from now on"]);
    expect(await stateNow()).toBe("first-sync");
  });

  it.each<[string, RunStart, RunStart]>([
    ["two dry runs", runStart(), runStart()],
    ["two first syncs", FIRST_SYNC, FIRST_SYNC],
    ["one of each", runStart(), FIRST_SYNC],
  ])("makes one run of two starts at once: %s", async (_name, first, second) => {
    const both = await Promise.all([rig.portal.createRun(first), rig.portal.createRun(second)]);

    expect(both.filter((each) => each?.isNew === true)).toHaveLength(1);
    expect(both[0]?.run).toEqual(both[1]?.run);
    const runs = [await rig.portal.latestRun("dry-run"), await rig.portal.latestRun("first-sync")];
    expect(runs.filter((run) => run?.runId === both[0]?.run.runId)).toHaveLength(1);
    const isFirstSync = both[0]?.run.kind === "first-sync";
    expect(await stateNow()).toBe(isFirstSync ? "first-sync" : "configured");
    expect(await polls()).toEqual(isFirstSync ? ["from now on", "from now on"] : [null, null]);
  });

  it("leaves everything as it is while another run goes on, of either kind", async () => {
    const started = await rig.portal.createRun(runStart());
    await begin();
    const before = await kept();

    const again = await rig.portal.createRun(runStart());
    const other = await rig.portal.createRun(FIRST_SYNC);

    expect([again, other]).toEqual([
      { run: started?.run, isNew: false },
      { run: started?.run, isNew: false },
    ]);
    expect(await kept()).toEqual(before);
    expect(await polls()).toEqual([null, null]);
    expect(await stateNow()).toBe("configured");
    expect(await rig.portal.latestRun("first-sync")).toBeNull();
  });

  it("starts another one once the run before has ended", async () => {
    const first = await rig.portal.createRun(runStart());
    await rig.portal.updateRun(first?.run.runId ?? "", { state: "failed" });

    expect(await rig.portal.createRun(FIRST_SYNC)).toMatchObject({ isNew: true });
  });

  it("lets a step take the run on only from where it stands", async () => {
    const runId = (await rig.portal.createRun(runStart()))?.run.runId ?? "";
    const start = { phase: "list-hubspot", cursor: null } as const;
    const next = { phase: "plan-hubspot", cursor: "a" } as const;

    const took = await rig.portal.updateRun(runId, { ...next, done: 2 }, start);
    const late = await rig.portal.updateRun(runId, { cursor: "b", done: 1 }, start);
    const other = await rig.portal.updateRun(runId, { done: 1 }, { ...next, cursor: "b" });

    expect([took, late, other]).toEqual([true, false, false]);
    expect(await rig.portal.latestRun("dry-run")).toMatchObject({ ...next, done: 2 });
  });

  it("starts nothing in another state than it is meant for", async () => {
    await begin();
    const before = await kept();

    expect(await rig.portal.createRun(runStart({ from: ["live"] }))).toBeNull();

    expect(await kept()).toEqual(before);
    expect(await rig.portal.latestRun("dry-run")).toBeNull();
  });
}
