import type { RunItem } from "../sync/ports.ts";
import type { Query } from "./db.ts";

interface RunItemRow {
  position: string;
  object_type: string;
  hubspot_id: string | null;
  connectwise_id: string | null;
  action: RunItem["action"];
  matched_by: string;
  reason: string;
}

/**
 * Adds items of a run. A later item replaces earlier ones about the same record; only a review has
 * a row for each of its candidate pairs, so reviews of different pairs stand side by side.
 */
export async function saveRunItems(
  query: Query,
  runId: string,
  items: readonly RunItem[],
): Promise<void> {
  const rows = withoutReplaced(items).map((item) => ({
    object_type: item.objectType,
    hubspot_id: item.hubspotId,
    connectwise_id: item.connectwiseId,
    action: item.action,
    matched_by: item.matchedBy,
    reason: item.reason,
  }));
  if (rows.length === 0) return;
  const columns = `object_type text, hubspot_id text, connectwise_id text, action text,
    matched_by text, reason text`;
  const texts = JSON.stringify(rows);
  const different = `(o.action = 'review' AND n.action = 'review' AND NOT
    (o.hubspot_id IS NOT DISTINCT FROM n.hubspot_id
     AND o.connectwise_id IS NOT DISTINCT FROM n.connectwise_id))`;
  await query(
    `WITH n AS (SELECT * FROM jsonb_to_recordset(?::jsonb) AS n(${columns}))
     DELETE FROM run_items d WHERE d.run_id = ? AND d.position IN (
       SELECT o.position FROM n JOIN run_items o ON o.run_id = ?
         AND o.object_type = n.object_type AND o.hubspot_id = n.hubspot_id
       WHERE NOT ${different}
       UNION ALL
       SELECT o.position FROM n JOIN run_items o ON o.run_id = ?
         AND o.object_type = n.object_type AND o.connectwise_id = n.connectwise_id
       WHERE NOT ${different})`,
    [texts, runId, runId, runId],
  );
  await query(
    `INSERT INTO run_items (run_id, object_type, hubspot_id, connectwise_id, action, matched_by,
       reason)
     SELECT ?, n.* FROM jsonb_to_recordset(?::jsonb) AS n(${columns})`,
    [runId, texts],
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
  if (later.action !== "review" || earlier.action !== "review") return true;
  return later.hubspotId === earlier.hubspotId && later.connectwiseId === earlier.connectwiseId;
}

/** Reads items of a run in the order they were added, after a position. */
export async function readRunItems(
  query: Query,
  runId: string,
  after: string | null,
  limit: number,
): Promise<{ readonly items: readonly RunItem[]; readonly next: string | null }> {
  const rows = await query<RunItemRow>(
    `SELECT position::text AS position, object_type, hubspot_id, connectwise_id, action,
            matched_by, reason
     FROM run_items WHERE run_id = ? AND position > ?::bigint ORDER BY run_items.position LIMIT ?`,
    [runId, after ?? "0", limit],
  );
  const last = rows.at(-1);
  return {
    items: rows.map((row) => ({
      objectType: row.object_type,
      hubspotId: row.hubspot_id,
      connectwiseId: row.connectwise_id,
      action: row.action,
      matchedBy: row.matched_by,
      reason: row.reason,
    })),
    next: rows.length < limit || last === undefined ? null : last.position,
  };
}
