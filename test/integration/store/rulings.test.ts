import { describe, expect, it } from "vitest";
import { createSyncStore } from "../../../server/store/sync-store.ts";
import { STRONG_COMPANY_KINDS } from "../../../server/sync/match-keys.ts";
import type { RecordRef } from "../../../server/sync/model.ts";
import type { ClaimedPair, PairChange } from "../../../server/sync/pair-ports.ts";
import type { SyncStore } from "../../../server/sync/store-ports.ts";
import { installPortal, openStoreRig, CLAIM_KINDS } from "./rig.ts";

const { app } = await openStoreRig();

const HUBSPOT: RecordRef = { side: "hubspot", id: "1" };
const CONNECTWISE: RecordRef = { side: "connectwise", id: "7" };
const IDS = { hubspotId: "1", connectwiseId: "7" };
const userId = "71000";

async function openStore(portalId: string): Promise<SyncStore> {
  const { crypto } = await installPortal(app, portalId);
  return createSyncStore(app, portalId, crypto, CLAIM_KINDS);
}

async function claim(store: SyncStore, ref: RecordRef): Promise<ClaimedPair> {
  const [pair] = await store.claimRecords("company", [ref], {
    owner: "a",
    claimMs: 60_000,
    settingsVersion: 1,
  });
  if (pair === undefined) throw new Error("the record is held");
  return pair;
}

async function change(store: SyncStore, ref: RecordRef, what: Omit<PairChange, "pair">) {
  const pair = await claim(store, ref);
  const [outcome] = await store.commit([{ pair, release: true, ...what }]);
  return outcome;
}

const rulingsOn = async (store: SyncStore, ref: RecordRef) => {
  const { apart = [], alone = [] } = await store.neighbourhood(
    "company",
    [ref],
    STRONG_COMPANY_KINDS,
  );
  return { apart, alone };
};

describe("rulings", () => {
  it("take a pair apart: the link is gone and both records are told", async () => {
    const store = await openStore("1");
    await change(store, HUBSPOT, { newLink: IDS });
    await change(store, HUBSPOT, { addSent: [{ side: "hubspot", key: "name", value: "x" }] });

    const outcome = await change(store, HUBSPOT, { ruling: { kind: "apart", userId } });

    expect(outcome).toMatchObject({ kind: "done", pair: { link: null, sent: [] } });
    expect(await store.countLinks("company")).toBe(0);
    expect(await rulingsOn(store, HUBSPOT)).toEqual({ apart: [IDS], alone: [] });
    expect(await rulingsOn(store, CONNECTWISE)).toEqual({ apart: [IDS], alone: [] });
    expect(await rulingsOn(store, { side: "hubspot", id: "2" })).toEqual({ apart: [], alone: [] });
  });

  it("take no pair apart under a claim that was lost", async () => {
    const store = await openStore("2");
    await change(store, HUBSPOT, { newLink: IDS });
    const pair = await claim(store, HUBSPOT);

    const [outcome] = await store.commit([
      { pair: { ...pair, fence: pair.fence - 1 }, ruling: { kind: "apart", userId } },
    ]);

    expect(outcome).toEqual({ kind: "fence-lost" });
    expect(await store.countLinks("company")).toBe(1);
    expect(await rulingsOn(store, HUBSPOT)).toEqual({ apart: [], alone: [] });
  });

  it("say that a record is alone, until it is linked by hand", async () => {
    const store = await openStore("3");

    await change(store, CONNECTWISE, { ruling: { kind: "alone", userId } });
    await change(store, CONNECTWISE, { ruling: { kind: "alone", userId } });
    expect(await rulingsOn(store, CONNECTWISE)).toEqual({ apart: [], alone: [CONNECTWISE] });
    await change(store, HUBSPOT, { newLink: IDS, ruling: { kind: "together", userId } });

    expect(await rulingsOn(store, CONNECTWISE)).toEqual({ apart: [], alone: [] });
  });

  it("end when what was taken apart is linked by hand again", async () => {
    const store = await openStore("4");
    await change(store, HUBSPOT, { newLink: IDS });
    await change(store, HUBSPOT, { ruling: { kind: "apart", userId } });

    await change(store, HUBSPOT, { newLink: IDS, ruling: { kind: "together", userId } });

    expect(await store.countLinks("company")).toBe(1);
    expect(await rulingsOn(store, HUBSPOT)).toEqual({ apart: [], alone: [] });
  });

  it("wake those who waited for the record that lost its link", async () => {
    const store = await openStore("5");
    await change(store, HUBSPOT, { newLink: IDS, state: "excluded" });
    const [parent] = await store.parentsOf([{ ...HUBSPOT, objectType: "company" }], null);
    if (parent === undefined) throw new Error("the parent is not known");
    const [child] = await store.claimRecords("contact", [{ side: "hubspot", id: "c" }], {
      owner: "a",
      claimMs: 60_000,
      settingsVersion: 1,
    });
    if (child === undefined) throw new Error("the child is held");
    await store.commit([
      { pair: child, waits: [{ parent: parent.parent, stand: "excluded::" }], release: true },
    ]);

    await change(store, HUBSPOT, { ruling: { kind: "apart", userId } });

    const pairs = await store.claimDirty({
      objectTypes: ["contact"],
      maxLane: 5,
      limit: 10,
      owner: "b",
      claimMs: 1,
      settingsVersion: 1,
      linkedOnly: false,
    });
    expect(pairs.map(({ ref }) => ref.id)).toEqual(["c"]);
  });
});
