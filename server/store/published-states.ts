import type { ObjectType } from "../sync/model.ts";
import type { PairChange } from "../sync/pair-ports.ts";
import {
  IN_SYNC,
  type PublishedState,
  SHOWN_WHEN_ALONE,
  SHOWN_WHEN_LINKED,
} from "../sync/published-states.ts";
import type { ShownState, UnpublishedState } from "../sync/state-ports.ts";
import type { Query } from "./db.ts";
import { ENDED_STATES, ONE_LOOK_A_ROW, type StoreScope } from "./rows.ts";

/** What a record shows without a row; `l` is its link. */
const GOES_WITHOUT_SAYING = `CASE WHEN l.link_id IS NOT NULL THEN '${IN_SYNC}' END`;

/** Records that may not show their state: not simply linked, with an issue to see to, or with a row. */
const EXCEPTIONS = `
  SELECT k.object_type, k.hubspot_id FROM links k
  WHERE k.object_type = ANY(?) AND k.state <> 'linked'
  UNION
  SELECT q.object_type, q.record_id FROM issues q
  WHERE q.object_type = ANY(?) AND q.side = 'hubspot'
    AND q.state IN ('waiting', 'attention', 'review')
  UNION
  SELECT s.object_type, s.hubspot_id FROM published_states s WHERE s.object_type = ANY(?)`;

/** Those of them that show another state than theirs, with the one they have to show. */
const UNPUBLISHED = `
  SELECT e.object_type, e.hubspot_id, l.connectwise_id, w.wanted FROM (${EXCEPTIONS}) e
  LEFT JOIN LATERAL (
    SELECT k.link_id, k.state, k.connectwise_id FROM links k
    WHERE k.object_type = e.object_type AND k.hubspot_id = e.hubspot_id ${ONE_LOOK_A_ROW}
  ) l ON true
  LEFT JOIN LATERAL (
    SELECT q.state FROM issues q WHERE q.object_type = e.object_type AND q.side = 'hubspot'
      AND q.record_id = e.hubspot_id ${ONE_LOOK_A_ROW}
  ) i ON true
  LEFT JOIN LATERAL (
    SELECT s.hubspot_id, s.state FROM published_states s
    WHERE s.object_type = e.object_type AND s.hubspot_id = e.hubspot_id ${ONE_LOOK_A_ROW}
  ) p ON true
  CROSS JOIN LATERAL (SELECT
    CASE WHEN l.link_id IS NULL THEN ?::jsonb ->> i.state ELSE ?::jsonb ->> l.state END AS wanted,
    CASE WHEN p.hubspot_id IS NULL THEN ${GOES_WITHOUT_SAYING} ELSE p.state END AS shown) w
  WHERE w.wanted IS DISTINCT FROM w.shown
    -- Nothing is told to a record that was left out before it showed anything.
    AND NOT coalesce(w.wanted = 'excluded' AND w.shown IS NULL, false)
    -- Without an issue about it the record itself is what is gone.
    AND NOT coalesce(
      l.state IN ${ENDED_STATES} AND p.hubspot_id IS NULL AND i.state IS NULL, false)
  ${ONE_LOOK_A_ROW}`;

interface UnpublishedRow {
  object_type: ObjectType;
  hubspot_id: string;
  wanted: PublishedState | null;
}

/** Reads records that do not show their state, apart from those of which it may change at any moment. */
export async function readUnpublished(
  { query }: StoreScope,
  objectTypes: readonly ObjectType[],
  limit: number,
): Promise<readonly UnpublishedState[]> {
  const types = [...objectTypes];
  const rows = await query<UnpublishedRow>(
    `SELECT u.object_type, u.hubspot_id, u.wanted FROM (${UNPUBLISHED}) u
     WHERE NOT EXISTS (
       SELECT FROM (VALUES ('hubspot', u.hubspot_id), ('connectwise', u.connectwise_id))
         AS r(side, record_id)
       WHERE EXISTS (SELECT FROM claims c WHERE c.object_type = u.object_type
             AND c.side = r.side AND c.record_id = r.record_id
             AND c.owner IS NOT NULL AND c.until >= clock_timestamp())
         OR EXISTS (SELECT FROM dirty d WHERE d.object_type = u.object_type
             AND d.side = r.side AND d.record_id = r.record_id
             AND d.not_before <= clock_timestamp()))
     ORDER BY u.object_type, u.hubspot_id LIMIT ?`,
    [
      types,
      types,
      types,
      JSON.stringify(SHOWN_WHEN_ALONE),
      JSON.stringify(SHOWN_WHEN_LINKED),
      limit,
    ],
  );
  return rows.map(({ object_type: objectType, hubspot_id: hubspotId, wanted }) => ({
    objectType,
    hubspotId,
    wanted,
  }));
}

/** Takes down what records show; rows that say what goes without saying leave. */
export async function saveShown(
  { query }: StoreScope,
  objectType: ObjectType,
  shown: readonly ShownState[],
  gone: readonly string[],
): Promise<void> {
  const rows = shown.map(({ hubspotId, state }) => ({ hubspot_id: hubspotId, state }));
  await query(
    `INSERT INTO published_states AS p (object_type, hubspot_id, state)
     SELECT ?, hubspot_id, state
     FROM jsonb_to_recordset(?::jsonb) AS s(hubspot_id text, state text)
     ORDER BY hubspot_id COLLATE "C" -- one order for all: no deadlocks
     ON CONFLICT (portal_id, hubspot_id, object_type) DO UPDATE SET state = excluded.state`,
    [objectType, JSON.stringify(rows)],
  );
  await query(
    `DELETE FROM published_states p
     WHERE p.object_type = ? AND (p.hubspot_id = ANY(?) OR p.state IS NOT DISTINCT FROM (
       SELECT ${GOES_WITHOUT_SAYING} FROM (SELECT) one LEFT JOIN links l
         ON l.object_type = p.object_type AND l.hubspot_id = p.hubspot_id))`,
    [objectType, [...gone]],
  );
  await moveSeenTimes({ query }, objectType, shown);
}

/** Whoever saw a record before our write has seen it after: what was judged or ignored then stays so. */
async function moveSeenTimes(
  { query }: Pick<StoreScope, "query">,
  objectType: ObjectType,
  shown: readonly ShownState[],
): Promise<void> {
  const rows = shown.flatMap(({ hubspotId, times }) =>
    times === undefined ? [] : [{ id: hubspotId, then_ms: times.before, now_ms: times.after }],
  );
  if (rows.length === 0) return;
  const bindings = [JSON.stringify(rows), objectType];
  const moved = "jsonb_to_recordset(?::jsonb) AS m(id text, then_ms bigint, now_ms bigint)";
  await query(
    `UPDATE links l SET hubspot_seen_ms = m.now_ms FROM ${moved}
     WHERE l.object_type = ? AND l.hubspot_id = m.id AND l.hubspot_seen_ms = m.then_ms`,
    bindings,
  );
  for (const table of ["issues", "ignored_issues"]) {
    // oxlint-disable-next-line no-await-in-loop -- two, one after the other
    await query(
      `UPDATE ${table} j SET seen_ms = m.now_ms FROM ${moved}
       WHERE j.object_type = ? AND j.side = 'hubspot' AND j.record_id = m.id
         AND j.seen_ms = m.then_ms`,
      bindings,
    );
  }
}

/** Takes down which records of new links show nothing; what is known of one stands. */
export async function saveUnshown(
  { query }: StoreScope,
  changes: readonly PairChange[],
): Promise<void> {
  const rows = changes.flatMap(({ pair, newLink, showsNothing }) =>
    newLink === undefined || showsNothing !== true
      ? []
      : [{ object_type: pair.objectType, hubspot_id: newLink.hubspotId }],
  );
  if (rows.length === 0) return;
  await query(
    `INSERT INTO published_states (object_type, hubspot_id)
     SELECT object_type, hubspot_id
     FROM jsonb_to_recordset(?::jsonb) AS u(object_type text, hubspot_id text)
     ORDER BY hubspot_id COLLATE "C" -- one order for all: no deadlocks
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
}

/**
 * Takes down what records show whose links are about to be removed: without a link it does not go
 * without saying any more.
 *
 * @param linkIds - left out: all links
 */
export async function keepShown(query: Query, linkIds?: readonly string[]): Promise<void> {
  const ids = linkIds === undefined ? null : [...linkIds];
  await query(
    `INSERT INTO published_states (object_type, hubspot_id, state)
     SELECT l.object_type, l.hubspot_id, '${IN_SYNC}' FROM links l
     WHERE (?::bigint[] IS NULL OR l.link_id = ANY(?::bigint[])) AND l.state NOT IN ${ENDED_STATES}
     ORDER BY l.hubspot_id
     ON CONFLICT DO NOTHING`,
    [ids, ids],
  );
}
