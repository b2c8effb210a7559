import type { Knex } from "knex";

/**
 * Why: which rights are missing is shown without asking the vendors again, and a refusal has them
 * looked at once rather than once a record.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(checks);
}

const checks = `
CREATE TABLE permission_checks (
  portal_id text NOT NULL,
  reason text CHECK (reason IN ('asked', 'refused')),
  checked_at timestamptz,
  findings jsonb NOT NULL DEFAULT '[]',
  leased_at timestamptz,
  PRIMARY KEY (portal_id) -- serves: all of it, a portal has one
);
COMMENT ON TABLE permission_checks IS
  'What the last look at the rights in both systems found; names of rights, no values of records';
COMMENT ON COLUMN permission_checks.leased_at IS
  'When a process last took it upon itself to look because of a refusal';
CALL lockstep_wall('permission_checks', 'SELECT, INSERT, UPDATE, DELETE');
`;
