import { SIDES, type ParentRef } from "../sync/model.ts";
import { allParents, lookUpIn, parentKey } from "../sync/parents.ts";
import type { PairWork, SyncContext } from "./engine.ts";

/** Reads what is known about every record that these records belong to, in one look. */
export async function withParents(
  context: SyncContext,
  works: readonly PairWork[],
): Promise<readonly PairWork[]> {
  const wanted = new Map<string, ParentRef>();
  for (const { records } of works) {
    for (const side of SIDES) {
      const record = records[side];
      if (record === null) continue;
      for (const parent of allParents(context.mapping, side, record)) {
        wanted.set(parentKey(parent), parent);
      }
    }
  }
  if (wanted.size === 0) return works;
  const stored = await context.store.parentsOf([...wanted.values()], context.dryRunId ?? null);
  const parents = lookUpIn(stored);
  return works.map((work) => ({ ...work, parents }));
}
