import type { Knex } from "knex";

/**
 * Why: a record that belongs to another one waits until that is linked, and goes on by itself in the
 * transaction that links it.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(waits);
}

const waits = `
CREATE TABLE waits (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  parent_type text NOT NULL,
  parent_side text NOT NULL,
  parent_id text COLLATE "C" NOT NULL,
  -- serves: replacing what a record waits for
  PRIMARY KEY (portal_id, record_id, side, object_type, parent_id, parent_side, parent_type)
);
COMMENT ON TABLE waits IS 'Records that are looked at again when a record they belong to changes';
-- Serves: finding those who wait for a record.
CREATE INDEX waits_by_parent ON waits (portal_id, parent_id, parent_side, parent_type);
CALL lockstep_wall('waits', 'SELECT, INSERT, DELETE');
`;
