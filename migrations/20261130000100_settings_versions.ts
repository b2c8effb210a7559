import type { Knex } from "knex";

/**
 * Why: whoever began to work before any change of settings, not only one of the mapping, must not
 * judge records under what is not set any more.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(versions);
}

const versions = `
ALTER TABLE object_settings ADD COLUMN version integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN object_settings.version IS 'Grows with every change; workers name the one they read';
ALTER TABLE rollouts ADD COLUMN settings_version integer NOT NULL DEFAULT 1;
COMMENT ON COLUMN rollouts.settings_version IS
  'Settings under which records are looked at again; nothing is marked for workers with older ones';
`;
