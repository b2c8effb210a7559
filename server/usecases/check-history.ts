import { pathOn, type FieldMapping, type FieldValue } from "../sync/model.ts";
import { hasHistory, joinValue, partsOf } from "../sync/paths.ts";
import type { HistoryEntry } from "../sync/adapter-ports.ts";
import type { JournalEntry } from "../sync/pair-ports.ts";
import { valueContext } from "../sync/reconcile.ts";
import { hashValue } from "../sync/values.ts";
import { idOn, type LateConflicts, type PairWork, type SyncContext } from "./engine.ts";

/** One field that we wrote in HubSpot and the value we believed was there before. */
export interface HistoryCheck {
  readonly pairKey: string;
  readonly recordId: string;
  readonly field: FieldMapping;
  readonly sent: FieldValue;
  /** Hash of the value the plan rested on. */
  readonly expected: string | undefined;
  /** `modifiedAt` of the record when it was last reconciled; older edits were taken in then. */
  readonly since: number;
  /** Whether the write got no answer: nothing says yet that it was made, and over what. */
  readonly isUnanswered: boolean;
}

/**
 * Looks for edits that people made between our read and our write. Neither vendor can refuse such
 * a write, but HubSpot's history shows it afterwards; the overwritten value goes to the journal and
 * its record is planned again. So does what a write ran over that was made although its answer was
 * lost.
 *
 * @returns entries by pair key; pairs without any are missing
 */
export async function checkHistory(
  context: SyncContext,
  checks: readonly HistoryCheck[],
): Promise<LateConflicts> {
  const late = new Map<string, JournalEntry[]>();
  const asked = checks.filter(({ field }) => hasHistory(field.hubspot));
  if (asked.length === 0) return late;
  const ids = [...new Set(asked.map((check) => check.recordId))];
  const paths = [...new Set(asked.flatMap(({ field }) => partsOf(field.hubspot)))];
  const history = await context.adapters.hubspot.history(context.definition.objectType, ids, paths);
  if (history === null) return late;
  for (const check of asked) {
    const entries = historyOf(check.field, history.get(check.recordId) ?? {});
    const list = late.get(check.pairKey) ?? [];
    for (const { value, isLate } of overwritten(context, check, entries)) {
      list.push({
        kind: isLate ? "late-conflict" : "update",
        side: "hubspot",
        recordId: check.recordId,
        key: check.field.key,
        field: pathOn(check.field, "hubspot"),
        oldValue: value,
        newValue: check.sent,
        rule: isLate ? "edited_during_write" : "seen_without_answer",
      });
    }
    if (list.length > 0) late.set(check.pairKey, list);
  }
  return late;
}

/** What a mapping's fields held together, newest first: at each change, what each one held then. */
function historyOf(
  { hubspot }: FieldMapping,
  history: Readonly<Record<string, readonly HistoryEntry[]>>,
): readonly HistoryEntry[] {
  const lists = partsOf(hubspot).map((part) => history[part] ?? []);
  const [only] = lists;
  if (only !== undefined && lists.length === 1) return only;
  const times = [...new Set(lists.flat().map(({ at }) => at))].toSorted((a, b) => b - a);
  return times.map((at) => ({
    value: joinValue(lists.map((list) => list.find((entry) => entry.at <= at)?.value)),
    at,
    isOurs: lists.flat().some((entry) => entry.at === at && entry.isOurs),
  }));
}

/**
 * What writes of ours ran over, newest first; late where nobody had read it. Not only the newest
 * write counts: one whose answer was lost may have been followed by further edits and writes before
 * anyone looks.
 */
function overwritten(
  context: SyncContext,
  { field, expected, since, isUnanswered }: HistoryCheck,
  entries: readonly HistoryEntry[],
): readonly { readonly value: FieldValue; readonly isLate: boolean }[] {
  return entries.flatMap(({ value, at, isOurs }, index) => {
    const follower = entries[index - 1];
    if (isOurs || follower?.isOurs !== true) return [];
    const isLate = hashValue(valueContext(context), field, "hubspot", value) !== expected;
    const isNew = isLate ? at > since : isUnanswered && follower.at > since;
    return isNew ? [{ value, isLate }] : [];
  });
}

/**
 * Looks into writes to HubSpot whose answer was lost: whatever it holds now, an edit may lie under
 * them.
 *
 * @returns as {@link checkHistory}
 */
export async function checkUnanswered(
  context: SyncContext,
  works: readonly PairWork[],
): Promise<LateConflicts> {
  return checkHistory(context, unansweredChecks(context, works));
}

function unansweredChecks(context: SyncContext, works: readonly PairWork[]): HistoryCheck[] {
  return works.flatMap((work) =>
    context.mapping.fields.flatMap((field) => {
      const sent = work.pair.sent.findLast(
        (one) => one.key === field.key && one.side === "hubspot",
      );
      if (sent === undefined) return [];
      const expected = work.pair.link?.base.hubspot[field.key];
      return checkOf(work, { field, sent: sent.value, expected, isUnanswered: true });
    }),
  );
}

/** Our own fields and fields that people cannot send back need no look at their history. */
export function checkOf(
  work: PairWork,
  check: Omit<HistoryCheck, "pairKey" | "recordId" | "since">,
): HistoryCheck[] {
  const recordId = idOn(work.pair, "hubspot") ?? work.records.hubspot?.id;
  if (check.field.isOwn || recordId === undefined) return [];
  const since = work.pair.link?.seenModifiedAt.hubspot ?? 0;
  return [{ ...check, pairKey: work.pair.pairKey, recordId, since }];
}
