import { otherSide, SIDES, type Side } from "../sync/model.ts";
import type { RunWork, SideNumbers } from "../sync/run-ports.ts";
import type { RunItem, RunSample, SampleChange } from "../sync/store-ports.ts";
import { describeOutcome } from "./describe-outcome.ts";
import type { PlannedPair, SyncContext } from "./engine.ts";

/** Samples of one action that a batch gives at most; the store keeps the first of all. */
const OF_ONE_ACTION = 10;

/** Picks samples of what a batch of a dry run would do, with values before and after. */
export function samplePlans(
  context: SyncContext,
  planned: readonly PlannedPair[],
): readonly RunSample[] {
  const taken = new Map<RunItem["action"], number>();
  return planned.flatMap((one) => {
    const [item] = describeOutcome(context, one, null);
    if (item === undefined) return [];
    const count = taken.get(item.action) ?? 0;
    if (count >= OF_ONE_ACTION) return [];
    taken.set(item.action, count + 1);
    const { objectType, action, hubspotId, connectwiseId, reason } = item;
    return [{ objectType, action, hubspotId, connectwiseId, reason, changes: changesOf(one) }];
  });
}

function changesOf(planned: PlannedPair): readonly SampleChange[] {
  if (planned.kind === "update") {
    return planned.plan.operations.flatMap(({ side, writes }) =>
      writes.map(({ path, oldValue, value, rule }) => {
        return { side, field: path, before: oldValue, after: value, rule };
      }),
    );
  }
  if (planned.kind !== "create") return [];
  const { targetSide: side, payload } = planned.create;
  return Object.entries(payload).map(([field, after]) => {
    return { side, field, before: null, after, rule: "" };
  });
}

/** Adds what a batch's plans come to in writes and reads to a run's work. */
export function addWork(
  context: SyncContext,
  work: RunWork,
  planned: readonly PlannedPair[],
): RunWork {
  const written = { ...work.written };
  const readAgain = { ...work.readAgain };
  let { parts } = work;
  for (const one of planned) {
    for (const side of sidesWritten(one)) written[side] += 1;
    for (const side of sidesReadAgain(one)) readAgain[side] += 1;
    parts += partsOf(context, one);
  }
  return { ...work, written, readAgain, parts };
}

/** A new record's id goes back to the other side, where that has a place for it. */
function sidesWritten(planned: PlannedPair): readonly Side[] {
  if (planned.kind === "update") return planned.plan.operations.map(({ side }) => side);
  if (planned.kind !== "create") return [];
  const { targetSide } = planned.create;
  return targetSide === "connectwise" ? SIDES : [targetSide];
}

function sidesReadAgain(planned: PlannedPair): readonly Side[] {
  if (planned.kind !== "update") return [];
  return planned.plan.operations.flatMap(({ side, needsVerify }) => (needsVerify ? [side] : []));
}

/** A record's parts are read once, and written once where the record is new. */
function partsOf({ definition }: SyncContext, planned: PlannedPair): number {
  const apart = definition.readApart?.connectwise ?? [];
  if (apart.length === 0 || planned.kind === "verdict" || planned.kind === "later") return 0;
  return apart.length;
}

/** Adds listed records to a run's work. */
export function addListed(work: RunWork, side: Side, count: number): RunWork {
  const other = otherSide(side);
  const listed: Record<Side, number> = {
    hubspot: 0,
    connectwise: 0,
    [other]: work.listed[other],
    [side]: work.listed[side] + count,
  };
  return { ...work, listed: listed satisfies SideNumbers };
}
