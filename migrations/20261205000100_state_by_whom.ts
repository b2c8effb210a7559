import type { Knex } from "knex";

/**
 * Why: people pause and resume the sync. Whoever finds it paused wants to know by whom, and since when.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE portals ADD COLUMN state_since timestamptz, ADD COLUMN state_user_id text;
    COMMENT ON COLUMN portals.state_since IS 'When the state was entered; empty for one from before this was kept';
    COMMENT ON COLUMN portals.state_user_id IS 'HubSpot user who chose the state; empty when it came by itself';
  `);
}
