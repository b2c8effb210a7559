import { beforeEach, expect, it } from "vitest";
import { LANES } from "../../server/sync/model.ts";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import {
  claimOne,
  claimRefs,
  commitOne,
  COMPANY,
  connectwise,
  hubspot,
  link,
  type MakeStore,
  mark,
  request,
  type StoreUnderTest,
} from "./sync-store-rig.ts";

/** How records become dirty, wait, and stop being dirty. */
export function dirtyBehaviours(makeStore: MakeStore): void {
  let rig: StoreUnderTest;
  let store: SyncStore;
  beforeEach(async () => {
    rig = await makeStore();
    store = rig.store;
  });

  it("has nothing to do at first", async () => {
    expect(await store.claimDirty(request())).toEqual([]);
    expect(await store.nextDue([COMPANY], LANES.echo)).toBeNull();
  });

  it("hands out dirty records by lane, and inside a lane the oldest first", async () => {
    await store.markDirty([mark(hubspot("1"), LANES.sweep)]);
    await store.markDirty([mark(hubspot("2"), LANES.poll)]);
    await store.markDirty([mark(connectwise("3"), LANES.poll)]);
    await store.markDirty([mark(hubspot("4"), LANES.syncNow)]);

    expect(await claimRefs(store)).toEqual([
      "hubspot:4",
      "hubspot:2",
      "connectwise:3",
      "hubspot:1",
    ]);
  });

  it("hands out no more pairs than asked for, and only lanes up to the one asked for", async () => {
    await store.markDirty(["1", "2", "3"].map((id) => mark(hubspot(id), LANES.poll)));
    await store.markDirty([mark(hubspot("4"), LANES.sweep)]);

    expect(await claimRefs(store, { limit: 2 })).toHaveLength(2);
    expect(await claimRefs(store, { maxLane: LANES.poll })).toHaveLength(1);
    expect(await claimRefs(store)).toEqual(["hubspot:4"]);
  });

  it("hands out only the object types asked for", async () => {
    await store.markDirty([mark(hubspot("1")), { ...mark(hubspot("1")), objectType: "contact" }]);

    const pairs = await store.claimDirty(request({ objectTypes: ["contact"] }));

    expect(pairs.map((pair) => pair.objectType)).toEqual(["contact"]);
  });

  it("keeps a record back until its time has come, and tells when that is", async () => {
    const later = Math.floor(rig.now()) + 60_000;
    await store.markDirty([mark(hubspot("1"), LANES.hint, later)]);

    expect(await claimRefs(store)).toEqual([]);
    expect(await store.nextDue([COMPANY], LANES.hint)).toBe(later);
    expect(await store.nextDue([COMPANY], LANES.syncNow)).toBeNull();
  });

  it("tells the earliest time of all lanes asked for", async () => {
    const later = Math.floor(rig.now()) + 60_000;
    await store.markDirty([
      mark(hubspot("1"), LANES.hint, later + 5),
      mark(hubspot("2"), LANES.poll, later),
      mark(hubspot("3"), LANES.echo, 0),
    ]);

    expect(await store.nextDue([COMPANY], LANES.poll)).toBe(later);
    expect(await store.nextDue([COMPANY], LANES.echo)).toBe(0);
  });

  it("keeps the earlier lane and the earlier time of a record that is marked again", async () => {
    const later = Math.floor(rig.now()) + 60_000;
    await store.markDirty([mark(hubspot("1"), LANES.hint, later)]);
    await store.markDirty([mark(hubspot("1"), LANES.sweep, 0)]);
    await store.markDirty([mark(hubspot("1"), LANES.echo, later)]);

    const [pair] = await store.claimDirty(request());

    expect(pair?.taken).toMatchObject([{ side: "hubspot", id: "1", lane: LANES.hint }]);
  });

  it("takes the same record twice in one call as one mark", async () => {
    await store.markDirty([mark(hubspot("1"), LANES.sweep), mark(hubspot("1"), LANES.hint)]);

    const [pair, ...others] = await store.claimDirty(request());

    expect(others).toEqual([]);
    expect(pair?.taken).toMatchObject([{ id: "1", lane: LANES.hint }]);
  });

  it("does not count records of object types that are not asked for", async () => {
    await store.markDirty([mark(hubspot("1"))]);

    expect(await store.nextDue(["contact"], LANES.echo)).toBeNull();
  });

  it("lets a done record go", async () => {
    await store.markDirty([mark(hubspot("1"))]);
    const pair = await claimOne(store, hubspot("1"));

    await commitOne(store, { pair, done: pair.taken, release: true });

    expect(await claimRefs(store)).toEqual([]);
    expect(await store.nextDue([COMPANY], LANES.echo)).toBeNull();
  });

  it("keeps a record that was marked again after it was taken", async () => {
    await store.markDirty([mark(hubspot("1"))]);
    const pair = await claimOne(store, hubspot("1"));
    await store.markDirty([mark(hubspot("1"))]);

    await commitOne(store, { pair, done: pair.taken, release: true });

    const [again] = await store.claimDirty(request());
    expect(again?.ref).toEqual(hubspot("1"));
    expect(again?.taken[0]?.seq).toBeGreaterThan(pair.taken[0]?.seq ?? Infinity);
  });

  it("puts a record off and counts the attempt", async () => {
    await store.markDirty([mark(hubspot("1"))]);
    const pair = await claimOne(store, hubspot("1"));
    const later = Math.floor(rig.now()) + 60_000;

    await commitOne(store, { pair, retryAt: later, release: true });

    expect(pair.taken).toMatchObject([{ attempts: 0 }]);
    expect(await claimRefs(store)).toEqual([]);
    expect(await store.nextDue([COMPANY], LANES.echo)).toBe(later);
    expect((await claimOne(store, hubspot("1"))).taken).toMatchObject([{ attempts: 1 }]);
  });

  it("does not put off what was marked again after it was taken", async () => {
    await store.markDirty([mark(hubspot("1"))]);
    const pair = await claimOne(store, hubspot("1"));
    await store.markDirty([mark(hubspot("1"))]);

    await commitOne(store, { pair, retryAt: rig.now() + 60_000, release: true });

    expect(await claimRefs(store)).toEqual(["hubspot:1"]);
  });

  it("makes a record that was put off due at once when it is marked again", async () => {
    await store.markDirty([mark(hubspot("1"))]);
    const pair = await claimOne(store, hubspot("1"));
    await commitOne(store, { pair, retryAt: rig.now() + 60_000, release: true });

    await store.markDirty([mark(hubspot("1"))]);

    expect(await claimRefs(store)).toEqual(["hubspot:1"]);
  });

  it("adds a commit's marks after its done rows have left, and hands those of its own pair back", async () => {
    await store.markDirty([mark(hubspot("1"))]);
    const pair = await claimOne(store, hubspot("1"));

    const after = await commitOne(store, {
      pair,
      done: pair.taken,
      marks: [mark(hubspot("1"), LANES.hint), mark(hubspot("2"), LANES.hint)],
    });

    expect(after.taken).toMatchObject([{ side: "hubspot", id: "1", lane: LANES.hint }]);
    expect(after.taken[0]?.seq).toBeGreaterThan(pair.taken[0]?.seq ?? Infinity);
    await commitOne(store, { pair: after, done: after.taken, release: true });
    expect(await claimRefs(store)).toEqual(["hubspot:2"]);
  });

  it("leaves records without a link alone when asked for linked ones only", async () => {
    await link(store, "1", "1");
    await store.markDirty([mark(hubspot("9")), mark(connectwise("1"))]);

    expect(await claimRefs(store, { linkedOnly: true })).toEqual(["connectwise:1"]);
    expect(await claimRefs(store)).toEqual(["hubspot:9"]);
  });
}
