import type { Knex } from "knex";

/**
 * Why: HubSpot counts the calls of any ten seconds. With their times known, a pause can be caught up
 * with afterwards, and nearly all of the rate is used.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE rate_limits ADD COLUMN recent timestamptz[] NOT NULL DEFAULT '{}';
    COMMENT ON COLUMN rate_limits.recent IS 'When the last calls were let through, where the vendor counts them in a window';
  `);
}
