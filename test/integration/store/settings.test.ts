import { describe, expect, it } from "vitest";
import { createSyncStore } from "../../../server/store/sync-store.ts";
import { LANES, type MappingVersion } from "../../../server/sync/model.ts";
import { row } from "../../../server/sync/objects/row.ts";
import type { FieldIssue, ObjectSettings } from "../../../server/sync/portal-ports.ts";
import type { Issue, SyncStore } from "../../../server/sync/ports.ts";
import { installPortal, openStoreRig, CLAIM_KINDS } from "./rig.ts";
import { both, owner } from "../../unit/usecases/definitions.ts";

const { app } = await openStoreRig();

const settings: ObjectSettings = {
  objectType: "company",
  isOn: true,
  policy: {
    direction: "both",
    createIn: { hubspot: true, connectwise: false },
    firstLinkRule: "connectwise",
    createDefaults: { hubspot: {}, connectwise: { "site/id": 3 } },
    limits: { hubspot: {}, connectwise: { name: 50 } },
  },
  mapping: { version: 1, fields: [], valueMaps: {} },
  inactiveStatusIds: ["5"],
  excludedIds: [],
};

const MAP = { toHubspot: {}, toConnectwise: {}, unmapped: "skip" as const };

function fieldIssue(hubspot: string): FieldIssue {
  return {
    hubspot,
    connectwise: "market/id",
    code: "option_not_mapped",
    message: "These have no counterpart.",
    remedy: "Add them.",
    options: [{ side: "hubspot", value: "IT", label: "Computing" }],
  };
}

/** Version of the contexts that will look at what is marked. */
const NEWEST = 9;

function version(number: number): MappingVersion {
  return {
    version: number,
    fields: [row("name", "name", { key: `name@${number}` })],
    valueMaps: {},
  };
}

async function openPortal(portalId: string) {
  const { store, crypto } = await installPortal(app, portalId);
  return { store, sync: createSyncStore(app, portalId, crypto, CLAIM_KINDS) };
}

/** Links a pair, made under a mapping version. */
async function link(sync: SyncStore, id: string, mappingVersion: number): Promise<void> {
  const claim = { owner: "a", claimMs: 60_000 };
  const [pair] = await sync.claimRecords("company", [{ side: "hubspot", id }], claim);
  if (pair === undefined) throw new Error("the record is held");
  const newLink = { hubspotId: id, connectwiseId: `1${id}` };
  await sync.commit([{ pair, newLink, mappingVersion, release: true }]);
}

async function addIssue(sync: SyncStore, id: string, change: Partial<Issue> = {}): Promise<void> {
  const ref = { side: "hubspot", id } as const;
  const [pair] = await sync.claimRecords("company", [ref], { owner: "a", claimMs: 60_000 });
  if (pair === undefined) throw new Error("the record is held");
  const issue: Issue = {
    ref,
    state: "attention",
    code: "text_too_long",
    message: "It is too long.",
    seenModifiedAt: 1,
    ...change,
  };
  await sync.commit([{ pair, issues: [issue], release: true }]);
}

async function dirtyIds(sync: SyncStore): Promise<readonly string[]> {
  const pairs = await sync.claimDirty({
    objectTypes: ["company"],
    maxLane: LANES.sweep,
    limit: 100,
    owner: "b",
    claimMs: 1,
    linkedOnly: false,
  });
  return pairs.map(({ ref }) => ref.id).toSorted();
}

const rollOut = (store: Awaited<ReturnType<typeof openPortal>>["store"], number: number) =>
  store.changeObjectSettings("company", (now) => ({
    settings: { ...now, mapping: version(number) },
    rollout: "links",
  }));

describe("settings of an object type", () => {
  it("are kept, and a mapping version is never changed", async () => {
    const { store } = await installPortal(app, "s1");
    await store.saveObjectSettings(settings);
    await store.saveObjectSettings({ ...settings, isOn: false });
    expect(await store.objectSettings()).toEqual([{ ...settings, isOn: false }]);

    const changed = { ...settings, mapping: { ...settings.mapping, valueMaps: { type: MAP } } };
    await expect(store.saveObjectSettings(changed)).rejects.toMatchObject({
      code: "mapping_version_taken",
    });
    const next = { ...changed, mapping: { ...changed.mapping, version: 2 } };
    await store.saveObjectSettings(next);

    expect(await store.objectSettings()).toEqual([next]);
  });

  it("are changed from what is stored, so that of two changes none is lost", async () => {
    const { store } = await openPortal("s2");
    await store.saveObjectSettings(settings);

    await Promise.all([
      store.changeObjectSettings("company", (now) => ({ settings: { ...now, isOn: false } })),
      store.changeObjectSettings("company", (now) => ({
        settings: { ...now, excludedIds: ["9"] },
      })),
    ]);

    expect(await store.objectSettings()).toEqual([
      { ...settings, isOn: false, excludedIds: ["9"] },
    ]);
    expect(await store.changeObjectSettings("deal", () => null)).toBeNull();
  });

  it("keep every version with who made it and what it does", async () => {
    const { store } = await openPortal("s3");
    await store.saveObjectSettings(settings);
    const changes = [{ hubspot: "name", connectwise: "name", kinds: ["added"] }] as const;
    const revision = { existing: "apply", changes, userId: "71000" } as const;

    await store.changeObjectSettings("company", (now) => ({
      settings: { ...now, mapping: version(2) },
      revision,
    }));

    const versions = await store.mappingVersions("company");
    expect(versions.map(({ mapping }) => mapping)).toEqual([version(2), settings.mapping]);
    expect(versions.map((one) => one.revision)).toEqual([revision, null]);
    expect(versions[0]?.madeAt).toBeGreaterThan(Date.UTC(2026, 0, 1));
  });

  it("carry the issues of their fields, each time all of them", async () => {
    const { store } = await openPortal("s4");
    await store.saveObjectSettings(settings);
    const put = (...fieldIssues: FieldIssue[]) =>
      store.changeObjectSettings("company", (now, stored) => ({
        settings: { ...now, excludedIds: stored.map(({ hubspot }) => hubspot) },
        fieldIssues,
      }));

    await put(fieldIssue("industry"), fieldIssue("type"));
    expect(await store.fieldIssues("company")).toEqual([
      fieldIssue("industry"),
      fieldIssue("type"),
    ]);
    await put(fieldIssue("type"));

    expect(await store.fieldIssues("company")).toEqual([fieldIssue("type")]);
    expect(await store.fieldIssues("contact")).toEqual([]);
    expect((await store.objectSettings())[0]?.excludedIds).toEqual(["industry", "type"]);
  });
});

describe("definitions", () => {
  it("are kept encrypted, with when and why they were read", async () => {
    const { store } = await openPortal("d1");
    const definitions = both({ owners: [owner("1", { email: "ann@msp.example" })] });
    expect(await store.definitions("company")).toBeNull();

    await store.saveDefinitions("company", { both: definitions, reason: "asked" });

    expect(await store.definitions("company")).toMatchObject({
      both: definitions,
      reason: "asked",
      staleBecause: null,
    });
    const rows = await app.inPortal("d1", (query) =>
      query<{ definitions_sealed: string }>("SELECT definitions_sealed FROM definitions"),
    );
    expect(rows[0]?.definitions_sealed).toMatch(/^v1\./u);
    expect(JSON.stringify(rows)).not.toContain("ann@msp.example");
  });

  it("are doubted by a refusal about an option, until they are read again", async () => {
    const { store, sync } = await openPortal("d2");
    await store.saveDefinitions("company", { both: both(), reason: "connecting" });
    await store.saveDefinitions("contact", { both: both(), reason: "connecting" });

    await addIssue(sync, "1");
    expect((await store.definitions("company"))?.staleBecause).toBeNull();
    await addIssue(sync, "2", { code: "invalid_option" });

    expect((await store.definitions("company"))?.staleBecause).toBe("invalid_option");
    expect((await store.definitions("contact"))?.staleBecause).toBeNull();
    await store.saveDefinitions("company", { both: both(), reason: "refused" });
    expect((await store.definitions("company"))?.staleBecause).toBeNull();
  });
});

describe("a roll-out", () => {
  it("marks links page by page, then records with an issue, and tells how far it is", async () => {
    const { store, sync } = await openPortal("r1");
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

  it("waits for a worker that has read the new version", async () => {
    const { store, sync } = await openPortal("r5");
    await store.saveObjectSettings(settings);
    await link(sync, "1", 1);
    await rollOut(store, 2);

    expect(await store.continueRollout("company", 1, 10)).toBe(true);

    expect(await dirtyIds(sync)).toEqual([]);
  });

  it("has links looked at again that a worker still looked at under the older version", async () => {
    const { store, sync } = await openPortal("r6");
    await store.saveObjectSettings(settings);
    await link(sync, "1", 1);
    await rollOut(store, 2);
    while (await store.continueRollout("company", NEWEST, 10));
    const [pair] = await sync.claimDirty({
      objectTypes: ["company"],
      maxLane: LANES.sweep,
      limit: 1,
      owner: "slow",
      claimMs: 60_000,
      linkedOnly: false,
    });
    if (pair === undefined) throw new Error("nothing is dirty");

    await sync.commit([{ pair, mappingVersion: 1, done: pair.taken, release: true }]);

    expect(await dirtyIds(sync)).toEqual([]);
    expect(await sync.nextDue(["company"], LANES.sweep)).toBeGreaterThan(Date.now());
    const again = await sync.claimRecords("company", [pair.ref], { owner: "b", claimMs: 60_000 });
    await sync.commit(
      again.map((one) => ({ pair: one, mappingVersion: 2, done: one.taken, release: true })),
    );
    expect(await sync.nextDue(["company"], LANES.sweep)).toBeNull();
  });

  it("leaves links alone that were looked at under the version already", async () => {
    const { store, sync } = await openPortal("r2");
    await store.saveObjectSettings(settings);
    await link(sync, "1", 1);
    await link(sync, "2", 2);
    await rollOut(store, 2);

    while (await store.continueRollout("company", NEWEST, 10));

    expect(await dirtyIds(sync)).toEqual(["1"]);
    expect(await store.rollout("company")).toMatchObject({ links: 2, linksDone: 1 });
  });

  it("starts over when another version comes before it has ended", async () => {
    const { store, sync } = await openPortal("r3");
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
    const { store, sync } = await openPortal("r4");
    await store.saveObjectSettings(settings);
    for (const id of ["1", "2", "3"]) await link(sync, id, 1);
    await rollOut(store, 2);
    await store.continueRollout("company", NEWEST, 2);

    await store.changeObjectSettings("company", (now) => ({ settings: now, rollout: "issues" }));
    while (await store.continueRollout("company", NEWEST, 10));

    expect(await dirtyIds(sync)).toEqual(["1", "2", "3"]);
  });
});
