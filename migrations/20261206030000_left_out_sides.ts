import type { Knex } from "knex";

/**
 * Why: a filter leaves out one record of a pair, and what belongs to the other one goes on. So the issue
 * is about that record alone, and a run's item says which sides are out. Excluded pairs of before have it
 * on both records: they are looked at again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE run_items ADD COLUMN left_out text[] NOT NULL DEFAULT '{}';
    -- The wall binds the owner, too: it is let down for this one statement.
    ALTER TABLE links NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE dirty NO FORCE ROW LEVEL SECURITY;
    INSERT INTO dirty (portal_id, object_type, side, record_id, lane, not_before)
      SELECT l.portal_id, l.object_type, 'hubspot', l.hubspot_id, 4, to_timestamp(0)
      FROM links l WHERE l.state = 'excluded'
      ON CONFLICT DO NOTHING;
    ALTER TABLE links FORCE ROW LEVEL SECURITY;
    ALTER TABLE dirty FORCE ROW LEVEL SECURITY;
  `);
}
