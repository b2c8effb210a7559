import type { ObjectType, RecordRef, RecordSnapshot, Side } from "../sync/model.ts";
import type { StagedRecord } from "../sync/store-ports.ts";
import { openJson, type PortalCrypto, type SealPlace } from "./encryption.ts";
import { replaceMatchKeys } from "./match-keys.ts";
import { ONE_LOOK_A_ROW, type RecordColumns, recordRows, type StoreScope } from "./rows.ts";

interface StagedRow extends RecordColumns {
  record_sealed: string;
}

function placeOf(row: RecordColumns): SealPlace {
  return {
    table: "staging",
    row: JSON.stringify([row.object_type, row.side, row.record_id]),
    field: "record",
  };
}

function toSnapshot(crypto: PortalCrypto, row: StagedRow): RecordSnapshot {
  return openJson<RecordSnapshot>(crypto, row.record_sealed, placeOf(row));
}

/** Keeps listed records and their match keys. */
export async function stageRecords(
  scope: StoreScope,
  where: { readonly objectType: ObjectType; readonly side: Side },
  staged: readonly StagedRecord[],
): Promise<void> {
  const { objectType, side } = where;
  const records = [...new Map(staged.map((record) => [record.snapshot.id, record])).values()];
  await replaceMatchKeys(
    scope,
    records.map(({ snapshot, matchKeys }) => ({
      objectType,
      ref: { side, id: snapshot.id },
      keys: snapshot.isDeleted ? [] : matchKeys,
    })),
  );
  const rows = records.map(({ snapshot }) => {
    const columns = { object_type: objectType, side, record_id: snapshot.id };
    const sealed = scope.crypto.seal(JSON.stringify(snapshot), placeOf(columns));
    return { ...columns, record_sealed: sealed };
  });
  await scope.query(
    `INSERT INTO staging (object_type, side, record_id, record_sealed)
     SELECT * FROM jsonb_to_recordset(?::jsonb)
       AS s(object_type text, side text, record_id text, record_sealed text)
     ON CONFLICT (portal_id, object_type, side, record_id) DO UPDATE
     SET record_sealed = excluded.record_sealed`,
    [JSON.stringify(rows)],
  );
}

/** Reads staged records of a side after an id; ids compare as texts, byte by byte. */
export async function readStagedPage(
  { query, crypto }: StoreScope,
  where: { readonly objectType: ObjectType; readonly side: Side },
  afterId: string | null,
  limit: number,
): Promise<readonly RecordSnapshot[]> {
  const rows = await query<StagedRow>(
    `SELECT object_type, side, record_id, record_sealed FROM staging
     WHERE object_type = ? AND side = ? AND record_id > ? ORDER BY record_id LIMIT ?`,
    [where.objectType, where.side, afterId ?? "", limit],
  );
  return rows.map((row) => toSnapshot(crypto, row));
}

/** Reads single staged records; those that are not staged are missing. */
export async function readStagedRecords(
  { query, crypto }: StoreScope,
  objectType: ObjectType,
  refs: readonly RecordRef[],
): Promise<readonly { readonly side: Side; readonly record: RecordSnapshot }[]> {
  if (refs.length === 0) return [];
  const rows = await query<StagedRow>(
    `SELECT r.object_type, r.side, r.record_id, s.record_sealed
     FROM jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)
     CROSS JOIN LATERAL (
       SELECT s.record_sealed FROM staging s
       WHERE s.object_type = r.object_type AND s.side = r.side AND s.record_id = r.record_id
       ${ONE_LOOK_A_ROW}
     ) s`,
    [JSON.stringify(recordRows(refs.map((ref) => ({ objectType, ref }))))],
  );
  return rows.map((row) => ({ side: row.side, record: toSnapshot(crypto, row) }));
}

/** Empties the staging of the portal. */
export async function dropStaging({ query }: StoreScope): Promise<void> {
  await query("DELETE FROM staging");
}

/**
 * Empties the staging of a portal in which no run goes on or is paused. Looked at and done in one
 * statement: a run that is resumed at this moment keeps what it has listed.
 */
export async function dropIdleStaging({ query }: StoreScope): Promise<void> {
  await query(
    "DELETE FROM staging WHERE NOT EXISTS (SELECT FROM runs WHERE state IN ('running', 'paused'))",
  );
}
