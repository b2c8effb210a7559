import { describe, expect, it } from "vitest";
import { LANES } from "../../../server/sync/model.ts";
import type { PortalStore } from "../../../server/sync/portal-ports.ts";
import type { ObjectSettings } from "../../../server/sync/settings-ports.ts";
import type { SyncStore } from "../../../server/sync/store-ports.ts";
import { openStoreRig } from "./rig.ts";
import {
  addIssue,
  dirtyIds,
  issueOf,
  link,
  NEWEST,
  openPortal,
  settings,
  version,
} from "./settings-rig.ts";

const { app } = await openStoreRig();

const rollOut = (store: PortalStore, number: number, expected: number | null = null) =>
  store.changeObjectSettings("company", (now) => ({
    settings: { ...now, mapping: version(number) },
    rollout: "links",
    expected,
  }));

/** Writes a value of a company's new row, as a roll-out does. */
async function write(sync: SyncStore, id: string, key: string): Promise<void> {
  const ref = { side: "hubspot", id } as const;
  const [pair] = await sync.claimRecords("company", [ref], {
    owner: "w",
    claimMs: 60_000,
    settingsVersion: NEWEST,
  });
  if (pair === undefined) throw new Error("the record is held");
  const entry = { kind: "update", recordId: id, field: "name", rule: "changed" } as const;
  const values = { oldValue: "a", newValue: "b" };
  const journal = ["hubspot" as const, "connectwise" as const].map((side) => ({
    ...entry,
    ...values,
    key,
    side,
  }));
  await sync.commit([{ pair, journal, release: true }]);
}

describe("a roll-out", () => {
  it("marks links page by page, then records with an issue, and tells how far it is", async () => {
    const { store, sync } = await openPortal(app, "r1");
    await store.saveObjectSettings(settings);
    for (const id of ["1", "2", "3", "4", "5"]) await link(sync, id, 1);
    await addIssue(sync, "6");
    expect(await store.rollout("company")).toBeNull();
    await rollOut(store, 2);

    expect(await store.continueRollout("company", NEWEST, 2)).toBe(true);
    expect(await dirtyIds(sync)).toEqual(["1", "2"]);
    expect(await store.rollout("company")).toMatchObject({
      version: 2,
      phase: "links",
      marked: 2,
      links: 5,
      linksDone: 0,
    });
    let turns = 0;
    while (await store.continueRollout("company", NEWEST, 2)) turns += 1;

    expect(turns).toBeLessThan(6);
    expect(await dirtyIds(sync)).toEqual(["1", "2", "3", "4", "5", "6"]);
    const ended = await store.rollout("company");
    expect(ended).toMatchObject({ phase: "done", marked: 6 });
    expect(ended?.finishedAt).not.toBeNull();
    expect(await store.continueRollout("company", NEWEST, 2)).toBe(false);
  });

  it("waits for a worker that has read the new settings", async () => {
    const { store, sync } = await openPortal(app, "r5");
    await store.saveObjectSettings(settings);
    await link(sync, "1", 1);
    await rollOut(store, 2);

    expect(await store.continueRollout("company", 1, 10)).toBe(true);
    expect(await dirtyIds(sync)).toEqual([]);

    expect(await store.continueRollout("company", 2, 10)).toBe(true);
    expect(await dirtyIds(sync)).toEqual(["1"]);
  });

  it("takes no record for clean that was listed under older settings", async () => {
    const { store, sync } = await openPortal(app, "r7");
    await store.saveObjectSettings(settings);
    await link(sync, "1", 1);
    const seen = { id: "1", modifiedAt: 1, isDeleted: false, hashes: {}, matchKeys: [] };
    const records = [{ ...seen, isLeftOut: null }];
    const place = { side: "hubspot", lane: LANES.poll, cursorName: "poll", cursor: '""' } as const;
    const page = { ...place, objectType: "company", records };

    expect(await sync.observe({ ...page, settingsVersion: 1 })).toBe(0);
    await store.saveObjectSettings({ ...settings, mapping: version(2) });

    expect(await sync.observe({ ...page, settingsVersion: 1 })).toBe(1);
    expect(await sync.observe({ ...page, settingsVersion: 2 })).toBe(0);
  });

  it("leaves links alone that were looked at under the version already", async () => {
    const { store, sync } = await openPortal(app, "r2");
    await store.saveObjectSettings(settings);
    await link(sync, "1", 1);
    await link(sync, "2", 2);
    await rollOut(store, 2);

    while (await store.continueRollout("company", NEWEST, 10));

    expect(await dirtyIds(sync)).toEqual(["1"]);
    expect(await store.rollout("company")).toMatchObject({ links: 2, linksDone: 1 });
  });

  it("starts over when another version comes before it has ended", async () => {
    const { store, sync } = await openPortal(app, "r3");
    await store.saveObjectSettings(settings);
    for (const id of ["1", "2", "3"]) await link(sync, id, 1);
    await rollOut(store, 2);
    await store.continueRollout("company", NEWEST, 2);

    await rollOut(store, 3);

    expect(await store.rollout("company")).toMatchObject({ version: 3, phase: "links", marked: 0 });
    await store.continueRollout("company", NEWEST, 10);
    expect(await dirtyIds(sync)).toEqual(["1", "2", "3"]);
  });

  it("about issues only does not stop one about links", async () => {
    const { store, sync } = await openPortal(app, "r4");
    await store.saveObjectSettings(settings);
    for (const id of ["1", "2", "3"]) await link(sync, id, 1);
    await rollOut(store, 2);
    await store.continueRollout("company", NEWEST, 2);

    await store.changeObjectSettings("company", (now) => ({ settings: now, rollout: "issues" }));
    while (await store.continueRollout("company", NEWEST, 10));

    expect(await dirtyIds(sync)).toEqual(["1", "2", "3"]);
  });

  it("pauses when it writes to many more records than was said, until a person lets it go on", async () => {
    const { store, sync } = await openPortal(app, "b1");
    await store.saveObjectSettings(settings);
    const ids = Array.from({ length: 20 }, (_, index) => String(index + 1));
    for (const id of ids) await link(sync, id, 1);
    await rollOut(store, 2, 5);

    // 30 records are at most 25 more than the 5 that were said; the other row's writes do not count.
    for (const id of ids.slice(0, 15)) await write(sync, id, "name@2");
    for (const id of ids) await write(sync, id, "name@1");
    expect(await store.continueRollout("company", NEWEST, 2)).toBe(true);
    await write(sync, "16", "name@2");
    expect(await store.continueRollout("company", NEWEST, 2)).toBe(false);

    expect(await store.rollout("company")).toMatchObject({ phase: "paused", marked: 2 });
    await store.changeObjectSettings("company", (now) => ({ settings: now, rollout: "issues" }));
    expect(await store.rollout("company")).toMatchObject({ phase: "paused" });
    expect(await store.continueRollout("company", NEWEST, 2)).toBe(false);
    expect(await store.resumeRollout("company")).toBe(true);
    expect(await store.resumeRollout("company")).toBe(false);
    while (await store.continueRollout("company", NEWEST, 10));
    expect(await dirtyIds(sync)).toEqual(ids.toSorted());
  });
});

/** Changes of settings: by another mapping version, or by the policy alone. */
const CHANGES: readonly [string, (now: ObjectSettings) => ObjectSettings][] = [
  ["another mapping", (now) => ({ ...now, mapping: version(2) })],
  ["another policy", (now) => ({ ...now, policy: { ...now.policy, direction: "to-hubspot" } })],
];

describe.each(CHANGES)("a worker that has read older settings than %s", (name, change) => {
  const open = async (letter: string) => {
    const portal = await openPortal(app, `${letter} ${name}`);
    await portal.store.saveObjectSettings(settings);
    return portal;
  };
  const ref = { side: "hubspot", id: "1" } as const;

  it("is given no work", async () => {
    const { store, sync } = await open("w1");
    await sync.markDirty([{ ...ref, objectType: "company", lane: LANES.poll, notBefore: 0 }]);
    await store.changeObjectSettings("company", (now) => ({ settings: change(now) }));

    expect(await dirtyIds(sync, 1)).toEqual([]);
    expect(await dirtyIds(sync, 2)).toEqual(["1"]);
  });

  it("may end what it holds, and that is looked at again", async () => {
    const { store, sync } = await open("w2");
    const claim = { claimMs: 60_000 };
    const [pair] = await sync.claimRecords("company", [ref], {
      ...claim,
      owner: "slow",
      settingsVersion: 1,
    });
    if (pair === undefined) throw new Error("the record is held");
    await store.changeObjectSettings("company", (now) => ({ settings: change(now) }));

    await sync.commit([{ pair, issues: [issueOf(ref)], done: pair.taken, release: true }]);

    expect(await dirtyIds(sync)).toEqual([]);
    expect(await sync.nextDue(["company"], LANES.sweep)).toBeGreaterThan(Date.now());
    const again = await sync.claimRecords("company", [ref], {
      ...claim,
      owner: "b",
      settingsVersion: 2,
    });
    await sync.commit(again.map((one) => ({ pair: one, done: one.taken, release: true })));
    expect(await sync.nextDue(["company"], LANES.sweep)).toBeNull();
  });
});

it("settings that are stored again as they are stay the same version", async () => {
  const { store } = await openPortal(app, "v1");
  await store.saveObjectSettings(settings);
  await store.saveObjectSettings(settings);
  expect(await store.objectSettings()).toEqual([{ ...settings, version: 1 }]);
});

describe("a dry run of a mapping", () => {
  const counts = { hubspot: 1, connectwise: 2, overwritten: 3, emptied: 4, problems: 5 };

  it("is kept until another one, or the mapping itself, takes its place", async () => {
    const { store } = await openPortal(app, "d1");
    await store.saveObjectSettings(settings);
    expect(await store.mappingDryRun("company")).toBeNull();
    const first = await store.startMappingDryRun("company", version(2));
    const change = { field: "name", before: "A", after: null, rule: "changed" };
    const samples = [
      { hubspotId: "1", connectwiseId: "2", changes: [{ ...change, side: "hubspot" }] },
    ] as const;
    const further = { ...first, lastLinkId: "7", links: 3, counts, samples } as const;

    await store.updateMappingDryRun("company", further);
    expect(await store.mappingDryRun("company")).toEqual(further);
    await store.updateMappingDryRun("company", { ...further, state: "done" });
    expect(await store.mappingDryRun("company")).toMatchObject({
      state: "done",
      finishedAt: expect.any(Number),
    });

    const second = await store.startMappingDryRun("company", version(3));
    await store.updateMappingDryRun("company", further);
    expect(await store.mappingDryRun("company")).toEqual(second);
    const revision = { existing: "apply", changes: [], userId: "7" } as const;
    await store.changeObjectSettings("company", (now) => ({
      settings: { ...now, mapping: version(2) },
      revision,
    }));
    expect(await store.mappingDryRun("company")).toBeNull();
  });

  it("looks at links that have both records, page by page", async () => {
    const { store, sync } = await openPortal(app, "d2");
    for (const id of ["1", "2", "3"]) await link(sync, id, 1);
    const [gone] = await sync.linksOf("company", [{ side: "hubspot", id: "2" }]);
    const [pair] = await sync.claimRecords("company", [{ side: "hubspot", id: "2" }], {
      owner: "a",
      claimMs: 60_000,
      settingsVersion: NEWEST,
    });
    if (pair === undefined || gone === undefined) throw new Error("the record is held");
    await sync.commit([{ pair, state: "deleted", release: true }]);

    const [first] = await store.linksAfter("company", "0", 1);
    const others = await store.linksAfter("company", first?.id ?? "", 10);

    expect(first?.hubspotId).toBe("1");
    expect(others.map(({ hubspotId }) => hubspotId)).toEqual(["3"]);
    expect(await store.countLiveLinks("company")).toBe(2);
  });
});
