import { z } from "zod";
import type { ObjectType, RecordRef } from "../sync/model.ts";
import type { IssueFilter, IssuePage, ReviewPage } from "../sync/portal-ports.ts";
import { isIgnored } from "./ignored-issues.ts";
import { readJsonPosition } from "./positions.ts";
import { joinLink, type RecordColumns, type StoreScope } from "./rows.ts";

interface IssueRow extends RecordColumns {
  linked_id: string | null;
  state: string;
  code: string;
  message: string;
  field: string | null;
  remedy: string | null;
}

/** Record id, side and object type of the last issue of a page. */
const Position = z.tuple([z.string(), z.string(), z.string()]);
const START = ["", "", ""];

/** Reads issues in a stable order after a position that an earlier page returned. */
export async function readIssues(
  { query }: StoreScope,
  { which = "counting", ...wanted }: IssueFilter,
  after: string | null,
  limit: number,
): Promise<IssuePage> {
  const [recordId, side, objectType] = after === null ? START : readJsonPosition(after, Position);
  const ofKind = kindCondition(wanted);
  const rows = await query<IssueRow>(
    `SELECT r.object_type, r.side, r.record_id, r.state, r.code, r.message, r.field, r.remedy,
            CASE r.side WHEN 'hubspot' THEN l.connectwise_id ELSE l.hubspot_id END AS linked_id
     FROM issues r ${joinLink("r")}
     WHERE (r.record_id, r.side, r.object_type) > (?, ?, ?)
       -- What is gone and was never linked is nobody's business any more.
       AND (r.state <> 'deleted' OR l.link_id IS NOT NULL)
       AND ${which === "ignored" ? "" : "NOT "}${isIgnored("r")}
       ${ofKind.text}
     ORDER BY r.record_id, r.side, r.object_type LIMIT ?`,
    [recordId ?? "", side ?? "", objectType ?? "", ...ofKind.values, limit],
  );
  const last = rows.at(-1);
  return {
    items: rows.map((row) => ({
      objectType: row.object_type,
      side: row.side,
      recordId: row.record_id,
      linkedId: row.linked_id,
      state: row.state,
      code: row.code,
      message: row.message,
      field: row.field,
      remedy: row.remedy,
    })),
    next:
      rows.length < limit || last === undefined
        ? null
        : JSON.stringify([last.record_id, last.side, last.object_type]),
  };
}

/** What narrows issues `r` down to a kind, with its values; nothing for all of them. */
function kindCondition({ objectType, state, code }: Omit<IssueFilter, "which">): {
  readonly text: string;
  readonly values: readonly string[];
} {
  const wanted = Object.entries({ object_type: objectType, state, code }).flatMap(
    ([column, value]) => (value === undefined ? [] : [{ text: `AND r.${column} = ?`, value }]),
  );
  return {
    text: wanted.map(({ text }) => text).join(" "),
    values: wanted.map(({ value }) => value),
  };
}

interface ReviewRow extends RecordColumns {
  code: string;
  message: string;
  remedy: string | null;
  candidates: RecordRef[];
}

/** Record id and side of the last review of a page. */
const ReviewPosition = z.tuple([z.string(), z.string()]);

/** Reads records in review in a stable order after a position that an earlier page returned. */
export async function readReviews(
  { query }: StoreScope,
  objectType: ObjectType,
  after: string | null,
  limit: number,
): Promise<ReviewPage> {
  const [recordId, side] = after === null ? ["", ""] : readJsonPosition(after, ReviewPosition);
  const rows = await query<ReviewRow>(
    `SELECT object_type, side, record_id, code, message, remedy, candidates FROM issues
     WHERE object_type = ? AND state = 'review' AND (record_id, side) > (?, ?)
     ORDER BY record_id, side LIMIT ?`,
    [objectType, recordId, side, limit],
  );
  const last = rows.at(-1);
  return {
    items: rows.map(({ side: own, record_id: id, code, message, remedy, candidates }) => ({
      ref: { side: own, id },
      code,
      message,
      remedy,
      candidates,
    })),
    next:
      rows.length < limit || last === undefined
        ? null
        : JSON.stringify([last.record_id, last.side]),
  };
}

/** Reads the records whose review names one of these. */
export async function readReviewsNaming(
  { query }: StoreScope,
  objectType: ObjectType,
  refs: readonly RecordRef[],
): Promise<readonly RecordRef[]> {
  const rows = await query<RecordColumns>(
    `SELECT DISTINCT i.object_type, i.side, i.record_id
     FROM issues i, jsonb_array_elements(?::jsonb) AS r(ref)
     WHERE i.object_type = ? AND i.state = 'review'
       AND i.candidates @> jsonb_build_array(r.ref)`,
    [JSON.stringify(refs.map(({ side, id }) => ({ side, id }))), objectType],
  );
  return rows.map((row) => ({ side: row.side, id: row.record_id }));
}

/**
 * Counts records by state: each link once, and each record without a link that has a verdict. What a person
 * ignores is counted apart.
 */
export async function countStates({
  query,
}: StoreScope): Promise<Readonly<Record<ObjectType, Readonly<Record<string, number>>>>> {
  const rows = await query<{ object_type: string; state: string; count: number }>(
    `SELECT object_type, state, count(*)::float8 AS count FROM (
       SELECT k.object_type,
              CASE WHEN k.state = 'attention' AND EXISTS (
                SELECT FROM issues i WHERE i.object_type = k.object_type AND ${isIgnored("i")}
                  AND (i.side, i.record_id) IN
                      (('hubspot', k.hubspot_id), ('connectwise', k.connectwise_id))
              ) THEN 'ignored' ELSE k.state END AS state
       FROM links k
       UNION ALL
       SELECT r.object_type, CASE WHEN ${isIgnored("r")} THEN 'ignored' ELSE r.state END
       FROM issues r ${joinLink("r")} WHERE l.link_id IS NULL AND r.state <> 'deleted'
     ) records
     GROUP BY object_type, state ORDER BY object_type, state`,
  );
  const counts: Record<ObjectType, Record<string, number>> = {};
  for (const row of rows) {
    counts[row.object_type] = { ...counts[row.object_type], [row.state]: row.count };
  }
  return counts;
}
