import { AppError } from "../sync/errors.ts";
import type { HubspotTokens } from "../sync/connection.ts";
import type { PortalState, PortalStore } from "../sync/portal-ports.ts";
import type { Clock } from "../sync/ports.ts";
import type { HubspotOauth } from "../sync/vendor-ports.ts";

/** What keeping one portal's tokens fresh needs. */
export interface TokenRefreshParts {
  readonly portal: Pick<
    PortalStore,
    "portal" | "tokens" | "saveTokens" | "leaseTokenRefresh" | "changeState"
  >;
  readonly oauth: Pick<HubspotOauth, "refresh">;
  readonly clock: Pick<Clock, "now">;
  /** Names this process, for the lease. */
  readonly owner: string;
  readonly sleep: (ms: number) => Promise<unknown>;
}

/** One portal's valid access token, for as long as HubSpot gives any. */
export interface TokenKeeper {
  /** @throws AppError auth `disconnected` when the app is no longer installed; transient otherwise */
  accessToken(): Promise<string>;
  /** Told that HubSpot refused the token that `accessToken` gave last. */
  onUnauthorized(): Promise<void>;
}

/** Tokens are replaced this long before they end, in milliseconds. */
const AHEAD_MS = 5 * 60_000;
/** Longer than a token call can take. */
const LEASE_MS = 30_000;
const LOOK_AGAIN_MS = 250;

const CONNECTED_STATES: readonly PortalState[] = [
  "installed",
  "connected",
  "configured",
  "first-sync",
  "live",
  "paused",
  "braked",
  "suspended",
];

const DISCONNECTED =
  "Lockstep was removed from HubSpot. Install it again to go on; all links are kept.";

function disconnected(cause?: unknown): AppError {
  return new AppError("the app is not installed in this portal", {
    code: "disconnected",
    errorClass: "auth",
    remedy: "Install Lockstep again in HubSpot.",
    cause,
  });
}

/**
 * Keeps one portal's tokens fresh: replaced ahead of their end, by one process at a time, and stored
 * before they are used, so that a crash never loses the only valid refresh token.
 *
 * HubSpot's `invalid_grant` moves the portal to `disconnected`; from then on nothing is called.
 */
export function createTokenKeeper(parts: TokenRefreshParts): TokenKeeper {
  let known: HubspotTokens | null = null;
  let refused: string | null = null;
  let refreshing: Promise<HubspotTokens> | null = null;
  const isGood = (tokens: HubspotTokens | null): tokens is HubspotTokens =>
    tokens !== null &&
    tokens.accessToken !== refused &&
    tokens.expiresAt - parts.clock.now() > AHEAD_MS;
  return {
    async accessToken() {
      if (isGood(known)) return known.accessToken;
      refreshing ??= freshTokens(parts, isGood).finally(() => {
        refreshing = null;
      });
      known = await refreshing;
      return known.accessToken;
    },
    onUnauthorized() {
      refused = known?.accessToken ?? null;
      known = null;
      return Promise.resolve();
    },
  };
}

/** Takes what another process stored, or refreshes under the lease. */
async function freshTokens(
  parts: TokenRefreshParts,
  isGood: (tokens: HubspotTokens | null) => tokens is HubspotTokens,
): Promise<HubspotTokens> {
  const endsAt = parts.clock.now() + LEASE_MS;
  for (;;) {
    // oxlint-disable-next-line no-await-in-loop -- waits for another process's refresh
    const stored = await storedTokens(parts);
    if (isGood(stored)) return stored;
    // oxlint-disable-next-line no-await-in-loop -- as above
    if (await parts.portal.leaseTokenRefresh(parts.owner, LEASE_MS)) break;
    if (parts.clock.now() > endsAt) {
      throw new AppError("another process is still refreshing the tokens", {
        code: "token_refresh_busy",
        errorClass: "transient",
      });
    }
    // oxlint-disable-next-line no-await-in-loop -- as above
    await parts.sleep(LOOK_AGAIN_MS);
  }
  // The former owner may have stored new tokens between our look and our lease.
  const current = await storedTokens(parts);
  return isGood(current) ? current : refresh(parts, current);
}

async function storedTokens(parts: TokenRefreshParts): Promise<HubspotTokens> {
  const portal = await parts.portal.portal();
  const tokens = await parts.portal.tokens();
  if (portal === null || tokens === null || !CONNECTED_STATES.includes(portal.state)) {
    throw disconnected();
  }
  return tokens;
}

async function refresh(parts: TokenRefreshParts, current: HubspotTokens): Promise<HubspotTokens> {
  try {
    const fresh = await parts.oauth.refresh(current.refreshToken);
    const tokens = fresh.scopes.length > 0 ? fresh : { ...fresh, scopes: current.scopes };
    await parts.portal.saveTokens(tokens);
    return tokens;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errorClass !== "auth") throw thrown;
    await parts.portal.changeState(CONNECTED_STATES, "disconnected", DISCONNECTED);
    throw disconnected(thrown);
  }
}
