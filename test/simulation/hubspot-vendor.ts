import type { Fields, ObjectType, RecordSnapshot } from "../../server/sync/model.ts";
import type {
  CrmAdapter,
  HistoryEntry,
  RecordPage,
  WriteResult,
} from "../../server/sync/adapter-ports.ts";
import {
  ask,
  idsHolding,
  listedPaths,
  pageById,
  refusal,
  refuse,
  send,
  snapshotOf,
  updateOne,
  type Line,
} from "./vendor-line.ts";
import type { VendorRecord } from "./vendor-record.ts";
import { objectOf } from "./world.ts";

const SIDE = "hubspot";

/** HubSpot: batches, a repeatable create, a search that lags, and history. */
export function hubspotVendor(line: Line): CrmAdapter {
  const { records } = line;
  return {
    side: SIDE,
    ...changes(line),
    read: (type, ids, paths) =>
      ask(line, `hs.read(${type} ${ids.join()})`, () => readById(line, type, ids, paths)),
    list: (type, cursor, paths) =>
      ask(line, `hs.list(${type} ${cursor ?? ""})`, () =>
        pageById(line, records.live(type, SIDE), cursor, paths),
      ),
    create: (type, inputs) =>
      inputs.length === 0
        ? Promise.resolve([])
        : send(
            line,
            `hs.create(${type} ${inputs.map((input) => input.sourceId).join()})`,
            inputs.map(
              ({ sourceId, fields }) =>
                () =>
                  upsertOne(line, type, sourceId, fields),
            ),
          ),
    update: (type, inputs) =>
      send(
        line,
        `hs.update(${type} ${inputs.map((input) => input.id).join()})`,
        inputs.map((input) => () => updateOne(line, { objectType: type, side: SIDE }, input)),
      ),
    findCreated: (type, probes, paths) =>
      ask(line, `hs.find(${type} ${probes.map((probe) => probe.sourceId).join()})`, () => {
        const found = new Map<string, RecordSnapshot[]>();
        for (const { sourceId } of probes) {
          const record = byUniqueId(line, type, sourceId);
          if (record !== undefined) found.set(sourceId, [snapshotOf(records, record, paths)]);
        }
        return found;
      }),
    search: (type, words, limit) =>
      ask(line, `hs.search(${type} ${words})`, () =>
        idsHolding(records.live(type, SIDE), words, limit),
      ),
    highMark: () => Promise.resolve(null),
    history: (type, ids, paths) =>
      ask(line, `hs.history(${type} ${ids.join()})`, () => {
        const found = new Map<string, Record<string, HistoryEntry[]>>();
        for (const id of ids) {
          const record = records.get(type, SIDE, id);
          if (record === undefined || record.isGone || record.mergedIntoId !== null) continue;
          found.set(
            id,
            Object.fromEntries(paths.map((path) => [path, historyOf(line, record, path)])),
          );
        }
        return found;
      }),
  };
}

/** What the search index shows, which lags. */
function changes(line: Line): Pick<CrmAdapter, "changesHead" | "changesScan"> {
  return {
    changesHead: (type, since, paths) =>
      ask(line, `hs.head(${type})`, () => {
        const pageSize = line.pageSize();
        const changed = visible(line, type, paths)
          .filter((record) => record.modifiedAt >= since)
          .toSorted((a, b) => b.modifiedAt - a.modifiedAt || Number(b.id) - Number(a.id));
        return {
          records: changed.slice(0, pageSize),
          total: changed.length,
          isComplete: changed.length <= pageSize,
          serverTime: line.scheduler.now,
        };
      }),
    changesScan: (type, since, cursor, paths) =>
      ask(line, `hs.scan(${type} ${cursor ?? ""})`, () =>
        pageByTime(line, visible(line, type, paths), cursor ?? `${since}:0`),
      ),
  };
}

function pageByTime(line: Line, all: readonly RecordSnapshot[], cursor: string): RecordPage {
  const pageSize = line.pageSize();
  const [at, afterId] = cursor.split(":").map(Number);
  const rest = all
    .filter(
      ({ modifiedAt, id }) =>
        modifiedAt > (at ?? 0) || (modifiedAt === at && Number(id) > (afterId ?? 0)),
    )
    .toSorted((a, b) => a.modifiedAt - b.modifiedAt || Number(a.id) - Number(b.id));
  const page = rest.slice(0, pageSize);
  const last = page.at(-1);
  const hasMore = rest.length > pageSize && last !== undefined;
  return {
    records: page,
    next: hasMore ? `${last.modifiedAt}:${last.id}` : null,
    serverTime: line.scheduler.now,
  };
}

function visible(line: Line, type: ObjectType, paths: readonly string[]): RecordSnapshot[] {
  const { records, scheduler } = line;
  const shown = listedPaths(line, { objectType: type, side: SIDE }, paths);
  return records.all(type, SIDE).flatMap((record) => {
    const entry = record.indexed.findLast((one) => one.visibleAt <= scheduler.now);
    if (entry === undefined || entry.fields === null) return [];
    const snapshot = snapshotOf(records, record, shown, entry.fields);
    return [{ ...snapshot, modifiedAt: entry.modifiedAt, isDeleted: false }];
  });
}

/** Associations are no properties: nothing keeps what they were. */
function historyOf(line: Line, record: VendorRecord, path: string): HistoryEntry[] {
  if (line.records.rulesOf(record).references[path] !== undefined) return [];
  return record.changes
    .filter((change) => change.path === path)
    .map(({ value, at, by }) => ({ value, at, isOurs: by === "app" }))
    .toReversed();
}

/** An id that was merged into another record's gives that record. */
function readById(
  line: Line,
  type: ObjectType,
  ids: readonly string[],
  paths: readonly string[],
): Map<string, RecordSnapshot> {
  const { records } = line;
  const found = new Map<string, RecordSnapshot>();
  for (const id of ids) {
    const asked = records.get(type, SIDE, id);
    if (asked === undefined) continue;
    const record = records.survivor(asked);
    if (record.isDeleted) continue;
    const snapshot = snapshotOf(records, record, paths);
    found.set(id, record === asked ? snapshot : { ...snapshot, mergedIntoId: record.id });
  }
  return found;
}

function byUniqueId(line: Line, type: ObjectType, sourceId: string): VendorRecord | undefined {
  const { idProperty } = objectOf(line.records.world, type).rules;
  return line.records.live(type, SIDE).find((one) => one.fields[idProperty] === sourceId);
}

function upsertOne(line: Line, type: ObjectType, sourceId: string, fields: Fields): WriteResult {
  const { records } = line;
  const place = { objectType: type, side: SIDE } as const;
  const { idProperty } = objectOf(records.world, type).rules;
  const known = byUniqueId(line, type, sourceId);
  const wrong = refusal(line, known ?? place, fields);
  if (wrong !== null) return wrong;
  const missing = records.rulesOf(place).required.find((path) => (fields[path] ?? null) === null);
  if (missing !== undefined) return refuse(line, "missing_field", missing);
  const all = { ...fields, [idProperty]: sourceId };
  if (known !== undefined) {
    records.update(known, all, "app");
    return { ok: true, record: snapshotOf(records, known), isNew: false };
  }
  const record = records.create(place, all, "app", sourceId);
  return { ok: true, record: snapshotOf(records, record), isNew: true };
}
