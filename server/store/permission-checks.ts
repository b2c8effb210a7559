import type { CheckReason, PermissionCheck, PermissionFinding } from "../sync/permission-ports.ts";
import type { StoreScope } from "./rows.ts";

interface CheckRow {
  reason: CheckReason;
  checked_ms: number;
  findings: PermissionFinding[];
}

/** Reads the last check of rights; null when there was none. */
export async function readPermissionCheck({ query }: StoreScope): Promise<PermissionCheck | null> {
  const [row] = await query<CheckRow>(
    `SELECT reason, (extract(epoch FROM checked_at) * 1000)::float8 AS checked_ms, findings
     FROM permission_checks WHERE checked_at IS NOT NULL`,
  );
  if (row === undefined) return null;
  const { reason, checked_ms, findings } = row;
  return { reason, checkedAt: checked_ms, findings };
}

/** Puts a check in place of the one before. One that a person asked for ends what a refusal began. */
export async function replacePermissionCheck(
  { query }: StoreScope,
  { reason, findings }: Pick<PermissionCheck, "reason" | "findings">,
): Promise<void> {
  await query(
    `INSERT INTO permission_checks (reason, checked_at, findings)
     VALUES (?, clock_timestamp(), ?::jsonb)
     ON CONFLICT (portal_id) DO UPDATE
     SET reason = excluded.reason, checked_at = excluded.checked_at, findings = excluded.findings,
         leased_at = CASE excluded.reason WHEN 'refused' THEN permission_checks.leased_at END`,
    [reason, JSON.stringify(findings)],
  );
}

/** Takes the right to check because of a refusal; false when somebody took it less long ago. */
export async function leaseRefusalCheck(
  { query }: StoreScope,
  standsForMs: number,
): Promise<boolean> {
  const rows = await query(
    `INSERT INTO permission_checks (leased_at) VALUES (clock_timestamp())
     ON CONFLICT (portal_id) DO UPDATE SET leased_at = excluded.leased_at
     WHERE permission_checks.leased_at IS NULL
        OR permission_checks.leased_at <= clock_timestamp() - ? * interval '1 millisecond'
     RETURNING 1`,
    [standsForMs],
  );
  return rows.length > 0;
}

/** Forgets the check: what was found with other keys says nothing about new ones. */
export async function forgetPermissionCheck({ query }: Pick<StoreScope, "query">): Promise<void> {
  await query("DELETE FROM permission_checks");
}
