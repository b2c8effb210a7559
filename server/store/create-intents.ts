import {
  type FieldHashes,
  type Fields,
  type ObjectType,
  otherSide,
  type RecordRef,
  type Side,
} from "../sync/model.ts";
import type { CreateIntent } from "../sync/pair-ports.ts";
import { openJson, type PortalCrypto, type SealPlace } from "./encryption.ts";
import { type RecordColumns, recordRows, recordText, type StoreScope } from "./rows.ts";

/** A create intent as it is stored. */
export interface IntentRow extends RecordColumns {
  payload_sealed: string;
  source_base: FieldHashes;
  high_mark: string | null;
  attempts: number;
  candidate_ids: readonly string[];
}

function placeOf(objectType: ObjectType, source: RecordRef): SealPlace {
  const row = JSON.stringify([objectType, source.side, source.id]);
  return { table: "create_intents", row, field: "payload" };
}

/** Turns a row into a create intent. */
export function toIntent(crypto: PortalCrypto, row: IntentRow): CreateIntent {
  const source: RecordRef = { side: row.side, id: row.record_id };
  const place = placeOf(row.object_type, source);
  return {
    objectType: row.object_type,
    source,
    payload: openJson<Fields>(crypto, row.payload_sealed, place),
    sourceBase: row.source_base,
    highMark: row.high_mark,
    attempts: row.attempts,
    ...(row.candidate_ids.length === 0 ? {} : { candidateIds: row.candidate_ids }),
  };
}

/** Opens create intents; one for the same source replaces the earlier one. */
export async function openIntents(
  { query, crypto }: StoreScope,
  intents: readonly CreateIntent[],
): Promise<void> {
  if (intents.length === 0) return;
  const rows = new Map<string, IntentRow>();
  for (const intent of intents) {
    const { objectType, source } = intent;
    const payload = JSON.stringify(intent.payload);
    rows.set(recordText(objectType, source), {
      object_type: objectType,
      side: source.side,
      record_id: source.id,
      payload_sealed: crypto.seal(payload, placeOf(objectType, source)),
      source_base: intent.sourceBase,
      high_mark: intent.highMark,
      attempts: intent.attempts,
      candidate_ids: intent.candidateIds ?? [],
    });
  }
  await query(
    `INSERT INTO create_intents
       (object_type, side, record_id, payload_sealed, source_base, high_mark, attempts,
        candidate_ids)
     SELECT * FROM jsonb_to_recordset(?::jsonb)
       AS i(object_type text, side text, record_id text, payload_sealed text, source_base jsonb,
            high_mark text, attempts int, candidate_ids jsonb)
     ON CONFLICT (portal_id, object_type, side, record_id) DO UPDATE
     SET payload_sealed = excluded.payload_sealed, source_base = excluded.source_base,
         high_mark = excluded.high_mark, attempts = excluded.attempts,
         candidate_ids = excluded.candidate_ids`,
    [JSON.stringify([...rows.values()])],
  );
}

/** Closes the create intents of records, where there are any. */
export async function closeIntents(
  { query }: StoreScope,
  sources: readonly { readonly objectType: ObjectType; readonly ref: RecordRef }[],
): Promise<void> {
  if (sources.length === 0) return;
  await query(
    `DELETE FROM create_intents i
     USING jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     WHERE i.object_type = r.object_type AND i.side = r.side AND i.record_id = r.record_id`,
    [JSON.stringify(recordRows(sources))],
  );
}

/** Reads the open intents that would create on the side, by id of their source. */
export async function readOpenIntents(
  { query, crypto }: StoreScope,
  objectType: ObjectType,
  targetSide: Side,
): Promise<readonly CreateIntent[]> {
  const rows = await query<IntentRow>(
    `SELECT object_type, side, record_id, payload_sealed, source_base, high_mark, attempts,
            candidate_ids
     FROM create_intents WHERE object_type = ? AND side = ? ORDER BY record_id`,
    [objectType, otherSide(targetSide)],
  );
  return rows.map((row) => toIntent(crypto, row));
}
