import { randomUUID } from "node:crypto";
import type { FieldValue, ObjectType, RecordRef } from "../sync/model.ts";
import type { Issue, JournalEntry } from "../sync/pair-ports.ts";
import { sealEntryValue } from "./journal-values.ts";
import { recordRows, recordText, type StoreScope } from "./rows.ts";

/** Something found about a record of an object type. */
export type FindingOf<Part> = Part & { readonly objectType: ObjectType };

/** Adds entries to the journal, their values encrypted. */
export async function addJournal(
  { query, crypto }: StoreScope,
  entries: readonly FindingOf<JournalEntry>[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => {
    const entryId = randomUUID();
    const seal = (value: FieldValue | undefined, part: "old" | "new"): string | null =>
      value === undefined ? null : sealEntryValue(crypto, entryId, part, value);
    return {
      entry_id: entryId,
      object_type: entry.objectType,
      kind: entry.kind,
      side: entry.side,
      record_id: entry.recordId,
      mapping_key: entry.key ?? null,
      field: entry.field ?? null,
      old_sealed: seal(entry.oldValue, "old"),
      new_sealed: seal(entry.newValue, "new"),
      rule: entry.rule,
      user_id: entry.userId ?? null,
    };
  });
  await query(
    `INSERT INTO journal (entry_id, object_type, kind, side, record_id, mapping_key, field,
       old_sealed, new_sealed, rule, user_id)
     SELECT * FROM jsonb_to_recordset(?::jsonb)
       AS j(entry_id uuid, object_type text, kind text, side text, record_id text,
            mapping_key text, field text, old_sealed text, new_sealed text, rule text,
            user_id text)`,
    [JSON.stringify(rows)],
  );
}

/**
 * Stores verdicts; one about the same record replaces the earlier one. One that says the same keeps the
 * time at which it was found first.
 */
export async function saveIssues(
  { query }: StoreScope,
  issues: readonly FindingOf<Issue>[],
): Promise<void> {
  if (issues.length === 0) return;
  const rows = new Map(
    issues.map((issue) => [recordText(issue.objectType, issue.ref), toIssueRow(issue)]),
  );
  await query(
    `INSERT INTO issues AS i (object_type, side, record_id, state, code, message, field, remedy,
       candidates, seen_ms)
     SELECT * FROM jsonb_to_recordset(?::jsonb)
       AS n(object_type text, side text, record_id text, state text, code text, message text,
            field text, remedy text, candidates jsonb, seen_ms bigint)
     ON CONFLICT (portal_id, object_type, side, record_id) DO UPDATE
     SET state = excluded.state, code = excluded.code, message = excluded.message,
         field = excluded.field, remedy = excluded.remedy, candidates = excluded.candidates,
         seen_ms = excluded.seen_ms,
         found_at = CASE WHEN (i.state, i.code, i.field) IS NOT DISTINCT FROM
                              (excluded.state, excluded.code, excluded.field)
                         THEN i.found_at ELSE excluded.found_at END`,
    [JSON.stringify([...rows.values()])],
  );
}

function toIssueRow(issue: FindingOf<Issue>): Record<string, unknown> {
  return {
    object_type: issue.objectType,
    side: issue.ref.side,
    record_id: issue.ref.id,
    state: issue.state,
    code: issue.code,
    message: issue.message,
    field: issue.field ?? null,
    remedy: issue.remedy ?? null,
    candidates: (issue.candidates ?? []).map(({ side, id }) => ({ side, id })),
    seen_ms: issue.seenModifiedAt,
  };
}

/** Removes the verdicts on records. */
export async function clearIssuesOf(
  { query }: StoreScope,
  records: readonly { readonly objectType: ObjectType; readonly ref: RecordRef }[],
): Promise<void> {
  if (records.length === 0) return;
  await query(
    `DELETE FROM issues i
     USING jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     WHERE i.object_type = r.object_type AND i.side = r.side AND i.record_id = r.record_id`,
    [JSON.stringify(recordRows(records))],
  );
}
