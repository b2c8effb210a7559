import { z } from "zod";

import { AppError } from "../sync/errors.ts";
import type { ObjectType, RecordRef, Side } from "../sync/model.ts";
import type { ActionCounts } from "../sync/run-ports.ts";
import type { RunItem } from "../sync/store-ports.ts";
import type { Query } from "./db.ts";
import { readPosition } from "./positions.ts";
import { joinLink, ONE_LOOK_A_ROW, recordRows } from "./rows.ts";
import { together } from "./together.ts";

interface RunItemRow {
  position: string;
  object_type: string;
  hubspot_id: string | null;
  connectwise_id: string | null;
  action: RunItem["action"];
  matched_by: string;
  reason: string;
  left_out: Side[];
}

/**
 * Adds items of a run. A later item replaces earlier ones about the same record. A review has a row
 * for each of its candidate pairs, and one of the pair may be linked to another record by now: so
 * reviews of different pairs stand side by side, and beside the linked pair's own item. A record that
 * the run created stays created, although a filter keeps it from being a source itself.
 */
export async function saveRunItems(
  query: Query,
  runId: string,
  items: readonly RunItem[],
): Promise<void> {
  const rows = (await withoutMade(query, runId, withoutReplaced(items))).map((item) => ({
    object_type: item.objectType,
    hubspot_id: item.hubspotId,
    connectwise_id: item.connectwiseId,
    action: item.action,
    matched_by: item.matchedBy,
    reason: item.reason,
    left_out: item.leftOut ?? [],
  }));
  if (rows.length === 0) return;
  const columns = `object_type text, hubspot_id text, connectwise_id text, action text,
    matched_by text, reason text, left_out text[]`;
  const texts = JSON.stringify(rows);
  const samePair = `(o.hubspot_id IS NOT DISTINCT FROM n.hubspot_id
     AND o.connectwise_id IS NOT DISTINCT FROM n.connectwise_id)`;
  const isPair = "(o.hubspot_id IS NOT NULL AND o.connectwise_id IS NOT NULL)";
  const hasOwnItem = `EXISTS (
    SELECT FROM run_items p WHERE p.run_id = o.run_id AND p.object_type = n.object_type
      AND p.hubspot_id = n.hubspot_id AND p.connectwise_id = n.connectwise_id
      AND p.action <> 'review')`;
  const different = `(NOT ${samePair} AND (
    (n.action = 'review' AND (o.action = 'review' OR ${isPair}))
    OR (o.action = 'review' AND ${hasOwnItem})))`;
  const removing = query<ActionRow>(
    `DELETE FROM run_items d WHERE d.position = ANY(ARRAY(
       SELECT o.position FROM jsonb_to_recordset(?::jsonb) AS n(${columns})
       CROSS JOIN LATERAL (
         SELECT h.* FROM run_items h WHERE h.run_id = ?
           AND h.object_type = n.object_type AND h.hubspot_id = n.hubspot_id
         UNION ALL
         SELECT c.* FROM run_items c WHERE c.run_id = ?
           AND c.object_type = n.object_type AND c.connectwise_id = n.connectwise_id
         ${ONE_LOOK_A_ROW}
       ) o
       WHERE NOT ${different}))
     RETURNING object_type, action`,
    [texts, runId, runId],
  );
  const adding = query(
    `INSERT INTO run_items (run_id, object_type, hubspot_id, connectwise_id, action, matched_by,
       reason, left_out)
     SELECT ?, n.* FROM jsonb_to_recordset(?::jsonb) AS n(${columns})`,
    [runId, texts],
  );
  const [replaced] = await together([removing, adding]);
  await moveCounts(query, runId, { added: rows, replaced });
}

interface ActionRow {
  object_type: ObjectType;
  action: RunItem["action"];
}

/** Keeps a run's counts equal to its items. */
async function moveCounts(
  query: Query,
  runId: string,
  change: { readonly added: readonly ActionRow[]; readonly replaced: readonly ActionRow[] },
): Promise<void> {
  if (change.added.length === 0 && change.replaced.length === 0) return;
  const [run] = await query<{ object_counts: Record<ObjectType, Record<string, number>> }>(
    "SELECT object_counts FROM runs WHERE run_id = ? FOR UPDATE",
    [runId],
  );
  const counts = new Map(
    Object.entries(run?.object_counts ?? {}).map(([type, own]) => [type, { ...own }]),
  );
  const count = ({ object_type: type, action }: ActionRow, step: 1 | -1): void => {
    const own = counts.get(type) ?? {};
    counts.set(type, { ...own, [action]: (own[action] ?? 0) + step });
  };
  for (const row of change.added) count(row, 1);
  for (const row of change.replaced) count(row, -1);
  const kept = [...counts].map(([type, own]) => [type, withoutNone(own)] as const);
  await query("UPDATE runs SET counts = ?::jsonb, object_counts = ?::jsonb WHERE run_id = ?", [
    JSON.stringify(sumOf(kept.map(([, own]) => own))),
    JSON.stringify(Object.fromEntries(kept)),
    runId,
  ]);
}

function withoutNone(counts: ActionCounts): ActionCounts {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function sumOf(all: readonly ActionCounts[]): ActionCounts {
  const sums: Record<string, number> = {};
  for (const [action, count] of all.flatMap((own) => Object.entries(own))) {
    sums[action] = (sums[action] ?? 0) + count;
  }
  return sums;
}

/**
 * Adds an item for each link of the records that the run has none of. The journal tells whether the
 * link came of a create.
 */
export async function saveMissingRunItems(
  query: Query,
  runId: string,
  objectType: ObjectType,
  refs: readonly RecordRef[],
): Promise<void> {
  if (refs.length === 0) return;
  const added = await query<ActionRow>(
    `INSERT INTO run_items (run_id, object_type, hubspot_id, connectwise_id, action, matched_by,
       reason)
     SELECT DISTINCT ON (l.link_id) ?, l.object_type, l.hubspot_id, l.connectwise_id,
            CASE WHEN j.kind = 'create' THEN 'created_in_' || j.side ELSE 'linked' END,
            CASE WHEN j.kind = 'link' THEN j.rule ELSE '' END, ''
     FROM jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     ${joinLink("r")}
     LEFT JOIN LATERAL (
       SELECT h.kind, h.side, h.rule, h.at FROM journal h WHERE h.record_id = l.hubspot_id
         AND h.side = 'hubspot' AND h.object_type = l.object_type AND h.kind = 'create'
       UNION ALL
       SELECT c.kind, c.side, c.rule, c.at FROM journal c WHERE c.record_id = l.connectwise_id
         AND c.side = 'connectwise' AND c.object_type = l.object_type
         AND c.kind IN ('create', 'link')
       ORDER BY at DESC LIMIT 1
     ) j ON true
     WHERE l.link_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM run_items o WHERE o.run_id = ?
                         AND o.object_type = l.object_type AND o.hubspot_id = l.hubspot_id
                         ${ONE_LOOK_A_ROW})
       AND NOT EXISTS (SELECT FROM run_items o WHERE o.run_id = ?
                         AND o.object_type = l.object_type AND o.connectwise_id = l.connectwise_id
                         ${ONE_LOOK_A_ROW})
     RETURNING object_type, action`,
    [runId, JSON.stringify(recordRows(refs.map((ref) => ({ objectType, ref })))), runId, runId],
  );
  await moveCounts(query, runId, { added, replaced: [] });
}

/** Leaves out that a filter holds nothing but the very record that the run has created. */
async function withoutMade(
  query: Query,
  runId: string,
  items: readonly RunItem[],
): Promise<readonly RunItem[]> {
  const left = items.flatMap(({ objectType, hubspotId, connectwiseId, leftOut = [] }) => {
    const [side] = leftOut.length === 1 ? leftOut : [];
    if (side === undefined) return [];
    const ids = { hubspot_id: hubspotId, connectwise_id: connectwiseId };
    return [{ object_type: objectType, ...ids, made: `created_in_${side}` }];
  });
  if (left.length === 0) return items;
  const made = await query<{ object_type: ObjectType; hubspot_id: string }>(
    `SELECT n.object_type, n.hubspot_id FROM jsonb_to_recordset(?::jsonb)
       AS n(object_type text, hubspot_id text, connectwise_id text, made text)
     WHERE EXISTS (SELECT FROM run_items o WHERE o.run_id = ? AND o.object_type = n.object_type
       AND o.hubspot_id = n.hubspot_id AND o.connectwise_id = n.connectwise_id
       AND o.action = n.made ${ONE_LOOK_A_ROW})`,
    [JSON.stringify(left), runId],
  );
  const names = new Set(made.map((row) => `${row.object_type}:${row.hubspot_id}`));
  return items.filter(
    ({ objectType, hubspotId, leftOut = [] }) =>
      leftOut.length !== 1 || !names.has(`${objectType}:${hubspotId ?? ""}`),
  );
}

/** Leaves out items that a later one of the same call replaces. */
function withoutReplaced(items: readonly RunItem[]): readonly RunItem[] {
  const later = new Map<string, RunItem[]>();
  const kept: RunItem[] = [];
  for (const item of items.toReversed()) {
    const names = recordNames(item);
    const rivals = names.flatMap((name) => later.get(name) ?? []);
    if (rivals.some((rival) => replaces(rival, item))) continue;
    kept.push(item);
    for (const name of names) later.set(name, [...(later.get(name) ?? []), item]);
  }
  return kept.toReversed();
}

function recordNames(item: RunItem): string[] {
  return [
    ...(item.hubspotId === null ? [] : [`${item.objectType}:hubspot:${item.hubspotId}`]),
    ...(item.connectwiseId === null
      ? []
      : [`${item.objectType}:connectwise:${item.connectwiseId}`]),
  ];
}

function replaces(later: RunItem, earlier: RunItem): boolean {
  const isPair = earlier.hubspotId !== null && earlier.connectwiseId !== null;
  if (later.action !== "review" || (earlier.action !== "review" && !isPair)) return true;
  return later.hubspotId === earlier.hubspotId && later.connectwiseId === earlier.connectwiseId;
}

const Position = z.string().regex(/^\d{1,18}$/u);

/**
 * Reads items of a run in the order they were added, after a position.
 *
 * @throws AppError gone `no_run` when the portal has no such run
 */
export async function readRunItems(
  query: Query,
  runId: string,
  after: string | null,
  limit: number,
): Promise<{ readonly items: readonly RunItem[]; readonly next: string | null }> {
  const rows = await query<RunItemRow>(
    `SELECT position::text AS position, object_type, hubspot_id, connectwise_id, action,
            matched_by, reason, left_out
     FROM run_items WHERE run_id = ? AND position > ?::bigint ORDER BY run_items.position LIMIT ?`,
    [runId, after === null ? "0" : readPosition(after, Position), limit],
  );
  const last = rows.at(-1);
  if (last === undefined) await assertRun(query, runId);
  return {
    items: rows.map((row) => ({
      objectType: row.object_type,
      hubspotId: row.hubspot_id,
      connectwiseId: row.connectwise_id,
      action: row.action,
      matchedBy: row.matched_by,
      reason: row.reason,
      ...(row.left_out.length === 0 ? {} : { leftOut: row.left_out }),
    })),
    next: rows.length < limit || last === undefined ? null : last.position,
  };
}

/** @throws AppError `no_run` with `runId` as field when there is no such run */
export async function assertRun(query: Query, runId: string): Promise<void> {
  if ((await query("SELECT FROM runs WHERE run_id = ?", [runId])).length > 0) return;
  throw new AppError("There is no such run.", {
    code: "no_run",
    errorClass: "gone",
    field: "runId",
    remedy: "Take the id of a run from its answer, or start one.",
  });
}
