import type { CrmAdapter, WriteResult } from "../sync/adapter-ports.ts";
import { AppError } from "../sync/errors.ts";
import type { ObjectType } from "../sync/model.ts";
import type { Refusal } from "../sync/permission-ports.ts";

/** Refusals that calls met for want of a right, until somebody looks into them. */
export interface RefusalLog {
  add(refusal: Refusal): void;
  /** Those since the last time; each is told once. */
  take(): readonly Refusal[];
}

/** Makes a log that keeps one refusal of each kind, however many records met it. */
export function createRefusalLog(): RefusalLog {
  const open = new Map<string, Refusal>();
  return {
    add(refusal) {
      open.set(JSON.stringify(refusal), refusal);
    },
    take() {
      const taken = [...open.values()];
      open.clear();
      return taken;
    },
  };
}

/** Wraps an adapter so that what it is refused for want of a right is noted; nothing else changes. */
export function watchRefusals(adapter: CrmAdapter, log: RefusalLog): CrmAdapter {
  const note = (objectType: ObjectType, action: Refusal["action"], thrown: unknown): void => {
    if (!(thrown instanceof AppError) || thrown.errorClass !== "forbidden") return;
    log.add({ side: adapter.side, objectType, action, remedy: thrown.remedy ?? null });
  };
  const reading = async <T>(objectType: ObjectType, answer: Promise<T>): Promise<T> => {
    try {
      return await answer;
    } catch (thrown) {
      note(objectType, "read", thrown);
      throw thrown;
    }
  };
  const writing = async (
    objectType: ObjectType,
    action: Refusal["action"],
    answer: Promise<readonly WriteResult[]>,
  ): Promise<readonly WriteResult[]> => {
    const results = await answer;
    for (const result of results) if (!result.ok) note(objectType, action, result.error);
    return results;
  };
  return {
    ...adapter,
    read: (type, ids, paths) => reading(type, adapter.read(type, ids, paths)),
    list: (type, cursor, paths) => reading(type, adapter.list(type, cursor, paths)),
    changesHead: (type, since, paths) => reading(type, adapter.changesHead(type, since, paths)),
    changesScan: (type, since, cursor, paths) =>
      reading(type, adapter.changesScan(type, since, cursor, paths)),
    search: (type, words, limit) => reading(type, adapter.search(type, words, limit)),
    findCreated: (type, probes, paths) => reading(type, adapter.findCreated(type, probes, paths)),
    highMark: (type) => reading(type, adapter.highMark(type)),
    history: (type, ids, paths) => reading(type, adapter.history(type, ids, paths)),
    create: (type, inputs) => writing(type, "create", adapter.create(type, inputs)),
    update: (type, inputs) => writing(type, "update", adapter.update(type, inputs)),
  };
}
