import type { Knex } from "knex";

/**
 * Why: an admin sees how much of the vendors' budgets is used. The calls are counted by the statement
 * that lets them through, in a row that it writes anyway: one number an hour, each hour of the day in a
 * place of its own.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    ALTER TABLE rate_limits ADD COLUMN calls bigint[] NOT NULL DEFAULT array_fill(0::bigint, ARRAY[24]);
    COMMENT ON COLUMN rate_limits.calls IS
      'By hour of the day: hours since 1970 times 10,000,000, and the calls of that hour';
  `);
}
