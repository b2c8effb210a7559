import type { Lane, Link, ObjectType, ParentRef, RecordRef } from "../sync/model.ts";
import { optional } from "../sync/optional.ts";
import type { FoundIssue, PendingLook, RecordStanding } from "../sync/record-ports.ts";
import type { Issue } from "../sync/pair-ports.ts";
import { pairRecords, readLinksOf, readPairParts } from "./pair-parts.ts";
import { linkPairKey } from "./held-claims.ts";
import { type RecordColumns, recordRows, type StoreScope } from "./rows.ts";

/** Reads everything stored about a record and its pair, in one transaction. */
export async function readStanding(
  scope: StoreScope,
  objectType: ObjectType,
  ref: RecordRef,
): Promise<RecordStanding> {
  const [link = null] = await readLinksOf(scope, objectType, [ref]);
  const [parts] = await readPairParts(scope, [{ objectType, linkId: link?.id ?? null, ref }]);
  const refs = pairRecords(ref, link);
  const pair = JSON.stringify(recordRows(refs.map((one) => ({ objectType, ref: one }))));
  return {
    link,
    sent: parts?.sent ?? [],
    intent: parts?.intent ?? null,
    issues: await readIssuesOf(scope, pair, ref),
    pending: await readPending(scope, pair),
    isHeld: await readIsHeld(scope, pair, link),
    waitsFor: await readWaitsFor(scope, pair),
  };
}

/** Names the records of a pair `r`. */
const PAIR = "jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)";

interface IssueRow extends RecordColumns {
  state: Issue["state"];
  code: string;
  message: string;
  field: string | null;
  remedy: string | null;
  candidates: RecordRef[];
  found_ms: number;
}

async function readIssuesOf(
  { query }: StoreScope,
  pair: string,
  { side }: RecordRef,
): Promise<readonly FoundIssue[]> {
  const rows = await query<IssueRow>(
    `SELECT i.object_type, i.side, i.record_id, i.state, i.code, i.message, i.field, i.remedy,
            i.candidates, (extract(epoch FROM i.found_at) * 1000)::float8 AS found_ms
     FROM ${PAIR} JOIN issues i USING (object_type, side, record_id) ORDER BY i.side <> ?`,
    [pair, side],
  );
  return rows.map((row) => ({
    ref: { side: row.side, id: row.record_id },
    state: row.state,
    code: row.code,
    message: row.message,
    ...optional("field", row.field ?? undefined),
    ...optional("remedy", row.remedy ?? undefined),
    candidates: row.candidates,
    foundAt: row.found_ms,
  }));
}

async function readPending({ query }: StoreScope, pair: string): Promise<PendingLook | null> {
  const [row] = await query<{ lane: Lane; not_before_ms: number; attempts: number }>(
    `SELECT d.lane::int AS lane, d.attempts,
            (extract(epoch FROM d.not_before) * 1000)::float8 AS not_before_ms
     FROM ${PAIR} JOIN dirty d USING (object_type, side, record_id)
     ORDER BY d.lane, d.not_before LIMIT 1`,
    [pair],
  );
  if (row === undefined) return null;
  return { lane: row.lane, notBefore: row.not_before_ms, attempts: row.attempts };
}

async function readIsHeld(
  { query }: StoreScope,
  pair: string,
  link: Link | null,
): Promise<boolean> {
  const rows = await query(
    `SELECT 1 FROM claims c
     WHERE c.owner IS NOT NULL AND c.until >= clock_timestamp()
       AND (c.pair_key = ? OR (c.object_type, c.side, c.record_id) IN
            (SELECT r.object_type, r.side, r.record_id FROM ${PAIR}))
     LIMIT 1`,
    [link === null ? "" : linkPairKey(link.id), pair],
  );
  return rows.length > 0;
}

async function readWaitsFor({ query }: StoreScope, pair: string): Promise<readonly ParentRef[]> {
  const rows = await query<RecordColumns>(
    `SELECT DISTINCT w.parent_type AS object_type, w.parent_side AS side, w.parent_id AS record_id
     FROM ${PAIR} JOIN waits w USING (object_type, side, record_id) ORDER BY 1, 2, 3`,
    [pair],
  );
  return rows.map((row) => ({ objectType: row.object_type, side: row.side, id: row.record_id }));
}
