import type { Knex } from "knex";

/**
 * Why: a change of a mapping is shown before it is made, and stops when it turns out to write more
 * than was shown.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(dryRuns);
  await knex.raw(brake);
}

const dryRuns = `
CREATE TABLE mapping_dry_runs (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  dry_run_id uuid NOT NULL,
  mapping jsonb NOT NULL,
  state text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done')),
  last_link_id bigint NOT NULL DEFAULT 0,
  links integer NOT NULL DEFAULT 0,
  counts jsonb NOT NULL,
  samples_sealed text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  PRIMARY KEY (portal_id, object_type) -- serves: moving the type's dry run on
);
COMMENT ON TABLE mapping_dry_runs IS
  'What a mapping version that nobody has stored yet would write to linked records';
CALL lockstep_wall('mapping_dry_runs', 'SELECT, INSERT, UPDATE, DELETE');
`;

const brake = `
ALTER TABLE rollouts ADD COLUMN links_version integer NOT NULL DEFAULT 0;
ALTER TABLE rollouts ADD COLUMN expected integer;
COMMENT ON COLUMN rollouts.links_version IS 'Version whose new rows the links are looked at for';
COMMENT ON COLUMN rollouts.expected IS
  'Records that the dry run said would be written to; with many more the roll-out pauses';
ALTER TABLE rollouts DROP CONSTRAINT rollouts_phase_check;
ALTER TABLE rollouts ADD CONSTRAINT rollouts_phase_check
  CHECK (phase IN ('links', 'issues', 'paused', 'done'));
`;
