import { FLIP_FLOP, FLIP_FLOP_RETRIED, FLIP_ROUNDS, FLIP_WINDOW_MS } from "../sync/flip-flop.ts";
import type { ObjectType, Side } from "../sync/model.ts";
import type { FieldPlace, PastWrites } from "../sync/pair-ports.ts";
import { openEntryValue } from "./journal-values.ts";
import type { StoreScope } from "./rows.ts";

interface PastRow {
  side: Side;
  record_id: string;
  mapping_key: string;
  entry_ids: string[];
  new_sealed: (string | null)[];
}

/**
 * Reads the last writes to fields, where there are as many as a flip-flop has. One look into the index
 * a field; everything else is asked, and opened, only of those that were written so often.
 */
export async function readPastWrites(
  { query, crypto }: StoreScope,
  objectType: ObjectType,
  places: readonly FieldPlace[],
): Promise<readonly PastWrites[]> {
  if (places.length === 0) return [];
  const asked = places.map(({ side, id, key, source }) => ({
    object_type: objectType,
    side,
    record_id: id,
    mapping_key: key,
    source_side: source.side,
    source_id: source.id,
  }));
  const rows = await query<PastRow>(
    `SELECT a.side, a.record_id, a.mapping_key, n.entry_ids, n.new_sealed
     FROM jsonb_to_recordset(?::jsonb)
       AS a(object_type text, side text, record_id text, mapping_key text,
            source_side text, source_id text)
     CROSS JOIN LATERAL (
       SELECT array_agg(w.entry_id::text ORDER BY w.at) AS entry_ids,
              array_agg(w.new_sealed ORDER BY w.at) AS new_sealed, min(w.at) AS first_at
       FROM (
         SELECT j.entry_id, j.new_sealed, j.at FROM journal j
         WHERE j.object_type = a.object_type AND j.side = a.side AND j.record_id = a.record_id
           AND j.kind = 'update' AND j.mapping_key = a.mapping_key
         ORDER BY j.at DESC LIMIT ?::int
       ) w
     ) n
     WHERE cardinality(n.entry_ids) = ?::int AND n.first_at > greatest(
       CASE WHEN EXISTS (
         SELECT FROM issues i
         WHERE i.object_type = a.object_type AND i.side = a.source_side
           AND i.record_id = a.source_id AND i.code = ?
       ) THEN '-infinity' ELSE clock_timestamp() - ?::float8 * interval '1 millisecond' END,
       (SELECT max(v.created_at) FROM mapping_versions v WHERE v.object_type = a.object_type),
       (SELECT max(r.at) FROM journal r
        WHERE r.object_type = a.object_type AND r.side = a.source_side
          AND r.record_id = a.source_id AND r.rule = ?))`,
    [JSON.stringify(asked), FLIP_ROUNDS, FLIP_ROUNDS, FLIP_FLOP, FLIP_WINDOW_MS, FLIP_FLOP_RETRIED],
  );
  return rows.map(({ side, record_id: id, mapping_key: key, entry_ids, new_sealed }) => ({
    side,
    id,
    key,
    values: new_sealed.map((sealed, index) =>
      sealed === null ? null : openEntryValue(crypto, entry_ids[index] ?? "", "new", sealed),
    ),
  }));
}
