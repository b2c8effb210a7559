import { z } from "zod";

import type { AuditEntry } from "../sync/people-ports.ts";
import type { Query } from "./db.ts";
import { readPosition } from "./positions.ts";

/** Adds what somebody changed. */
export async function insertAudit(
  query: Query,
  { act, userId, subject, input }: Omit<AuditEntry, "at" | "email">,
): Promise<void> {
  await query(
    "INSERT INTO audit_log (act, user_id, subject, input) VALUES (?, ?, ?::jsonb, ?::jsonb)",
    [act, userId, JSON.stringify(subject), JSON.stringify(input ?? null)],
  );
}

interface AuditRow {
  entry_id: string;
  at: number;
  act: string;
  user_id: string;
  email: string | null;
  subject: Record<string, string>;
  input: unknown;
}

const Position = z.string().regex(/^\d{1,18}$/u);

/** Reads what was changed, the newest first, after a position that an earlier page returned. */
export async function readAudit(
  query: Query,
  after: string | null,
  limit: number,
): Promise<{ readonly items: readonly AuditEntry[]; readonly next: string | null }> {
  const rows = await query<AuditRow>(
    `SELECT a.entry_id::text AS entry_id, a.act, a.user_id, m.email, a.subject, a.input,
            floor(extract(epoch FROM a.at) * 1000)::float8 AS at
     FROM audit_log a LEFT JOIN members m ON m.user_id = a.user_id
     WHERE a.entry_id < coalesce(?::bigint, ${Number.MAX_SAFE_INTEGER})
     ORDER BY a.entry_id DESC LIMIT ?`,
    [after === null ? null : readPosition(after, Position), limit],
  );
  const last = rows.at(-1);
  return {
    items: rows.map(({ entry_id: _entryId, user_id: userId, ...row }) => ({ ...row, userId })),
    next: rows.length < limit || last === undefined ? null : last.entry_id,
  };
}
