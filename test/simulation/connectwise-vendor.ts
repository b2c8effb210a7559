import type { Fields, FieldValue, RecordSnapshot } from "../../server/sync/model.ts";
import type { CrmAdapter, WriteResult } from "../../server/sync/ports.ts";
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
import { ACTIVE_STATUS } from "./world.ts";

/** ConnectWise: one write a call, growing ids, a unique identifier, no history. */
export function connectwiseVendor(line: Line): CrmAdapter {
  const { records } = line;
  const { pageSize } = records.world;
  const side = "connectwise";
  return {
    side,
    read: (_type, ids, paths) =>
      ask(line, `cw.read(${ids.join()})`, () => {
        const found = ids.flatMap((id) => records.get(side, id) ?? []);
        return new Map(found.map((record) => [record.id, snapshotOf(record, paths)]));
      }),
    list: (_type, cursor, paths) =>
      ask(line, `cw.list(${cursor ?? ""})`, () => pageById(line, records.all(side), cursor, paths)),
    changesHead: (_type, since, paths) =>
      ask(line, "cw.head", () => {
        const changed = changedSince(records.all(side), since)
          .map((record) => snapshotOf(record, paths))
          .toSorted((a, b) => b.modifiedAt - a.modifiedAt || Number(b.id) - Number(a.id));
        return {
          records: changed.slice(0, pageSize),
          total: null,
          isComplete: changed.length <= pageSize,
          serverTime: line.scheduler.now,
        };
      }),
    changesScan: (_type, since, cursor, paths) =>
      ask(line, `cw.scan(${cursor ?? ""})`, () =>
        pageById(line, changedSince(records.all(side), since), cursor, paths),
      ),
    create: async (_type, inputs) => {
      const results = await untilAllEnded(
        inputs.map(({ sourceId, fields }) =>
          send(line, `cw.create(${sourceId})`, [() => createCompany(line, sourceId, fields)]),
        ),
      );
      return results.flat();
    },
    update: async (_type, inputs) => {
      const results = await untilAllEnded(
        inputs.map(({ id, fields }) =>
          send(line, `cw.update(${id})`, [() => updateOne(line, side, id, fields)]),
        ),
      );
      return results.flat();
    },
    findCreated: (_type, probes, paths) =>
      ask(line, `cw.find(${probes.map((probe) => probe.sourceId).join()})`, () => {
        const found = new Map<string, RecordSnapshot[]>();
        for (const { sourceId, fields, highMark } of probes) {
          const own = records
            .all(side)
            .filter(
              (record) =>
                isSameIdentifier(record, fields["identifier"]) &&
                Number(record.id) > Number(highMark ?? 0),
            );
          if (own.length > 0)
            found.set(
              sourceId,
              own.map((record) => snapshotOf(record, paths)),
            );
        }
        return found;
      }),
    highMark: () =>
      ask(line, "cw.mark", () =>
        String(Math.max(0, ...records.all(side).map((r) => Number(r.id)))),
      ),
    history: () => Promise.resolve(null),
  };
}

/** No answer is given while another call of the same batch is still under way. */
async function untilAllEnded<Result>(calls: readonly Promise<Result>[]): Promise<Result[]> {
  await Promise.allSettled(calls);
  return Promise.all(calls);
}

function changedSince(all: readonly VendorRecord[], since: number): VendorRecord[] {
  const whole = Math.floor(since / 1000) * 1000;
  return all.filter((record) => record.modifiedAt >= whole);
}

function isSameIdentifier(record: VendorRecord, identifier: FieldValue | undefined): boolean {
  const own = record.fields["identifier"];
  return String(own).toLowerCase() === String(identifier).toLowerCase();
}

function createCompany(line: Line, sourceId: string, fields: Fields): WriteResult {
  const refused = refusedPath(line, "connectwise", fields);
  if (refused !== undefined) {
    return { ok: false, error: failure(line, "invalid", "invalid_value", refused) };
  }
  if (line.records.all("connectwise").some((one) => isSameIdentifier(one, fields["identifier"]))) {
    return { ok: false, error: failure(line, "exists", "identifier_taken", "identifier") };
  }
  const status = { "status/id": ACTIVE_STATUS, "status/name": "Active" };
  const record = line.records.create("connectwise", { ...status, ...fields }, "app", sourceId);
  return { ok: true, record: snapshotOf(record, null), isNew: true };
}
