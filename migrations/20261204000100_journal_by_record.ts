import type { Knex } from "knex";

/**
 * Why: ids compare byte by byte everywhere but in the journal, so that a look-up by the id of a link
 * could not use the index and read all of a portal's journal.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('ALTER TABLE journal ALTER COLUMN record_id TYPE text COLLATE "C"');
}
