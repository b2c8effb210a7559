import type { ObjectType, ParentRef, RecordRef, Side } from "../sync/model.ts";
import { LANES } from "../sync/model.ts";
import { parentKey, plannedParent } from "../sync/parents.ts";
import type { DirtyMark, PairChange, StoredParent } from "../sync/pair-ports.ts";
import type { RunItem } from "../sync/store-ports.ts";
import { marksOf } from "./dirty.ts";
import {
  joinLink,
  ONE_LOOK_A_ROW,
  type RecordColumns,
  recordRows,
  type StoreScope,
} from "./rows.ts";
import { together } from "./together.ts";

/** A record of an object type. */
interface TypedRef {
  readonly objectType: ObjectType;
  readonly ref: RecordRef;
}

/**
 * Lets either those who begin to wait or those who end a wait through at a time: who looks at a
 * parent just before it is linked must not begin to wait just after.
 */
export async function enterWaiting(
  { query }: StoreScope,
  changes: readonly PairChange[],
): Promise<void> {
  const key = "hashtextextended(current_setting('lockstep.portal_id') || ':waits', 0)";
  if (changes.some(({ waits }) => (waits ?? []).length > 0)) {
    await query(`SELECT pg_advisory_xact_lock(${key})`);
  } else if (changes.some(mayEndWaits)) {
    await query(`SELECT pg_advisory_xact_lock_shared(${key})`);
  }
}

function mayEndWaits(change: PairChange): boolean {
  const { newLink, ruling, state, clearIssues, issues } = change;
  return clearIssues === true || [newLink, ruling, state, issues].some((one) => one !== undefined);
}

/** Replaces what records wait for. */
export async function replaceWaits(
  { query }: StoreScope,
  records: readonly TypedRef[],
  waits: readonly (TypedRef & { readonly parent: ParentRef })[],
): Promise<void> {
  if (records.length === 0) return;
  await query(
    `DELETE FROM waits w
     USING jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     WHERE w.object_type = r.object_type AND w.side = r.side AND w.record_id = r.record_id`,
    [JSON.stringify(recordRows(records))],
  );
  if (waits.length === 0) return;
  await query(
    `INSERT INTO waits (object_type, side, record_id, parent_type, parent_side, parent_id)
     SELECT * FROM jsonb_to_recordset(?::jsonb)
       AS w(object_type text, side text, record_id text,
            parent_type text, parent_side text, parent_id text)
     ON CONFLICT DO NOTHING`,
    [
      JSON.stringify(
        waits.map(({ objectType, ref, parent }) => ({
          object_type: objectType,
          side: ref.side,
          record_id: ref.id,
          parent_type: parent.objectType,
          parent_side: parent.side,
          parent_id: parent.id,
        })),
      ),
    ],
  );
}

/** Returns those of the records that somebody waits for. */
export async function readAwaited(
  { query }: StoreScope,
  records: readonly TypedRef[],
): Promise<readonly ParentRef[]> {
  if (records.length === 0) return [];
  const rows = await query<RecordColumns>(
    `SELECT r.object_type, r.side, r.record_id
     FROM jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     WHERE EXISTS (SELECT FROM waits w WHERE w.parent_id = r.record_id
                     AND w.parent_side = r.side AND w.parent_type = r.object_type)`,
    [JSON.stringify(recordRows(records))],
  );
  return rows.map((row) => ({ objectType: row.object_type, side: row.side, id: row.record_id }));
}

/** Ends all waits for parents; returns marks for those who waited. */
export async function releaseWaiting(
  { query }: StoreScope,
  parents: readonly ParentRef[],
): Promise<readonly DirtyMark[]> {
  if (parents.length === 0) return [];
  const rows = await query<RecordColumns>(
    `DELETE FROM waits w
     USING jsonb_to_recordset(?::jsonb) AS p(object_type text, side text, record_id text)
     WHERE w.parent_id = p.record_id AND w.parent_side = p.side AND w.parent_type = p.object_type
     RETURNING w.object_type, w.side, w.record_id`,
    [JSON.stringify(recordRows(parents.map((ref) => ({ objectType: ref.objectType, ref }))))],
  );
  return marksOf(rows, LANES.poll);
}

interface ParentRow extends RecordColumns {
  hubspot_id: string | null;
  connectwise_id: string | null;
  link_state: NonNullable<StoredParent["link"]>["state"];
  issue_state: NonNullable<StoredParent["issue"]>["state"] | null;
  issue_code: string;
  issue_message: string;
}

/** Reads what is known about parents; see `parentsOf` of the store's port. */
export async function readParents(
  { query }: StoreScope,
  parents: readonly ParentRef[],
  dryRunId: string | null,
): Promise<readonly StoredParent[]> {
  if (parents.length === 0) return [];
  const refs = JSON.stringify(
    recordRows(parents.map((ref) => ({ objectType: ref.objectType, ref }))),
  );
  const reading = query<ParentRow>(
    `SELECT r.object_type, p.side, p.record_id, l.hubspot_id, l.connectwise_id,
            l.state AS link_state, i.state AS issue_state, i.code AS issue_code,
            i.message AS issue_message
     FROM jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     ${joinLink("r")}
     CROSS JOIN LATERAL (
       SELECT r.side, r.record_id
       UNION ALL
       SELECT 'connectwise', l.connectwise_id WHERE l.state = 'excluded' AND r.side = 'hubspot'
       UNION ALL
       SELECT 'hubspot', l.hubspot_id WHERE l.state = 'excluded' AND r.side = 'connectwise'
     ) p
     LEFT JOIN LATERAL (
       SELECT own.state, own.code, own.message FROM issues own
       WHERE own.object_type = r.object_type AND own.side = p.side AND own.record_id = p.record_id
       ${ONE_LOOK_A_ROW}
     ) i ON true
     WHERE l.link_id IS NOT NULL OR i.state IS NOT NULL`,
    [refs],
  );
  const [rows, expected] = await together([
    reading,
    dryRunId === null ? Promise.resolve([]) : readPlanned(query, refs, dryRunId),
  ]);
  const known = rows.map(toParent);
  const seen = new Set(known.map(({ parent }) => parentKey(parent)));
  return [...known, ...expected.filter(({ parent }) => !seen.has(parentKey(parent)))];
}

function toParent(row: ParentRow): StoredParent {
  return {
    parent: { objectType: row.object_type, side: row.side, id: row.record_id },
    link:
      row.hubspot_id === null || row.connectwise_id === null
        ? null
        : {
            hubspotId: row.hubspot_id,
            connectwiseId: row.connectwise_id,
            state: row.link_state,
          },
    issue:
      row.issue_state === null
        ? null
        : { state: row.issue_state, code: row.issue_code, message: row.issue_message },
  };
}

interface PlannedRow extends RecordColumns {
  hubspot_id: string | null;
  connectwise_id: string | null;
  action: RunItem["action"];
  reason: string;
  left_out: Side[];
}

/** What a dry run would do with parents stands in for links that do not exist. */
async function readPlanned(
  query: StoreScope["query"],
  refs: string,
  runId: string,
): Promise<readonly StoredParent[]> {
  const rows = await query<PlannedRow>(
    `SELECT DISTINCT ON (r.object_type, r.side, r.record_id) r.object_type, r.side, r.record_id,
            o.hubspot_id, o.connectwise_id, o.action, o.reason, o.left_out
     FROM jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     CROSS JOIN LATERAL (
       SELECT h.* FROM run_items h WHERE h.run_id = ? AND r.side = 'hubspot'
         AND h.object_type = r.object_type AND h.hubspot_id = r.record_id
       UNION ALL
       SELECT c.* FROM run_items c WHERE c.run_id = ? AND r.side = 'connectwise'
         AND c.object_type = r.object_type AND c.connectwise_id = r.record_id
     ) o
     ORDER BY r.object_type, r.side, r.record_id`,
    [refs, runId, runId],
  );
  return rows.map((row) => {
    const parent = { objectType: row.object_type, side: row.side, id: row.record_id };
    return plannedParent(parent, {
      hubspotId: row.hubspot_id,
      connectwiseId: row.connectwise_id,
      action: row.action,
      reason: row.reason,
      leftOut: row.left_out,
    });
  });
}
