import type { Database } from "./db.ts";

/** Something that must never be, and how often it is. */
export interface Breach {
  readonly invariant: string;
  readonly rows: number;
}

/** Each query counts what breaks an invariant of the portal it runs in. */
const CHECKS: readonly { readonly invariant: string; readonly query: string }[] = [
  {
    invariant: "a record has at most one counterpart (5)",
    query: `SELECT count(*)::int AS rows FROM (
      SELECT 1 FROM links GROUP BY object_type, hubspot_id HAVING count(*) > 1
      UNION ALL
      SELECT 1 FROM links GROUP BY object_type, connectwise_id HAVING count(*) > 1) doubled`,
  },
  {
    invariant: "a link that is not simply linked has an issue that says why, or is dirty (6)",
    query: `SELECT count(*)::int AS rows FROM links l
      WHERE l.state IN ('attention', 'waiting', 'review')
        AND NOT EXISTS (SELECT FROM issues i WHERE i.object_type = l.object_type
          AND (i.side, i.record_id) IN (('hubspot', l.hubspot_id), ('connectwise', l.connectwise_id)))
        AND NOT EXISTS (SELECT FROM dirty d WHERE d.object_type = l.object_type
          AND (d.side, d.record_id) IN (('hubspot', l.hubspot_id), ('connectwise', l.connectwise_id)))`,
  },
  {
    invariant: "a create that is under way is dirty, so that somebody finishes it (12)",
    query: `SELECT count(*)::int AS rows FROM create_intents c
      WHERE NOT EXISTS (SELECT FROM dirty d WHERE (d.object_type, d.side, d.record_id)
          = (c.object_type, c.side, c.record_id))
        AND NOT EXISTS (SELECT FROM issues i WHERE (i.object_type, i.side, i.record_id)
          = (c.object_type, c.side, c.record_id))
        AND NOT EXISTS (SELECT FROM runs WHERE state IN ('running', 'paused'))`,
  },
  {
    invariant: "a value that was sent and not confirmed belongs to a dirty or claimed pair (7)",
    query: `SELECT count(*)::int AS rows FROM sent_values s JOIN links l USING (link_id)
      WHERE NOT EXISTS (SELECT FROM dirty d WHERE d.object_type = l.object_type
          AND (d.side, d.record_id) IN (('hubspot', l.hubspot_id), ('connectwise', l.connectwise_id)))
        AND NOT EXISTS (SELECT FROM claims c WHERE c.until > now() AND c.object_type = l.object_type
          AND (c.side, c.record_id) IN (('hubspot', l.hubspot_id), ('connectwise', l.connectwise_id)))
        AND l.state = 'linked'`,
  },
  {
    invariant: "a live portal knows where both sides' polls stand (6)",
    query: `SELECT count(*)::int AS rows FROM object_settings o
      CROSS JOIN (VALUES ('hubspot'), ('connectwise')) s(side)
      WHERE o.is_on AND EXISTS (SELECT FROM portals WHERE state = 'live')
        AND NOT EXISTS (SELECT FROM cursors c WHERE c.object_type = o.object_type
          AND c.side = s.side AND c.name = 'poll')`,
  },
  {
    invariant: "no values of a first sync are kept when none is running",
    query: `SELECT count(*)::int AS rows FROM staging
      WHERE NOT EXISTS (SELECT FROM runs WHERE state IN ('running', 'paused'))`,
  },
];

/** Checks the stored invariants of one portal; an empty answer means that all of them hold. */
export async function verifyPortal(database: Database, portalId: string): Promise<Breach[]> {
  return database.inPortal(portalId, async (query) => {
    const breaches: Breach[] = [];
    for (const { invariant, query: text } of CHECKS) {
      // oxlint-disable-next-line no-await-in-loop -- one transaction, one statement at a time
      const [found] = await query<{ rows: number }>(text);
      const rows = found?.rows ?? 0;
      if (rows > 0) breaches.push({ invariant, rows });
    }
    return breaches;
  });
}

/** One portal as the operator's list shows it. */
export interface PortalLine {
  readonly portalId: string;
  readonly state: string;
}

/** Lists all portals. @param scheduler - connected as `lockstep_scheduler` */
export async function listPortals(scheduler: Pick<Database, "query">): Promise<PortalLine[]> {
  const rows = await scheduler.query<{ portal_id: string; state: string }>(
    "SELECT portal_id, state FROM portals ORDER BY portal_id",
  );
  return rows.map(({ portal_id, state }) => ({ portalId: portal_id, state }));
}
