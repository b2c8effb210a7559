import { beforeEach, expect, it } from "vitest";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import {
  claimOne,
  COMPANY,
  commitOne,
  connectwise,
  hubspot,
  intent,
  issue,
  link,
  type MakeStore,
  mark,
  request,
  type StoreUnderTest,
} from "./sync-store-rig.ts";

/** What a commit stores. */
export function commitBehaviours(makeStore: MakeStore): void {
  let rig: StoreUnderTest;
  let store: SyncStore;
  beforeEach(async () => {
    rig = await makeStore();
    store = rig.store;
  });

  it("makes a link with its base, times, state and mapping version", async () => {
    const made = await link(store, "1", "7", {
      mappingVersion: 3,
      state: "attention",
      base: { hubspot: { name: "h1", city: null }, connectwise: { name: "c1" } },
      seenModifiedAt: { hubspot: 11, connectwise: 22 },
    });

    expect(made).toEqual({
      id: expect.any(String) as string,
      objectType: COMPANY,
      hubspotId: "1",
      connectwiseId: "7",
      state: "attention",
      base: { hubspot: { name: "h1" }, connectwise: { name: "c1" } },
      seenModifiedAt: { hubspot: 11, connectwise: 22 },
      mappingVersion: 3,
    });
    expect(await store.linksOf(COMPANY, [connectwise("7"), hubspot("1")])).toEqual([made]);
    expect(await store.countLinks(COMPANY)).toBe(1);
  });

  it("starts a link as linked, with nothing known", async () => {
    const made = await link(store, "1", "7");

    expect(made).toMatchObject({
      state: "linked",
      base: { hubspot: {}, connectwise: {} },
      seenModifiedAt: { hubspot: 0, connectwise: 0 },
      mappingVersion: 0,
    });
  });

  it("moves only the base entries it is given", async () => {
    await link(store, "1", "7", {
      base: { hubspot: { name: "h1", city: "h2", zip: "h3" }, connectwise: { name: "c1" } },
    });
    const pair = await claimOne(store, hubspot("1"));

    const after = await commitOne(store, {
      pair,
      state: "waiting",
      base: { hubspot: { city: "h9", zip: null } },
      seenModifiedAt: { connectwise: 5 },
    });

    expect(after.link).toMatchObject({
      state: "waiting",
      base: { hubspot: { name: "h1", city: "h9" }, connectwise: { name: "c1" } },
      seenModifiedAt: { hubspot: 0, connectwise: 5 },
    });
  });

  it("keeps sent values until they are settled", async () => {
    await link(store, "1", "7");
    const pair = await claimOne(store, hubspot("1"));

    const sent = await commitOne(store, {
      pair,
      addSent: [
        { side: "connectwise", key: "name", value: "Acme" },
        { side: "connectwise", key: "size", value: 7 },
        { side: "hubspot", key: "name", value: null },
      ],
    });
    const settled = await commitOne(store, {
      pair: sent,
      settleSent: [{ side: "connectwise", key: "size" }],
      addSent: [{ side: "connectwise", key: "name", value: "Acme Ltd" }],
    });
    await commitOne(store, { pair: settled, release: true });

    expect(sent.sent).toHaveLength(3);
    // Any value sent since the last answer may be what a later read shows, the last one first of all.
    const claimed = await claimOne(store, connectwise("7"));
    for (const pairNow of [settled, claimed]) {
      expect(pairNow.sent.filter(({ side }) => side === "connectwise")).toEqual([
        { side: "connectwise", key: "name", value: "Acme" },
        { side: "connectwise", key: "name", value: "Acme Ltd" },
      ]);
      expect(pairNow.sent.filter(({ side }) => side === "hubspot")).toEqual([
        { side: "hubspot", key: "name", value: null },
      ]);
    }
  });

  it("opens, replaces and closes a create intent", async () => {
    const pair = await claimOne(store, hubspot("1"));
    const opened = await commitOne(store, { pair, intent: intent(hubspot("1")) });
    const tried = await commitOne(store, {
      pair: opened,
      intent: intent(hubspot("1"), { attempts: 1, highMark: null }),
    });
    expect(opened.intent).toEqual(intent(hubspot("1")));
    expect(await store.openIntents(COMPANY, "connectwise")).toEqual([
      intent(hubspot("1"), { attempts: 1, highMark: null }),
    ]);
    expect(await store.openIntents(COMPANY, "hubspot")).toEqual([]);

    const told = intent(hubspot("1"), { candidateIds: ["7", "8"] });
    expect((await commitOne(store, { pair: tried, intent: told })).intent).toEqual(told);
    expect(await store.openIntents(COMPANY, "connectwise")).toEqual([told]);

    const closed = await commitOne(store, { pair: tried, intent: null });

    expect(closed.intent).toBeNull();
    expect(await store.openIntents(COMPANY, "connectwise")).toEqual([]);
  });

  it("replaces verdicts, and clears those of the pair's other records when told to", async () => {
    await link(store, "1", "7");
    const pair = await claimOne(store, hubspot("1"));
    const first = await commitOne(store, {
      pair,
      issues: [
        issue(hubspot("1"), { state: "attention" }),
        issue(connectwise("7"), { state: "attention", candidates: [hubspot("4")] }),
      ],
    });
    expect(await rig.readIssues()).toEqual({
      "hubspot:1": "attention",
      "connectwise:7": "attention",
    });

    await commitOne(store, {
      pair: first,
      issues: [issue(connectwise("7"), { state: "waiting" })],
      clearIssues: true,
    });

    expect(await rig.readIssues()).toEqual({ "connectwise:7": "waiting" });
  });

  it("clears the verdicts of both records that a change links", async () => {
    for (const ref of [hubspot("1"), connectwise("7"), hubspot("2")]) {
      const pair = await claimOne(store, ref);
      await commitOne(store, { pair, issues: [issue(ref)], release: true });
    }

    await link(store, "1", "7", { clearIssues: true });

    expect(await rig.readIssues()).toEqual({ "hubspot:2": "review" });
  });

  it("takes journal entries of every kind", async () => {
    await link(store, "1", "7", {
      journal: [
        { kind: "link", side: "hubspot", recordId: "1", rule: "one_candidate_by_name" },
        {
          kind: "late-conflict",
          side: "connectwise",
          recordId: "7",
          key: "name",
          field: "name",
          oldValue: "Acme",
          newValue: null,
          rule: "most-recent",
        },
      ],
    });

    expect(await store.countLinks(COMPANY)).toBe(1);
  });

  it("stores a hundred pairs in one commit, each with its own outcome and pair", async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `${index}`);
    await store.markDirty(ids.map((id) => mark(hubspot(id))));
    const pairs = await store.claimDirty(request());

    const outcomes = await store.commit(
      pairs.map((pair) => ({
        pair,
        newLink: { hubspotId: pair.ref.id, connectwiseId: `c${pair.ref.id}` },
        addSent: [{ side: "connectwise", key: "name", value: `Company ${pair.ref.id}` }],
        done: pair.taken,
      })),
    );

    expect(outcomes).toHaveLength(100);
    for (const [index, outcome] of outcomes.entries()) {
      const id = pairs[index]?.ref.id;
      expect(outcome).toMatchObject({
        kind: "done",
        pair: {
          link: { hubspotId: id, connectwiseId: `c${id}` },
          sent: [{ value: `Company ${id}` }],
          taken: [],
        },
      });
    }
  });

  it("applies two changes of one pair one after the other", async () => {
    const pair = await claimOne(store, hubspot("1"));

    const outcomes = await store.commit([
      { pair, intent: intent(hubspot("1")) },
      { pair, intent: null, release: true },
    ]);

    expect(outcomes.map((outcome) => outcome.kind)).toEqual(["done", "done"]);
    expect(await store.openIntents(COMPANY, "connectwise")).toEqual([]);
  });
}
