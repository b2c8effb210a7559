import { LANES, type MappingVersion, type RecordRef } from "../../../server/sync/model.ts";
import { row } from "../../../server/sync/objects/row.ts";
import type { ObjectSettings } from "../../../server/sync/settings-ports.ts";
import type { Issue } from "../../../server/sync/pair-ports.ts";
import type { SyncStore } from "../../../server/sync/store-ports.ts";
import type { Database } from "../../../server/store/db.ts";
import { createSyncStore } from "../../../server/store/sync-store.ts";
import { CLAIM_KINDS, installPortal } from "./rig.ts";

/** Version of the settings of whoever knows everything. */
export const NEWEST = 9;

/** Settings of companies. */
export const settings: ObjectSettings = {
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

/** A mapping version that differs from every other one. */
export function version(number: number): MappingVersion {
  return {
    version: number,
    fields: [row("name", "name", { key: `name@${number}` })],
    valueMaps: {},
  };
}

/** Installs a portal, with both its stores. */
export async function openPortal(app: Database, portalId: string) {
  const { store, crypto } = await installPortal(app, portalId);
  return { store, sync: createSyncStore(app, portalId, crypto, CLAIM_KINDS) };
}

/** Links a pair, made under a mapping version. */
export async function link(sync: SyncStore, id: string, mappingVersion: number): Promise<void> {
  const claim = { owner: "a", claimMs: 60_000, settingsVersion: NEWEST };
  const [pair] = await sync.claimRecords("company", [{ side: "hubspot", id }], claim);
  if (pair === undefined) throw new Error("the record is held");
  const newLink = { hubspotId: id, connectwiseId: `1${id}` };
  await sync.commit([{ pair, newLink, mappingVersion, release: true }]);
}

export async function addIssue(
  sync: SyncStore,
  id: string,
  change: Partial<Issue> = {},
): Promise<void> {
  const ref = { side: "hubspot", id } as const;
  const [pair] = await sync.claimRecords("company", [ref], {
    owner: "a",
    claimMs: 60_000,
    settingsVersion: NEWEST,
  });
  if (pair === undefined) throw new Error("the record is held");
  await sync.commit([{ pair, issues: [{ ...issueOf(ref), ...change }], release: true }]);
}

/** What is wrong with a record. */
export function issueOf(ref: RecordRef): Issue {
  return {
    ref,
    state: "attention",
    code: "text_too_long",
    message: "It is too long.",
    seenModifiedAt: 1,
  };
}

/** Ids of the records that whoever works under a version of the settings would take now. */
export async function dirtyIds(
  sync: SyncStore,
  settingsVersion = NEWEST,
): Promise<readonly string[]> {
  const pairs = await sync.claimDirty({
    objectTypes: ["company"],
    maxLane: LANES.sweep,
    limit: 100,
    owner: "b",
    claimMs: 1,
    settingsVersion,
    linkedOnly: false,
  });
  return pairs.map(({ ref }) => ref.id).toSorted();
}
