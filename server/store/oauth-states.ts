import { createHash } from "node:crypto";
import type { OauthStateStore } from "../sync/portal-ports.ts";
import type { Database } from "./db.ts";

/** Portal id under which states are filed: whose install it will be is not known yet. */
export const NO_PORTAL = "none";

/** Keeps single-use OAuth states; only their hashes are stored. */
export function createOauthStateStore(database: Database): OauthStateStore {
  return {
    create: (state, expiresAt) =>
      database.inPortal(NO_PORTAL, async (query) => {
        await query(
          `INSERT INTO oauth_states (state_hash, expires_at)
           VALUES (?, to_timestamp(?::float8 / 1000))`,
          [hashState(state), expiresAt],
        );
      }),
    consume: (state) =>
      database.inPortal(NO_PORTAL, async (query) => {
        const rows = await query<{ is_valid: boolean }>(
          `DELETE FROM oauth_states WHERE state_hash = ?
           RETURNING expires_at > clock_timestamp() AS is_valid`,
          [hashState(state)],
        );
        return rows[0]?.is_valid ?? false;
      }),
  };
}

function hashState(state: string): string {
  return createHash("sha256").update(state).digest("base64url");
}
