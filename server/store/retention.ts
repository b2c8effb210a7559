import type { Database } from "./db.ts";
import { NO_PORTAL } from "./oauth-states.ts";

/** How many rows a call of {@link pruneExpired} removed, by table. */
export interface Pruned {
  readonly webhookReceipts: number;
  readonly journal: number;
  readonly oauthStates: number;
}

/**
 * Removes what has outlived its purpose: webhook receipts after 72 hours, journal entries after 30
 * days, samples of runs after seven days, latencies after 48 hours, dry runs of mappings after a day, drafts after 30 days, the
 * audit log after a year, OAuth states that ended, what was ignored about records that have no issue any more.
 *
 * @param portalIds - portals to look after; the rest is left to another call
 */
export async function pruneExpired(
  database: Database,
  portalIds: readonly string[],
): Promise<Pruned> {
  let webhookReceipts = 0;
  let journal = 0;
  for (const portalId of portalIds) {
    await database.inPortal(portalId, async (query) => {
      const receipts = await query(
        "DELETE FROM webhook_receipts WHERE received_at < now() - interval '72 hours' RETURNING 1",
      );
      const entries = await query(
        "DELETE FROM journal WHERE at < now() - interval '30 days' RETURNING 1",
      );
      // It holds values of records; whoever has not made use of it by then makes another.
      await query("DELETE FROM mapping_dry_runs WHERE started_at < now() - interval '1 day'");
      await query("DELETE FROM latencies WHERE hour_at < now() - interval '48 hours'");
      await query("DELETE FROM run_samples WHERE at < now() - interval '7 days'");
      await query("DELETE FROM drafts WHERE saved_at < now() - interval '30 days'");
      await query(
        `DELETE FROM ignored_issues g WHERE NOT EXISTS (
           SELECT FROM issues i WHERE i.record_id = g.record_id AND i.side = g.side
             AND i.object_type = g.object_type)`,
      );
      await query("DELETE FROM audit_log WHERE at < now() - interval '365 days'");
      webhookReceipts += receipts.length;
      journal += entries.length;
    });
  }
  const states = await database.inPortal(NO_PORTAL, (query) =>
    query("DELETE FROM oauth_states WHERE expires_at < now() RETURNING 1"),
  );
  return { webhookReceipts, journal, oauthStates: states.length };
}
