import type { RecordRef } from "../sync/model.ts";
import type { RunItem } from "../sync/store-ports.ts";
import type { PairOutcome } from "./pair-facts.ts";
import { exclusionsOf, type PairWork, type PlannedPair, type SyncContext } from "./engine.ts";

/** Ids of a report row. */
type RowIds = Pick<RunItem, "hubspotId" | "connectwiseId">;

/**
 * Turns a plan, and what became of it, into rows of the run's report.
 *
 * @param outcome - null for a dry run: the row says what would happen
 * @returns no row for a pair that is tried again later; several for one with many candidates
 */
export function describeOutcome(
  context: SyncContext,
  planned: PlannedPair,
  outcome: PairOutcome | null,
): readonly RunItem[] {
  if (planned.kind === "later" || isOpen(outcome)) return [];
  const row = (ids: RowIds, action: RunItem["action"], matchedBy = "", reason = ""): RunItem => ({
    objectType: context.definition.objectType,
    ...ids,
    action,
    matchedBy,
    reason,
  });
  const problem = outcome?.problems[0];
  switch (planned.kind) {
    case "verdict":
      return describeVerdict(planned, row);
    case "create":
      return [describeCreate(planned, outcome, row)];
    case "update":
      return [describeUpdate(context, planned, problem, row)];
  }
}

/** A record that was created is one, even where writing back has to be tried again. */
function isOpen(outcome: PairOutcome | null): boolean {
  if (outcome === null || outcome.created !== undefined) return false;
  return outcome.kind === "retry" || outcome.kind === "lost";
}

type Row = (ids: RowIds, action: RunItem["action"], matchedBy?: string, reason?: string) => RunItem;

function describeVerdict(planned: Extract<PlannedPair, { kind: "verdict" }>, row: Row): RunItem[] {
  const { issue, work } = planned;
  const own = work.pair.link === null ? idsOf(work.pair.ref) : pick(work.pair.link);
  if (issue.state !== "review") {
    const action =
      issue.state === "waiting" || issue.state === "attention" ? issue.state : "excluded";
    return [row(own, action, "", words(issue))];
  }
  const counterparts = (issue.candidates ?? []).filter((one) => one.side !== issue.ref.side);
  if (counterparts.length === 0) return [row(own, "review", "", issue.message)];
  return counterparts.map((one) => row({ ...own, ...onlyId(one) }, "review", "", issue.message));
}

function describeCreate(
  planned: Extract<PlannedPair, { kind: "create" }>,
  outcome: PairOutcome | null,
  row: Row,
): RunItem {
  const ids = pick(outcome?.pair.link ?? idsOf(planned.work.pair.ref));
  const problem = (outcome ?? { problems: planned.create.laterProblems }).problems[0];
  return problem === undefined
    ? row(ids, `created_in_${planned.create.targetSide}`)
    : row(ids, "attention", "", words(problem));
}

function describeUpdate(
  context: SyncContext,
  planned: Extract<PlannedPair, { kind: "update" }>,
  failed: PairOutcome["problems"][number] | undefined,
  row: Row,
): RunItem {
  const { plan, work, matchedBy } = planned;
  const ids = recordIds(work);
  const problem = failed ?? plan.problems[0];
  if (plan.state === "deleted") return row(ids, "excluded", matchedBy, "The record is deleted.");
  if (plan.state === "excluded") {
    const exclusions = exclusionsOf(context, work);
    const messages = new Set(exclusions.map(({ message }) => message));
    const excluded = row(ids, "excluded", matchedBy, [...messages].join(" "));
    return { ...excluded, leftOut: exclusions.map(({ side }) => side) };
  }
  if (problem !== undefined) return row(ids, "attention", matchedBy, words(problem));
  const isNew = work.pair.link === null || matchedBy !== "link";
  const action = isNew || plan.operations.length === 0 ? "linked" : "updated";
  return row(ids, action, matchedBy);
}

function recordIds({ records }: PairWork): RowIds {
  return {
    hubspotId: records.hubspot?.id ?? null,
    connectwiseId: records.connectwise?.id ?? null,
  };
}

function words(problem: { readonly message: string; readonly field?: string }): string {
  const { field, message } = problem;
  return field === undefined || field === "" ? message : `${field}: ${message}`;
}

function idsOf(ref: RecordRef): RowIds {
  return { hubspotId: null, connectwiseId: null, ...onlyId(ref) };
}

function onlyId(ref: RecordRef): Partial<RowIds> {
  return ref.side === "hubspot" ? { hubspotId: ref.id } : { connectwiseId: ref.id };
}

function pick(ids: RowIds): RowIds {
  return { hubspotId: ids.hubspotId, connectwiseId: ids.connectwiseId };
}
