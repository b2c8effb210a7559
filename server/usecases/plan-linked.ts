import { SIDES, type FieldHashes, type RecordSnapshot, type Side } from "../sync/model.ts";
import { reconcile, type ReconcileInput } from "../sync/reconcile.ts";
import {
  reconcileInput,
  type PairWork,
  type PlannedPair,
  type PlannedUpdate,
  type SyncContext,
} from "./engine.ts";
import { planGone, planMerged } from "./plan-verdicts.ts";

/** Base of two records that have not met. */
export const NO_BASE: Readonly<Record<Side, FieldHashes>> = { hubspot: {}, connectwise: {} };

/** Plans a pair that has a link; a record that is gone makes it `deleted`, and nothing is written. */
export function planLinked(context: SyncContext, work: PairWork): PlannedPair {
  return planMet(context, work, {});
}

/**
 * Plans a pair whose ConnectWise record was just created. Its id travels back whatever a filter says of the
 * new record, which counts from the next look on.
 */
export function planCreated(context: SyncContext, work: PairWork): PlannedPair {
  return planMet(context, work, { connectwise: null });
}

function planMet(
  context: SyncContext,
  work: PairWork,
  exclusions: Partial<ReconcileInput["exclusions"]>,
): PlannedPair {
  const { hubspot, connectwise } = work.records;
  const base = work.pair.link?.base ?? NO_BASE;
  if (hubspot === null || connectwise === null) return planGone(work);
  const merged = SIDES.find((side) => work.records[side]?.mergedIntoId !== undefined);
  if (merged !== undefined) return planMerged(work, merged);
  const input = reconcileInput(context, work, base, { hubspot, connectwise });
  const plan = reconcile({ ...input, exclusions: { ...input.exclusions, ...exclusions } });
  return { kind: "update", work, plan, matchedBy: "link" };
}

/** Plans the link of two records, which meet each other for the first time. */
export function planNewLink(
  context: SyncContext,
  work: PairWork,
  records: Readonly<Record<Side, RecordSnapshot>>,
  matchedBy: string,
): PlannedUpdate {
  const plan = reconcile(reconcileInput(context, work, NO_BASE, records));
  return { kind: "update", work: { ...work, records }, plan, matchedBy };
}
