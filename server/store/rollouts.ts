import { LANES, type ObjectType } from "../sync/model.ts";
import type { Rollout, StoredSettings } from "../sync/settings-ports.ts";
import type { PairChange } from "../sync/pair-ports.ts";
import { addMarks, marksOf } from "./dirty.ts";
import { ENDED_STATES, type RecordColumns, type StoreScope } from "./rows.ts";

/**
 * Begins to have records looked at again. One that is under way goes on where it is, unless the new
 * one is about links that it has passed already. Before anything is linked or judged there is nothing
 * to look at.
 */
export async function beginRollout(
  { query }: StoreScope,
  rollout: {
    readonly settings: StoredSettings;
    readonly of: "links" | "issues";
    /** Records that it is going to write to; null: nobody has said so. */
    readonly expected: number | null;
  },
): Promise<void> {
  const { settings, of, expected } = rollout;
  const { version } = settings.mapping;
  await query(
    `INSERT INTO rollouts AS r
       (object_type, version, settings_version, phase, has_links, links_version, expected)
     SELECT t.object_type, ?::int, ?::int, ?, ?::boolean, ?::int, ?::int
     FROM (SELECT ?::text AS object_type) t
     WHERE EXISTS (SELECT FROM links l WHERE l.object_type = t.object_type)
        OR EXISTS (SELECT FROM issues i WHERE i.object_type = t.object_type)
     ON CONFLICT (portal_id, object_type) DO UPDATE
     SET version = excluded.version, settings_version = excluded.settings_version,
         started_at = excluded.started_at, finished_at = NULL,
         has_links = excluded.has_links OR r.phase IN ('links', 'paused'),
         phase = CASE WHEN r.phase = 'links' OR (r.phase = 'paused' AND NOT excluded.has_links)
                      THEN r.phase ELSE excluded.phase END,
         last_link_id = CASE WHEN excluded.has_links THEN 0 ELSE r.last_link_id END,
         links_version = CASE WHEN excluded.has_links THEN excluded.links_version
                              ELSE r.links_version END,
         expected = CASE WHEN excluded.has_links THEN excluded.expected ELSE r.expected END,
         last_record_id = '', last_side = '', marked = 0`,
    [version, settings.version, of, of === "links", version, expected, settings.objectType],
  );
}

/** Long enough for whoever works under older settings to read them again, in milliseconds. */
const OUTDATED_MS = 5_000;

/**
 * Has records looked at again that are given back by somebody who worked under older settings: a
 * worker may go on for a while with what it read when it began.
 */
export async function markOutdated(
  scope: StoreScope,
  changes: readonly PairChange[],
): Promise<void> {
  const ended = changes.filter(({ release }) => release === true);
  if (ended.length === 0) return;
  const rows = await scope.query<{ object_type: ObjectType; version: number; now_ms: number }>(
    `SELECT object_type, version,
            (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now_ms
     FROM object_settings`,
  );
  const newest = new Map(rows.map((row) => [row.object_type, row]));
  await addMarks(
    scope,
    ended.flatMap(({ pair: { objectType, ref, settingsVersion } }) => {
      const settings = newest.get(objectType);
      if (settings === undefined || settingsVersion >= settings.version) return [];
      const notBefore = settings.now_ms + OUTDATED_MS;
      return [{ ...ref, objectType, lane: LANES.sweep, notBefore }];
    }),
  );
}

interface RolloutRow {
  version: number;
  phase: Rollout["phase"];
  marked: number;
  links: number;
  links_done: number;
  started_ms: number;
  finished_ms: number | null;
}

/** Reads how far the latest roll-out of an object type has got; null when there was none. */
export async function readRollout(
  { query }: StoreScope,
  objectType: ObjectType,
): Promise<Rollout | null> {
  const [row] = await query<RolloutRow>(
    `SELECT r.version, r.phase, r.marked, l.links, l.links_done,
            (extract(epoch FROM r.started_at) * 1000)::float8 AS started_ms,
            (extract(epoch FROM r.finished_at) * 1000)::float8 AS finished_ms
     FROM rollouts r
     CROSS JOIN LATERAL (
       SELECT count(*)::float8 AS links,
              count(*) FILTER (WHERE l.mapping_version >= r.version)::float8 AS links_done
       FROM links l
       WHERE r.has_links AND l.object_type = r.object_type AND l.state NOT IN ${ENDED_STATES}
     ) l
     WHERE r.object_type = ?`,
    [objectType],
  );
  if (row === undefined) return null;
  return {
    version: row.version,
    phase: row.phase,
    marked: row.marked,
    links: row.links,
    linksDone: row.links_done,
    startedAt: row.started_ms,
    finishedAt: row.finished_ms,
  };
}

interface Position {
  version: number;
  settings_version: number;
  links_version: number;
  expected: number | null;
  started_at: string;
  phase: "links" | "issues";
  last_link_id: string;
  last_record_id: string;
  last_side: string;
}

/**
 * Marks the next records of a roll-out and moves it on; returns whether there are more.
 *
 * @param settingsVersion - version of the settings under which the records are going to be looked at;
 *   with older ones than the roll-out's nothing is marked yet
 * @param limit - 0 marks nothing either
 */
export async function markNext(
  scope: StoreScope,
  objectType: ObjectType,
  settingsVersion: number,
  limit: number,
): Promise<boolean> {
  const [position] = await scope.query<Position>(
    `SELECT version, settings_version, phase, last_link_id::text AS last_link_id, last_record_id,
            last_side, links_version, expected, started_at::text AS started_at
     FROM rollouts WHERE object_type = ? AND phase IN ('links', 'issues') FOR UPDATE`,
    [objectType],
  );
  if (position === undefined) return false;
  if (position.settings_version > settingsVersion || limit === 0) return true;
  if (await hasWrittenTooMuch(scope, objectType, position)) {
    await scope.query("UPDATE rollouts SET phase = 'paused' WHERE object_type = ?", [objectType]);
    return false;
  }
  return position.phase === "links"
    ? markLinks(scope, objectType, position, limit)
    : markIssues(scope, objectType, position, limit);
}

/** So many records more than the dry run said may be people's own edits in the meantime. */
const SLACK = { share: 0.05, count: 25 };

/** Whether the rows that links meet anew have been written to many more records than was shown. */
async function hasWrittenTooMuch(
  { query }: StoreScope,
  objectType: ObjectType,
  { phase, expected, links_version: version, started_at: since }: Position,
): Promise<boolean> {
  if (phase !== "links" || expected === null) return false;
  const [row] = await query<{ written: number }>(
    `SELECT count(DISTINCT (side, record_id))::float8 AS written FROM journal
     WHERE object_type = ? AND kind = 'update' AND at >= ?::timestamptz
       AND mapping_key LIKE '%@' || ?::int`,
    [objectType, since, version],
  );
  const limit = expected + Math.max(SLACK.count, Math.ceil(expected * SLACK.share));
  return (row?.written ?? 0) > limit;
}

/** Lets a paused roll-out go on without a limit; returns whether one was paused. */
export async function resumeRollout(
  { query }: StoreScope,
  objectType: ObjectType,
): Promise<boolean> {
  const resumed = await query(
    `UPDATE rollouts SET phase = 'links', expected = NULL
     WHERE object_type = ? AND phase = 'paused' RETURNING 1`,
    [objectType],
  );
  return resumed.length > 0;
}

async function markLinks(
  scope: StoreScope,
  objectType: ObjectType,
  { version, last_link_id: after }: Position,
  limit: number,
): Promise<boolean> {
  const rows = await scope.query<{ link_id: string; hubspot_id: string }>(
    `SELECT link_id::text AS link_id, hubspot_id FROM links
     WHERE object_type = ? AND link_id > ?::bigint AND mapping_version < ?
       AND state NOT IN ${ENDED_STATES}
     ORDER BY links.link_id LIMIT ?`,
    [objectType, after, version, limit],
  );
  const records = rows.map((row) => ({
    object_type: objectType,
    side: "hubspot" as const,
    record_id: row.hubspot_id,
  }));
  await addMarks(scope, marksOf(records, LANES.sweep));
  const last = rows.at(-1)?.link_id ?? after;
  const phase = rows.length < limit ? "issues" : "links";
  await scope.query(
    `UPDATE rollouts SET last_link_id = ?::bigint, phase = ?, marked = marked + ?
     WHERE object_type = ?`,
    [last, phase, rows.length, objectType],
  );
  return true;
}

/** What was judged under the old settings may end under the new ones. */
async function markIssues(
  scope: StoreScope,
  objectType: ObjectType,
  { last_record_id: recordId, last_side: side }: Position,
  limit: number,
): Promise<boolean> {
  const rows = await scope.query<RecordColumns>(
    `SELECT object_type, side, record_id FROM issues
     WHERE object_type = ? AND state <> 'deleted' AND (record_id, side) > (?, ?)
     ORDER BY record_id, side LIMIT ?`,
    [objectType, recordId, side, limit],
  );
  await addMarks(scope, marksOf(rows, LANES.sweep));
  const last = rows.at(-1);
  const isLast = rows.length < limit;
  await scope.query(
    `UPDATE rollouts SET last_record_id = ?, last_side = ?, marked = marked + ?, phase = ?,
       finished_at = CASE WHEN ?::boolean THEN clock_timestamp() END
     WHERE object_type = ?`,
    [
      last?.record_id ?? recordId,
      last?.side ?? side,
      rows.length,
      isLast ? "done" : "issues",
      isLast,
      objectType,
    ],
  );
  return !isLast;
}
