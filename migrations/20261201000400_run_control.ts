import type { Knex } from "knex";

/**
 * Why: a first sync is held against the dry run that an admin looked at, says how long it is going
 * to take, can be held up, and shows samples with values before and after.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(runs);
  await knex.raw(samples);
}

const runs = `
ALTER TABLE runs ADD COLUMN object_counts jsonb NOT NULL DEFAULT '{}';
ALTER TABLE runs ADD COLUMN work jsonb NOT NULL DEFAULT '{}';
ALTER TABLE runs ADD COLUMN fingerprint text NOT NULL DEFAULT '';
ALTER TABLE runs ADD COLUMN accepted jsonb;
ALTER TABLE runs ADD COLUMN pause jsonb;
COMMENT ON COLUMN runs.object_counts IS 'Items by object type and action';
COMMENT ON COLUMN runs.work IS 'Records listed, and writes and reads that the plan comes to';
COMMENT ON COLUMN runs.fingerprint IS 'Sum of keyed hashes of all that was listed, and of the settings';
COMMENT ON COLUMN runs.accepted IS 'The dry run that a first sync was started on';
COMMENT ON COLUMN runs.pause IS 'Why a paused run waits, with what to do';
`;

const samples = `
CREATE TABLE run_samples (
  portal_id text NOT NULL,
  run_id text NOT NULL,
  object_type text NOT NULL,
  action text NOT NULL,
  hubspot_id text NOT NULL DEFAULT '',
  connectwise_id text NOT NULL DEFAULT '',
  sample_sealed text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- serves: a run's samples, and counting those of an action
  PRIMARY KEY (portal_id, run_id, object_type, action, hubspot_id, connectwise_id),
  FOREIGN KEY (portal_id, run_id) REFERENCES runs (portal_id, run_id) ON DELETE CASCADE
);
COMMENT ON TABLE run_samples IS
  'A few records for each of a run''s actions, with values before and after; gone after seven days';
CALL lockstep_wall('run_samples', 'SELECT, INSERT, UPDATE, DELETE');
`;
