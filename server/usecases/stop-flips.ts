import { otherSide } from "../sync/model.ts";
import { reconcile } from "../sync/reconcile.ts";
import type { FieldPlace, PastWrites } from "../sync/pair-ports.ts";
import { reconcileInput, type PlannedPair, type SyncContext } from "./engine.ts";
import { NO_BASE } from "./plan-linked.ts";
import { refKey } from "./plan-verdicts.ts";

/**
 * Plans once more without the fields that another integration changes back each time they are written.
 * One look into the journal for all pairs, and none where nothing is written to linked records that
 * people can edit.
 */
export async function stopFlips(
  context: SyncContext,
  planned: readonly PlannedPair[],
): Promise<readonly PlannedPair[]> {
  const places = planned.flatMap(placesOf);
  if (places.length === 0) return planned;
  const found = await context.store.pastWrites(context.definition.objectType, places);
  if (found.length === 0) return planned;
  return planned.map((one) => planWithout(context, one, found));
}

/** Fields of a pair that has been linked before; two that meet for the first time have written nothing. */
function placesOf(planned: PlannedPair): FieldPlace[] {
  if (planned.kind !== "update" || planned.work.pair.link === null) return [];
  const { work, plan } = planned;
  return plan.operations.flatMap(({ side, id, writes, needsVerify }): FieldPlace[] => {
    const from = otherSide(side);
    const record = work.records[from];
    if (!needsVerify || record === null) return [];
    return writes.map(({ key }) => ({ side, id, key, source: { side: from, id: record.id } }));
  });
}

function planWithout(
  context: SyncContext,
  planned: PlannedPair,
  found: readonly PastWrites[],
): PlannedPair {
  if (planned.kind !== "update") return planned;
  const { work } = planned;
  const { hubspot, connectwise } = work.records;
  const written = new Set(planned.plan.operations.map(refKey));
  const pastWrites = found.filter((one) => written.has(refKey(one)));
  if (hubspot === null || connectwise === null || pastWrites.length === 0) return planned;
  const base = work.pair.link?.base ?? NO_BASE;
  const input = reconcileInput(context, work, base, { hubspot, connectwise });
  return { ...planned, plan: reconcile({ ...input, pastWrites }) };
}
