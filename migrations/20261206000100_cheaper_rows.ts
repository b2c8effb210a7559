import type { Knex } from "knex";

/**
 * Why: what a first sync writes row by row. An entry of the journal went into two indexes where one does,
 * the first of them at a random place; and each line of a run's result had its run looked up and locked.
 * Lines go with their portal; nothing deletes a run alone.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE journal DROP CONSTRAINT journal_pkey;
    ALTER TABLE journal ADD PRIMARY KEY (portal_id, at, entry_id); -- serves: newest first, and retention
    DROP INDEX journal_by_age;
    ALTER TABLE run_items DROP CONSTRAINT run_items_portal_id_run_id_fkey;
  `);
}
