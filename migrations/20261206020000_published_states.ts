import type { Knex } from "knex";

/**
 * Why: HubSpot shows of each record how it stands, and only what is out of the ordinary is remembered:
 * a linked record without a row shows that it is in sync, any other record shows nothing. Whatever was
 * linked before there was such a property shows nothing yet.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE published_states (
      portal_id text NOT NULL,
      object_type text COLLATE "C" NOT NULL,
      hubspot_id text COLLATE "C" NOT NULL,
      state text CHECK (state IN ('in_sync', 'waiting', 'needs_attention', 'excluded')),
      PRIMARY KEY (portal_id, hubspot_id, object_type) -- serves: what a record shows
    );
    COMMENT ON TABLE published_states IS
      'States that HubSpot records show, where it is not what goes without saying';
    -- Both serve: which records do not stand as they should; there are few among many.
    CREATE INDEX links_out_of_sync ON links (portal_id, object_type, hubspot_id)
      WHERE state <> 'linked';
    CREATE INDEX issues_to_publish ON issues (portal_id, object_type, record_id)
      WHERE side = 'hubspot' AND state IN ('waiting', 'attention', 'review');
    -- The wall binds the owner, too: it is let down for this one statement.
    ALTER TABLE links NO FORCE ROW LEVEL SECURITY;
    ALTER TABLE object_settings NO FORCE ROW LEVEL SECURITY;
    INSERT INTO published_states (portal_id, object_type, hubspot_id)
      SELECT l.portal_id, l.object_type, l.hubspot_id
      FROM links l JOIN object_settings o USING (portal_id, object_type)
      WHERE l.state NOT IN ('deleted', 'merged') AND o.policy ->> 'direction' <> 'to-connectwise';
    ALTER TABLE links FORCE ROW LEVEL SECURITY;
    ALTER TABLE object_settings FORCE ROW LEVEL SECURITY;
    CALL lockstep_wall('published_states', 'SELECT, INSERT, UPDATE, DELETE');
  `);
}
