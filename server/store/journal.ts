import { z } from "zod";
import type { FieldValue, ObjectType, RecordRef, Side } from "../sync/model.ts";
import { optional } from "../sync/optional.ts";
import type { JournalEntry } from "../sync/pair-ports.ts";
import type {
  ActivityChoice,
  ActivityPage,
  JournalLine,
  JournalRequest,
  LastWrites,
} from "../sync/record-ports.ts";
import { openEntryValue } from "./journal-values.ts";
import { newestFirst, readJsonPosition, TIME_POSITION } from "./positions.ts";
import { type RecordColumns, recordRows, type StoreScope } from "./rows.ts";

/** Names records `r`. */
const RECORDS = "jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)";

function rowsOf(objectType: ObjectType, refs: readonly RecordRef[]): string {
  return JSON.stringify(recordRows(refs.map((ref) => ({ objectType, ref }))));
}

/** Reads when records were last written to, by side. */
export async function readLastWrites(
  { query }: StoreScope,
  objectType: ObjectType,
  refs: readonly RecordRef[],
): Promise<LastWrites> {
  const rows = await query<{ side: Side; at_ms: number }>(
    `SELECT r.side, (extract(epoch FROM max(j.at)) * 1000)::float8 AS at_ms
     FROM ${RECORDS} JOIN journal j USING (object_type, side, record_id)
     WHERE j.kind IN ('create', 'update') GROUP BY r.side`,
    [rowsOf(objectType, refs)],
  );
  const at = (side: Side): number | null => rows.find((row) => row.side === side)?.at_ms ?? null;
  return { hubspot: at("hubspot"), connectwise: at("connectwise") };
}

interface JournalRow extends RecordColumns {
  entry_id: string;
  kind: JournalEntry["kind"];
  mapping_key: string | null;
  field: string | null;
  old_sealed: string | null;
  new_sealed: string | null;
  rule: string;
  user_id: string | null;
  at_ms: number;
}

const COLUMNS = `j.entry_id::text AS entry_id, j.object_type, j.side, j.record_id, j.kind,
  j.mapping_key, j.field, j.old_sealed, j.new_sealed, j.rule, j.user_id,
  (extract(epoch FROM j.at) * 1000)::float8 AS at_ms`;

/** Reads what the journal has about records, the newest first. */
export async function readJournal(
  scope: StoreScope,
  { objectType, refs, since, limit }: JournalRequest,
): Promise<readonly JournalLine[]> {
  const rows = await scope.query<JournalRow>(
    `SELECT ${COLUMNS} FROM ${RECORDS} JOIN journal j USING (object_type, side, record_id)
     WHERE j.at >= to_timestamp(?::float8 / 1000) ORDER BY j.at DESC, j.entry_id LIMIT ?`,
    [rowsOf(objectType, refs), since, limit],
  );
  return rows.map((row) => toLine(scope, row));
}

function toLine({ crypto }: StoreScope, row: JournalRow): JournalLine {
  const open = (sealed: string | null, part: "old" | "new"): FieldValue | undefined =>
    sealed === null ? undefined : openEntryValue(crypto, row.entry_id, part, sealed);
  return {
    at: row.at_ms,
    kind: row.kind,
    side: row.side,
    recordId: row.record_id,
    rule: row.rule,
    ...optional("key", row.mapping_key ?? undefined),
    ...optional("field", row.field ?? undefined),
    ...optional("oldValue", open(row.old_sealed, "old")),
    ...optional("newValue", open(row.new_sealed, "new")),
    ...optional("userId", row.user_id ?? undefined),
  };
}

/** Time and id of the last line of a page. */
const Position = z.tuple([TIME_POSITION, z.uuid()]);

/**
 * Reads pages of the journal, the newest first, after a position that an earlier page returned. One
 * record's lines are found by its index, all others by the index of ages.
 */
export async function readActivity(
  scope: StoreScope,
  { objectType, refs }: ActivityChoice,
  after: string | null,
  limit: number,
): Promise<ActivityPage> {
  const position = after === null ? null : readJsonPosition(after, Position);
  const around =
    refs === undefined
      ? { from: "journal j", values: [] }
      : {
          from: `${RECORDS} JOIN journal j USING (object_type, side, record_id)`,
          values: [rowsOf(objectType ?? "", refs)],
        };
  const page = newestFirst("j.at", "j.entry_id", position);
  const rows = await scope.query<JournalRow & { at_text: string }>(
    `SELECT ${COLUMNS}, ${page.timeText} AS at_text FROM ${around.from}
     WHERE (?::text IS NULL OR j.object_type = ?) AND ${page.condition}
     ORDER BY ${page.order} LIMIT ?`,
    [...around.values, objectType ?? null, objectType ?? null, ...page.values, limit],
  );
  const last = rows.at(-1);
  return {
    items: rows.map((row) => ({ ...toLine(scope, row), objectType: row.object_type })),
    next:
      rows.length < limit || last === undefined
        ? null
        : JSON.stringify([last.at_text, last.entry_id]),
  };
}
