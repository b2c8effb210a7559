import { beforeEach, expect, it } from "vitest";
import { LANES } from "../../server/sync/model.ts";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import {
  claimOne,
  claimRefs,
  COMPANY,
  commitOne,
  connectwise,
  domain,
  hubspot,
  intent,
  issue,
  learnKeys,
  link,
  type MakeStore,
  mark,
  name,
  request,
  type StoreUnderTest,
} from "./sync-store-rig.ts";

const VANISHED_MS = 25_000;

/** Who may work on a pair. */
export function claimBehaviours(makeStore: MakeStore): void {
  let rig: StoreUnderTest;
  let store: SyncStore;
  beforeEach(async () => {
    rig = await makeStore();
    store = rig.store;
  });

  it("claims a record that is not dirty", async () => {
    const pair = await claimOne(store, hubspot("1"));

    expect(pair).toMatchObject({
      objectType: COMPANY,
      link: null,
      ref: hubspot("1"),
      taken: [],
      sent: [],
      intent: null,
      createDelayMs: 0,
    });
  });

  it("does not hand a held pair to anyone, not even to its owner again", async () => {
    await store.markDirty([mark(hubspot("1"))]);
    await claimOne(store, hubspot("1"));

    expect(await claimRefs(store, { owner: "a" })).toEqual([]);
    expect(await claimRefs(store, { owner: "b" })).toEqual([]);
    expect(await store.claimRecords(COMPANY, [hubspot("1")], request({ owner: "b" }))).toEqual([]);
  });

  it("looks behind held pairs for others that are due", async () => {
    await store.markDirty(["1", "2", "3"].map((id) => mark(hubspot(id))));
    await store.claimDirty(request({ limit: 2 }));

    expect(await claimRefs(store, { owner: "b", limit: 2 })).toEqual(["hubspot:3"]);
  });

  it("takes both dirty rows of a linked pair together, through either record", async () => {
    await link(store, "1", "7");
    await store.markDirty([mark(connectwise("7"), LANES.hint), mark(hubspot("1"), LANES.sweep)]);

    const pairs = await store.claimDirty(request({ maxLane: LANES.hint }));

    expect(pairs).toHaveLength(1);
    expect(pairs[0]?.ref).toEqual(connectwise("7"));
    expect(pairs[0]?.link).toMatchObject({ hubspotId: "1", connectwiseId: "7" });
    expect(pairs[0]?.taken.map(({ side, lane }) => [side, lane])).toEqual([
      ["connectwise", LANES.hint],
      ["hubspot", LANES.sweep],
    ]);
    expect(await store.claimRecords(COMPANY, [hubspot("1")], request({ owner: "b" }))).toEqual([]);
  });

  it.each([
    ["neither side of a linked pair", "linked", ["hubspot"], []],
    ["the side with the issue", "excluded", ["connectwise"], ["connectwise"]],
    [
      "both sides where both are out",
      "excluded",
      ["hubspot", "connectwise"],
      ["hubspot", "connectwise"],
    ],
  ] as const)(
    "tells which sides of a pair are left out: %s",
    async (_which, state, out, expected) => {
      const refs = { hubspot: hubspot("1"), connectwise: connectwise("7") };
      const issues = out.map((side) => issue(refs[side], { state: "excluded" }));
      await link(store, "1", "7", { state, issues });

      const pair = await claimOne(store, connectwise("7"));

      expect(pair.leftOut).toEqual(expected);
      expect((await commitOne(store, { pair })).leftOut).toEqual(expected);
    },
  );

  it("gives a linked pair once when both of its records are asked for", async () => {
    await link(store, "1", "7");

    const pairs = await store.claimRecords(COMPANY, [hubspot("1"), connectwise("7")], request());

    expect(pairs).toHaveLength(1);
  });

  it("holds unlinked records of both sides under one claim when they could be one company", async () => {
    await learnKeys(store, hubspot("1"), [name("acme")]);
    await learnKeys(store, connectwise("7"), [name("acme"), { kind: "city", value: "ulm" }]);
    await store.markDirty([mark(hubspot("1"))]);
    await store.markDirty([mark(connectwise("7"))]);

    expect(await claimRefs(store)).toEqual(["hubspot:1"]);
    expect(await claimRefs(store, { owner: "b" })).toEqual([]);
  });

  it("does not hold back records that merely are in the same place", async () => {
    await learnKeys(store, hubspot("1"), [name("acme"), { kind: "country", value: "DE" }]);
    await learnKeys(store, connectwise("7"), [name("zenith"), { kind: "country", value: "DE" }]);
    await store.markDirty([mark(hubspot("1")), mark(connectwise("7"))]);

    expect(await claimRefs(store)).toHaveLength(2);
  });

  it("keeps a record held when its match keys change during the work", async () => {
    await learnKeys(store, hubspot("1"), [name("acme")]);
    const pair = await claimOne(store, hubspot("1"));
    await commitOne(store, {
      pair,
      matchKeys: [{ ref: hubspot("1"), keys: [domain("acme.com")] }],
    });

    expect(await store.claimRecords(COMPANY, [hubspot("1")], request({ owner: "b" }))).toEqual([]);
  });

  it("frees a released pair, and gives it a higher fence next time", async () => {
    const pair = await claimOne(store, hubspot("1"));
    await commitOne(store, { pair, release: true });

    const next = await claimOne(store, hubspot("1"), { owner: "b" });

    expect(next.fence).toBeGreaterThan(pair.fence);
    expect(next.createDelayMs).toBe(0);
  });

  it("frees a pair whose claim ran out, and makes creates wait for the vanished owner", async () => {
    const pair = await claimOne(store, hubspot("1"), { claimMs: 1 });
    await rig.pass(20);

    const next = await claimOne(store, hubspot("1"), { owner: "b" });

    expect(next.fence).toBeGreaterThan(pair.fence);
    expect(next.createDelayMs).toBeGreaterThan(0);
    expect(next.createDelayMs).toBeLessThanOrEqual(VANISHED_MS);
  });

  it("remembers a vanished owner when the next one releases quickly", async () => {
    await claimOne(store, hubspot("1"), { claimMs: 1 });
    await rig.pass(20);
    await commitOne(store, { pair: await claimOne(store, hubspot("1")), release: true });

    const next = await claimOne(store, hubspot("1"), { owner: "c" });

    expect(next.createDelayMs).toBeGreaterThan(0);
  });

  it("remembers a vanished owner when the record's match keys changed meanwhile", async () => {
    await learnKeys(store, hubspot("1"), [name("acme")]);
    const vanished = await claimOne(store, hubspot("1"), { claimMs: 1 });
    await commitOne(store, {
      pair: vanished,
      matchKeys: [{ ref: hubspot("1"), keys: [domain("acme.com")] }],
    });
    await rig.pass(20);

    const next = await claimOne(store, hubspot("1"), { owner: "b" });

    expect(next.createDelayMs).toBeGreaterThan(0);
    expect(await store.commit([{ pair: vanished, release: true }])).toEqual([
      { kind: "fence-lost" },
    ]);
  });

  it("renews claims that are still held and tells which are lost", async () => {
    const kept = await claimOne(store, hubspot("1"), { claimMs: 1 });
    const lost = await claimOne(store, hubspot("2"), { claimMs: 1 });
    await rig.pass(20);
    await claimOne(store, hubspot("2"), { owner: "b" });

    const renewed = await store.renewClaims([kept, lost], 60_000);

    expect(renewed).toEqual(new Set([kept.pairKey]));
    expect(await store.claimRecords(COMPANY, [hubspot("1")], request({ owner: "b" }))).toEqual([]);
  });

  it("brings the create intent of a record along", async () => {
    const pair = await claimOne(store, hubspot("1"));
    await commitOne(store, { pair, intent: intent(hubspot("1")), release: true });

    expect((await claimOne(store, hubspot("1"))).intent).toEqual(intent(hubspot("1")));
  });

  it("gives two workers that claim at once different pairs", async () => {
    await store.markDirty(Array.from({ length: 40 }, (_, index) => mark(hubspot(`${index}`))));

    const claims = await Promise.all(
      ["a", "b", "c"].map((owner) => claimRefs(store, { owner, limit: 15 })),
    );

    const all = claims.flat();
    expect(new Set(all).size).toBe(all.length);
    expect(all.length + (await claimRefs(store)).length).toBe(40);
  });
}
