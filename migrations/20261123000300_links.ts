import type { Knex } from "knex";

/**
 * Why: what Lockstep remembers about records. Bases and match keys are keyed hashes; values are kept
 * only where a lost answer would otherwise cost an edit or make a second record (sent values, create
 * intents), encrypted.
 *
 * Where a table has several indexes, what tells most comes right after the portal: the planner must see
 * at once which index a look-up needs, also before it has any statistics.
 *
 * Ids compare byte by byte (COLLATE "C"): pages in id order must not depend on the server's locale.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(links);
  await knex.raw(intents);
  await knex.raw(matchKeys);
}

const links = `
CREATE SEQUENCE link_id_seq;
CREATE TABLE links (
  portal_id text NOT NULL,
  link_id bigint NOT NULL DEFAULT nextval('link_id_seq'),
  object_type text NOT NULL,
  hubspot_id text COLLATE "C" NOT NULL,
  connectwise_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  hubspot_base jsonb NOT NULL,
  connectwise_base jsonb NOT NULL,
  hubspot_seen_ms bigint NOT NULL,
  connectwise_seen_ms bigint NOT NULL,
  mapping_version integer NOT NULL,
  linked_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portal_id, link_id), -- serves: commits and claims of linked pairs
  -- serve: finding the link of a record; no record has two counterparts
  CONSTRAINT links_hubspot_once UNIQUE (portal_id, hubspot_id, object_type),
  CONSTRAINT links_connectwise_once UNIQUE (portal_id, connectwise_id, object_type)
) WITH (fillfactor = 80);
COMMENT ON TABLE links IS 'Two records that are the same thing, and what each side last held';
COMMENT ON COLUMN links.hubspot_base IS 'Keyed hash by mapping key';
CALL lockstep_wall('links', 'SELECT, INSERT, UPDATE, DELETE');
GRANT USAGE ON SEQUENCE link_id_seq TO lockstep_app;

CREATE TABLE archived_links (
  portal_id text NOT NULL,
  link_id bigint NOT NULL,
  connection_id text NOT NULL,
  object_type text NOT NULL,
  hubspot_id text NOT NULL,
  connectwise_id text NOT NULL,
  archived_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portal_id, link_id) -- serves: reading the links of an earlier connection
);
COMMENT ON TABLE archived_links IS 'Links made with a ConnectWise that the portal left';
CALL lockstep_wall('archived_links', 'SELECT, INSERT, DELETE');

CREATE TABLE sweep_stamps (
  portal_id text NOT NULL,
  link_id bigint NOT NULL,
  side text NOT NULL,
  sweep_id bigint NOT NULL,
  PRIMARY KEY (portal_id, link_id, side), -- serves: links that a sweep did not see
  FOREIGN KEY (portal_id, link_id) REFERENCES links (portal_id, link_id) ON DELETE CASCADE
) WITH (fillfactor = 80);
COMMENT ON TABLE sweep_stamps IS
  'The last sweep that listed a link''s record; apart from links because every row moves every day';
CALL lockstep_wall('sweep_stamps', 'SELECT, INSERT, UPDATE, DELETE');
`;

const intents = `
CREATE TABLE sent_values (
  portal_id text NOT NULL,
  link_id bigint NOT NULL,
  side text NOT NULL,
  mapping_key text NOT NULL,
  -- every value sent since the last answer counts: any of them may be what a later read shows
  sent_id bigint GENERATED ALWAYS AS IDENTITY,
  value_sealed text NOT NULL,
  sent_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portal_id, link_id, side, mapping_key, sent_id), -- serves: reading and settling a pair's values
  FOREIGN KEY (portal_id, link_id) REFERENCES links (portal_id, link_id) ON DELETE CASCADE
);
COMMENT ON TABLE sent_values IS 'Values that were sent and not yet confirmed by a read';
CALL lockstep_wall('sent_values', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE create_intents (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  payload_sealed text NOT NULL,
  source_base jsonb NOT NULL,
  high_mark text,
  attempts integer NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  -- serves: the intent of a claimed record, and all open ones of a side
  PRIMARY KEY (portal_id, object_type, side, record_id)
);
COMMENT ON TABLE create_intents IS
  'A counterpart that is being created for this record; stored before the create is sent';
CALL lockstep_wall('create_intents', 'SELECT, INSERT, UPDATE, DELETE');
`;

const matchKeys = `
CREATE TABLE match_keys (
  portal_id text NOT NULL,
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  value_hash text COLLATE "C" NOT NULL,
  -- serves: replacing and comparing the keys of a record
  PRIMARY KEY (portal_id, record_id, side, object_type, kind, value_hash)
);
COMMENT ON TABLE match_keys IS 'What each record can be recognised by, as keyed hashes';
-- Serves: records that share a key with a given one, and which keys are taken on a side.
CREATE INDEX match_keys_by_value ON match_keys (portal_id, value_hash, kind, object_type, side);
CALL lockstep_wall('match_keys', 'SELECT, INSERT, UPDATE, DELETE');
`;
