import { LANES, type Lane, type ObjectType, type Side } from "../sync/model.ts";
import type { DirtyMark } from "../sync/pair-ports.ts";
import { type RecordColumns, recordText, type StoreScope } from "./rows.ts";

/** A dirty row as the store sees it. */
export interface DirtyRow extends RecordColumns {
  readonly seq: number;
  readonly lane: Lane;
  readonly attempts: number;
}

/**
 * Adds dirty rows, or renews them: the earlier lane and the earlier time stay, the seq is new; only
 * an echo leaves the seq of a row of another lane.
 *
 * @returns the rows as they are now
 */
export async function addMarks(
  { query }: StoreScope,
  marks: readonly DirtyMark[],
): Promise<readonly DirtyRow[]> {
  if (marks.length === 0) return [];
  return query<DirtyRow>(
    `INSERT INTO dirty AS d (object_type, side, record_id, lane, not_before)
     SELECT object_type, side, record_id, min(lane), to_timestamp(min(not_before) / 1000.0)
     FROM jsonb_to_recordset(?::jsonb)
       AS m(object_type text, side text, record_id text, lane int, not_before float8)
     GROUP BY object_type, side, record_id
     ORDER BY object_type, side, record_id COLLATE "C" -- one order for all: no deadlocks
     ON CONFLICT (portal_id, object_type, side, record_id) DO UPDATE
     SET lane = least(d.lane, excluded.lane),
         not_before = least(d.not_before, excluded.not_before),
         seq = CASE WHEN excluded.lane = ${LANES.echo} AND d.lane < ${LANES.echo}
                    THEN d.seq ELSE excluded.seq END
     RETURNING object_type, side, record_id, seq::float8 AS seq, lane::int AS lane, attempts`,
    [JSON.stringify(marks.map((mark) => toMarkRow(mark)))],
  );
}

/** Marks for rows of records, to be looked at as soon as the lane is served. */
export function marksOf(rows: readonly RecordColumns[], lane: Lane): readonly DirtyMark[] {
  return rows.map((row) => ({
    objectType: row.object_type,
    side: row.side,
    id: row.record_id,
    lane,
    notBefore: 0,
  }));
}

function toMarkRow(mark: DirtyMark): Record<string, unknown> {
  return {
    object_type: mark.objectType,
    side: mark.side,
    record_id: mark.id,
    lane: mark.lane,
    not_before: mark.notBefore,
  };
}

/** Removes rows that still have the seq given. */
export async function removeDone(
  { query }: StoreScope,
  rows: readonly (RecordColumns & { readonly seq: number })[],
): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `DELETE FROM dirty d USING jsonb_to_recordset(?::jsonb)
       AS r(object_type text, side text, record_id text, seq bigint)
     WHERE d.object_type = r.object_type AND d.side = r.side AND d.record_id = r.record_id
       AND d.seq = r.seq`,
    [JSON.stringify(rows)],
  );
}

/**
 * Puts rows off and counts an attempt. A row that was marked again since it was taken is left alone:
 * what is new must not wait for what failed.
 */
export async function putOff(
  { query }: StoreScope,
  rows: readonly (RecordColumns & { readonly seq: number; readonly not_before: number })[],
): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `UPDATE dirty d SET not_before = to_timestamp(r.not_before / 1000.0), attempts = d.attempts + 1
     FROM jsonb_to_recordset(?::jsonb)
       AS r(object_type text, side text, record_id text, seq bigint, not_before float8)
     WHERE d.object_type = r.object_type AND d.side = r.side AND d.record_id = r.record_id
       AND d.seq = r.seq`,
    [JSON.stringify(rows)],
  );
}

/** Removes the lowest lane's rows of records that were just seen to be clean. */
export async function removeEchoes(
  { query }: StoreScope,
  page: { readonly objectType: ObjectType; readonly side: Side },
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await query(
    "DELETE FROM dirty WHERE object_type = ? AND side = ? AND lane = ? AND record_id = ANY(?)",
    [page.objectType, page.side, LANES.echo, [...ids]],
  );
}

/** Reads the dirty rows of records, by {@link recordText}. */
export async function readDirty(
  { query }: StoreScope,
  records: readonly RecordColumns[],
): Promise<ReadonlyMap<string, DirtyRow>> {
  if (records.length === 0) return new Map();
  const rows = await query<DirtyRow>(
    `SELECT d.object_type, d.side, d.record_id, d.seq::float8 AS seq, d.lane::int AS lane,
            d.attempts
     FROM jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     JOIN dirty d USING (object_type, side, record_id)`,
    [JSON.stringify(records)],
  );
  return new Map(
    rows.map((row) => [recordText(row.object_type, { side: row.side, id: row.record_id }), row]),
  );
}

/** Returns when the next dirty row of the lanes is due, in milliseconds; null when there is none. */
export async function readNextDue(
  { query }: StoreScope,
  objectTypes: readonly ObjectType[],
  maxLane: Lane,
): Promise<number | null> {
  const [row] = await query<{ due: number | null }>(
    `SELECT (extract(epoch FROM min(first.not_before)) * 1000)::float8 AS due
     FROM generate_series(0, ?::int) AS lanes(lane)
     CROSS JOIN LATERAL (
       SELECT d.not_before FROM dirty d WHERE d.lane = lanes.lane AND d.object_type = ANY(?)
       ORDER BY d.not_before LIMIT 1
     ) first`,
    [maxLane, [...objectTypes]],
  );
  return row?.due ?? null;
}
