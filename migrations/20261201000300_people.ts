import type { Knex } from "knex";

/**
 * Why: settings are changed by those who may, what they changed is kept, and nobody loses what they
 * have begun to type. Whoever installed the app in a portal already is its first member.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(members);
  await knex.raw(audit);
  await knex.raw(drafts);
}

const members = `
CREATE TABLE members (
  portal_id text NOT NULL,
  user_id text NOT NULL,
  email text,
  rights text[] NOT NULL CHECK (rights <@ ARRAY['settings', 'records']),
  PRIMARY KEY (portal_id, user_id) -- serves: what a caller may do
);
COMMENT ON TABLE members IS 'HubSpot users who may change settings or act on records';
-- The wall binds the owner, too: it is let down for this one statement.
ALTER TABLE portals NO FORCE ROW LEVEL SECURITY;
INSERT INTO members (portal_id, user_id, rights)
  SELECT portal_id, installed_by_user_id, ARRAY['settings', 'records'] FROM portals;
ALTER TABLE portals FORCE ROW LEVEL SECURITY;
CALL lockstep_wall('members', 'SELECT, INSERT, UPDATE, DELETE');
`;

const audit = `
CREATE TABLE audit_log (
  portal_id text NOT NULL,
  entry_id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  act text NOT NULL,
  user_id text NOT NULL,
  subject jsonb NOT NULL,
  input jsonb,
  PRIMARY KEY (portal_id, entry_id) -- serves: pages of the log
);
COMMENT ON TABLE audit_log IS 'What was changed by whom, for a year: settings and ids, never values of records';
CALL lockstep_wall('audit_log', 'SELECT, INSERT, DELETE');
`;

const drafts = `
CREATE TABLE drafts (
  portal_id text NOT NULL,
  user_id text NOT NULL,
  key text NOT NULL,
  draft_sealed text NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (portal_id, user_id, key) -- serves: reading and replacing a draft
);
COMMENT ON TABLE drafts IS
  'What users have begun and not saved yet, for 30 days; encrypted, because it may hold keys';
CALL lockstep_wall('drafts', 'SELECT, INSERT, UPDATE, DELETE');
`;
