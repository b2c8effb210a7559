import type { Connection } from "../sync/connection.ts";
import type { Query } from "./db.ts";
import { openJson, type SealPlace } from "./encryption.ts";
import { hashWebhookKey } from "./portal-directory.ts";
import { forgetPermissionCheck } from "./permission-checks.ts";
import { keepShown } from "./published-states.ts";
import type { StoreScope } from "./rows.ts";

interface ConnectionRow {
  connection_id: string;
  api_url: string;
  site_host: string;
  company_id: string;
  secrets_sealed: string;
  version: string;
  is_cloud: boolean;
  date_conditions: Connection["dateConditions"];
  member_identifier: string | null;
}

type Secrets = Pick<Connection, "publicKey" | "privateKey" | "webhookKey">;

/** Everything that is known about one connection and its records; staging and claims included. */
const TABLES_OF_A_CONNECTION = [
  "links",
  "match_keys",
  "dirty",
  "claims",
  "create_intents",
  "staging",
  "issues",
  "cursors",
  "definitions",
  "field_issues",
  "rollouts",
  "mapping_dry_runs",
  "rulings",
] as const;

function secretsPlace(connectionId: string): SealPlace {
  return { table: "connections", row: connectionId, field: "secrets" };
}

/** Reads the portal's ConnectWise connection with its secrets, null when there is none. */
export async function readConnection({ query, crypto }: StoreScope): Promise<Connection | null> {
  const [row] = await query<ConnectionRow>(
    `SELECT connection_id, api_url, site_host, company_id, secrets_sealed, version, is_cloud,
            date_conditions, member_identifier
     FROM connections`,
  );
  if (row === undefined) return null;
  return {
    connectionId: row.connection_id,
    apiUrl: row.api_url,
    siteHost: row.site_host,
    companyId: row.company_id,
    version: row.version,
    isCloud: row.is_cloud,
    dateConditions: row.date_conditions,
    memberIdentifier: row.member_identifier,
    ...openJson<Secrets>(crypto, row.secrets_sealed, secretsPlace(row.connection_id)),
  };
}

/**
 * Stores the connection. Another (host, company id) than before is another ConnectWise: its ids mean
 * other records, so the old links are archived and everything known about records is forgotten.
 */
export async function replaceConnection(
  { query, crypto }: StoreScope,
  connection: Connection,
): Promise<void> {
  await leaveOtherIdentity(query, connection);
  await forgetPermissionCheck({ query });
  const { publicKey, privateKey, webhookKey } = connection;
  const secrets: Secrets = { publicKey, privateKey, webhookKey };
  await query(
    `INSERT INTO connections (connection_id, api_url, site_host, company_id, secrets_sealed,
       version, is_cloud, date_conditions, member_identifier, webhook_key_hash)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (portal_id) DO UPDATE
     SET connection_id = excluded.connection_id, api_url = excluded.api_url,
         site_host = excluded.site_host, company_id = excluded.company_id,
         secrets_sealed = excluded.secrets_sealed, version = excluded.version,
         is_cloud = excluded.is_cloud, date_conditions = excluded.date_conditions,
         member_identifier = excluded.member_identifier,
         webhook_key_hash = excluded.webhook_key_hash`,
    [
      connection.connectionId,
      connection.apiUrl,
      connection.siteHost,
      connection.companyId,
      crypto.seal(JSON.stringify(secrets), secretsPlace(connection.connectionId)),
      connection.version,
      connection.isCloud,
      connection.dateConditions,
      connection.memberIdentifier,
      hashWebhookKey(webhookKey),
    ],
  );
}

async function leaveOtherIdentity(query: Query, connection: Connection): Promise<void> {
  const [left] = await query<{ connection_id: string }>(
    `SELECT connection_id FROM connections
     WHERE lower(site_host) <> lower(?) OR lower(company_id) <> lower(?) FOR UPDATE`,
    [connection.siteHost, connection.companyId],
  );
  if (left === undefined) return;
  await query(
    `INSERT INTO archived_links
       (link_id, connection_id, object_type, hubspot_id, connectwise_id)
     SELECT link_id, ?, object_type, hubspot_id, connectwise_id FROM links`,
    [left.connection_id],
  );
  await keepShown(query);
  for (const table of TABLES_OF_A_CONNECTION) await query(`DELETE FROM ${table}`);
  await query(
    `UPDATE runs SET state = 'cancelled', finished_at = clock_timestamp()
     WHERE state IN ('running', 'paused')`,
  );
}
