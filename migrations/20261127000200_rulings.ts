import type { Knex } from "knex";

/**
 * Why: matching by hand. What a person decided about records stands above what the match rules say,
 * and the journal tells who it was.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(rulings);
}

const rulings = `
CREATE TABLE rulings (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  hubspot_id text COLLATE "C" NOT NULL DEFAULT '',
  connectwise_id text COLLATE "C" NOT NULL DEFAULT '',
  user_id text NOT NULL,
  ruled_at timestamptz NOT NULL DEFAULT now(),
  -- serves: making and ending a ruling, and finding those about a HubSpot record
  PRIMARY KEY (portal_id, hubspot_id, connectwise_id, object_type)
);
COMMENT ON TABLE rulings IS
  'What people decided: two ids are not the same record, one id gets a counterpart of its own';
-- Serves: finding those about a ConnectWise record.
CREATE INDEX rulings_by_connectwise ON rulings (portal_id, connectwise_id, object_type);
CALL lockstep_wall('rulings', 'SELECT, INSERT, UPDATE, DELETE');

ALTER TABLE journal ADD COLUMN user_id text;
COMMENT ON COLUMN journal.user_id IS 'HubSpot user who asked for it; empty for what went by itself';
`;
