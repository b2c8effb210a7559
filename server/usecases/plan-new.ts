import { flowsTo, otherSide, type ParentRef, type RecordSnapshot } from "../sync/model.ts";
import { type Exclusion, firstRejection } from "../sync/objects/definition.ts";
import { optional } from "../sync/optional.ts";
import { planCreate } from "../sync/plan-create.ts";
import type { Wait } from "../sync/plan.ts";
import {
  exclusionOf,
  filterContext,
  type PairWork,
  type PlannedPair,
  type SyncContext,
} from "./engine.ts";
import { problemIssue, waitIssue } from "./pair-facts.ts";
import { nameOf, verdict } from "./plan-verdicts.ts";

/** A record without counterpart: excluded, not to be created, not creatable, or to be created. */
export function planNew(context: SyncContext, work: PairWork, source: RecordSnapshot): PlannedPair {
  const { ref } = work.pair;
  const target = otherSide(ref.side);
  const excluded = planExcluded(context, work, source);
  if (excluded !== null) return excluded;
  const { creationFilters = [] } = context.definition;
  const exclusion = firstRejection(creationFilters, ref.side, source, filterContext(context));
  if (exclusion !== null) return planExclusion(work, source, exclusion);
  if (!context.policy.createIn[target] || !flowsTo(context.policy.direction, target)) {
    return {
      kind: "verdict",
      work,
      issue: verdict(ref, source, {
        state: "excluded",
        code: "creation_is_off",
        message: `New records are not created in ${nameOf(target)}.`,
        remedy: `Switch on "create in ${nameOf(target)}" for this object, or link the record by hand.`,
      }),
    };
  }
  if (target === "connectwise" && context.mapping.filters?.hubspot === undefined) {
    return {
      kind: "verdict",
      work,
      issue: verdict(ref, source, {
        state: "excluded",
        code: "no_inclusion_rule",
        message: "Nobody has said yet which HubSpot records belong in ConnectWise.",
        remedy: "Choose under Filters which of them are created there, or link this one by hand.",
      }),
    };
  }
  return planCreation(context, work, source);
}

/** A record that a filter leaves out, whatever it looks like; null: none does. */
export function planExcluded(
  context: SyncContext,
  work: PairWork,
  source: RecordSnapshot,
): PlannedPair | null {
  const exclusion = exclusionOf(context, work.pair.ref.side, source, work.parents);
  return exclusion === null ? null : planExclusion(work, source, exclusion);
}

function planExclusion(
  work: PairWork,
  source: RecordSnapshot,
  { code, message, parents = [] }: Exclusion,
): PlannedPair {
  return {
    kind: "verdict",
    work,
    issue: verdict(work.pair.ref, source, { state: "excluded", code, message }),
    waits: parents.flatMap((parent) => waitFor(work, parent)),
  };
}

function waitFor(work: PairWork, parent: ParentRef): Wait[] {
  const fact = work.parents?.(parent);
  return fact === undefined ? [] : [{ side: parent.side, field: "", parent, fact }];
}

function planCreation(context: SyncContext, work: PairWork, source: RecordSnapshot): PlannedPair {
  const settings = { ...context, ...optional("parents", work.parents), now: context.clock.now() };
  const create = planCreate(source, work.pair.ref.side, context.definition, settings);
  const { problems, waits } = create;
  const [problem] = problems;
  const [wait] = waits;
  if (problem !== undefined) {
    return { kind: "verdict", work, issue: problemIssue(work, "attention", problem), waits };
  }
  if (wait !== undefined) return { kind: "verdict", work, issue: waitIssue(work, wait), waits };
  return { kind: "create", work, source, create };
}
