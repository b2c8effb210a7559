import { FLIP_FLOP, FLIP_FLOP_RETRIED } from "../sync/flip-flop.ts";
import { LANES, type ObjectType } from "../sync/model.ts";
import type { IssueCategory, IssueChoice } from "../sync/record-ports.ts";
import { isIgnored } from "./ignored-issues.ts";
import { joinLink, recordRows, type StoreScope } from "./rows.ts";

interface CategoryRow {
  object_type: ObjectType;
  state: IssueCategory["state"];
  code: string;
  count: number;
  message: string;
  remedy: string | null;
  fields: string[];
}

/** Counts issues by object type, state and code; those that most records have come first. */
export async function readIssueCategories({
  query,
}: StoreScope): Promise<readonly IssueCategory[]> {
  const rows = await query<CategoryRow>(
    `SELECT r.object_type, r.state, r.code, count(*)::float8 AS count,
            (array_agg(r.message ORDER BY r.found_at DESC))[1] AS message,
            (array_agg(r.remedy ORDER BY r.found_at DESC))[1] AS remedy,
            (array_remove(array_agg(DISTINCT r.field), NULL))[1:10] AS fields
     FROM issues r ${joinLink("r")}
     -- What is gone and was never linked is nobody's business any more.
     WHERE (r.state <> 'deleted' OR l.link_id IS NOT NULL) AND NOT ${isIgnored("r")}
     GROUP BY r.object_type, r.state, r.code
     ORDER BY count DESC, r.object_type, r.code, r.state`,
  );
  return rows.map(({ object_type: objectType, ...row }) => ({ objectType, ...row }));
}

/** States that end by another attempt; what is left out or gone is tried again only when it is named. */
const UNFINISHED = ["attention", "review", "waiting"];

/**
 * Marks the records of the chosen issues dirty, in the lane of what polls find; returns how many. Those
 * that are put off are due at once. A flip-flop begins anew, which the journal tells.
 */
export async function markIssues(
  { query }: StoreScope,
  { objectType, code, records }: IssueChoice,
  userId: string,
): Promise<number> {
  const named =
    records === undefined
      ? null
      : JSON.stringify(
          recordRows(records.map((one) => ({ objectType: one.objectType, ref: one }))),
        );
  const isOpen = named === null && code === undefined;
  const rows = await query(
    `WITH chosen AS (
       SELECT i.object_type, i.side, i.record_id, i.code, i.field FROM issues i
       WHERE (?::text IS NULL OR i.object_type = ?) AND (?::text IS NULL OR i.code = ?)
         AND (NOT ?::boolean OR i.state = ANY(?))
         AND (?::jsonb IS NULL OR (i.object_type, i.side, i.record_id) IN (
           SELECT r.object_type, r.side, r.record_id FROM jsonb_to_recordset(?::jsonb)
             AS r(object_type text, side text, record_id text)))
     ), told AS (
       INSERT INTO journal (entry_id, object_type, kind, side, record_id, field, rule, user_id)
       SELECT gen_random_uuid(), c.object_type, 'ruling', c.side, c.record_id, c.field, ?, ?
       FROM chosen c WHERE c.code = ?
     )
     INSERT INTO dirty AS d (object_type, side, record_id, lane, not_before)
     SELECT c.object_type, c.side, c.record_id, ?::int, to_timestamp(0) FROM chosen c
     ORDER BY c.object_type, c.side, c.record_id COLLATE "C" -- one order for all: no deadlocks
     ON CONFLICT (portal_id, object_type, side, record_id) DO UPDATE
     SET lane = least(d.lane, excluded.lane), seq = excluded.seq,
         not_before = least(d.not_before, excluded.not_before)
     RETURNING 1`,
    [
      objectType ?? null,
      objectType ?? null,
      code ?? null,
      code ?? null,
      isOpen,
      UNFINISHED,
      named,
      named,
      FLIP_FLOP_RETRIED,
      userId,
      FLIP_FLOP,
      LANES.poll,
    ],
  );
  return rows.length;
}
