import { pathOn, type FieldMapping, type FieldValue } from "../sync/model.ts";
import { hasHistory, joinValue, partsOf, splitValue } from "../sync/paths.ts";
import type { HistoryEntry, JournalEntry } from "../sync/ports.ts";
import { valueContext } from "../sync/reconcile.ts";
import { hashValue } from "../sync/values.ts";
import type { LateConflicts, SyncContext } from "./engine.ts";

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
}

/**
 * Looks for edits that people made between our read and our write. Neither vendor can refuse such
 * a write, but HubSpot's history shows it afterwards; the overwritten value goes to the journal and
 * its record is planned again.
 *
 * @returns entries by pair key; pairs without a late conflict are missing
 */
export async function checkHistory(
  context: SyncContext,
  checks: readonly HistoryCheck[],
): Promise<LateConflicts> {
  const late = new Map<string, JournalEntry[]>();
  const asked = checks.filter(({ field }) => hasHistory(field.hubspot));
  if (asked.length === 0) return late;
  const ids = [...new Set(asked.map((check) => check.recordId))];
  const paths = [...new Set(asked.map((check) => tellingPath(check.field)))];
  const history = await context.adapters.hubspot.history(context.definition.objectType, ids, paths);
  if (history === null) return late;
  for (const check of asked) {
    const entries = (history.get(check.recordId)?.[tellingPath(check.field)] ?? []).map(
      (entry) => ({
        ...entry,
        value: wholeValue(check, entry.value),
      }),
    );
    const list = late.get(check.pairKey) ?? [];
    for (const slipped of slippedEdits(context, check, entries)) {
      list.push({
        kind: "late-conflict",
        side: "hubspot",
        recordId: check.recordId,
        key: check.field.key,
        field: pathOn(check.field, "hubspot"),
        oldValue: slipped.value,
        newValue: check.sent,
        rule: "edited_during_write",
      });
    }
    if (list.length > 0) late.set(check.pairKey, list);
  }
  return late;
}

/** Of several fields the last one is the one that people choose: a stage belongs to its pipeline. */
function tellingPath({ hubspot }: FieldMapping): string {
  return partsOf(hubspot).at(-1) ?? hubspot;
}

/** The value of all fields behind the mapping; those before the last one are as they were sent. */
function wholeValue({ field, sent }: HistoryCheck, value: FieldValue): FieldValue {
  if (partsOf(field.hubspot).length === 1) return value;
  return joinValue([...splitValue(sent).slice(0, -1), value]);
}

/**
 * Edits that a write of ours ran over, newest first. Not only the newest write counts: one whose
 * answer was lost may have been followed by further edits and writes before anyone looks.
 */
function slippedEdits(
  context: SyncContext,
  check: HistoryCheck,
  entries: readonly HistoryEntry[],
): readonly HistoryEntry[] {
  return entries.filter((entry, index) => {
    const follower = entries[index - 1];
    if (entry.isOurs || follower?.isOurs !== true || entry.at <= check.since) return false;
    const hash = hashValue(valueContext(context), check.field, "hubspot", entry.value);
    return hash !== check.expected;
  });
}
