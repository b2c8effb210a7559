import type { ObjectType, RecordRef } from "../sync/model.ts";
import { recordRows, type StoreScope } from "./rows.ts";

/** The mapping version that an object type has now. */
const newestVersion = (objectType: string): string =>
  `(SELECT coalesce(max(v.version), 0) FROM mapping_versions v WHERE v.object_type = ${objectType})`;

/** True for an issue that is ignored as it is. @param issue - name of a row of `issues` */
export function isIgnored(issue: string): string {
  return `EXISTS (SELECT FROM ignored_issues g
    WHERE g.object_type = ${issue}.object_type AND g.side = ${issue}.side
      AND g.record_id = ${issue}.record_id AND g.code = ${issue}.code
      AND g.seen_ms = ${issue}.seen_ms
      AND g.mapping_version = ${newestVersion("g.object_type")})`;
}

type NamedRecord = RecordRef & { readonly objectType: ObjectType };

const CHOSEN = "jsonb_to_recordset(?::jsonb) AS r(object_type text, side text, record_id text)";

function rowsOf(records: readonly NamedRecord[]): string {
  return JSON.stringify(
    recordRows(records.map((one) => ({ objectType: one.objectType, ref: one }))),
  );
}

/** Ignores the issues of records as they are; returns how many there are. */
export async function ignoreIssues(
  { query }: StoreScope,
  records: readonly NamedRecord[],
  userId: string,
): Promise<number> {
  const rows = await query(
    `INSERT INTO ignored_issues AS g (object_type, side, record_id, code, seen_ms, mapping_version,
       user_id)
     SELECT i.object_type, i.side, i.record_id, i.code, i.seen_ms,
            ${newestVersion("i.object_type")}, ?
     FROM ${CHOSEN} JOIN issues i USING (object_type, side, record_id)
     ORDER BY i.object_type, i.side, i.record_id
     ON CONFLICT (portal_id, record_id, side, object_type) DO UPDATE
     SET code = excluded.code, seen_ms = excluded.seen_ms,
         mapping_version = excluded.mapping_version, user_id = excluded.user_id
     RETURNING 1`,
    [userId, rowsOf(records)],
  );
  return rows.length;
}

/** Has the issues of records be issues again. */
export async function heedIssues(
  { query }: StoreScope,
  records: readonly NamedRecord[],
): Promise<void> {
  await query(
    `DELETE FROM ignored_issues g USING ${CHOSEN}
     WHERE g.object_type = r.object_type AND g.side = r.side AND g.record_id = r.record_id`,
    [rowsOf(records)],
  );
}
