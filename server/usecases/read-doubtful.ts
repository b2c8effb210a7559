import { LANES, linkedId, SIDES, type RecordSnapshot, type Side } from "../sync/model.ts";
import type { ClaimedPair } from "../sync/pair-ports.ts";
import type { UpdateOperation } from "../sync/plan.ts";
import { idOn, type PairWork, type SyncContext } from "./engine.ts";
import { planLinked } from "./plan-linked.ts";
import { refKey } from "./plan-verdicts.ts";
import { readAll } from "./read-all.ts";
import { withParents } from "./read-parents.ts";

/**
 * Reads, of pairs that a first sync linked itself, only the side that would be overwritten; the
 * other side is as it was listed.
 *
 * @returns works of the pairs for which that is enough; of every other pair (named by a hint
 *   meanwhile, or half done) both records are to be read
 */
export async function readDoubtful(
  context: SyncContext,
  claimed: readonly ClaimedPair[],
): Promise<readonly PairWork[]> {
  return refresh(context, await stagedWorks(context, claimed));
}

async function stagedWorks(
  context: SyncContext,
  claimed: readonly ClaimedPair[],
): Promise<readonly PairWork[]> {
  const own = claimed.filter(isLinkedByRun);
  const refs = own.flatMap(({ link }) =>
    link === null ? [] : SIDES.map((side) => ({ side, id: linkedId(link, side) })),
  );
  if (refs.length === 0) return [];
  const staged = await context.store.stagedRecords(context.definition.objectType, refs);
  const byRef = new Map(
    staged.map(({ side, record }) => [refKey({ side, id: record.id }), record]),
  );
  const works = own.flatMap((pair): PairWork[] => {
    const hubspot = recordOf(byRef, pair, "hubspot");
    const connectwise = recordOf(byRef, pair, "connectwise");
    if (hubspot === undefined || connectwise === undefined) return [];
    return [{ pair, records: { hubspot, connectwise }, isFresh: false }];
  });
  return withParents(context, works);
}

/** Linked without a base, nothing sent yet, and marked by nobody but the run. */
function isLinkedByRun(pair: ClaimedPair): boolean {
  return (
    pair.link !== null &&
    pair.sent.length === 0 &&
    SIDES.every((side) => Object.keys(pair.link?.base[side] ?? {}).length === 0) &&
    pair.taken.every(({ lane, attempts }) => lane === LANES.firstSync && attempts === 0)
  );
}

function recordOf(
  byRef: ReadonlyMap<string, RecordSnapshot>,
  pair: ClaimedPair,
  side: Side,
): RecordSnapshot | undefined {
  return pair.link === null
    ? undefined
    : byRef.get(refKey({ side, id: linkedId(pair.link, side) }));
}

/** Reads the sides that would be overwritten until no plan overwrites a side that was not read. */
async function refresh(
  context: SyncContext,
  works: readonly PairWork[],
): Promise<readonly PairWork[]> {
  const fresh: Record<Side, Set<string>> = { hubspot: new Set(), connectwise: new Set() };
  let current = works;
  for (;;) {
    const due = new Map<Side, string[]>(
      SIDES.map((side) => [side, overwrittenOn(context, current, side, fresh[side])]),
    );
    if ([...due.values()].every((ids) => ids.length === 0)) break;
    // oxlint-disable-next-line no-await-in-loop -- what to read next depends on this answer
    current = await reread(context, current, due);
    for (const side of SIDES) for (const id of due.get(side) ?? []) fresh[side].add(id);
  }
  // What was marked is exactly what was read again here, so the marks are done with it.
  return current.map((work) => ({ ...work, keepsMarks: false }));
}

function overwrittenOn(
  context: SyncContext,
  works: readonly PairWork[],
  side: Side,
  fresh: ReadonlySet<string>,
): string[] {
  return works.flatMap((work) => {
    const planned = planLinked(context, work);
    if (planned.kind !== "update") return [];
    return planned.plan.operations
      .filter((one) => one.side === side && isDoubtful(one) && !fresh.has(one.id))
      .map(({ id }) => id);
  });
}

/** HubSpot's history shows an edit that a filled blank ran over; ConnectWise has none. */
function isDoubtful(operation: UpdateOperation): boolean {
  return operation.side === "hubspot" ? operation.overwrites : operation.needsVerify;
}

async function reread(
  context: SyncContext,
  works: readonly PairWork[],
  due: ReadonlyMap<Side, readonly string[]>,
): Promise<readonly PairWork[]> {
  let current = works;
  for (const [side, ids] of due) {
    if (ids.length === 0) continue;
    const asked = new Set(ids);
    // oxlint-disable-next-line no-await-in-loop -- one side after the other
    const records = await readAll(context, side, ids);
    current = current.map((work) => {
      // The record of a merged one has the id of its survivor, which may be another pair's.
      const id = idOn(work.pair, side) ?? "";
      if (!asked.has(id)) return work;
      return { ...work, records: { ...work.records, [side]: records.get(id) ?? null } };
    });
  }
  return current;
}
