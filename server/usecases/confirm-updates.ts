import {
  LANES,
  otherSide,
  pathOn,
  type FieldValue,
  type RecordSnapshot,
  type Side,
} from "../sync/model.ts";
import { expandValue, fieldAt } from "../sync/paths.ts";
import { AppError } from "../sync/errors.ts";
import type { WriteResult } from "../sync/adapter-ports.ts";
import type { ClaimedPair, DirtyMark, JournalEntry, PairChange } from "../sync/pair-ports.ts";
import type { FieldProblem, FieldWrite, UpdateOperation } from "../sync/plan.ts";
import { valueContext } from "../sync/reconcile.ts";
import { hashValue } from "../sync/values.ts";
import {
  backoffMs,
  exclusionOf,
  type LateConflicts,
  type PairWork,
  type PlannedUpdate,
  type SyncContext,
} from "./engine.ts";
import { updateLatencies } from "./change-latency.ts";
import { lacksPermission, permissionProblem, tryAgainLater } from "./lack-permission.ts";
import { finalFacts, replan, type PairOutcome } from "./pair-facts.ts";
import { attemptsOf } from "./put-off.ts";

/** Answers by the operation they belong to. */
export type Sent = ReadonlyMap<UpdateOperation, WriteResult>;

/** What an adapter that answers less than it was asked leaves behind: the next step is a read. */
export const UNANSWERED: WriteResult = {
  ok: false,
  error: new AppError("the adapter gave no result", {
    code: "no_result",
    errorClass: "indeterminate",
  }),
};

/** The last transaction of a pair, and what it amounts to. */
export interface Confirmation {
  readonly change: PairChange;
  readonly outcome: PairOutcome;
}

/** Confirms a pair with what the vendors returned; what failed is tried again or told. */
export function confirmChange(
  context: SyncContext,
  update: PlannedUpdate,
  sent: Sent,
  late: LateConflicts,
): Confirmation {
  const { work, plan } = update;
  const results = plan.operations.map((operation) => ({
    operation,
    result: sent.get(operation) ?? UNANSWERED,
  }));
  const written = results.filter(({ result }) => result.ok);
  const failed = results.flatMap(({ operation, result }) =>
    result.ok ? [] : [{ operation, error: result.error }],
  );
  const problems = [...plan.problems, ...failed.flatMap(refusal)];
  const retryAfterMs = retryDelay(context, work.pair, failed);
  const lateEntries = late.get(work.pair.pairKey) ?? [];
  const turns = written.map((one) => turnOf(context, work, one));
  const isAgain =
    lateEntries.length > 0 ||
    turns.includes("back") ||
    written.some((one) => movedMeanwhile(context, work, one));
  const isOut = turns.includes("out");
  const isRefused = retryAfterMs === null && failed.some(({ error }) => lacksPermission(error));
  const state = problems.length > 0 && plan.state === "linked" ? "attention" : plan.state;
  const change: PairChange = {
    pair: work.pair,
    base: confirmedBase(context, written),
    settleSent: results.flatMap(({ operation, result }) =>
      settledBy(context, work.pair, operation, result),
    ),
    journal: [...written.flatMap(({ operation }) => updateEntries(operation)), ...lateEntries],
    latencies: updateLatencies(
      context,
      work,
      written.map(({ operation }) => operation),
    ),
    state,
    marks: marksAfter(context, work, { isAgain, isOut, isRefused }),
    ...(retryAfterMs === null
      ? finalFacts(context, work, state, { problems, waits: plan.waits })
      : { retryAt: context.clock.now() + retryAfterMs, release: true }),
  };
  const kind = retryAfterMs === null ? (problems.length > 0 ? "attention" : "done") : "retry";
  const sides = written.map(({ operation }) => operation.side);
  return { change, outcome: { pair: work.pair, kind, written: sides, problems } };
}

function marksAfter(
  context: SyncContext,
  work: PairWork,
  { isAgain, isOut, isRefused }: Readonly<Record<"isAgain" | "isOut" | "isRefused", boolean>>,
): readonly DirtyMark[] {
  return [
    ...(isAgain ? [replan(context, work)] : []),
    // Behind a run: what it has made counts as made, also under a record that is left out.
    ...(isOut ? [{ ...replan(context, work), lane: LANES.sweep }] : []),
    ...(isRefused ? [tryAgainLater(context, work)] : []),
  ];
}

/**
 * An answer settles what it wrote. A refusal settles nothing of a field to which an earlier value
 * was sent without an answer: that one may stand there, and must not look like a person's. Nor does
 * it settle what was written before the part that it names.
 */
function settledBy(
  context: SyncContext,
  pair: ClaimedPair,
  { side, writes }: UpdateOperation,
  result: WriteResult,
): { side: Side; key: string }[] {
  if (!result.ok && result.error.errorClass !== "invalid") return [];
  const isOnly = (key: string): boolean =>
    pair.sent.filter((sent) => sent.side === side && sent.key === key).length < 2;
  const late = result.ok ? null : latePart(context, side, result.error);
  return writes.flatMap(({ key, path }) => {
    const isSettled = result.ok || (isOnly(key) && (late === null || late === path));
    return isSettled ? [{ side, key }] : [];
  });
}

/**
 * The part that a refusal is about, if the other fields of the update are written before it: by a call
 * of their own, or because the vendor took the update and did not keep this one value.
 */
function latePart({ definition }: SyncContext, side: Side, error: AppError): string | null {
  const { code, field = "" } = error;
  const isLate =
    code === "write_ignored" ||
    field.startsWith("communications/") ||
    definition.writtenAfterCreate[side].includes(field);
  return isLate ? field : null;
}

/** A refused write names the field that the vendor named, else the first one sent. */
function refusal(failed: { operation: UpdateOperation; error: AppError }): FieldProblem[] {
  const { operation, error } = failed;
  if (lacksPermission(error)) return [permissionProblem(operation.side, error)];
  if (error.errorClass !== "invalid" && error.errorClass !== "exists") return [];
  return [
    {
      code: error.code,
      side: operation.side,
      field: error.field ?? operation.writes[0]?.path ?? "",
      message: error.message,
      remedy: error.remedy ?? "Correct the value in either system; the record is tried again then.",
    },
  ];
}

/** Null when nothing failed that another attempt soon could mend. */
function retryDelay(
  context: SyncContext,
  pair: ClaimedPair,
  failed: readonly { readonly error: AppError }[],
): number | null {
  const delays = failed.flatMap(({ error }) => {
    if (error.errorClass === "invalid" || error.errorClass === "exists") return [];
    if (lacksPermission(error)) return [];
    return [error.retryAfterMs ?? backoffMs(attemptsOf(pair), context.random)];
  });
  return delays.length === 0 ? null : Math.max(...delays);
}

/** True when the answer shows a mapped value that neither the plan nor the write knows. */
function movedMeanwhile(
  context: SyncContext,
  work: PairWork,
  { operation, result }: { operation: UpdateOperation; result: WriteResult },
): boolean {
  const before = work.records[operation.side];
  if (!result.ok || before === null) return false;
  const writtenKeys = new Set(operation.writes.map(({ key }) => key));
  return context.mapping.fields.some((field) => {
    if (writtenKeys.has(field.key)) return false;
    const now = valueOf(result.record, field, operation.side);
    const then = valueOf(before, field, operation.side);
    if (now === undefined || then === undefined) return false;
    const values = valueContext(context);
    return (
      hashValue(values, field, operation.side, now) !==
      hashValue(values, field, operation.side, then)
    );
  });
}

/**
 * Tells whether the write itself ended what kept the record from being a source, or began it: what is
 * added to a company may be left out there. Null: neither.
 */
function turnOf(
  context: SyncContext,
  { records, parents }: PairWork,
  { operation, result }: { operation: UpdateOperation; result: WriteResult },
): "back" | "out" | null {
  const { side } = operation;
  const before = records[side];
  if (!result.ok || before === null) return null;
  const sent: Record<string, FieldValue> = {};
  for (const { path, value } of operation.writes) Object.assign(sent, expandValue(path, value));
  const after = {
    ...result.record,
    fields: { ...before.fields, ...sent, ...result.record.fields },
  };
  const wasOut = exclusionOf(context, side, before, parents) !== null;
  const isOut = exclusionOf(context, side, after, parents) !== null;
  if (wasOut === isOut) return null;
  return isOut ? "out" : "back";
}

function valueOf(
  record: RecordSnapshot,
  field: SyncContext["mapping"]["fields"][number],
  side: Side,
): FieldValue | undefined {
  return fieldAt(record.fields, pathOn(field, side));
}

function confirmedBase(
  context: SyncContext,
  written: readonly { operation: UpdateOperation; result: WriteResult }[],
): Record<Side, Record<string, string>> {
  const base: Record<Side, Record<string, string>> = { hubspot: {}, connectwise: {} };
  for (const { operation, result } of written) {
    if (!result.ok) continue;
    for (const write of operation.writes) {
      const field = context.mapping.fields.find((one) => one.key === write.key);
      if (field === undefined) continue;
      const returned = fieldAt(result.record.fields, write.path);
      base[operation.side][write.key] = hashValue(
        valueContext(context),
        field,
        operation.side,
        returned === undefined ? write.value : returned,
      );
      base[otherSide(operation.side)][write.key] = write.sourceHash;
    }
  }
  return base;
}

function updateEntries(operation: UpdateOperation): JournalEntry[] {
  return operation.writes.map((write: FieldWrite) => ({
    kind: "update",
    side: operation.side,
    recordId: operation.id,
    key: write.key,
    field: write.path,
    oldValue: write.oldValue,
    newValue: write.value,
    rule: write.rule,
  }));
}
