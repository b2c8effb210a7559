import type { Draft } from "../sync/people-ports.ts";
import { openJson, type SealPlace } from "./encryption.ts";
import type { StoreScope } from "./rows.ts";

/** Drafts that a user may have at a time: several for each tab of the settings. */
const MOST_DRAFTS = 50;

function placeOf(userId: string, key: string): SealPlace {
  return { table: "drafts", row: `${userId}:${key}`, field: "draft" };
}

interface DraftRow {
  draft_sealed: string;
  saved_at: number;
}

const SAVED_AT = "floor(extract(epoch FROM saved_at) * 1000)::float8 AS saved_at";

/** Reads a user's draft; null when there is none. */
export async function readDraft(
  { query, crypto }: StoreScope,
  userId: string,
  key: string,
): Promise<Draft | null> {
  const [row] = await query<DraftRow>(
    `SELECT draft_sealed, ${SAVED_AT} FROM drafts WHERE user_id = ? AND key = ?`,
    [userId, key],
  );
  if (row === undefined) return null;
  const draft = openJson<unknown>(crypto, row.draft_sealed, placeOf(userId, key));
  return { draft, savedAt: row.saved_at };
}

/** Keeps a draft in place of an earlier one with this key; null when the user has too many. */
export async function replaceDraft(
  { query, crypto }: StoreScope,
  userId: string,
  key: string,
  draft: unknown,
): Promise<Draft | null> {
  const [row] = await query<DraftRow>(
    `INSERT INTO drafts (user_id, key, draft_sealed)
     SELECT ?, ?, ?
     WHERE (SELECT count(*) FROM drafts d WHERE d.user_id = ? AND d.key <> ?) < ${MOST_DRAFTS}
     ON CONFLICT (portal_id, user_id, key) DO UPDATE
     SET draft_sealed = excluded.draft_sealed, saved_at = clock_timestamp()
     RETURNING draft_sealed, ${SAVED_AT}`,
    [userId, key, crypto.seal(JSON.stringify(draft), placeOf(userId, key)), userId, key],
  );
  return row === undefined ? null : { draft, savedAt: row.saved_at };
}

/** Forgets a user's draft. */
export async function removeDraft(
  { query }: StoreScope,
  userId: string,
  key: string,
): Promise<void> {
  await query("DELETE FROM drafts WHERE user_id = ? AND key = ?", [userId, key]);
}
