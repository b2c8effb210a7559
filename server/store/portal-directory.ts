import { createHash } from "node:crypto";
import type { PortalDirectory, PortalState } from "../sync/portal-ports.ts";
import type { Database } from "./db.ts";

/** States in which changes are polled: paused and braked portals keep marking dirty. */
const POLLED: readonly PortalState[] = ["first-sync", "live", "paused", "braked"];

/** States in which there may be bulk work: dry runs begin before the first sync. */
const BULK: readonly PortalState[] = ["connected", "configured", ...POLLED];

/**
 * Looks across all portals.
 *
 * @param database - connected as `lockstep_scheduler`, which sees ids, states, due times and the
 *   hashes of webhook keys, and nothing else
 */
export function createPortalDirectory(database: Pick<Database, "query">): PortalDirectory {
  return {
    async duePortals(now) {
      const due = async (
        column: "poll_due_at" | "bulk_due_at",
        states: readonly PortalState[],
      ): Promise<string[]> => {
        const rows = await database.query<{ portal_id: string }>(
          `SELECT portal_id FROM portals
           WHERE ${column} <= to_timestamp(?::float8 / 1000) AND state = ANY(?)
           ORDER BY ${column}, portal_id`,
          [now, [...states]],
        );
        return rows.map((row) => row.portal_id);
      };
      return { now: await due("poll_due_at", POLLED), bulk: await due("bulk_due_at", BULK) };
    },
    async portalByWebhookKey(webhookKey) {
      const [row] = await database.query<{ portal_id: string }>(
        "SELECT portal_id FROM connections WHERE webhook_key_hash = ?",
        [hashWebhookKey(webhookKey)],
      );
      return row?.portal_id ?? null;
    },
  };
}

/** The form in which a webhook key can be looked up; it is random, so a plain hash hides it. */
export function hashWebhookKey(webhookKey: string): string {
  return createHash("sha256").update(webhookKey).digest("base64url");
}
