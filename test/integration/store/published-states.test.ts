import { describe, expect, it } from "vitest";
import { up } from "../../../migrations/20261206020000_published_states.ts";
import { withConnection } from "../../../server/store/migrate.ts";
import { LANES, type LinkState, type RecordRef } from "../../../server/sync/model.ts";
import type { ClaimedPair, Issue, PairChange } from "../../../server/sync/pair-ports.ts";
import type { PublishedState } from "../../../server/sync/published-states.ts";
import type { SyncStore } from "../../../server/sync/store-ports.ts";
import { connection, openStoreRig } from "./rig.ts";
import { addIssue, NEWEST, openPortal, settings } from "./settings-rig.ts";

const { app, urls } = await openStoreRig();

const COMPANY = ["company"];
const onHubspot = (id: string): RecordRef => ({ side: "hubspot", id });

async function claim(sync: SyncStore, id: string): Promise<ClaimedPair> {
  const claimer = { owner: "a", claimMs: 60_000, settingsVersion: NEWEST };
  const [pair] = await sync.claimRecords("company", [onHubspot(id)], claimer);
  if (pair === undefined) throw new Error("the record is held");
  return pair;
}

/** Links a HubSpot record to one of ConnectWise with the same id and a one before it. */
async function link(sync: SyncStore, id: string, change: Partial<PairChange> = {}): Promise<void> {
  const newLink = { hubspotId: id, connectwiseId: `1${id}` };
  await sync.commit([{ pair: await claim(sync, id), newLink, release: true, ...change }]);
}

async function move(sync: SyncStore, id: string, state: LinkState): Promise<void> {
  await sync.commit([{ pair: await claim(sync, id), state, release: true }]);
}

type Portal = Awaited<ReturnType<typeof openPortal>>;

/** What records have to show and do not, by id. */
async function wanted({ store }: Portal): Promise<Record<string, PublishedState | null>> {
  const found = await store.unpublishedStates(COMPANY, 100);
  return Object.fromEntries(found.map((one) => [one.hubspotId, one.wanted]));
}

/** Takes down that records show what they have to. */
async function publish(portal: Portal): Promise<void> {
  const found = await portal.store.unpublishedStates(COMPANY, 100);
  const shown = found.map((one) => ({ hubspotId: one.hubspotId, state: one.wanted }));
  await portal.store.saveShownStates("company", shown, []);
}

async function rows(portalId: string): Promise<Record<string, string | null>> {
  const found = await app.inPortal(portalId, (query) =>
    query<{ hubspot_id: string; state: string | null }>(
      "SELECT hubspot_id, state FROM published_states",
    ),
  );
  return Object.fromEntries(found.map((row) => [row.hubspot_id, row.state]));
}

describe("states to publish", () => {
  it.each<[LinkState, PublishedState]>([
    ["waiting", "waiting"],
    ["attention", "needs_attention"],
    ["review", "needs_attention"],
    ["excluded", "excluded"],
  ])("has a linked record that is %s show %s, unless it does", async (state, shown) => {
    const portal = await openPortal(app, `linked-${state}`);
    await link(portal.sync, "1", { state });

    expect((await wanted(portal))["1"]).toBe(shown);
    await publish(portal);

    expect(await wanted(portal)).toEqual({});
    expect(await rows(`linked-${state}`)).toEqual({ "1": shown });
    await move(portal.sync, "1", "linked");
    expect(await wanted(portal)).toEqual({ "1": "in_sync" });
    await publish(portal);
    expect(await rows(`linked-${state}`)).toEqual({});
  });

  it.each<[Issue["state"], PublishedState]>([
    ["waiting", "waiting"],
    ["attention", "needs_attention"],
    ["review", "needs_attention"],
  ])("has a record without link that is %s show %s, and later nothing", async (state, shown) => {
    const portal = await openPortal(app, `alone-${state}`);
    await addIssue(portal.sync, "1", { state });

    expect(await wanted(portal)).toEqual({ "1": shown });
    await publish(portal);
    expect(await wanted(portal)).toEqual({});

    await addIssue(portal.sync, "1", { state: "excluded" });
    expect(await wanted(portal)).toEqual({ "1": null });
    await publish(portal);
    expect(await rows(`alone-${state}`)).toEqual({});
  });

  it("are none of what is linked and in order, or left alone", async () => {
    const portal = await openPortal(app, "ordinary");
    await link(portal.sync, "1");
    await addIssue(portal.sync, "2", { state: "excluded" });
    await addIssue(portal.sync, "3", { state: "deleted" });

    expect(await wanted(portal)).toEqual({});
  });

  it("has nothing told to a record that was left out before it showed anything", async () => {
    const portal = await openPortal(app, "unshown");
    await link(portal.sync, "1", { state: "excluded", showsNothing: true });
    await link(portal.sync, "2", { showsNothing: true });

    expect(await wanted(portal)).toEqual({ "2": "in_sync" });
    expect(await rows("unshown")).toEqual({ "1": null, "2": null });

    await publish(portal);
    await move(portal.sync, "1", "attention");
    expect(await wanted(portal)).toEqual({ "1": "needs_attention" });
  });

  it("empties what a record shows whose counterpart is gone, and leaves a gone record alone", async () => {
    const portal = await openPortal(app, "ended");
    await link(portal.sync, "1", { state: "attention" });
    await link(portal.sync, "2", { state: "attention" });
    await link(portal.sync, "3");
    await publish(portal);
    const left = { state: "deleted", code: "deleted_in_connectwise" } as const;
    await addIssue(portal.sync, "1", left);
    for (const id of ["1", "2", "3"]) await move(portal.sync, id, "deleted");

    expect(await wanted(portal)).toEqual({ "1": null, "2": null });
    const emptied = [{ hubspotId: "1", state: null }];
    await portal.store.saveShownStates("company", emptied, ["2"]);

    expect(await wanted(portal)).toEqual({});
    expect(await rows("ended")).toEqual({ "1": null });
  });

  it("waits for whoever works on a record, or is about to", async () => {
    const portal = await openPortal(app, "busy");
    const { sync } = portal;
    for (const id of ["1", "2", "3", "4"]) await link(sync, id, { state: "attention" });
    const pair = await claim(sync, "1");
    const mark = { objectType: "company", lane: LANES.sweep };
    await sync.markDirty([
      { ...mark, side: "connectwise", id: "12", notBefore: 0 },
      { ...mark, side: "hubspot", id: "3", notBefore: Date.now() + 60_000 },
    ]);

    expect(Object.keys(await wanted(portal))).toEqual(["3", "4"]);

    await sync.commit([{ pair, release: true }]);
    expect(Object.keys(await wanted(portal))).toEqual(["1", "3", "4"]);
  });

  it("remembers what records show that lose their links", async () => {
    const portal = await openPortal(app, "parted");
    const { store, sync } = portal;
    await store.saveConnection(connection());
    await link(sync, "1");
    await link(sync, "2", { state: "waiting" });
    await publish(portal);

    await sync.commit([
      { pair: await claim(sync, "1"), ruling: { kind: "apart", userId: "7" }, release: true },
    ]);
    expect(await wanted(portal)).toEqual({ "1": null });
    await store.saveConnection(connection({ connectionId: "c-2", companyId: "another" }));

    expect(await rows("parted")).toEqual({ "1": "in_sync", "2": "waiting" });
    expect(await wanted(portal)).toEqual({ "1": null, "2": null });
    await link(sync, "1");
    expect(await wanted(portal)).toEqual({ "2": null });
  });

  it("are read in order, as many as are asked for, of the types asked for and this portal", async () => {
    const ours = await openPortal(app, "ours");
    const theirs = await openPortal(app, "theirs");
    for (const id of ["3", "1", "2"]) await link(ours.sync, id, { state: "waiting" });
    await link(theirs.sync, "1", { state: "attention" });
    await publish(theirs);

    expect(await ours.store.unpublishedStates(["contact"], 10)).toEqual([]);
    expect(await ours.store.unpublishedStates(["contact", "company"], 2)).toEqual([
      { objectType: "company", hubspotId: "1", wanted: "waiting" },
      { objectType: "company", hubspotId: "2", wanted: "waiting" },
    ]);
    await publish(ours);
    expect(await rows("theirs")).toEqual({ "1": "needs_attention" });
  });
});

/** A page with one company that was changed at this time. */
const listed = (modifiedAt: number) => ({
  objectType: "company",
  side: "hubspot" as const,
  settingsVersion: NEWEST,
  records: [
    { id: "1", modifiedAt, isDeleted: false, hashes: { a: "x" }, matchKeys: [], isLeftOut: null },
  ],
  lane: LANES.poll,
  cursorName: "poll",
  cursor: '""',
});

describe("a record whose state was written", () => {
  const times = { before: 1_000, after: 2_000 };
  const shown = { hubspotId: "1", state: "needs_attention", times } as const;

  it.each(["linked", "alone"])("has been seen at that time, too, where it is %s", async (how) => {
    const { store, sync } = await openPortal(app, `seen-${how}`);
    if (how === "alone") await addIssue(sync, "1", { seenModifiedAt: 1_000 });
    else await link(sync, "1", { state: "attention", seenModifiedAt: { hubspot: 1_000 } });

    await store.saveShownStates("company", [shown], []);

    expect(await sync.observe(listed(2_000))).toBe(0);
    expect(await sync.observe(listed(2_001))).toBe(1);
  });

  it("is looked at where it had not been seen before, or somebody else changed it as well", async () => {
    const { store, sync } = await openPortal(app, "unseen");
    await link(sync, "1", { state: "attention", seenModifiedAt: { hubspot: 500 } });
    await store.saveShownStates("company", [shown], []);
    expect(await sync.observe(listed(2_000))).toBe(1);

    const seenModifiedAt = { hubspot: 1_000 };
    await sync.commit([{ pair: await claim(sync, "1"), seenModifiedAt, release: true }]);
    const { times: _times, ...untimed } = shown;
    await store.saveShownStates("company", [untimed], []);
    expect(await sync.observe(listed(2_000))).toBe(1);
  });

  it("keeps its issue ignored", async () => {
    const { store, sync } = await openPortal(app, "ignored");
    await addIssue(sync, "1", { seenModifiedAt: 1_000 });
    await store.ignoreIssues([{ objectType: "company", ...onHubspot("1") }], "7");

    await store.saveShownStates("company", [shown], []);

    expect((await store.listIssues(null, 10)).items).toEqual([]);
    expect((await store.listIssues(null, 10, { which: "ignored" })).items).toHaveLength(1);
  });
});

describe("the migration that makes the table", () => {
  it("knows that no linked record shows anything yet, in any portal", async () => {
    const both = await openPortal(app, "before-1");
    await both.store.saveObjectSettings(settings);
    await link(both.sync, "1");
    await link(both.sync, "2", { state: "deleted" });
    const oneWay = await openPortal(app, "before-2");
    const policy = { ...settings.policy, direction: "to-connectwise" } as const;
    await oneWay.store.saveObjectSettings({ ...settings, policy });
    await link(oneWay.sync, "3");

    await withConnection(urls.ownerUrl, 1, async (owner) => {
      await owner.raw(
        "DROP TABLE published_states; DROP INDEX links_out_of_sync, issues_to_publish",
      );
      await up(owner);
    });

    expect(await rows("before-1")).toEqual({ "1": null });
    expect(await rows("before-2")).toEqual({});
    expect(await wanted(both)).toEqual({ "1": "in_sync" });
  });
});
