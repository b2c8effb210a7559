import type { Knex } from "knex";

/**
 * Why: the frame that everything else hangs in. Each portal's rows are walled off by row-level
 * security from the first table on, so that a forgotten condition in a query shows nothing instead
 * of another customer's records.
 *
 * The roles are made by whoever runs the database (or by the sandbox), never by a migration: only
 * they should know the passwords.
 */
export async function up(knex: Knex): Promise<void> {
  await requireRoles(knex);
  await knex.raw(wall);
  await knex.raw(tables);
  await knex.raw(scheduler);
}

async function requireRoles(knex: Knex): Promise<void> {
  const found = await knex.raw<{ rows: { rolname: string }[] }>(
    "SELECT rolname FROM pg_roles WHERE rolname IN ('lockstep_app', 'lockstep_scheduler')",
  );
  const missing = ["lockstep_app", "lockstep_scheduler"].filter(
    (role) => !found.rows.some((row) => row.rolname === role),
  );
  if (missing.length > 0) {
    throw new Error(
      `the database role ${missing.join(" and ")} does not exist: as a superuser run ` +
        missing.map((role) => `CREATE ROLE ${role} LOGIN PASSWORD '...';`).join(" ") +
        " and migrate again",
    );
  }
}

/**
 * `lockstep_wall(table)` puts a table behind the wall and opens it to the server's role. The setting
 * is transaction-local. Never set in a session: every statement fails. Set before and rolled back to
 * empty: no row is visible and none can be written.
 *
 * No statistics about portals: for one that is new since the last ANALYZE the planner would expect no
 * rows at all, find every index of a table equally good, and read a whole portal for each look-up.
 */
const wall = `
CREATE PROCEDURE lockstep_wall(target regclass, rights text) LANGUAGE plpgsql AS $body$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
  EXECUTE format(
    'CREATE POLICY own_portal ON %s
       USING (portal_id = nullif(current_setting(''lockstep.portal_id''), ''''))
       WITH CHECK (portal_id = nullif(current_setting(''lockstep.portal_id''), ''''))', target);
  EXECUTE format(
    'ALTER TABLE %s ALTER COLUMN portal_id
       SET DEFAULT nullif(current_setting(''lockstep.portal_id''), '''')', target);
  EXECUTE format('ALTER TABLE %s ALTER COLUMN portal_id SET STATISTICS 0', target);
  EXECUTE format('REVOKE ALL ON %s FROM PUBLIC', target);
  EXECUTE format('GRANT %s ON %s TO lockstep_app', rights, target);
END
$body$;
REVOKE ALL ON PROCEDURE lockstep_wall(regclass, text) FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO lockstep_app, lockstep_scheduler;
`;

const tables = `
CREATE TABLE portals (
  portal_id text NOT NULL,
  state text NOT NULL,
  state_reason text,
  ui_domain text NOT NULL,
  time_zone text NOT NULL,
  currency text NOT NULL,
  installed_by_user_id text NOT NULL,
  tokens_sealed text,
  refresh_owner text,
  refresh_until timestamptz,
  poll_due_at timestamptz,
  bulk_due_at timestamptz,
  installed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portal_id) -- serves: every read of the portal itself
);
COMMENT ON TABLE portals IS 'HubSpot accounts that installed the app';
CALL lockstep_wall('portals', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE portal_keys (
  portal_id text NOT NULL,
  data_key_wrapped text NOT NULL,
  hash_key_wrapped text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portal_id) -- serves: opening a portal's keys
);
COMMENT ON TABLE portal_keys IS
  'Per portal: the key that values are encrypted with and the key that hashes are made with, both wrapped by ENCRYPTION_KEYS';
CALL lockstep_wall('portal_keys', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE connections (
  portal_id text NOT NULL,
  connection_id text NOT NULL,
  api_url text NOT NULL,
  site_host text NOT NULL,
  company_id text NOT NULL,
  secrets_sealed text NOT NULL,
  version text NOT NULL,
  is_cloud boolean NOT NULL,
  date_conditions text NOT NULL CHECK (date_conditions IN ('exact', 'day')),
  member_identifier text,
  webhook_key_hash text NOT NULL,
  connected_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (portal_id) -- serves: reading the portal's one connection
);
COMMENT ON TABLE connections IS 'A portal joined to one ConnectWise company login';
-- Serves: which portal a callback is for. The one index that does not begin with the portal: the
-- portal is what the query looks for.
CREATE UNIQUE INDEX connections_webhook_key ON connections (webhook_key_hash);
CALL lockstep_wall('connections', 'SELECT, INSERT, UPDATE, DELETE');

CREATE TABLE oauth_states (
  portal_id text NOT NULL,
  state_hash text NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (portal_id, state_hash) -- serves: consuming a state
);
COMMENT ON TABLE oauth_states IS
  'Single-use install states; the portal is not known yet, so all are filed under "none"';
CALL lockstep_wall('oauth_states', 'SELECT, INSERT, DELETE');
`;

/** The scheduler looks across portals, and sees ids, states, due times and callback keys only. */
const scheduler = `
GRANT SELECT (portal_id, state, poll_due_at, bulk_due_at) ON portals TO lockstep_scheduler;
CREATE POLICY scheduler_reads ON portals FOR SELECT TO lockstep_scheduler USING (true);
GRANT SELECT (portal_id, webhook_key_hash) ON connections TO lockstep_scheduler;
CREATE POLICY scheduler_reads ON connections FOR SELECT TO lockstep_scheduler USING (true);
`;
