-- The schema after all migrations, for reading and reviewing; nothing runs this file.
-- Written by `npm run lockstep -- schema`; a test fails when it is not up to date.
CREATE SEQUENCE audit_log_entry_id_seq;
CREATE SEQUENCE dirty_seq;
GRANT USAGE ON SEQUENCE dirty_seq TO lockstep_app;
CREATE SEQUENCE fence_seq;
GRANT USAGE ON SEQUENCE fence_seq TO lockstep_app;
CREATE SEQUENCE link_id_seq;
GRANT USAGE ON SEQUENCE link_id_seq TO lockstep_app;
CREATE SEQUENCE run_item_seq;
GRANT USAGE ON SEQUENCE run_item_seq TO lockstep_app;
CREATE SEQUENCE sent_values_sent_id_seq;

-- Links made with a ConnectWise that the portal left
CREATE TABLE archived_links (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  link_id bigint NOT NULL,
  connection_id text NOT NULL,
  object_type text NOT NULL,
  hubspot_id text NOT NULL,
  connectwise_id text NOT NULL,
  archived_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT archived_links_pkey PRIMARY KEY (portal_id, link_id)
);
ALTER TABLE archived_links ENABLE ROW LEVEL SECURITY;
ALTER TABLE archived_links FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON archived_links FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT ON archived_links TO lockstep_app;

-- What was changed by whom, for a year: settings and ids, never values of records
CREATE TABLE audit_log (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  entry_id bigint NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  act text NOT NULL,
  user_id text NOT NULL,
  subject jsonb NOT NULL,
  input jsonb,
  CONSTRAINT audit_log_pkey PRIMARY KEY (portal_id, entry_id)
);
ALTER TABLE audit_log ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_log FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON audit_log FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT ON audit_log TO lockstep_app;

-- Pairs that a worker holds for a while
CREATE TABLE claims (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  pair_key text COLLATE "C" NOT NULL,
  owner text,
  fence bigint NOT NULL DEFAULT nextval('fence_seq'::regclass),
  until timestamp with time zone NOT NULL,
  previous_until timestamp with time zone,
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  CONSTRAINT claims_pkey PRIMARY KEY (portal_id, pair_key)
);
ALTER TABLE claims ENABLE ROW LEVEL SECURITY;
ALTER TABLE claims FORCE ROW LEVEL SECURITY;
CREATE INDEX claims_by_record ON public.claims USING btree (portal_id, record_id, side, object_type);
CREATE POLICY own_portal ON claims FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON claims TO lockstep_app;

-- A portal joined to one ConnectWise company login
CREATE TABLE connections (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  connection_id text NOT NULL,
  api_url text NOT NULL,
  site_host text NOT NULL,
  company_id text NOT NULL,
  secrets_sealed text NOT NULL,
  version text NOT NULL,
  is_cloud boolean NOT NULL,
  date_conditions text NOT NULL,
  member_identifier text,
  webhook_key_hash text NOT NULL,
  connected_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT connections_date_conditions_check CHECK ((date_conditions = ANY (ARRAY['exact'::text, 'day'::text]))),
  CONSTRAINT connections_pkey PRIMARY KEY (portal_id)
);
ALTER TABLE connections ENABLE ROW LEVEL SECURITY;
ALTER TABLE connections FORCE ROW LEVEL SECURITY;
CREATE UNIQUE INDEX connections_webhook_key ON public.connections USING btree (webhook_key_hash);
CREATE POLICY own_portal ON connections FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
CREATE POLICY scheduler_reads ON connections FOR SELECT TO lockstep_scheduler USING (true);
GRANT DELETE, INSERT, SELECT, UPDATE ON connections TO lockstep_app;
GRANT SELECT (portal_id, webhook_key_hash) ON connections TO lockstep_scheduler;

-- A counterpart that is being created for this record; stored before the create is sent
CREATE TABLE create_intents (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  payload_sealed text NOT NULL,
  source_base jsonb NOT NULL,
  high_mark text,
  attempts integer NOT NULL,
  opened_at timestamp with time zone NOT NULL DEFAULT now(),
  candidate_ids jsonb NOT NULL DEFAULT '[]'::jsonb,
  CONSTRAINT create_intents_pkey PRIMARY KEY (portal_id, object_type, side, record_id)
);
ALTER TABLE create_intents ENABLE ROW LEVEL SECURITY;
ALTER TABLE create_intents FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON create_intents FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON create_intents TO lockstep_app;

-- How far polls, late passes, sweeps and first syncs have listed
CREATE TABLE cursors (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  side text NOT NULL,
  name text NOT NULL,
  position text NOT NULL,
  moved_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT cursors_pkey PRIMARY KEY (portal_id, object_type, side, name)
);
ALTER TABLE cursors ENABLE ROW LEVEL SECURITY;
ALTER TABLE cursors FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON cursors FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON cursors TO lockstep_app;

-- Properties, fields, options, owners and stages of both systems, as they were read last
CREATE TABLE definitions (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  definitions_sealed text NOT NULL,
  read_at timestamp with time zone NOT NULL DEFAULT now(),
  reason text NOT NULL,
  stale_because text,
  CONSTRAINT definitions_pkey PRIMARY KEY (portal_id, object_type)
);
ALTER TABLE definitions ENABLE ROW LEVEL SECURITY;
ALTER TABLE definitions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON definitions FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON definitions TO lockstep_app;

-- Records to look at again
CREATE TABLE dirty (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  lane smallint NOT NULL,
  seq bigint NOT NULL DEFAULT nextval('dirty_seq'::regclass),
  not_before timestamp with time zone NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  CONSTRAINT dirty_pkey PRIMARY KEY (portal_id, record_id, side, object_type)
);
ALTER TABLE dirty ENABLE ROW LEVEL SECURITY;
ALTER TABLE dirty FORCE ROW LEVEL SECURITY;
CREATE INDEX dirty_by_due ON public.dirty USING btree (portal_id, lane, not_before);
CREATE INDEX dirty_in_order ON public.dirty USING btree (portal_id, lane, seq);
CREATE POLICY own_portal ON dirty FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON dirty TO lockstep_app;

-- What users have begun and not saved yet, for 30 days; encrypted, because it may hold keys
CREATE TABLE drafts (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  user_id text NOT NULL,
  key text NOT NULL,
  draft_sealed text NOT NULL,
  saved_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT drafts_pkey PRIMARY KEY (portal_id, user_id, key)
);
ALTER TABLE drafts ENABLE ROW LEVEL SECURITY;
ALTER TABLE drafts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON drafts FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON drafts TO lockstep_app;

-- Options of mapped fields without a counterpart; about no single record
CREATE TABLE field_issues (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  hubspot_path text NOT NULL,
  connectwise_path text NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  remedy text NOT NULL,
  options jsonb NOT NULL,
  found_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT field_issues_pkey PRIMARY KEY (portal_id, object_type, hubspot_path, connectwise_path)
);
ALTER TABLE field_issues ENABLE ROW LEVEL SECURITY;
ALTER TABLE field_issues FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON field_issues FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT ON field_issues TO lockstep_app;

-- Issues that a person ignores, as they were then; ids only
CREATE TABLE ignored_issues (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text COLLATE "C" NOT NULL,
  side text COLLATE "C" NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  code text NOT NULL,
  seen_ms bigint NOT NULL,
  mapping_version integer NOT NULL,
  user_id text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT ignored_issues_pkey PRIMARY KEY (portal_id, record_id, side, object_type)
);
ALTER TABLE ignored_issues ENABLE ROW LEVEL SECURITY;
ALTER TABLE ignored_issues FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON ignored_issues FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON ignored_issues TO lockstep_app;

-- Why a record is not simply linked and equal
CREATE TABLE issues (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text COLLATE "C" NOT NULL,
  side text COLLATE "C" NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  code text NOT NULL,
  message text NOT NULL,
  field text,
  remedy text,
  candidates jsonb NOT NULL,
  seen_ms bigint NOT NULL,
  found_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT issues_pkey PRIMARY KEY (portal_id, record_id, side, object_type)
);
ALTER TABLE issues ENABLE ROW LEVEL SECURITY;
ALTER TABLE issues FORCE ROW LEVEL SECURITY;
CREATE INDEX issues_to_publish ON public.issues USING btree (portal_id, object_type, record_id) WHERE ((side = 'hubspot'::text) AND (state = ANY (ARRAY['waiting'::text, 'attention'::text, 'review'::text])));
CREATE POLICY own_portal ON issues FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON issues TO lockstep_app;

-- Writes and conflicts with old and new values; kept for 30 days
CREATE TABLE journal (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  entry_id uuid NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  object_type text NOT NULL,
  kind text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  mapping_key text,
  field text,
  old_sealed text,
  new_sealed text,
  rule text NOT NULL,
  user_id text,
  CONSTRAINT journal_pkey PRIMARY KEY (portal_id, at, entry_id)
);
ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
ALTER TABLE journal FORCE ROW LEVEL SECURITY;
CREATE INDEX journal_by_record ON public.journal USING btree (portal_id, record_id, side, object_type, at);
CREATE POLICY own_portal ON journal FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT ON journal TO lockstep_app;

-- How long changes took to arrive, counted by hour; kept 48 hours, no values of records
CREATE TABLE latencies (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  hour_at timestamp with time zone NOT NULL,
  lane smallint NOT NULL,
  bucket smallint NOT NULL,
  changes integer NOT NULL,
  CONSTRAINT latencies_pkey PRIMARY KEY (portal_id, hour_at, lane, bucket)
);
ALTER TABLE latencies ENABLE ROW LEVEL SECURITY;
ALTER TABLE latencies FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON latencies FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON latencies TO lockstep_app;

-- Two records that are the same thing, and what each side last held
CREATE TABLE links (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  link_id bigint NOT NULL DEFAULT nextval('link_id_seq'::regclass),
  object_type text NOT NULL,
  hubspot_id text COLLATE "C" NOT NULL,
  connectwise_id text COLLATE "C" NOT NULL,
  state text NOT NULL,
  hubspot_base jsonb NOT NULL,
  connectwise_base jsonb NOT NULL,
  hubspot_seen_ms bigint NOT NULL,
  connectwise_seen_ms bigint NOT NULL,
  mapping_version integer NOT NULL,
  linked_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT links_connectwise_once UNIQUE (portal_id, connectwise_id, object_type),
  CONSTRAINT links_hubspot_once UNIQUE (portal_id, hubspot_id, object_type),
  CONSTRAINT links_pkey PRIMARY KEY (portal_id, link_id)
) WITH (fillfactor=80);
ALTER TABLE links ENABLE ROW LEVEL SECURITY;
ALTER TABLE links FORCE ROW LEVEL SECURITY;
CREATE INDEX links_out_of_sync ON public.links USING btree (portal_id, object_type, hubspot_id) WHERE (state <> 'linked'::text);
CREATE POLICY own_portal ON links FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON links TO lockstep_app;

-- What a mapping version that nobody has stored yet would write to linked records
CREATE TABLE mapping_dry_runs (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  dry_run_id uuid NOT NULL,
  mapping jsonb NOT NULL,
  state text NOT NULL DEFAULT 'running'::text,
  last_link_id bigint NOT NULL DEFAULT 0,
  links integer NOT NULL DEFAULT 0,
  counts jsonb NOT NULL,
  samples_sealed text NOT NULL,
  started_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamp with time zone,
  CONSTRAINT mapping_dry_runs_pkey PRIMARY KEY (portal_id, object_type),
  CONSTRAINT mapping_dry_runs_state_check CHECK ((state = ANY (ARRAY['running'::text, 'done'::text])))
);
ALTER TABLE mapping_dry_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE mapping_dry_runs FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON mapping_dry_runs FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON mapping_dry_runs TO lockstep_app;

-- Field mappings and value maps; a version never changes
CREATE TABLE mapping_versions (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  version integer NOT NULL,
  mapping jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  revision jsonb,
  CONSTRAINT mapping_versions_pkey PRIMARY KEY (portal_id, object_type, version)
);
ALTER TABLE mapping_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE mapping_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON mapping_versions FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT ON mapping_versions TO lockstep_app;

-- What each record can be recognised by, as keyed hashes
CREATE TABLE match_keys (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  kind text NOT NULL,
  value_hash text COLLATE "C" NOT NULL,
  CONSTRAINT match_keys_pkey PRIMARY KEY (portal_id, record_id, side, object_type, kind, value_hash)
);
ALTER TABLE match_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE match_keys FORCE ROW LEVEL SECURITY;
CREATE INDEX match_keys_by_value ON public.match_keys USING btree (portal_id, value_hash, kind, object_type, side);
CREATE POLICY own_portal ON match_keys FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON match_keys TO lockstep_app;

-- HubSpot users who may change settings or act on records
CREATE TABLE members (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  user_id text NOT NULL,
  email text,
  rights text[] NOT NULL,
  CONSTRAINT members_pkey PRIMARY KEY (portal_id, user_id),
  CONSTRAINT members_rights_check CHECK ((rights <@ ARRAY['settings'::text, 'records'::text]))
);
ALTER TABLE members ENABLE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON members FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON members TO lockstep_app;

-- Single-use install states; the portal is not known yet, so all are filed under "none"
CREATE TABLE oauth_states (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  state_hash text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  CONSTRAINT oauth_states_pkey PRIMARY KEY (portal_id, state_hash)
);
ALTER TABLE oauth_states ENABLE ROW LEVEL SECURITY;
ALTER TABLE oauth_states FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON oauth_states FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT ON oauth_states TO lockstep_app;

-- Settings of one object type: on or off, policy, filters
CREATE TABLE object_settings (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  is_on boolean NOT NULL,
  policy jsonb NOT NULL,
  mapping_version integer NOT NULL,
  inactive_status_ids text[] NOT NULL,
  excluded_ids text[] NOT NULL,
  version integer NOT NULL DEFAULT 1,
  CONSTRAINT object_settings_pkey PRIMARY KEY (portal_id, object_type),
  CONSTRAINT object_settings_portal_id_object_type_mapping_version_fkey FOREIGN KEY (portal_id, object_type, mapping_version) REFERENCES mapping_versions(portal_id, object_type, version)
);
ALTER TABLE object_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE object_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON object_settings FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON object_settings TO lockstep_app;

-- What the last look at the rights in both systems found; names of rights, no values of records
CREATE TABLE permission_checks (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  reason text,
  checked_at timestamp with time zone,
  findings jsonb NOT NULL DEFAULT '[]'::jsonb,
  leased_at timestamp with time zone,
  CONSTRAINT permission_checks_pkey PRIMARY KEY (portal_id),
  CONSTRAINT permission_checks_reason_check CHECK ((reason = ANY (ARRAY['asked'::text, 'refused'::text])))
);
ALTER TABLE permission_checks ENABLE ROW LEVEL SECURITY;
ALTER TABLE permission_checks FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON permission_checks FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON permission_checks TO lockstep_app;

-- Per portal: the key that values are encrypted with and the key that hashes are made with, both wrapped by ENCRYPTION_KEYS
CREATE TABLE portal_keys (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  data_key_wrapped text NOT NULL,
  hash_key_wrapped text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT portal_keys_pkey PRIMARY KEY (portal_id)
);
ALTER TABLE portal_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE portal_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON portal_keys FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON portal_keys TO lockstep_app;

-- HubSpot accounts that installed the app
CREATE TABLE portals (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  state text NOT NULL,
  state_reason text,
  ui_domain text NOT NULL,
  time_zone text NOT NULL,
  currency text NOT NULL,
  installed_by_user_id text NOT NULL,
  tokens_sealed text,
  refresh_owner text,
  refresh_until timestamp with time zone,
  poll_due_at timestamp with time zone,
  bulk_due_at timestamp with time zone,
  installed_at timestamp with time zone NOT NULL DEFAULT now(),
  state_since timestamp with time zone,
  state_user_id text,
  CONSTRAINT portals_pkey PRIMARY KEY (portal_id)
);
ALTER TABLE portals ENABLE ROW LEVEL SECURITY;
ALTER TABLE portals FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON portals FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
CREATE POLICY scheduler_reads ON portals FOR SELECT TO lockstep_scheduler USING (true);
GRANT DELETE, INSERT, SELECT, UPDATE ON portals TO lockstep_app;
GRANT SELECT (portal_id, state, poll_due_at, bulk_due_at) ON portals TO lockstep_scheduler;

-- States that HubSpot records show, where it is not what goes without saying
CREATE TABLE published_states (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text COLLATE "C" NOT NULL,
  hubspot_id text COLLATE "C" NOT NULL,
  state text,
  CONSTRAINT published_states_pkey PRIMARY KEY (portal_id, hubspot_id, object_type),
  CONSTRAINT published_states_state_check CHECK ((state = ANY (ARRAY['in_sync'::text, 'waiting'::text, 'needs_attention'::text, 'excluded'::text])))
);
ALTER TABLE published_states ENABLE ROW LEVEL SECURITY;
ALTER TABLE published_states FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON published_states FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON published_states TO lockstep_app;

-- When the next call of a budget may be made, for all processes
CREATE TABLE rate_limits (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  bucket text NOT NULL,
  next_at timestamp with time zone NOT NULL,
  closed_until timestamp with time zone,
  recent timestamp with time zone[] NOT NULL DEFAULT '{}'::timestamp with time zone[],
  calls bigint[] NOT NULL DEFAULT array_fill((0)::bigint, ARRAY[24]),
  CONSTRAINT rate_limits_pkey PRIMARY KEY (portal_id, bucket)
) WITH (fillfactor=50);
ALTER TABLE rate_limits ENABLE ROW LEVEL SECURITY;
ALTER TABLE rate_limits FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON rate_limits FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON rate_limits TO lockstep_app;

-- Records that are looked at again because of changed settings
CREATE TABLE rollouts (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  version integer NOT NULL,
  phase text NOT NULL,
  has_links boolean NOT NULL,
  last_link_id bigint NOT NULL DEFAULT 0,
  last_record_id text COLLATE "C" NOT NULL DEFAULT ''::text,
  last_side text COLLATE "C" NOT NULL DEFAULT ''::text,
  marked integer NOT NULL DEFAULT 0,
  started_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamp with time zone,
  links_version integer NOT NULL DEFAULT 0,
  expected integer,
  settings_version integer NOT NULL DEFAULT 1,
  CONSTRAINT rollouts_phase_check CHECK ((phase = ANY (ARRAY['links'::text, 'issues'::text, 'paused'::text, 'done'::text]))),
  CONSTRAINT rollouts_pkey PRIMARY KEY (portal_id, object_type)
);
ALTER TABLE rollouts ENABLE ROW LEVEL SECURITY;
ALTER TABLE rollouts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON rollouts FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON rollouts TO lockstep_app;

-- What people decided: two ids are not the same record, one id gets a counterpart of its own
CREATE TABLE rulings (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  hubspot_id text COLLATE "C" NOT NULL DEFAULT ''::text,
  connectwise_id text COLLATE "C" NOT NULL DEFAULT ''::text,
  user_id text NOT NULL,
  ruled_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT rulings_pkey PRIMARY KEY (portal_id, hubspot_id, connectwise_id, object_type)
);
ALTER TABLE rulings ENABLE ROW LEVEL SECURITY;
ALTER TABLE rulings FORCE ROW LEVEL SECURITY;
CREATE INDEX rulings_by_connectwise ON public.rulings USING btree (portal_id, connectwise_id, object_type);
CREATE POLICY own_portal ON rulings FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON rulings TO lockstep_app;

-- What a run did, or would do, with each record or pair: ids only
CREATE TABLE run_items (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  run_id text NOT NULL,
  position bigint NOT NULL DEFAULT nextval('run_item_seq'::regclass),
  object_type text NOT NULL,
  hubspot_id text COLLATE "C",
  connectwise_id text COLLATE "C",
  action text NOT NULL,
  matched_by text NOT NULL,
  reason text NOT NULL,
  left_out text[] NOT NULL DEFAULT '{}'::text[],
  CONSTRAINT run_items_pkey PRIMARY KEY (portal_id, "position")
);
ALTER TABLE run_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_items FORCE ROW LEVEL SECURITY;
CREATE INDEX run_items_by_connectwise ON public.run_items USING btree (portal_id, connectwise_id, run_id, object_type);
CREATE INDEX run_items_by_hubspot ON public.run_items USING btree (portal_id, hubspot_id, run_id, object_type);
CREATE POLICY own_portal ON run_items FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON run_items TO lockstep_app;

-- A few records for each of a run's actions, with values before and after; gone after seven days
CREATE TABLE run_samples (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  run_id text NOT NULL,
  object_type text NOT NULL,
  action text NOT NULL,
  hubspot_id text NOT NULL DEFAULT ''::text,
  connectwise_id text NOT NULL DEFAULT ''::text,
  sample_sealed text NOT NULL,
  at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT run_samples_pkey PRIMARY KEY (portal_id, run_id, object_type, action, hubspot_id, connectwise_id),
  CONSTRAINT run_samples_portal_id_run_id_fkey FOREIGN KEY (portal_id, run_id) REFERENCES runs(portal_id, run_id) ON DELETE CASCADE
);
ALTER TABLE run_samples ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_samples FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON run_samples FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON run_samples TO lockstep_app;

-- Dry runs and first syncs
CREATE TABLE runs (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  run_id text NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  phase text NOT NULL,
  cursor text,
  done integer NOT NULL,
  total integer NOT NULL,
  counts jsonb NOT NULL,
  started_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamp with time zone,
  error text,
  object_counts jsonb NOT NULL DEFAULT '{}'::jsonb,
  work jsonb NOT NULL DEFAULT '{}'::jsonb,
  fingerprint text NOT NULL DEFAULT ''::text,
  accepted jsonb,
  pause jsonb,
  CONSTRAINT runs_pkey PRIMARY KEY (portal_id, run_id)
);
ALTER TABLE runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE runs FORCE ROW LEVEL SECURITY;
CREATE INDEX runs_newest ON public.runs USING btree (portal_id, kind, started_at);
CREATE POLICY own_portal ON runs FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON runs TO lockstep_app;

-- Values that were sent and not yet confirmed by a read
CREATE TABLE sent_values (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  link_id bigint NOT NULL,
  side text NOT NULL,
  mapping_key text NOT NULL,
  sent_id bigint NOT NULL,
  value_sealed text NOT NULL,
  sent_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT sent_values_pkey PRIMARY KEY (portal_id, link_id, side, mapping_key, sent_id),
  CONSTRAINT sent_values_portal_id_link_id_fkey FOREIGN KEY (portal_id, link_id) REFERENCES links(portal_id, link_id) ON DELETE CASCADE
);
ALTER TABLE sent_values ENABLE ROW LEVEL SECURITY;
ALTER TABLE sent_values FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON sent_values FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON sent_values TO lockstep_app;

-- Records as a dry run or first sync read them; emptied when it ends
CREATE TABLE staging (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  record_sealed text NOT NULL,
  CONSTRAINT staging_pkey PRIMARY KEY (portal_id, object_type, side, record_id)
);
ALTER TABLE staging ENABLE ROW LEVEL SECURITY;
ALTER TABLE staging FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON staging FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON staging TO lockstep_app;

-- The comparison that is under way and the last complete one, by object type and side
CREATE TABLE sweep_results (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  side text NOT NULL,
  sweep_id bigint NOT NULL,
  compared integer NOT NULL DEFAULT 0,
  drift integer NOT NULL DEFAULT 0,
  finished_at timestamp with time zone,
  CONSTRAINT sweep_results_pkey PRIMARY KEY (portal_id, object_type, side, sweep_id),
  CONSTRAINT sweep_results_side_check CHECK ((side = ANY (ARRAY['hubspot'::text, 'connectwise'::text])))
);
ALTER TABLE sweep_results ENABLE ROW LEVEL SECURITY;
ALTER TABLE sweep_results FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON sweep_results FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON sweep_results TO lockstep_app;

-- The last sweep that listed a link's record; apart from links because every row moves every day
CREATE TABLE sweep_stamps (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  link_id bigint NOT NULL,
  side text NOT NULL,
  sweep_id bigint NOT NULL,
  CONSTRAINT sweep_stamps_pkey PRIMARY KEY (portal_id, link_id, side),
  CONSTRAINT sweep_stamps_portal_id_link_id_fkey FOREIGN KEY (portal_id, link_id) REFERENCES links(portal_id, link_id) ON DELETE CASCADE
) WITH (fillfactor=80);
ALTER TABLE sweep_stamps ENABLE ROW LEVEL SECURITY;
ALTER TABLE sweep_stamps FORCE ROW LEVEL SECURITY;
CREATE POLICY own_portal ON sweep_stamps FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT, UPDATE ON sweep_stamps TO lockstep_app;

-- Records that are looked at again when a record they belong to changes
CREATE TABLE waits (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  object_type text NOT NULL,
  side text NOT NULL,
  record_id text COLLATE "C" NOT NULL,
  parent_type text NOT NULL,
  parent_side text NOT NULL,
  parent_id text COLLATE "C" NOT NULL,
  CONSTRAINT waits_pkey PRIMARY KEY (portal_id, record_id, side, object_type, parent_id, parent_side, parent_type)
);
ALTER TABLE waits ENABLE ROW LEVEL SECURITY;
ALTER TABLE waits FORCE ROW LEVEL SECURITY;
CREATE INDEX waits_by_parent ON public.waits USING btree (portal_id, parent_id, parent_side, parent_type);
CREATE POLICY own_portal ON waits FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT ON waits TO lockstep_app;

-- Deliveries of the last 72 hours, against replays
CREATE TABLE webhook_receipts (
  portal_id text NOT NULL DEFAULT NULLIF(current_setting('lockstep.portal_id'::text), ''::text),
  receipt_key text NOT NULL,
  received_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT webhook_receipts_pkey PRIMARY KEY (portal_id, receipt_key)
);
ALTER TABLE webhook_receipts ENABLE ROW LEVEL SECURITY;
ALTER TABLE webhook_receipts FORCE ROW LEVEL SECURITY;
CREATE INDEX webhook_receipts_by_age ON public.webhook_receipts USING btree (portal_id, received_at);
CREATE POLICY own_portal ON webhook_receipts FOR ALL TO public USING ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text))) WITH CHECK ((portal_id = NULLIF(current_setting('lockstep.portal_id'::text), ''::text)));
GRANT DELETE, INSERT, SELECT ON webhook_receipts TO lockstep_app;
