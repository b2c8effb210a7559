import type { Fields, RecordSnapshot } from "../../server/sync/model.ts";
import type { CrmAdapter, HistoryEntry, WriteResult } from "../../server/sync/ports.ts";
import {
  ask,
  failure,
  pageById,
  refusedPath,
  send,
  snapshotOf,
  updateOne,
  type Line,
} from "./vendor-line.ts";
import type { VendorRecord } from "./vendor-records.ts";

/** HubSpot: batches, a repeatable create, a search that lags, and history. */
export function hubspotVendor(line: Line): CrmAdapter {
  const { records } = line;
  const { pageSize } = records.world;
  const visible = (paths: readonly string[]): RecordSnapshot[] =>
    records.all("hubspot").flatMap((record) => {
      const entry = record.indexed.findLast((one) => one.visibleAt <= line.scheduler.now);
      if (entry === undefined || entry.fields === null) return [];
      const snapshot = snapshotOf(record, paths, entry.fields);
      return [{ ...snapshot, modifiedAt: entry.modifiedAt, isDeleted: false }];
    });
  return {
    side: "hubspot",
    read: (_type, ids, paths) =>
      ask(line, `hs.read(${ids.join()})`, () => liveById(line, ids, paths)),
    list: (_type, cursor, paths) =>
      ask(line, `hs.list(${cursor ?? ""})`, () =>
        pageById(line, records.live("hubspot"), cursor, paths),
      ),
    changesHead: (_type, since, paths) =>
      ask(line, "hs.head", () => {
        const changed = visible(paths)
          .filter((record) => record.modifiedAt >= since)
          .toSorted((a, b) => b.modifiedAt - a.modifiedAt || Number(b.id) - Number(a.id));
        return {
          records: changed.slice(0, pageSize),
          total: changed.length,
          isComplete: changed.length <= pageSize,
          serverTime: line.scheduler.now,
        };
      }),
    changesScan: (_type, since, cursor, paths) =>
      ask(line, `hs.scan(${cursor ?? ""})`, () => {
        const [at, afterId] = (cursor ?? `${since}:0`).split(":").map(Number);
        const rest = visible(paths)
          .filter(
            ({ modifiedAt, id }) =>
              modifiedAt > (at ?? 0) || (modifiedAt === at && Number(id) > (afterId ?? 0)),
          )
          .toSorted((a, b) => a.modifiedAt - b.modifiedAt || Number(a.id) - Number(b.id));
        const page = rest.slice(0, pageSize);
        const last = page.at(-1);
        const next =
          rest.length > pageSize && last !== undefined ? `${last.modifiedAt}:${last.id}` : null;
        return { records: page, next, serverTime: line.scheduler.now };
      }),
    create: (_type, inputs) =>
      inputs.length === 0
        ? Promise.resolve([])
        : send(
            line,
            `hs.create(${inputs.map((input) => input.sourceId).join()})`,
            inputs.map(
              ({ sourceId, fields }) =>
                () =>
                  upsertOne(line, sourceId, fields),
            ),
          ),
    update: (_type, inputs) =>
      send(
        line,
        `hs.update(${inputs.map((input) => input.id).join()})`,
        inputs.map(
          ({ id, fields }) =>
            () =>
              updateOne(line, "hubspot", id, fields),
        ),
      ),
    findCreated: (_type, probes, paths) =>
      ask(line, `hs.find(${probes.map((probe) => probe.sourceId).join()})`, () => {
        const found = new Map<string, RecordSnapshot[]>();
        for (const { sourceId } of probes) {
          const record = byUniqueId(line, sourceId);
          if (record !== undefined) found.set(sourceId, [snapshotOf(record, paths)]);
        }
        return found;
      }),
    highMark: () => Promise.resolve(null),
    history: (_type, ids, paths) =>
      ask(line, `hs.history(${ids.join()})`, () => {
        const found = new Map<string, Record<string, HistoryEntry[]>>();
        for (const id of ids) {
          const record = records.get("hubspot", id);
          if (record === undefined || record.isDeleted) continue;
          found.set(id, Object.fromEntries(paths.map((path) => [path, historyOf(record, path)])));
        }
        return found;
      }),
  };
}

function historyOf(record: VendorRecord, path: string): HistoryEntry[] {
  return record.changes
    .filter((change) => change.path === path)
    .map(({ value, at, by }) => ({ value, at, isOurs: by === "app" }))
    .toReversed();
}

function liveById(
  line: Line,
  ids: readonly string[],
  paths: readonly string[],
): Map<string, RecordSnapshot> {
  const found = new Map<string, RecordSnapshot>();
  for (const id of ids) {
    const record = line.records.get("hubspot", id);
    if (record !== undefined && !record.isDeleted) found.set(id, snapshotOf(record, paths));
  }
  return found;
}

function byUniqueId(line: Line, sourceId: string): VendorRecord | undefined {
  return line.records.live("hubspot").find((one) => one.fields["cw_company_id"] === sourceId);
}

function upsertOne(line: Line, sourceId: string, fields: Fields): WriteResult {
  const refused = refusedPath(line, "hubspot", fields);
  if (refused !== undefined) {
    return { ok: false, error: failure(line, "invalid", "invalid_value", refused) };
  }
  const all = { ...fields, cw_company_id: sourceId };
  const known = byUniqueId(line, sourceId);
  if (known !== undefined) {
    line.records.update(known, all, "app");
    return { ok: true, record: snapshotOf(known, null), isNew: false };
  }
  const record = line.records.create("hubspot", all, "app", sourceId);
  return { ok: true, record: snapshotOf(record, null), isNew: true };
}
