import type { RecordRef } from "../../server/sync/model.ts";
import type { Clock } from "../../server/sync/ports.ts";
import type { RunItem, SyncStore } from "../../server/sync/store-ports.ts";
import { claimDirty, claimRecords, renewClaims } from "./memory-claims.ts";
import { addMarks, commit, setMatchKeys } from "./memory-commit.ts";
import { pastWrites } from "./memory-journal.ts";
import { addSamples } from "./memory-samples.ts";
import { neighbourhood, observe } from "./memory-reads.ts";
import { parentsOf } from "./memory-waits.ts";
import { linkOfRecord, recordText, type LinkRow, type Tables } from "./memory-tables.ts";

/** Runs one transaction: the effect happens at one moment between the call and its answer. */
export type Transact = <Result>(label: string, effect: () => Result) => Promise<Result>;

/** Runs effects at once, with an await before and after. */
export const transactAtOnce: Transact = async (_label, effect) => {
  await Promise.resolve();
  const result = effect();
  await Promise.resolve();
  return result;
};

/** The store of one portal in memory; each method is one transaction. */
export function createMemoryStore(
  tables: Tables,
  clock: Pick<Clock, "now">,
  transact: Transact = transactAtOnce,
): SyncStore {
  return {
    ...work(tables, clock, transact),
    ...reads(tables, transact),
    // No step of its own: only who holds the pair adds to what is read.
    pastWrites: (objectType, places) =>
      Promise.resolve(pastWrites(tables, objectType, places, clock.now())),
    ...staging(tables, transact),
  };
}

function work(
  tables: Tables,
  clock: Pick<Clock, "now">,
  transact: Transact,
): Pick<
  SyncStore,
  "markDirty" | "claimDirty" | "claimRecords" | "renewClaims" | "commit" | "nextDue" | "observe"
> {
  return {
    markDirty: (marks) =>
      transact("markDirty", () => {
        addMarks(tables, marks);
      }),
    claimDirty: (request) => transact("claimDirty", () => claimDirty(tables, request, clock.now())),
    claimRecords: (objectType, refs, claim) =>
      transact("claimRecords", () => {
        const records = refs.map((ref) => ({ ...ref, objectType }));
        return claimRecords(tables, records, claim, clock.now());
      }),
    renewClaims: (pairs, claimMs) =>
      transact("renewClaims", () => renewClaims(tables, pairs, clock.now() + claimMs)),
    commit: (changes) => transact("commit", () => commit(tables, changes, clock.now())),
    nextDue: (objectTypes, maxLane) =>
      transact("nextDue", () => {
        const times = [...tables.dirty.values()]
          .filter((row) => row.lane <= maxLane && objectTypes.includes(row.objectType))
          .map((row) => row.notBefore);
        return times.length === 0 ? null : Math.min(...times);
      }),
    observe: (page) => transact("observe", () => observe(tables, page)),
  };
}

function reads(
  tables: Tables,
  transact: Transact,
): Pick<
  SyncStore,
  | "neighbourhood"
  | "linksOf"
  | "parentsOf"
  | "learnKeys"
  | "takenKeys"
  | "openIntents"
  | "cursor"
  | "unsweptLinks"
  | "countLinks"
> {
  const linksOf = (objectType: string, refs: readonly RecordRef[]) => {
    const found = refs.flatMap((ref) => linkOfRecord(tables, objectType, ref) ?? []);
    return [...new Map(found.map((link) => [link.id, { ...link }])).values()];
  };
  return {
    neighbourhood: (objectType, refs, strongKinds, supposed = []) =>
      transact("neighbourhood", () => {
        if (supposed.length === 0) return neighbourhood(tables, objectType, refs, strongKinds);
        const copy = { ...tables, matchKeys: new Map(tables.matchKeys) };
        for (const { ref, keys } of supposed) {
          setMatchKeys(copy, recordText(objectType, ref), keys);
        }
        return neighbourhood(copy, objectType, refs, strongKinds);
      }),
    linksOf: (objectType, refs) => transact("linksOf", () => linksOf(objectType, refs)),
    parentsOf: (parents, dryRunId) =>
      transact("parentsOf", () => parentsOf(tables, parents, dryRunId)),
    learnKeys: (objectType, records) =>
      transact("learnKeys", () => {
        for (const { ref, keys } of records) {
          setMatchKeys(tables, recordText(objectType, ref), keys);
        }
      }),
    takenKeys: (objectType, side, kind, values) =>
      transact("takenKeys", () => {
        const prefix = `${objectType}:${side}:`;
        const used = [...tables.matchKeys].flatMap(([text, keys]) =>
          text.startsWith(prefix)
            ? keys.filter((key) => key.kind === kind).map((key) => key.value)
            : [],
        );
        return new Set(values.filter((value) => used.includes(value)));
      }),
    openIntents: (objectType, targetSide) =>
      transact("openIntents", () =>
        [...tables.intents.values()].filter(
          (intent) => intent.objectType === objectType && intent.source.side !== targetSide,
        ),
      ),
    cursor: (objectType, side, name) =>
      transact("cursor", () => tables.cursors.get(`${objectType}:${side}:${name}`) ?? null),
    unsweptLinks: (objectType, side, sweepId, limit) =>
      transact("unsweptLinks", () =>
        [...tables.links.values()]
          .filter(
            (link) =>
              link.objectType === objectType &&
              link.state !== "deleted" &&
              link.state !== "merged" &&
              tables.sweepStamps.get(`${link.id}:${side}`) !== sweepId,
          )
          .slice(0, limit)
          .map((link) => ({ ...link })),
      ),
    countLinks: (objectType) =>
      transact(
        "countLinks",
        () => [...tables.links.values()].filter((link) => link.objectType === objectType).length,
      ),
  };
}

function staging(
  tables: Tables,
  transact: Transact,
): Pick<
  SyncStore,
  | "stage"
  | "stagedPage"
  | "stagedRecords"
  | "clearStaging"
  | "addRunItems"
  | "addMissingRunItems"
  | "addRunSamples"
  | "clearRunItems"
> {
  return {
    stage: (objectType, side, records) =>
      transact("stage", () => {
        for (const staged of records) {
          const text = recordText(objectType, { side, id: staged.snapshot.id });
          setMatchKeys(tables, text, staged.snapshot.isDeleted ? [] : staged.matchKeys);
          tables.staging.set(text, { ...staged, objectType, side });
        }
      }),
    stagedPage: (objectType, side, afterId, limit) =>
      transact("stagedPage", () =>
        [...tables.staging.values()]
          .filter((row) => row.objectType === objectType && row.side === side)
          .map((row) => row.snapshot)
          .filter((record) => record.id > (afterId ?? ""))
          .toSorted((a, b) => (a.id < b.id ? -1 : 1))
          .slice(0, limit),
      ),
    stagedRecords: (objectType, refs) =>
      transact("stagedRecords", () =>
        refs.flatMap((ref) => {
          const row = tables.staging.get(recordText(objectType, ref));
          return row === undefined ? [] : [{ side: ref.side, record: row.snapshot }];
        }),
      ),
    clearStaging: () =>
      transact("clearStaging", () => {
        tables.staging.clear();
      }),
    addRunItems: (runId, items) =>
      transact("addRunItems", () => {
        for (const item of items) {
          const known = tables.runItems.get(runId) ?? [];
          if (known.some((old) => isMade(item, old))) continue;
          const kept = known.filter((old) => !replaces(item, old));
          tables.runItems.set(runId, [...kept, item]);
        }
      }),
    addRunSamples: (runId, samples) =>
      transact("addRunSamples", () => {
        addSamples(tables, runId, samples);
      }),
    clearRunItems: (runId) =>
      transact("clearRunItems", () => {
        tables.runItems.delete(runId);
      }),
    addMissingRunItems: (runId, objectType, refs) =>
      transact("addMissingRunItems", () => {
        const links = refs.flatMap((ref) => linkOfRecord(tables, objectType, ref) ?? []);
        for (const link of links) {
          const item = missingItem(tables, link);
          const known = tables.runItems.get(runId) ?? [];
          if (!known.some((old) => replaces(item, old))) {
            tables.runItems.set(runId, [...known, item]);
          }
        }
      }),
  };
}

function missingItem(tables: Tables, link: LinkRow): RunItem {
  const { objectType, hubspotId, connectwiseId } = link;
  const entry = tables.journal.findLast(
    ({ kind, side, recordId, objectType: type }) =>
      type === objectType &&
      (kind === "create" || kind === "link") &&
      recordId === (side === "hubspot" ? hubspotId : connectwiseId),
  );
  return {
    objectType,
    hubspotId,
    connectwiseId,
    action: entry?.kind === "create" ? `created_in_${entry.side}` : "linked",
    matchedBy: entry?.kind === "link" ? entry.rule : "",
    reason: "",
  };
}

/** True for a pair of which a filter holds nothing but the very record that the run has created. */
function isMade({ leftOut = [], ...item }: RunItem, old: RunItem): boolean {
  const [side] = leftOut;
  return (
    leftOut.length === 1 &&
    item.objectType === old.objectType &&
    item.hubspotId === old.hubspotId &&
    item.connectwiseId === old.connectwiseId &&
    old.action === `created_in_${side}`
  );
}

/** A later item replaces an earlier one about the same record; reviews stand side by side. */
function replaces(
  item: Parameters<SyncStore["addRunItems"]>[1][number],
  old: Parameters<SyncStore["addRunItems"]>[1][number],
): boolean {
  const sharesId = (["hubspot", "connectwise"] as const).some((side) => {
    const id = side === "hubspot" ? item.hubspotId : item.connectwiseId;
    return id !== null && id === (side === "hubspot" ? old.hubspotId : old.connectwiseId);
  });
  const isOtherReview =
    item.action === "review" &&
    old.action === "review" &&
    (item.hubspotId !== old.hubspotId || item.connectwiseId !== old.connectwiseId);
  return item.objectType === old.objectType && sharesId && !isOtherReview;
}
