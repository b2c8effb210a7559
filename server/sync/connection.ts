/** OAuth tokens of a portal. */
export interface HubspotTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Wall-clock milliseconds at which the access token ends. */
  readonly expiresAt: number;
  readonly scopes: readonly string[];
}

/** A portal joined to one ConnectWise company login. */
export interface Connection {
  readonly connectionId: string;
  /** API host with scheme, without a trailing slash. */
  readonly apiUrl: string;
  /** Host as people see it, for deep links. */
  readonly siteHost: string;
  readonly companyId: string;
  readonly publicKey: string;
  readonly privateKey: string;
  /** Server version, such as `2026.4`. */
  readonly version: string;
  readonly isCloud: boolean;
  /** How the server compares times in conditions; some self-hosted ones only look at the day. */
  readonly dateConditions: "exact" | "day";
  /** Identifier of the API member that our keys belong to, where it is known. */
  readonly memberIdentifier: string | null;
  /** Unguessable part of the callback URL. */
  readonly webhookKey: string;
}
