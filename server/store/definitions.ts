import type { ObjectType } from "../sync/model.ts";
import type { FieldIssue, StoredDefinitions } from "../sync/settings-ports.ts";
import type { BothDefinitions } from "../sync/vendor-ports.ts";
import { openJson, type SealPlace } from "./encryption.ts";
import type { StoreScope } from "./rows.ts";

interface DefinitionsRow {
  definitions_sealed: string;
  read_ms: number;
  reason: StoredDefinitions["reason"];
  stale_because: string | null;
}

function placeOf(objectType: ObjectType): SealPlace {
  return { table: "definitions", row: objectType, field: "both" };
}

/** Reads what both vendors said about an object type; null when they were never asked. */
export async function readDefinitions(
  { query, crypto }: StoreScope,
  objectType: ObjectType,
): Promise<StoredDefinitions | null> {
  const [row] = await query<DefinitionsRow>(
    `SELECT definitions_sealed, (extract(epoch FROM read_at) * 1000)::float8 AS read_ms, reason,
            stale_because
     FROM definitions WHERE object_type = ?`,
    [objectType],
  );
  if (row === undefined) return null;
  return {
    both: openJson<BothDefinitions>(crypto, row.definitions_sealed, placeOf(objectType)),
    readAt: row.read_ms,
    reason: row.reason,
    staleBecause: row.stale_because,
  };
}

/** Replaces the definitions of an object type; nothing speaks against the new ones yet. */
export async function replaceDefinitions(
  { query, crypto }: StoreScope,
  objectType: ObjectType,
  { both, reason }: Pick<StoredDefinitions, "both" | "reason">,
): Promise<void> {
  const sealed = crypto.seal(JSON.stringify(both), placeOf(objectType));
  await query(
    `INSERT INTO definitions (object_type, definitions_sealed, reason) VALUES (?, ?, ?)
     ON CONFLICT (portal_id, object_type) DO UPDATE
     SET definitions_sealed = excluded.definitions_sealed, reason = excluded.reason,
         read_at = excluded.read_at, stale_because = NULL`,
    [objectType, sealed, reason],
  );
}

/** Refusals that come of a property, an option or a reference which the vendor does not know (any more). */
const STALE_CODES: ReadonlySet<string> = new Set([
  "property_doesnt_exist",
  "invalid_option",
  "invalid_owner_id",
  "unknown_reference",
  "option_not_mapped",
  "stage_not_mapped",
]);

/** Notes that the definitions of object types are not true any more, if an issue says so. */
export async function doubtDefinitions(
  { query }: StoreScope,
  issues: readonly { readonly objectType: ObjectType; readonly code: string }[],
): Promise<void> {
  const codes = new Map(
    issues
      .filter(({ code }) => STALE_CODES.has(code))
      .map(({ objectType, code }) => [objectType, code]),
  );
  for (const [objectType, code] of codes) {
    await query(
      "UPDATE definitions SET stale_because = ? WHERE object_type = ? AND stale_because IS NULL",
      [code, objectType],
    );
  }
}

interface FieldIssueRow {
  hubspot_path: string;
  connectwise_path: string;
  code: string;
  message: string;
  remedy: string;
  options: FieldIssue["options"];
}

/** Reads the issues about the fields of an object type. */
export async function readFieldIssues(
  { query }: StoreScope,
  objectType: ObjectType,
): Promise<readonly FieldIssue[]> {
  const rows = await query<FieldIssueRow>(
    `SELECT hubspot_path, connectwise_path, code, message, remedy, options FROM field_issues
     WHERE object_type = ? ORDER BY hubspot_path, connectwise_path`,
    [objectType],
  );
  return rows.map(({ hubspot_path, connectwise_path, ...issue }) => ({
    ...issue,
    hubspot: hubspot_path,
    connectwise: connectwise_path,
  }));
}

/** Replaces the issues about the fields of an object type. */
export async function replaceFieldIssues(
  { query }: StoreScope,
  objectType: ObjectType,
  issues: readonly FieldIssue[],
): Promise<void> {
  await query("DELETE FROM field_issues WHERE object_type = ?", [objectType]);
  if (issues.length === 0) return;
  await query(
    `INSERT INTO field_issues (object_type, hubspot_path, connectwise_path, code, message, remedy,
       options)
     SELECT ?, * FROM jsonb_to_recordset(?::jsonb)
       AS i(hubspot text, connectwise text, code text, message text, remedy text, options jsonb)`,
    [objectType, JSON.stringify(issues)],
  );
}
