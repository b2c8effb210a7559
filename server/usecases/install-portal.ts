import { AppError } from "../sync/errors.ts";
import type { ObjectType } from "../sync/model.ts";
import type { HubspotTokens } from "../sync/connection.ts";
import type { OauthStateStore, PortalStore } from "../sync/portal-ports.ts";
import type { Clock } from "../sync/ports.ts";
import type { HubspotAccount, HubspotOauth } from "../sync/vendor-ports.ts";

/** What installing the app in a portal needs. */
export interface InstallParts {
  readonly oauth: Pick<HubspotOauth, "authorizeUrl" | "exchangeCode">;
  readonly states: OauthStateStore;
  readonly clock: Pick<Clock, "now">;
  /** Returns a text nobody can guess. */
  readonly makeSecret: () => string;
  /** Where HubSpot sends the person back to; registered with the app. */
  readonly redirectUrl: string;
  /** Exactly the required scopes of the app. */
  readonly scopes: readonly string[];
  readonly objectTypes: readonly ObjectType[];
  /** The portal's store; made when the portal is new. */
  readonly openPortal: (portalId: string) => Promise<Pick<PortalStore, "install">>;
  /** HubSpot of a portal that is not stored yet. */
  readonly accountOf: (portalId: string, tokens: HubspotTokens) => HubspotAccount;
}

/** A portal that was installed. */
export interface InstalledPortal {
  readonly portalId: string;
  readonly uiDomain: string;
}

const STATE_LIFETIME_MS = 10 * 60_000;

/** Begins an install; returns the address to send the person to. */
export async function startInstall(parts: InstallParts): Promise<string> {
  const state = parts.makeSecret();
  await parts.states.create(state, parts.clock.now() + STATE_LIFETIME_MS);
  const { redirectUrl, scopes } = parts;
  return parts.oauth.authorizeUrl({ redirectUrl, scopes, state });
}

/**
 * Finishes an install: the state is used up, the code exchanged, the portal stored with its tokens
 * encrypted, and our properties made. Installing again renews the tokens.
 *
 * @throws AppError invalid `state_invalid` for a state that is unknown, used or too old;
 *   `bad_auth_code` for such a code; whatever setting up the properties throws, when the portal is
 *   stored already: it is done again when ConnectWise is connected
 */
export async function finishInstall(
  parts: InstallParts,
  answer: { readonly code: string; readonly state: string },
): Promise<InstalledPortal> {
  if (!(await parts.states.consume(answer.state))) {
    throw new AppError("the install was begun too long ago, or somewhere else", {
      code: "state_invalid",
      errorClass: "invalid",
      remedy: "Start the installation again.",
    });
  }
  const { portalId, userId, tokens } = await parts.oauth.exchangeCode(
    answer.code,
    parts.redirectUrl,
  );
  const account = parts.accountOf(portalId, tokens);
  const { uiDomain, timeZone, currency } = await account.details();
  const store = await parts.openPortal(portalId);
  await store.install({ uiDomain, timeZone, currency, installedByUserId: userId }, tokens);
  for (const objectType of parts.objectTypes) {
    // oxlint-disable-next-line no-await-in-loop -- few, and each uses the group the first one made
    await account.setUpProperties(objectType);
  }
  return { portalId, uiDomain };
}
