import { beforeEach, expect, it } from "vitest";
import type { ParentRef, RecordRef } from "../../server/sync/model.ts";
import { childKey } from "../../server/sync/objects/keys.ts";
import { standOf } from "../../server/sync/parents.ts";
import type { Issue, PairChange } from "../../server/sync/pair-ports.ts";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import {
  claimOne,
  claimRefs,
  COMPANY,
  commitOne,
  connectwise,
  hubspot,
  issue,
  link,
  request,
  startRun,
  type MakeStore,
  type StoreUnderTest,
} from "./sync-store-rig.ts";

const CONTACT = "contact";
const CHILD = hubspot("c1");
const PARENT: ParentRef = { objectType: COMPANY, side: "hubspot", id: "1" };
const UNKNOWN = standOf(undefined);

/** Issues that say of records that they are left out. */
const out = (...refs: readonly RecordRef[]): readonly Issue[] =>
  refs.map((ref) => issue(ref, { state: "excluded" }));

/** Records that wait for the ones they belong to. */
export function waitBehaviours(makeStore: MakeStore): void {
  let rig: StoreUnderTest;
  let store: SyncStore;
  beforeEach(async () => {
    rig = await makeStore();
    store = rig.store;
  });

  async function wait(stand: string, parents: readonly ParentRef[] = [PARENT]): Promise<void> {
    const [pair] = await store.claimRecords(CONTACT, [CHILD], {
      owner: "a",
      claimMs: 60_000,
      settingsVersion: 1,
    });
    if (pair === undefined) throw new Error("the child is held");
    const waits = parents.map((parent) => ({ parent, stand }));
    await commitOne(store, { pair, waits, release: true });
  }

  const dirtyChildren = (): Promise<readonly string[]> =>
    claimRefs(store, { objectTypes: [CONTACT] });

  it("marks who waits in the commit that links the parent", async () => {
    await wait(UNKNOWN);
    expect(await dirtyChildren()).toEqual([]);

    await link(store, "1", "7");

    expect(await dirtyChildren()).toEqual(["hubspot:c1"]);
  });

  it("marks who begins to wait for what has happened already", async () => {
    await link(store, "1", "7");

    await wait(UNKNOWN);

    expect(await dirtyChildren()).toEqual(["hubspot:c1"]);
  });

  it("marks who waits when the parent gets a verdict, and only when it is another one", async () => {
    const verdict = issue(hubspot("1"), { state: "attention", code: "name_missing" });
    const first = await claimOne(store, hubspot("1"));
    await commitOne(store, { pair: first, issues: [verdict], release: true });
    const [stored] = await store.parentsOf([PARENT], null);
    await wait(standOf(stored));

    const again = await claimOne(store, hubspot("1"));
    await commitOne(store, { pair: again, clearIssues: true, issues: [verdict], release: true });
    expect(await dirtyChildren()).toEqual([]);

    const last = await claimOne(store, hubspot("1"));
    const excluded = { ...verdict, state: "excluded", code: "inactive" } as const;
    await commitOne(store, { pair: last, clearIssues: true, issues: [excluded], release: true });
    expect(await dirtyChildren()).toEqual(["hubspot:c1"]);
  });

  it("marks who waits when the parent's link changes its state", async () => {
    await link(store, "1", "7", { state: "excluded" });
    const [stored] = await store.parentsOf([PARENT], null);
    await wait(standOf(stored));
    expect(await dirtyChildren()).toEqual([]);

    const pair = await claimOne(store, hubspot("1"));
    await commitOne(store, { pair, state: "linked", release: true });

    expect(await dirtyChildren()).toEqual(["hubspot:c1"]);
  });

  it.each(["excluded", "deleted"] as const)(
    "marks linked records of one without a counterpart that turns out to be %s",
    async (state) => {
      const claim = { owner: "a", claimMs: 60_000, settingsVersion: 1 };
      const [pair] = await store.claimRecords(CONTACT, [CHILD], claim);
      if (pair === undefined) throw new Error("the child is held");
      const newLink = { hubspotId: CHILD.id, connectwiseId: "k1" };
      await commitOne(store, { pair, newLink, release: true });
      await store.learnKeys(
        CONTACT,
        [CHILD, hubspot("c2")].map((ref) => ({ ref, keys: [childKey(PARENT)] })),
      );

      const parent = await claimOne(store, hubspot("1"));
      const verdict = issue(hubspot("1"), { state, code: "gone" });
      await commitOne(store, { pair: parent, issues: [verdict], release: true });

      expect(await dirtyChildren()).toEqual(["hubspot:c1"]);
    },
  );

  it.each(["excluded", "deleted", "merged"] as const)(
    "marks what belongs to a pair that becomes %s, and once more when it comes back",
    async (state) => {
      await link(store, "1", "7");
      await store.learnKeys(CONTACT, [
        { ref: CHILD, keys: [childKey({ ...PARENT, side: "connectwise", id: "7" })] },
        { ref: hubspot("c2"), keys: [childKey({ ...PARENT, id: "2" })] },
      ]);

      const there = await claimOne(store, hubspot("1"));
      await commitOne(store, { pair: there, state: "attention", release: true });
      expect(await dirtyChildren()).toEqual([]);

      const going = await claimOne(store, hubspot("1"));
      const issues = [issue(connectwise("7"), { state })];
      await commitOne(store, { pair: going, state, issues, release: true });
      const [child] = await store.claimDirty(request({ objectTypes: [CONTACT] }));
      expect(child?.ref).toEqual(CHILD);
      if (child === undefined) throw new Error("the child is not marked");
      await commitOne(store, { pair: child, done: child.taken, release: true });

      const back = await claimOne(store, hubspot("1"));
      await commitOne(store, { pair: back, state: "linked", release: true });
      expect(await dirtyChildren()).toEqual(["hubspot:c1"]);
    },
  );

  it("marks what belongs to an excluded pair whenever other sides of it are left out", async () => {
    await link(store, "1", "7");
    await store.learnKeys(CONTACT, [{ ref: CHILD, keys: [childKey(PARENT)] }]);
    const [here, there] = [hubspot("1"), connectwise("7")];
    const isMarkedBy = async (change: Partial<PairChange>): Promise<boolean> => {
      const pair = await claimOne(store, here);
      await commitOne(store, { pair, clearIssues: true, release: true, ...change });
      const [child] = await store.claimDirty(request({ objectTypes: [CONTACT] }));
      if (child === undefined) return false;
      await commitOne(store, { pair: child, done: child.taken, release: true });
      return true;
    };

    expect(await isMarkedBy({ state: "excluded", issues: out(here) })).toBe(true);
    expect(await isMarkedBy({ state: "excluded", issues: out(here) })).toBe(false);
    expect(await isMarkedBy({ clearIssues: false })).toBe(false);
    expect(await isMarkedBy({ state: "excluded", issues: out(here, there) })).toBe(true);
    expect(await isMarkedBy({ state: "excluded", issues: out(there) })).toBe(true);
    expect(await isMarkedBy({ state: "linked" })).toBe(true);
    expect(await isMarkedBy({ state: "attention" })).toBe(false);
  });

  it("forgets what a record waited for before", async () => {
    await wait(UNKNOWN);
    await wait(UNKNOWN, [{ ...PARENT, id: "2" }]);

    await link(store, "1", "7");
    expect(await dirtyChildren()).toEqual([]);

    await link(store, "2", "8");
    expect(await dirtyChildren()).toEqual(["hubspot:c1"]);
  });

  it("tells the link and the verdict of parents, and nothing of unknown ones", async () => {
    await link(store, "1", "7");
    const pair = await claimOne(store, hubspot("2"));
    await commitOne(store, { pair, issues: [issue(hubspot("2"))], release: true });

    const others = [
      { ...PARENT, id: "2" },
      { ...PARENT, id: "3" },
    ];
    const known = await store.parentsOf([PARENT, ...others], null);

    expect(known).toHaveLength(2);
    expect(known.find(({ parent }) => parent.id === "1")).toMatchObject({
      link: { hubspotId: "1", connectwiseId: "7", state: "linked" },
      issue: null,
    });
    expect(known.find(({ parent }) => parent.id === "2")).toMatchObject({
      link: null,
      issue: { state: "review", code: "several_candidates" },
    });
  });

  it("tells of an excluded pair which of its records is left out, through either of them", async () => {
    const issues = [issue(hubspot("1"), { state: "excluded", code: "filtered_out" })];
    await link(store, "1", "7", { state: "excluded", issues });

    const other: ParentRef = { ...PARENT, side: "connectwise", id: "7" };
    for (const asked of [PARENT, other]) {
      const known = await store.parentsOf([asked], null);
      const of = (parent: ParentRef): unknown =>
        known.find((one) => one.parent.side === parent.side);
      expect(known).toHaveLength(2);
      expect(of(PARENT)).toMatchObject({ parent: PARENT, issue: { code: "filtered_out" } });
      expect(of(other)).toMatchObject({
        parent: other,
        link: { hubspotId: "1", connectwiseId: "7", state: "excluded" },
        issue: null,
      });
    }
    expect(standOf((await store.parentsOf([PARENT], null))[0])).not.toBe(
      standOf((await store.parentsOf([other], null))[0]),
    );
  });

  it("lets a dry run's plan stand in for links that do not exist", async () => {
    const runId = await startRun(rig);
    const row = { objectType: COMPANY, matchedBy: "", reason: "why" };
    await store.addRunItems(runId, [
      { ...row, hubspotId: "1", connectwiseId: null, action: "created_in_connectwise" },
      { ...row, hubspotId: "2", connectwiseId: "8", action: "linked" },
      { ...row, hubspotId: "3", connectwiseId: null, action: "excluded" },
      { ...row, hubspotId: "4", connectwiseId: "9", action: "excluded", leftOut: ["hubspot"] },
    ]);

    const parents = ["1", "2", "3", "4"].map((id) => ({ ...PARENT, id }));
    const planned = await store.parentsOf(parents, runId);

    const of = (id: string): unknown => planned.find(({ parent }) => parent.id === id);
    expect(of("1")).toMatchObject({ link: { hubspotId: "1", connectwiseId: "new:hubspot:1" } });
    expect(of("2")).toMatchObject({ link: { connectwiseId: "8", state: "linked" } });
    expect(of("3")).toMatchObject({ link: null, issue: { state: "excluded", message: "why" } });
    expect(of("4")).toMatchObject({ link: { state: "excluded" }, issue: { message: "why" } });
    const other: ParentRef = { ...PARENT, side: "connectwise", id: "9" };
    expect(await store.parentsOf([other], runId)).toMatchObject([
      { link: { hubspotId: "4", state: "excluded" }, issue: null },
    ]);
    expect(await store.parentsOf(parents, null)).toEqual([]);
  });
}
