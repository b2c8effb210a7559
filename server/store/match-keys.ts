import type { MatchKey } from "../sync/match-keys.ts";
import {
  LANES,
  type ObjectType,
  type ParentRef,
  type RecordRef,
  type Side,
} from "../sync/model.ts";
import { childKey } from "../sync/objects/keys.ts";
import type { DirtyMark, KeyedRecord } from "../sync/pair-ports.ts";
import type { PortalCrypto } from "./encryption.ts";
import { marksOf } from "./dirty.ts";
import type { Query } from "./db.ts";
import { joinLink, ONE_LOOK_A_ROW, type RecordColumns, type StoreScope } from "./rows.ts";

/** Everything a record can be recognised by, to replace what is stored. */
export interface RecordKeys {
  readonly objectType: ObjectType;
  readonly ref: RecordRef;
  readonly keys: readonly MatchKey[];
}

/** The form in which a key is stored. */
function hashKey(crypto: PortalCrypto, key: MatchKey): string {
  return crypto.hash(`${key.kind}\u0000${key.value}`);
}

interface EndedKey extends RecordColumns {
  readonly value_hash: string;
}

interface BegunKey extends EndedKey {
  readonly kind: string;
}

const RECORD_COLUMNS = "object_type text, side text, record_id text";

/**
 * Replaces the keys of records. Keys that stay are not touched, which is the usual case.
 *
 * @param records - each record once
 */
export async function replaceMatchKeys(
  { query, crypto }: StoreScope,
  records: readonly RecordKeys[],
): Promise<void> {
  if (records.length === 0) return;
  const rows = records.map(({ objectType, ref }) => ({
    object_type: objectType,
    side: ref.side,
    record_id: ref.id,
  }));
  const stored = await readKeys(query, rows);
  const ended: EndedKey[] = [];
  const begun: BegunKey[] = [];
  for (const [index, row] of rows.entries()) {
    const keys = records[index]?.keys ?? [];
    const wanted = new Map(keys.map((key) => [hashKey(crypto, key), key.kind]));
    const known = stored[index] ?? [];
    ended.push(
      ...known.filter((hash) => !wanted.has(hash)).map((hash) => ({ ...row, value_hash: hash })),
    );
    for (const [hash, kind] of wanted) {
      if (!known.includes(hash)) begun.push({ ...row, kind, value_hash: hash });
    }
  }
  if (ended.length > 0) await deleteKeys(query, ended);
  if (begun.length > 0) await insertKeys(query, begun);
}

/** Reads each record's hashes, in the records' order. A hash tells its kind, too. */
async function readKeys(
  query: Query,
  records: readonly RecordColumns[],
): Promise<readonly (readonly string[])[]> {
  const rows = await query<{ hashes: string | null }>(
    `SELECT (
       SELECT string_agg(m.value_hash, ' ') FROM match_keys m
       WHERE m.object_type = r.object_type AND m.side = r.side AND m.record_id = r.record_id
     ) AS hashes
     FROM ROWS FROM (jsonb_to_recordset(?::jsonb) AS (${RECORD_COLUMNS}))
       WITH ORDINALITY AS r(object_type, side, record_id, position)
     ORDER BY r.position`,
    [JSON.stringify(records)],
  );
  return rows.map(({ hashes }) => hashes?.split(" ") ?? []);
}

async function deleteKeys(query: Query, keys: readonly EndedKey[]): Promise<void> {
  await query(
    `DELETE FROM match_keys WHERE ctid = ANY(ARRAY(
       SELECT m.ctid FROM jsonb_to_recordset(?::jsonb) AS k(${RECORD_COLUMNS}, value_hash text)
       CROSS JOIN LATERAL (
         SELECT m.ctid FROM match_keys m
         WHERE m.object_type = k.object_type AND m.side = k.side AND m.record_id = k.record_id
           AND m.value_hash = k.value_hash
         ${ONE_LOOK_A_ROW}
       ) m))`,
    [JSON.stringify(keys)],
  );
}

async function insertKeys(query: Query, keys: readonly BegunKey[]): Promise<void> {
  await query(
    `INSERT INTO match_keys (object_type, side, record_id, kind, value_hash)
     SELECT object_type, side, record_id, kind, value_hash
     FROM jsonb_to_recordset(?::jsonb) AS k(${RECORD_COLUMNS}, kind text, value_hash text)
     ORDER BY 1, 2, 3, 4, 5
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(keys)],
  );
}

/**
 * Looks at something as it would be if records had these keys, and leaves the stored ones as they are:
 * the keys are replaced up to a savepoint only.
 */
export async function supposing<Result>(
  scope: StoreScope,
  objectType: ObjectType,
  supposed: readonly KeyedRecord[],
  look: () => Promise<Result>,
): Promise<Result> {
  if (supposed.length === 0) return look();
  await scope.query("SAVEPOINT supposed");
  await replaceMatchKeys(
    scope,
    supposed.map((record) => ({ ...record, objectType })),
  );
  const result = await look();
  await scope.query("ROLLBACK TO SAVEPOINT supposed");
  return result;
}

/** Drops the keys of all records of some types. */
export async function dropMatchKeys(
  { query }: StoreScope,
  objectTypes: readonly ObjectType[],
): Promise<void> {
  await query("DELETE FROM match_keys WHERE object_type = ANY(?)", [[...objectTypes]]);
}

/**
 * Returns marks for everything that names one of the records as the one it belongs to.
 *
 * @param linkedOnly - leaves out what has no counterpart
 */
export async function markChildren(
  { query, crypto }: StoreScope,
  parents: readonly ParentRef[],
  linkedOnly: boolean,
): Promise<readonly DirtyMark[]> {
  if (parents.length === 0) return [];
  const keys = parents.map((parent) => childKey(parent));
  const rows = await query<RecordColumns>(
    `SELECT DISTINCT m.object_type, m.side, m.record_id FROM match_keys m ${joinLink("m")}
     WHERE m.value_hash = ANY(?) AND m.kind = ANY(?) AND (l.link_id IS NOT NULL OR NOT ?::boolean)`,
    [keys.map((key) => hashKey(crypto, key)), keys.map(({ kind }) => kind), linkedOnly],
  );
  return marksOf(rows, LANES.poll);
}

/** Returns which of the values some record of the side has under the kind. */
export async function readTakenKeys(
  { query, crypto }: StoreScope,
  where: { readonly objectType: ObjectType; readonly side: Side; readonly kind: string },
  values: readonly string[],
): Promise<ReadonlySet<string>> {
  if (values.length === 0) return new Set();
  const byHash = new Map(
    values.map((value) => [hashKey(crypto, { kind: where.kind, value }), value]),
  );
  const rows = await query<{ value_hash: string }>(
    `SELECT DISTINCT value_hash FROM match_keys
     WHERE object_type = ? AND side = ? AND kind = ? AND value_hash = ANY(?)`,
    [where.objectType, where.side, where.kind, [...byHash.keys()]],
  );
  return new Set(rows.flatMap((row) => byHash.get(row.value_hash) ?? []));
}
