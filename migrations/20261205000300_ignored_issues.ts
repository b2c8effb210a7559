import type { Knex } from "knex";

/**
 * Why: some issues are nobody's business for the time being. What a person ignores is this very verdict
 * on the record as it is now: another record time, code or mapping version, and it is an issue again.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    CREATE TABLE ignored_issues (
      portal_id text NOT NULL,
      object_type text COLLATE "C" NOT NULL,
      side text COLLATE "C" NOT NULL,
      record_id text COLLATE "C" NOT NULL,
      code text NOT NULL,
      seen_ms bigint NOT NULL,
      mapping_version integer NOT NULL,
      user_id text NOT NULL,
      at timestamptz NOT NULL DEFAULT now(),
      PRIMARY KEY (portal_id, record_id, side, object_type) -- serves: whether an issue is ignored
    );
    COMMENT ON TABLE ignored_issues IS 'Issues that a person ignores, as they were then; ids only';
    CALL lockstep_wall('ignored_issues', 'SELECT, INSERT, UPDATE, DELETE');
  `);
}
