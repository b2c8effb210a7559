import type { Link, ObjectType, Side } from "../sync/model.ts";
import type { PairChange } from "../sync/pair-ports.ts";
import { ENDED_STATES, LINK_COLUMNS, type LinkRow, type StoreScope, toLink } from "./rows.ts";

/** A link to be made or changed, in columns; one that is left out stays as it is. */
interface LinkChange {
  readonly link_id: string | undefined;
  readonly object_type: ObjectType;
  readonly hubspot_id: string | undefined;
  readonly connectwise_id: string | undefined;
  readonly state: string | undefined;
  readonly mapping_version: number | undefined;
  readonly hubspot_base: Readonly<Record<string, string | null>> | undefined;
  readonly connectwise_base: Readonly<Record<string, string | null>> | undefined;
  readonly hubspot_seen: number | undefined;
  readonly connectwise_seen: number | undefined;
}

const CHANGE_COLUMNS = `link_id bigint, object_type text, hubspot_id text, connectwise_id text,
  state text, mapping_version int, hubspot_base jsonb, connectwise_base jsonb,
  hubspot_seen bigint, connectwise_seen bigint`;

/**
 * Makes the new links of changes, in order.
 *
 * @returns link ids in the order of the changes; null where one of the records has a link already
 */
export async function insertLinks(
  { query }: StoreScope,
  changes: readonly PairChange[],
): Promise<readonly (string | null)[]> {
  if (changes.length === 0) return [];
  const rows = await query<Record<"link_id" | "object_type" | "hubspot_id", string>>(
    `INSERT INTO links (object_type, hubspot_id, connectwise_id, state, mapping_version,
       hubspot_base, connectwise_base, hubspot_seen_ms, connectwise_seen_ms)
     SELECT object_type, hubspot_id, connectwise_id, coalesce(state, 'linked'),
            coalesce(mapping_version, 0), jsonb_strip_nulls(coalesce(hubspot_base, '{}')),
            jsonb_strip_nulls(coalesce(connectwise_base, '{}')), coalesce(hubspot_seen, 0),
            coalesce(connectwise_seen, 0)
     FROM ROWS FROM (jsonb_to_recordset(?::jsonb) AS (${CHANGE_COLUMNS}))
       WITH ORDINALITY
     ORDER BY ordinality
     ON CONFLICT DO NOTHING
     RETURNING link_id::text AS link_id, object_type, hubspot_id`,
    [JSON.stringify(changes.map((change) => toLinkChange(change)))],
  );
  const made = new Map(rows.map((row) => [`${row.object_type}:${row.hubspot_id}`, row.link_id]));
  return changes.map((change) => {
    const key = `${change.pair.objectType}:${change.newLink?.hubspotId}`;
    const id = made.get(key) ?? null;
    made.delete(key); // a second change for the same record did not make it
    return id;
  });
}

/** Applies states, bases, times and mapping versions to links that exist. */
export async function updateLinks(
  { query }: StoreScope,
  changes: readonly PairChange[],
): Promise<void> {
  const rows = changes
    .filter((change) => change.pair.link !== null && touchesLink(change))
    .map((change) => toLinkChange(change));
  if (rows.length === 0) return;
  await query(
    `UPDATE links l
     SET state = coalesce(c.state, l.state),
         mapping_version = coalesce(c.mapping_version, l.mapping_version),
         hubspot_base = jsonb_strip_nulls(l.hubspot_base || coalesce(c.hubspot_base, '{}')),
         connectwise_base =
           jsonb_strip_nulls(l.connectwise_base || coalesce(c.connectwise_base, '{}')),
         hubspot_seen_ms = coalesce(c.hubspot_seen, l.hubspot_seen_ms),
         connectwise_seen_ms = coalesce(c.connectwise_seen, l.connectwise_seen_ms)
     FROM jsonb_to_recordset(?::jsonb) AS c(${CHANGE_COLUMNS})
     -- The ids once more: the planner would rather read all links of the portal.
     WHERE l.link_id = c.link_id AND l.link_id = ANY(?::bigint[])`,
    [JSON.stringify(rows), rows.flatMap(({ link_id }) => link_id ?? [])],
  );
}

function touchesLink(change: PairChange): boolean {
  const { state, mappingVersion, base, seenModifiedAt } = change;
  return [state, mappingVersion, base, seenModifiedAt].some((part) => part !== undefined);
}

function toLinkChange(change: PairChange): LinkChange {
  const { pair, newLink, base, seenModifiedAt } = change;
  return {
    link_id: pair.link?.id,
    object_type: pair.objectType,
    hubspot_id: newLink?.hubspotId,
    connectwise_id: newLink?.connectwiseId,
    state: change.state,
    mapping_version: change.mappingVersion,
    hubspot_base: base?.hubspot,
    connectwise_base: base?.connectwise,
    hubspot_seen: seenModifiedAt?.hubspot,
    connectwise_seen: seenModifiedAt?.connectwise,
  };
}

/** Counts the links of an object type. */
export async function countLinksOf({ query }: StoreScope, objectType: ObjectType): Promise<number> {
  const [row] = await query<{ count: number }>(
    "SELECT count(*)::float8 AS count FROM links WHERE object_type = ?",
    [objectType],
  );
  return row?.count ?? 0;
}

/** Reads links that a sweep did not stamp on a side and that are not known to be gone. */
export async function readUnswept(
  { query }: StoreScope,
  where: { readonly objectType: ObjectType; readonly side: Side; readonly sweepId: number },
  limit: number,
): Promise<readonly Link[]> {
  const rows = await query<LinkRow>(
    `SELECT ${LINK_COLUMNS} FROM links l
     WHERE l.object_type = ? AND l.state NOT IN ${ENDED_STATES}
       AND NOT EXISTS (SELECT FROM sweep_stamps s
                       WHERE s.link_id = l.link_id AND s.side = ? AND s.sweep_id = ?)
     ORDER BY l.link_id LIMIT ?`,
    [where.objectType, where.side, where.sweepId, limit],
  );
  return rows.map((row) => toLink(row));
}

/** Links that have both their records. */
const LIVE = `l.object_type = ? AND l.state NOT IN ${ENDED_STATES}`;

/** Counts the links of an object type that have both their records. */
export async function countLiveLinks(
  { query }: StoreScope,
  objectType: ObjectType,
): Promise<number> {
  const [row] = await query<{ count: number }>(
    `SELECT count(*)::float8 AS count FROM links l WHERE ${LIVE}`,
    [objectType],
  );
  return row?.count ?? 0;
}

/** Reads links that have both their records, in the order of their ids, after one. */
export async function readLinksAfter(
  { query }: StoreScope,
  objectType: ObjectType,
  linkId: string,
  limit: number,
): Promise<readonly Link[]> {
  const rows = await query<LinkRow>(
    `SELECT ${LINK_COLUMNS} FROM links l
     WHERE ${LIVE} AND l.link_id > ?::bigint
     ORDER BY l.link_id LIMIT ?`,
    [objectType, linkId, limit],
  );
  return rows.map((row) => toLink(row));
}
