import type { Knex } from "knex";

/**
 * Why: mappings that people change. Definitions are kept so that no screen has to ask the vendors;
 * they name people who work there, so they are encrypted. A version says who made it and what it does
 * to records that are linked already; the roll-out is how far that has got.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(definitions);
  await knex.raw(versions);
}

const definitions = `
CREATE TABLE definitions (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  definitions_sealed text NOT NULL,
  read_at timestamptz NOT NULL DEFAULT now(),
  reason text NOT NULL,
  stale_because text,
  PRIMARY KEY (portal_id, object_type) -- serves: reading and replacing the definitions of a type
);
COMMENT ON TABLE definitions IS
  'Properties, fields, options, owners and stages of both systems, as they were read last';
COMMENT ON COLUMN definitions.stale_because IS
  'Code of a refusal that speaks against them; they are read again soon';
CALL lockstep_wall('definitions', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE field_issues (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  hubspot_path text NOT NULL,
  connectwise_path text NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  remedy text NOT NULL,
  options jsonb NOT NULL,
  found_at timestamptz NOT NULL DEFAULT now(),
  -- serves: replacing and listing the issues of a type
  PRIMARY KEY (portal_id, object_type, hubspot_path, connectwise_path)
);
COMMENT ON TABLE field_issues IS 'Options of mapped fields without a counterpart; about no single record';
CALL lockstep_wall('field_issues', 'SELECT, INSERT, DELETE');
`;

const versions = `
ALTER TABLE mapping_versions ADD COLUMN revision jsonb;
COMMENT ON COLUMN mapping_versions.revision IS
  'Who made it, what is different in it, and whether it applies to links that were there before';

CREATE TABLE rollouts (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  version integer NOT NULL,
  phase text NOT NULL CHECK (phase IN ('links', 'issues', 'done')),
  has_links boolean NOT NULL,
  last_link_id bigint NOT NULL DEFAULT 0,
  last_record_id text COLLATE "C" NOT NULL DEFAULT '',
  last_side text COLLATE "C" NOT NULL DEFAULT '',
  marked integer NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  PRIMARY KEY (portal_id, object_type) -- serves: moving the type's roll-out on
);
COMMENT ON TABLE rollouts IS 'Records that are looked at again because of changed settings';
CALL lockstep_wall('rollouts', 'SELECT, INSERT, UPDATE, DELETE');
`;
