import { SIDES, type ParentRef } from "../sync/model.ts";
import type { StoredParent } from "../sync/pair-ports.ts";
import { allParents, lookUpIn, parentKey } from "../sync/parents.ts";
import type { PairWork, SyncContext } from "./engine.ts";

/** What is known about parents; the newest look last. Null: nobody has any. */
export type Stored = readonly StoredParent[] | null;

/**
 * Reads what is known about every record that these records belong to, in one look.
 *
 * @param known - what an earlier look has found; it is not read again
 * @returns that and what was found; null when they belong to none
 */
export async function readParents(
  context: SyncContext,
  works: readonly PairWork[],
  known: Stored = null,
): Promise<Stored> {
  const wanted = namedParents(context, works);
  for (const { parent } of known ?? []) wanted.delete(parentKey(parent));
  if (wanted.size === 0) return known;
  const stored = await context.store.parentsOf([...wanted.values()], context.dryRunId ?? null);
  return [...(known ?? []), ...stored];
}

function namedParents(
  { mapping }: SyncContext,
  works: readonly PairWork[],
): Map<string, ParentRef> {
  const named = new Map<string, ParentRef>();
  for (const { records } of works) {
    for (const side of SIDES) {
      const record = records[side];
      if (record === null) continue;
      for (const parent of allParents(mapping, side, record)) named.set(parentKey(parent), parent);
    }
  }
  return named;
}

/** Gives records what is known about those that they belong to. */
export function knowing(works: readonly PairWork[], stored: Stored): readonly PairWork[] {
  if (stored === null) return works;
  const parents = lookUpIn(stored);
  return works.map((work) => ({ ...work, parents }));
}

/** Reads what is known about every record that these records belong to, and gives it to them. */
export async function withParents(
  context: SyncContext,
  works: readonly PairWork[],
): Promise<readonly PairWork[]> {
  return knowing(works, await readParents(context, works));
}
