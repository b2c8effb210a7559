import { type AppError, invalidInput } from "../sync/errors.ts";
import type { FieldLine } from "../sync/explain.ts";
import { SIDES, type MappingVersion, type RecordRef } from "../sync/model.ts";
import { optional } from "../sync/optional.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import { type FieldChoice, valueContext } from "../sync/reconcile.ts";
import { sameAfterMapping } from "../sync/values.ts";
import { type Actor, askedBy } from "./act-as.ts";
import type { SyncContext } from "./engine.ts";
import { type Explanation, explainRecord } from "./explain-record.ts";
import { busy, mayWrite, untilFree } from "./hold-records.ts";
import { answerInTime, notBeforeFirstSync, syncHeld, type SyncReport } from "./sync-now.ts";

/**
 * Settles conflicts under the rule to ask as a person decided, and syncs the record at once. A decision
 * counts for the values that the person saw: it is no longer theirs when one of them has changed. The
 * same again answers that it is done.
 *
 * @returns a pending report when a write's answer takes longer; the decision is carried out already
 * @throws AppError with the decision as `field`: `unknown_field`, `decided_twice`, `changed_meanwhile`,
 *   `nothing_to_decide`; `record_busy` when a worker has the record for longer; as `syncNow` does
 */
export async function decideConflicts(
  context: SyncContext,
  portal: PortalStore,
  decision: { readonly ref: RecordRef; readonly choices: readonly FieldChoice[] },
  actor: Actor,
): Promise<SyncReport> {
  const { ref, choices } = decision;
  if (!(await mayWrite(portal))) throw notBeforeFirstSync();
  refuseUnknown(context.mapping, choices);
  const deciding = { ...context, choices };
  refuseStale(deciding, await explainRecord(deciding, portal, ref), choices);
  const acting = askedBy(deciding, actor);
  const turn = { hasBegun: false, isOver: false };
  const begin = (): void => {
    // Nobody waits for it any more: what they were told is that nothing was done.
    if (turn.isOver) throw busy();
    turn.hasBegun = true;
  };
  const report = await answerInTime(acting, portal, { ref, actor }, () =>
    untilFree(actor.sleep, () => syncHeld(acting, portal, ref, begin)),
  );
  turn.isOver = true;
  if (report.isPending && !turn.hasBegun) throw busy();
  const open = choices.findIndex(({ key }) => lineOf(report.fields, key)?.decision === "ask");
  if (open !== -1) throw changedMeanwhile(open);
  return report;
}

function lineOf(fields: readonly FieldLine[], key: string): FieldLine | undefined {
  return fields.find((line) => line.key === key);
}

function refuseUnknown(mapping: MappingVersion, choices: readonly FieldChoice[]): void {
  for (const [index, { key }] of choices.entries()) {
    const field = `decisions.${index}.key`;
    if (!mapping.fields.some((one) => one.key === key)) {
      throw invalidInput(
        field,
        "unknown_field",
        `The mapping has no field ${key}.`,
        "Load the record again: its mapping has changed.",
      );
    }
    if (choices.findIndex((one) => one.key === key) !== index) {
      throw invalidInput(
        field,
        "decided_twice",
        `The field ${key} is decided twice.`,
        "Decide on each field once.",
      );
    }
  }
}

/** Refuses decisions about values that are others by now, and those about no conflict. */
function refuseStale(
  context: SyncContext,
  explanation: Explanation,
  choices: readonly FieldChoice[],
): void {
  for (const [index, choice] of choices.entries()) {
    switch (standOf(context, explanation, choice)) {
      case "open":
      case "done":
        break;
      case "none":
        throw nothingToDecide(index);
      case "changed":
        throw changedMeanwhile(index);
    }
  }
}

/** How a decision meets the two records as they are now. */
function standOf(
  context: SyncContext,
  { fields, work, standing }: Explanation,
  { key, winner, seen }: FieldChoice,
): "open" | "done" | "none" | "changed" {
  const line = standing.link === null ? undefined : lineOf(fields, key);
  const field = context.mapping.fields.find((one) => one.key === key);
  if (line === undefined || field === undefined) return "none";
  const { values } = line;
  if (SIDES.every((side) => values[side] === seen[side])) return isConflict(line) ? "open" : "none";
  const around = valueContext({ ...context, ...optional("parents", work.parents) });
  const isDone = values[winner] === seen[winner] && sameAfterMapping(around, field, values);
  return isDone ? "done" : "changed";
}

/** Decided by the choice, or stopped on the way to the other side. */
function isConflict({ rule, decision }: FieldLine): boolean {
  return rule === "decided" || decision === "problem" || decision === "wait";
}

function changedMeanwhile(index: number): AppError {
  return invalidInput(
    `decisions.${index}.seen`,
    "changed_meanwhile",
    "One of the two values was changed since it was shown.",
    "Look at both values again, and decide on these.",
  );
}

function nothingToDecide(index: number): AppError {
  return invalidInput(
    `decisions.${index}.key`,
    "nothing_to_decide",
    "There is no conflict that waits for a decision in this field.",
    "Load the record again.",
  );
}
