import type { Knex } from "knex";

/**
 * Why: an admin sees how fast changes arrive, and what the daily comparison found that had been
 * missed. Latencies are counted in buckets, so that a day is a few hundred rows whatever the traffic.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(latencies);
  await knex.raw(sweeps);
}

const latencies = `
CREATE TABLE latencies (
  portal_id text NOT NULL,
  hour_at timestamptz NOT NULL,
  lane smallint NOT NULL,
  bucket smallint NOT NULL,
  changes integer NOT NULL,
  PRIMARY KEY (portal_id, hour_at, lane, bucket) -- serves: one upsert a commit, reading a day
);
COMMENT ON TABLE latencies IS
  'How long changes took to arrive, counted by hour; kept 48 hours, no values of records';
COMMENT ON COLUMN latencies.bucket IS 'Which span of milliseconds; server/sync/latency.ts says how far it reaches';
CALL lockstep_wall('latencies', 'SELECT, INSERT, UPDATE, DELETE');
`;

const sweeps = `
CREATE TABLE sweep_results (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  side text NOT NULL CHECK (side IN ('hubspot', 'connectwise')),
  sweep_id bigint NOT NULL,
  compared integer NOT NULL DEFAULT 0,
  drift integer NOT NULL DEFAULT 0,
  finished_at timestamptz,
  PRIMARY KEY (portal_id, object_type, side, sweep_id) -- serves: one upsert a page, the latest one
);
COMMENT ON TABLE sweep_results IS
  'The comparison that is under way and the last complete one, by object type and side';
CALL lockstep_wall('sweep_results', 'SELECT, INSERT, UPDATE, DELETE');
`;
