import type { HubspotTokens } from "../sync/connection.ts";
import type { InstalledPortal, Portal, PortalState } from "../sync/portal-ports.ts";
import { openJson, type SealPlace } from "./encryption.ts";
import { grantAll } from "./members.ts";
import type { StoreScope } from "./rows.ts";

interface PortalRow {
  portal_id: string;
  state: PortalState;
  state_reason: string | null;
  state_since: number | null;
  state_user_id: string | null;
  ui_domain: string;
  time_zone: string;
  currency: string;
  installed_by_user_id: string;
}

function tokensPlace(portalId: string): SealPlace {
  return { table: "portals", row: portalId, field: "tokens" };
}

/** Reads the portal, null before its install. */
export async function readPortal({ query }: StoreScope): Promise<Portal | null> {
  const [row] = await query<PortalRow>(
    `SELECT portal_id, state, state_reason, state_user_id, ui_domain, time_zone, currency,
            installed_by_user_id, floor(extract(epoch FROM state_since) * 1000)::float8 AS state_since
     FROM portals`,
  );
  if (row === undefined) return null;
  return {
    portalId: row.portal_id,
    state: row.state,
    stateReason: row.state_reason,
    stateSince: row.state_since,
    stateUserId: row.state_user_id,
    uiDomain: row.ui_domain,
    timeZone: row.time_zone,
    currency: row.currency,
    installedByUserId: row.installed_by_user_id,
  };
}

/** What an install brings. */
interface Install {
  readonly portalId: string;
  readonly portal: InstalledPortal;
  readonly tokens: HubspotTokens;
}

/**
 * Creates the portal, or renews its tokens. A portal that was cut off starts again as `connected`
 * when it still has its ConnectWise connection, else as `installed`; any other keeps its state. Who
 * installs may do everything.
 */
export async function installPortal(
  { query, crypto }: StoreScope,
  { portalId, portal, tokens }: Install,
): Promise<void> {
  await query(
    `INSERT INTO portals AS p (state, ui_domain, time_zone, currency, installed_by_user_id,
       tokens_sealed, state_since)
     VALUES ('installed', ?, ?, ?, ?, ?, clock_timestamp())
     ON CONFLICT (portal_id) DO UPDATE
     SET state = CASE WHEN p.state NOT IN ('disconnected', 'erased') THEN p.state
                      WHEN EXISTS (SELECT FROM connections) THEN 'connected'
                      ELSE 'installed' END,
         state_reason = CASE WHEN p.state NOT IN ('disconnected', 'erased') THEN p.state_reason END,
         state_since = CASE WHEN p.state NOT IN ('disconnected', 'erased') THEN p.state_since
                            ELSE excluded.state_since END,
         state_user_id = CASE WHEN p.state NOT IN ('disconnected', 'erased') THEN p.state_user_id END,
         ui_domain = excluded.ui_domain, time_zone = excluded.time_zone,
         currency = excluded.currency, installed_by_user_id = excluded.installed_by_user_id,
         tokens_sealed = excluded.tokens_sealed, refresh_owner = NULL, refresh_until = NULL`,
    [
      portal.uiDomain,
      portal.timeZone,
      portal.currency,
      portal.installedByUserId,
      crypto.seal(JSON.stringify(tokens), tokensPlace(portalId)),
    ],
  );
  await grantAll(query, { userId: portal.installedByUserId, email: null });
}

/** A move to another state, with who chose it where somebody did. */
export interface StateMove {
  readonly from: readonly PortalState[];
  readonly to: PortalState;
  readonly reason: string | null;
  readonly userId?: string | undefined;
}

/** Moves the portal to a state if it is in one of `from`; returns whether it did. */
export async function movePortal(
  { query }: StoreScope,
  { from, to, reason, userId }: StateMove,
): Promise<boolean> {
  const rows = await query(
    `UPDATE portals
     SET state = ?, state_reason = ?, state_user_id = ?, state_since = clock_timestamp()
     WHERE state = ANY(?) RETURNING portal_id`,
    [to, reason, userId ?? null, [...from]],
  );
  return rows.length > 0;
}

/** Reads the OAuth tokens, null when there are none. */
export async function readTokens(
  { query, crypto }: StoreScope,
  portalId: string,
): Promise<HubspotTokens | null> {
  const [row] = await query<{ tokens_sealed: string | null }>("SELECT tokens_sealed FROM portals");
  const sealed = row?.tokens_sealed ?? null;
  if (sealed === null) return null;
  return openJson<HubspotTokens>(crypto, sealed, tokensPlace(portalId));
}

/** Stores new tokens and ends the lease under which they were fetched. */
export async function replaceTokens(
  { query, crypto }: StoreScope,
  portalId: string,
  tokens: HubspotTokens,
): Promise<void> {
  await query("UPDATE portals SET tokens_sealed = ?, refresh_owner = NULL, refresh_until = NULL", [
    crypto.seal(JSON.stringify(tokens), tokensPlace(portalId)),
  ]);
}

/** Takes the right to refresh the tokens; the owner of a running lease may extend it. */
export async function leaseRefresh(
  { query }: StoreScope,
  owner: string,
  leaseMs: number,
): Promise<boolean> {
  const rows = await query(
    `UPDATE portals
     SET refresh_owner = ?, refresh_until = clock_timestamp() + ?::float8 * interval '1 millisecond'
     WHERE refresh_until IS NULL OR refresh_until < clock_timestamp() OR refresh_owner = ?
     RETURNING portal_id`,
    [owner, leaseMs, owner],
  );
  return rows.length > 0;
}

/** Sets when the ticks wake this portal's work; a time that is left out stays. */
export async function setDueTimes(
  { query }: StoreScope,
  due: { readonly poll?: number; readonly bulk?: number | null },
): Promise<void> {
  if (due.poll !== undefined) {
    await query("UPDATE portals SET poll_due_at = to_timestamp(?::float8 / 1000)", [due.poll]);
  }
  if (due.bulk !== undefined) {
    await query("UPDATE portals SET bulk_due_at = to_timestamp(?::float8 / 1000)", [due.bulk]);
  }
}
