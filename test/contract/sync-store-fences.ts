import { beforeEach, expect, it } from "vitest";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import {
  claimOne,
  claimRefs,
  COMPANY,
  commitOne,
  connectwise,
  hubspot,
  intent,
  issue,
  link,
  type MakeStore,
  mark,
  name,
  request,
  type StoreUnderTest,
} from "./sync-store-rig.ts";

/** When a commit stores a change, and when nothing of it. */
export function fenceBehaviours(makeStore: MakeStore): void {
  let rig: StoreUnderTest;
  let store: SyncStore;
  beforeEach(async () => {
    rig = await makeStore();
    store = rig.store;
  });

  it("moves the claim to the new link, so that whoever finds the link waits", async () => {
    const pair = await claimOne(store, hubspot("1"));
    const after = await commitOne(store, {
      pair,
      newLink: { hubspotId: "1", connectwiseId: "7" },
    });

    expect(after.fence).toBe(pair.fence);
    const other = request({ owner: "b" });
    expect(await store.claimRecords(COMPANY, [connectwise("7")], other)).toEqual([]);
    expect(await store.claimRecords(COMPANY, [hubspot("1")], other)).toEqual([]);
    await commitOne(store, { pair: after, release: true });
    expect(await store.claimRecords(COMPANY, [connectwise("7")], other)).toHaveLength(1);
  });

  it("stores nothing of a change whose pair was taken over, and the others all the same", async () => {
    await store.markDirty([mark(hubspot("1")), mark(hubspot("2"))]);
    const stale = await claimOne(store, hubspot("1"), { claimMs: 1 });
    const fresh = await claimOne(store, hubspot("2"));
    await rig.pass(20);
    await claimOne(store, hubspot("1"), { owner: "b" });

    const outcomes = await store.commit([
      {
        pair: stale,
        newLink: { hubspotId: "1", connectwiseId: "7" },
        intent: intent(hubspot("1")),
        issues: [issue(hubspot("1"))],
        matchKeys: [{ ref: hubspot("1"), keys: [name("acme")] }],
        done: stale.taken,
        marks: [mark(hubspot("3"))],
        release: true,
      },
      { pair: fresh, newLink: { hubspotId: "2", connectwiseId: "8" }, done: fresh.taken },
    ]);

    expect(outcomes.map((outcome) => outcome.kind)).toEqual(["fence-lost", "done"]);
    expect(await store.countLinks(COMPANY)).toBe(1);
    expect(await store.openIntents(COMPANY, "connectwise")).toEqual([]);
    expect(await store.takenKeys(COMPANY, "hubspot", "name", ["acme"])).toEqual(new Set());
    expect(await rig.readIssues()).toEqual({});
    expect(await claimRefs(store, { owner: "c" })).toEqual([]);
    expect((await store.claimRecords(COMPANY, [hubspot("1")], request())).length).toBe(0);
  });

  it("stores a change whose claim ran out but was taken by nobody", async () => {
    const pair = await claimOne(store, hubspot("1"), { claimMs: 1 });
    await rig.pass(20);

    expect(await store.commit([{ pair, release: true }])).toMatchObject([{ kind: "done" }]);
  });

  it("stores nothing under a claim that was released", async () => {
    const pair = await claimOne(store, hubspot("1"));
    await commitOne(store, { pair, release: true });

    expect(await store.commit([{ pair, intent: intent(hubspot("1")) }])).toEqual([
      { kind: "fence-lost" },
    ]);
  });

  it.each([
    ["HubSpot record", "1", "8"],
    ["ConnectWise record", "2", "7"],
  ])("stores nothing when the %s has a link already", async (_side, hubspotId, connectwiseId) => {
    await link(store, "1", "7");
    const pair = await claimOne(store, hubspotId === "1" ? connectwise("8") : hubspot("2"));

    const outcomes = await store.commit([
      {
        pair,
        newLink: { hubspotId, connectwiseId },
        issues: [issue(pair.ref)],
        marks: [mark(hubspot("9"))],
      },
    ]);

    expect(outcomes).toEqual([{ kind: "already-linked" }]);
    expect(await store.countLinks(COMPANY)).toBe(1);
    expect(await rig.readIssues()).toEqual({});
    expect(await claimRefs(store)).toEqual([]);
  });

  it("makes the first of two links for one record in the same commit", async () => {
    const first = await claimOne(store, hubspot("1"));
    const second = await claimOne(store, hubspot("2"));

    const outcomes = await store.commit([
      { pair: first, newLink: { hubspotId: "1", connectwiseId: "7" } },
      { pair: second, newLink: { hubspotId: "2", connectwiseId: "7" } },
    ]);

    expect(outcomes.map((outcome) => outcome.kind)).toEqual(["done", "already-linked"]);
    expect(await store.linksOf(COMPANY, [connectwise("7")])).toMatchObject([{ hubspotId: "1" }]);
  });

  it("does not open a create intent for a record that meanwhile has a counterpart", async () => {
    const slow = await claimOne(store, hubspot("1"), { claimMs: 1 });
    await rig.pass(20);
    const other = await claimOne(store, connectwise("7"), { owner: "b" });
    await commitOne(store, { pair: other, newLink: { hubspotId: "1", connectwiseId: "7" } });

    expect(await store.commit([{ pair: slow, intent: intent(hubspot("1")) }])).toEqual([
      { kind: "already-linked" },
    ]);
    expect(await store.openIntents(COMPANY, "connectwise")).toEqual([]);
  });

  it("does not link a record that another worker holds", async () => {
    const pair = await claimOne(store, hubspot("1"));
    await claimOne(store, connectwise("7"), { owner: "b" });

    const outcomes = await store.commit([
      { pair, newLink: { hubspotId: "1", connectwiseId: "7" } },
    ]);

    expect(outcomes).toEqual([{ kind: "fence-lost" }]);
    expect(await store.countLinks(COMPANY)).toBe(0);
  });

  it("links a record that the same worker holds as a pair of its own", async () => {
    const [left, right] = await store.claimRecords(
      COMPANY,
      [hubspot("1"), connectwise("7")],
      request(),
    );
    if (left === undefined || right === undefined) throw new Error("not claimed");

    const outcomes = await store.commit([
      { pair: left, newLink: { hubspotId: "1", connectwiseId: "7" }, release: true },
      { pair: right, release: true },
    ]);

    expect(outcomes.map((outcome) => outcome.kind)).toEqual(["done", "done"]);
    expect((await claimOne(store, connectwise("7"))).link).toMatchObject({ hubspotId: "1" });
  });
}
