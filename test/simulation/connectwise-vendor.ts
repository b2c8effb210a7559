import type { Fields, FieldValue, ObjectType, RecordSnapshot } from "../../server/sync/model.ts";
import type { CreatedProbe, CrmAdapter, WriteResult } from "../../server/sync/adapter-ports.ts";
import {
  ask,
  idsHolding,
  isEmpty,
  listedPaths,
  pageById,
  refusal,
  refuse,
  send,
  snapshotOf,
  updateOne,
  wrongContact,
  type Line,
} from "./vendor-line.ts";
import type { VendorRecord } from "./vendor-record.ts";
import { objectOf } from "./world.ts";

const SIDE = "connectwise";

/** ConnectWise: one write a call, growing ids, a unique identifier, no history. */
export function connectwiseVendor(line: Line): CrmAdapter {
  const { records } = line;
  return {
    side: SIDE,
    ...changes(line),
    ...writes(line),
    read: (type, ids, paths) =>
      ask(line, `cw.read(${type} ${ids.join()})`, () => {
        const wanted = new Set(ids);
        const found = shown(line, type).filter(({ id }) => wanted.has(id));
        return new Map(found.map((record) => [record.id, snapshotOf(records, record, paths)]));
      }),
    list: (type, cursor, paths) =>
      ask(line, `cw.list(${type} ${cursor ?? ""})`, () =>
        pageById(line, shown(line, type), cursor, paths),
      ),
    findCreated: (type, probes, paths) =>
      ask(line, `cw.find(${type} ${probes.map((probe) => probe.sourceId).join()})`, () => {
        const found = new Map<string, RecordSnapshot[]>();
        for (const probe of probes) {
          const own = shown(line, type).filter(
            (record) =>
              Number(record.id) > Number(probe.highMark ?? 0) &&
              (record.createdBy === "app" || isAnswerTo(line, probe, record)),
          );
          if (own.length === 0) continue;
          found.set(
            probe.sourceId,
            own.map((record) => ({
              ...snapshotOf(records, record, paths),
              isMadeByUs: record.createdBy === "app",
            })),
          );
        }
        return found;
      }),
    search: (type, words, limit) =>
      ask(line, `cw.search(${type} ${words})`, () => idsHolding(shown(line, type), words, limit)),
    highMark: (type) =>
      ask(line, `cw.mark(${type})`, () =>
        String(Math.max(0, ...shown(line, type).map((record) => Number(record.id)))),
      ),
    history: () => Promise.resolve(null),
  };
}

function changes(line: Line): Pick<CrmAdapter, "changesHead" | "changesScan"> {
  const { records } = line;
  const pathsOf = (type: ObjectType, paths: readonly string[]): readonly string[] =>
    listedPaths(line, { objectType: type, side: SIDE }, paths);
  return {
    changesHead: (type, since, paths) =>
      ask(line, `cw.head(${type})`, () => {
        const pageSize = line.pageSize();
        const changed = changedSince(shown(line, type), since).toSorted(
          (a, b) => b.modifiedAt - a.modifiedAt || Number(b.id) - Number(a.id),
        );
        return {
          records: changed
            .slice(0, pageSize)
            .map((record) => snapshotOf(records, record, pathsOf(type, paths))),
          total: null,
          isComplete: changed.length <= pageSize,
          serverTime: line.scheduler.now,
        };
      }),
    changesScan: (type, since, cursor, paths) =>
      ask(line, `cw.scan(${type} ${cursor ?? ""})`, () =>
        pageById(line, changedSince(shown(line, type), since), cursor, pathsOf(type, paths)),
      ),
  };
}

function writes(line: Line): Pick<CrmAdapter, "create" | "update"> {
  return {
    create: async (type, inputs) => {
      const results = await untilAllEnded(
        inputs.map(({ sourceId, fields }) =>
          send(line, `cw.create(${type} ${sourceId})`, [
            () => createOne(line, type, sourceId, fields),
          ]),
        ),
      );
      return results.flat();
    },
    update: async (type, inputs) => {
      const place = { objectType: type, side: SIDE } as const;
      const results = await untilAllEnded(
        inputs.map((input) =>
          send(line, `cw.update(${type} ${input.id})`, [() => updateOne(line, place, input)]),
        ),
      );
      return results.flat();
    },
  };
}

/** Records that can be seen, deleted companies among them. */
function shown(line: Line, type: ObjectType): VendorRecord[] {
  return line.records.all(type, SIDE).filter(({ isGone }) => !isGone);
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

function plain(value: FieldValue | undefined): string {
  return String(value ?? "")
    .trim()
    .toLowerCase();
}

/** A record that agrees in what tells its kind best. */
function isAnswerTo(line: Line, probe: CreatedProbe, record: VendorRecord): boolean {
  const { lookups } = objectOf(line.records.world, record.objectType).rules;
  const lookup = lookups.find(([path]) => !isEmpty(probe.fields[path ?? ""]));
  return lookup?.every((path) => plain(record.fields[path]) === plain(probe.fields[path])) ?? false;
}

function createOne(line: Line, type: ObjectType, sourceId: string, fields: Fields): WriteResult {
  const { records } = line;
  const place = { objectType: type, side: SIDE } as const;
  const missing = records.rulesOf(place).required.find((path) => isEmpty(fields[path]));
  if (missing !== undefined) return refuse(line, "missing_field", missing);
  const wrong = refusal(line, place, fields) ?? wrongContact(line, place, fields);
  if (wrong !== null) return wrong;
  const record = records.create(place, fields, "app", sourceId);
  return { ok: true, record: snapshotOf(records, record), isNew: true };
}
