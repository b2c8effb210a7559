import type { Knex } from "knex";

/**
 * Why: what is to be done and who does it. The only queue is a set of dirty records; who works on a
 * pair holds a claim on it, whose fence grows with each new owner.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(queue);
  await knex.raw(findings);
}

const queue = `
CREATE SEQUENCE dirty_seq;
CREATE TABLE dirty (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  lane smallint NOT NULL,
  seq bigint NOT NULL DEFAULT nextval('dirty_seq'),
  not_before timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  -- serves: marking, and taking both rows of a pair
  PRIMARY KEY (portal_id, record_id, side, object_type)
);
COMMENT ON TABLE dirty IS 'Records to look at again';
COMMENT ON COLUMN dirty.seq IS
  'Renewed by each mark; a row leaves only with the seq under which it was taken';
-- Serves: claiming in order of lane and age.
CREATE INDEX dirty_in_order ON dirty (portal_id, lane, seq);
-- Serves: when the next row of a lane is due.
CREATE INDEX dirty_by_due ON dirty (portal_id, lane, not_before);
CALL lockstep_wall('dirty', 'SELECT, INSERT, UPDATE, DELETE');
GRANT USAGE ON SEQUENCE dirty_seq TO lockstep_app;

CREATE SEQUENCE fence_seq;
CREATE TABLE claims (
  portal_id text NOT NULL,
  pair_key text COLLATE "C" NOT NULL,
  owner text,
  fence bigint NOT NULL DEFAULT nextval('fence_seq'),
  until timestamptz NOT NULL,
  previous_until timestamptz,
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  PRIMARY KEY (portal_id, pair_key) -- serves: taking, renewing and checking a claim
);
COMMENT ON TABLE claims IS 'Pairs that a worker holds for a while';
COMMENT ON COLUMN claims.owner IS
  'Empty once released; the row then stays only while previous_until still matters';
COMMENT ON COLUMN claims.previous_until IS
  'End of the latest claim that ran out without a release: its last request may still be on its way';
-- Serves: whether a record is held under another key (its match keys may have changed meanwhile).
CREATE INDEX claims_by_record ON claims (portal_id, record_id, side, object_type);
CALL lockstep_wall('claims', 'SELECT, INSERT, UPDATE, DELETE');
GRANT USAGE ON SEQUENCE fence_seq TO lockstep_app;

CREATE TABLE cursors (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  side text NOT NULL,
  name text NOT NULL,
  position text NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portal_id, object_type, side, name) -- serves: reading and moving one cursor
);
COMMENT ON TABLE cursors IS 'How far polls, late passes, sweeps and first syncs have listed';
CALL lockstep_wall('cursors', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE staging (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  record_sealed text NOT NULL,
  -- serves: pages in id order, and single records
  PRIMARY KEY (portal_id, object_type, side, record_id)
);
COMMENT ON TABLE staging IS 'Records as a dry run or first sync read them; emptied when it ends';
CALL lockstep_wall('staging', 'SELECT, INSERT, UPDATE, DELETE');
`;

const findings = `
CREATE TABLE issues (
  portal_id text NOT NULL,
  object_type text COLLATE "C" NOT NULL,
  side text COLLATE "C" NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  field text,
  remedy text,
  candidates jsonb NOT NULL,
  seen_ms bigint NOT NULL,
  found_at timestamptz NOT NULL DEFAULT now(),
  -- serves: the verdict on a record, and the list of all in a stable order
  PRIMARY KEY (portal_id, record_id, side, object_type)
);
COMMENT ON TABLE issues IS 'Why a record is not simply linked and equal';
COMMENT ON COLUMN issues.candidates IS 'Sides and ids only';
CALL lockstep_wall('issues', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE journal (
  portal_id text NOT NULL,
  entry_id uuid NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  object_type text NOT NULL,
  kind text NOT NULL,
  side text NOT NULL,
  record_id text NOT NULL,
  mapping_key text,
  field text,
  old_sealed text,
  new_sealed text,
  rule text NOT NULL,
  PRIMARY KEY (portal_id, entry_id) -- serves: one entry
);
COMMENT ON TABLE journal IS 'Writes and conflicts with old and new values; kept for 30 days';
-- Serves: the history of one record, newest first.
CREATE INDEX journal_by_record ON journal (portal_id, record_id, side, object_type, at);
-- Serves: the retention.
CREATE INDEX journal_by_age ON journal (portal_id, at);
-- No right to update: what was written stays as it was written.
CALL lockstep_wall('journal', 'SELECT, INSERT, DELETE');
`;
