import type { Knex } from "knex";

/**
 * Why: what a portal wants in sync, and how. A mapping version is never changed, so that a base can
 * always be read with the mapping it was made under; the server's role therefore has no right to
 * update one.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
CREATE TABLE mapping_versions (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  version integer NOT NULL,
  mapping jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portal_id, object_type, version) -- serves: reading the mapping of the settings
);
COMMENT ON TABLE mapping_versions IS 'Field mappings and value maps; a version never changes';
CALL lockstep_wall('mapping_versions', 'SELECT, INSERT, DELETE');

CREATE TABLE object_settings (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  is_on boolean NOT NULL,
  policy jsonb NOT NULL,
  mapping_version integer NOT NULL,
  inactive_status_ids text[] NOT NULL,
  excluded_ids text[] NOT NULL,
  PRIMARY KEY (portal_id, object_type), -- serves: reading all settings of a portal
  FOREIGN KEY (portal_id, object_type, mapping_version)
    REFERENCES mapping_versions (portal_id, object_type, version)
);
COMMENT ON TABLE object_settings IS 'Settings of one object type: on or off, policy, filters';
CALL lockstep_wall('object_settings', 'SELECT, INSERT, UPDATE, DELETE');
`);
}
