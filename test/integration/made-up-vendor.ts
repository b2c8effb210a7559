import { AppError } from "../../server/sync/errors.ts";
import type {
  FieldValue,
  Fields,
  ObjectType,
  RecordSnapshot,
  Side,
} from "../../server/sync/model.ts";
import type { CrmAdapter, HistoryEntry, WriteResult } from "../../server/sync/adapter-ports.ts";

interface Kept {
  readonly id: string;
  readonly fields: Record<string, FieldValue>;
  readonly isOurs: boolean;
  readonly history: Record<string, HistoryEntry[]>;
  modifiedAt: number;
}

/** Fields of each object type; the first is the one that the vendor finds our creates by. */
export type Fieldnames = Readonly<Record<ObjectType, readonly string[]>>;

/** A vendor that has whatever object types a test wants, with what its people do. */
export interface MadeUpVendor extends CrmAdapter {
  /** A person makes a record. @returns its id */
  make(objectType: ObjectType, fields: Fields): string;
  edit(objectType: ObjectType, id: string, fields: Fields): void;
  /** What each record of a type holds, by id. */
  all(objectType: ObjectType): Readonly<Record<string, Fields>>;
  /** Records that Lockstep wrote, as `type id`, one for each write. */
  readonly writes: string[];
}

/**
 * Makes one side's vendor from the contract of `CrmAdapter`: HubSpot repeats creates under a unique
 * property and keeps a history; ConnectWise has growing ids, whole seconds and neither.
 */
export function makeUpVendor(side: Side, names: Fieldnames): MadeUpVendor {
  const kept = new Map<ObjectType, Map<string, Kept>>();
  const writes: string[] = [];
  let lastId = side === "hubspot" ? 9_000 : 100;
  const recordsOf = (objectType: ObjectType): Kept[] => [...(kept.get(objectType)?.values() ?? [])];
  const shown = (record: Kept, paths: readonly string[]): RecordSnapshot => ({
    id: record.id,
    fields: Object.fromEntries(
      paths.map((path) => [path, path === "id" ? record.id : (record.fields[path] ?? null)]),
    ),
    modifiedAt: record.modifiedAt,
    isDeleted: false,
  });
  const answer = (objectType: ObjectType, record: Kept): RecordSnapshot =>
    shown(record, names[objectType] ?? []);
  const set = (record: Kept, fields: Fields, isOurs: boolean): void => {
    const now = Date.now();
    for (const [path, value] of Object.entries(fields)) {
      if ((record.fields[path] ?? null) === value) continue;
      record.fields[path] = value;
      (record.history[path] ??= []).unshift({ value, at: now, isOurs });
    }
    record.modifiedAt = side === "hubspot" ? now : Math.floor(now / 1000) * 1000;
  };
  const add = (objectType: ObjectType, fields: Fields, isOurs: boolean): Kept => {
    lastId += 1;
    const record: Kept = { id: String(lastId), fields: {}, isOurs, history: {}, modifiedAt: 0 };
    set(record, fields, isOurs);
    kept.set(objectType, (kept.get(objectType) ?? new Map()).set(record.id, record));
    return record;
  };
  const get = (objectType: ObjectType, id: string): Kept | undefined =>
    kept.get(objectType)?.get(id);
  const findOurs = (
    objectType: ObjectType,
    sourceId: string,
    probe: { readonly fields: Fields; readonly highMark?: string | null },
  ): Kept[] => {
    const [key = ""] = names[objectType] ?? [];
    const wanted = side === "hubspot" ? sourceId : probe.fields[key];
    return recordsOf(objectType).filter(
      ({ id, fields }) => fields[key] === wanted && Number(id) > Number(probe.highMark ?? 0),
    );
  };
  const changed = (objectType: ObjectType, since: number): Kept[] =>
    recordsOf(objectType).filter(({ modifiedAt }) => modifiedAt >= since);
  return {
    side,
    writes,
    make: (objectType, fields) => add(objectType, fields, false).id,
    edit(objectType, id, fields) {
      const record = get(objectType, id);
      if (record === undefined) throw new Error(`there is no ${objectType} ${id}`);
      set(record, fields, false);
    },
    all: (objectType) =>
      Object.fromEntries(recordsOf(objectType).map(({ id, fields }) => [id, fields])),
    read: async (objectType, ids, paths) =>
      Promise.resolve(
        new Map(
          ids
            .flatMap((id) => get(objectType, id) ?? [])
            .map((record) => [record.id, shown(record, paths)]),
        ),
      ),
    list: async (objectType, _cursor, paths) =>
      Promise.resolve({
        records: recordsOf(objectType).map((record) => shown(record, paths)),
        next: null,
        serverTime: Date.now(),
      }),
    async changesHead(objectType, since, paths) {
      const found = changed(objectType, since).toSorted((a, b) => b.modifiedAt - a.modifiedAt);
      return Promise.resolve({
        records: found.map((record) => shown(record, paths)),
        total: side === "hubspot" ? found.length : null,
        isComplete: true,
        serverTime: Date.now(),
      });
    },
    changesScan: async (objectType, since, _cursor, paths) =>
      Promise.resolve({
        records: changed(objectType, since).map((record) => shown(record, paths)),
        next: null,
        serverTime: Date.now(),
      }),
    search: async (objectType, words, limit) =>
      Promise.resolve(
        recordsOf(objectType)
          .filter(({ fields }) =>
            Object.values(fields).some((value) => String(value).includes(words)),
          )
          .slice(0, limit)
          .map(({ id }) => id),
      ),
    create: async (objectType, inputs) =>
      Promise.resolve(
        inputs.map(({ sourceId, fields }): WriteResult => {
          const [known] = side === "hubspot" ? findOurs(objectType, sourceId, { fields }) : [];
          if (known !== undefined) set(known, fields, true);
          const record = known ?? add(objectType, fields, true);
          writes.push(`${objectType} ${record.id}`);
          return { ok: true, record: answer(objectType, record), isNew: known === undefined };
        }),
      ),
    update: async (objectType, inputs) =>
      Promise.resolve(
        inputs.map(({ id, fields }): WriteResult => {
          const record = get(objectType, id);
          if (record === undefined) {
            const facts = { code: "record_gone", errorClass: "gone" } as const;
            return { ok: false, error: new AppError(`no ${objectType} ${id}`, facts) };
          }
          set(record, fields, true);
          writes.push(`${objectType} ${id}`);
          return { ok: true, record: answer(objectType, record) };
        }),
      ),
    findCreated: async (objectType, probes, paths) =>
      Promise.resolve(
        new Map(
          probes.map((probe) => [
            probe.sourceId,
            findOurs(objectType, probe.sourceId, probe).map((record) => ({
              ...shown(record, paths),
              isMadeByUs: record.isOurs,
            })),
          ]),
        ),
      ),
    highMark: async () => Promise.resolve(side === "hubspot" ? null : String(lastId)),
    history: async (objectType, ids, paths) =>
      Promise.resolve(
        side === "connectwise"
          ? null
          : new Map(
              ids.map((id) => [
                id,
                Object.fromEntries(
                  paths.map((path) => [path, get(objectType, id)?.history[path] ?? []]),
                ),
              ]),
            ),
      ),
  };
}
