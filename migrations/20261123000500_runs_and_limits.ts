import type { Knex } from "knex";

/**
 * Why: dry runs and first syncs with what they did to each record, the budgets of calls that all
 * processes share, and the memory of webhooks that arrived already.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(runs);
  await knex.raw(limits);
}

const runs = `
CREATE TABLE runs (
  portal_id text NOT NULL,
  run_id text NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  phase text NOT NULL,
  cursor text,
  done integer NOT NULL,
  total integer NOT NULL,
  counts jsonb NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  error text,
  PRIMARY KEY (portal_id, run_id) -- serves: moving a run on
);
COMMENT ON TABLE runs IS 'Dry runs and first syncs';
-- Serves: the newest run of a kind.
CREATE INDEX runs_newest ON runs (portal_id, kind, started_at);
CALL lockstep_wall('runs', 'SELECT, INSERT, UPDATE, DELETE');

CREATE SEQUENCE run_item_seq;
CREATE TABLE run_items (
  portal_id text NOT NULL,
  run_id text NOT NULL,
  position bigint NOT NULL DEFAULT nextval('run_item_seq'),
  object_type text NOT NULL,
  hubspot_id text COLLATE "C",
  connectwise_id text COLLATE "C",
  action text NOT NULL,
  matched_by text NOT NULL,
  reason text NOT NULL,
  PRIMARY KEY (portal_id, position), -- serves: pages of a run's items
  FOREIGN KEY (portal_id, run_id) REFERENCES runs (portal_id, run_id) ON DELETE CASCADE
);
COMMENT ON TABLE run_items IS 'What a run did, or would do, with each record or pair: ids only';
-- Serve: replacing the earlier item of a record.
CREATE INDEX run_items_by_hubspot ON run_items (portal_id, hubspot_id, run_id, object_type);
CREATE INDEX run_items_by_connectwise ON run_items (portal_id, connectwise_id, run_id, object_type);
CALL lockstep_wall('run_items', 'SELECT, INSERT, UPDATE, DELETE');
GRANT USAGE ON SEQUENCE run_item_seq TO lockstep_app;
`;

const limits = `
CREATE TABLE rate_limits (
  portal_id text NOT NULL,
  bucket text NOT NULL,
  next_at timestamptz NOT NULL,
  closed_until timestamptz,
  PRIMARY KEY (portal_id, bucket) -- serves: each take
) WITH (fillfactor = 50);
COMMENT ON TABLE rate_limits IS 'When the next call of a budget may be made, for all processes';
CALL lockstep_wall('rate_limits', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE webhook_receipts (
  portal_id text NOT NULL,
  receipt_key text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portal_id, receipt_key) -- serves: whether a delivery was seen before
);
COMMENT ON TABLE webhook_receipts IS 'Deliveries of the last 72 hours, against replays';
-- Serves: the retention.
CREATE INDEX webhook_receipts_by_age ON webhook_receipts (portal_id, received_at);
CALL lockstep_wall('webhook_receipts', 'SELECT, INSERT, DELETE');
`;
