import type { Knex } from "knex";

/**
 * Why: when it cannot be told which record a lost create made, the intent stays until a person says
 * so, and names the records that it may have made. Nothing else has to wait for it any more.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(candidates);
}

const candidates = `
ALTER TABLE create_intents ADD COLUMN candidate_ids jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN create_intents.candidate_ids IS
  'Records of which one may be what the create made, once a person has to say which';
`;
