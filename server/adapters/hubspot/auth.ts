import axios from "axios";
import type { AxiosInstance, AxiosResponse } from "axios";
import { AppError } from "../../sync/errors.ts";
import type { ErrorClass } from "../../sync/errors.ts";
import type { HubspotTokens } from "../../sync/connection.ts";
import type { Clock } from "../../sync/ports.ts";
import { errorOfAnswer, optional, parseRetryAfter } from "./errors.ts";
import { introspectionSchema, oauthErrorSchema, tokenSchema } from "./wire.ts";
import type { WireToken } from "./wire.ts";

/** Our app as HubSpot knows it, and where to talk to HubSpot. */
export interface OauthOptions {
  /** API host with scheme, without a trailing slash. */
  readonly apiUrl: string;
  /** Host of HubSpot's screens with scheme, without a trailing slash. */
  readonly appUrl: string;
  readonly apiVersion: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Pick<Clock, "now">;
  /** Longest wait for an answer in milliseconds; 20,000 unless given. */
  readonly timeoutMs?: number;
}

/** What an installation gave. */
export interface Installation {
  readonly portalId: string;
  readonly userId: string;
  readonly tokens: HubspotTokens;
}

/** What HubSpot knows about a token. */
export interface TokenDetails {
  readonly isActive: boolean;
  readonly portalId: string | null;
  readonly userId: string | null;
  readonly userEmail: string | null;
  readonly scopes: readonly string[];
}

/** Asks a person for the app's permissions. */
export interface AuthorizeRequest {
  readonly redirectUrl: string;
  /** Must be exactly the required scopes of the app's configuration. */
  readonly scopes: readonly string[];
  readonly optionalScopes?: readonly string[];
  /** Single-use text that ties the answer to this request. */
  readonly state: string;
}

/**
 * HubSpot's OAuth of our app. Every method throws AppErrors: `configuration` when our own client
 * settings are refused (no portal may suffer for that), `transient` when HubSpot gave no answer,
 * `throttle` after a 429.
 *
 * @see https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/oauth/oauth-quickstart-guide
 */
export interface OauthClient {
  authorizeUrl(request: AuthorizeRequest): string;
  /** @throws AppError - invalid `bad_auth_code` when the code is spent, late or for another address */
  exchangeCode(code: string, redirectUrl: string): Promise<Installation>;
  /**
   * Returns new tokens; the refresh token may be another one than before.
   *
   * @throws AppError - auth `disconnected` when the app was uninstalled or the portal is gone
   */
  refresh(refreshToken: string): Promise<HubspotTokens>;
  introspect(accessToken: string): Promise<TokenDetails>;
  /** Ends a refresh token; one that HubSpot no longer knows counts as ended. */
  revoke(refreshToken: string): Promise<void>;
  /**
   * Removes the app from the portal; HubSpot tells its admin.
   *
   * @throws AppError - auth `unauthorized` when the token is not valid (any more)
   */
  uninstall(accessToken: string): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 20_000;
const THROTTLE_MS = 10_000;

/** Refusals that name our own settings as the cause. */
const OUR_FAULT =
  /^(BAD_CLIENT_ID|BAD_CLIENT_SECRET|BAD_REDIRECT_URI|MISMATCH_REDIRECT_URI_AUTH_CODE|BAD_SCOPE|invalid_client|unauthorized_client|unsupported_grant_type|invalid_scope)$/iu;
/** Refusals that mean: this portal has no longer anything to do with us. */
const PORTAL_GONE = /^(BAD_REFRESH_TOKEN|BAD_HUB|HUB_NOT_FOUND|invalid_grant|access_denied)$/iu;
const BAD_CODE = /^(BAD_AUTH_CODE|EXPIRED_AUTH_CODE|invalid_grant)$/iu;

/** Which OAuth route was asked; the same words mean different things. */
export type OauthStep = "exchange" | "refresh" | "introspect" | "revoke" | "uninstall";

const REMEDY_CONFIGURATION = "Check HUBSPOT_CLIENT_ID, HUBSPOT_CLIENT_SECRET and PUBLIC_URL.";

interface Verdict {
  readonly errorClass: ErrorClass;
  readonly code: string;
  readonly remedy?: string;
}

function verdictOf(status: number, reasons: readonly string[], step: OauthStep): Verdict {
  if (status === 429) return { errorClass: "throttle", code: "rate_limited" };
  if (status >= 500 || status === 408) return { errorClass: "transient", code: "server_error" };
  // Our own fault is asked for first: HubSpot may call it invalid_grant at the same time.
  if (reasons.some((reason) => OUR_FAULT.test(reason))) {
    return { errorClass: "configuration", code: "oauth_client", remedy: REMEDY_CONFIGURATION };
  }
  if (step === "exchange" && reasons.some((reason) => BAD_CODE.test(reason))) {
    return {
      errorClass: "invalid",
      code: "bad_auth_code",
      remedy: "Start the installation again.",
    };
  }
  if (reasons.some((reason) => PORTAL_GONE.test(reason))) {
    return {
      errorClass: "auth",
      code: "disconnected",
      remedy: "Install Lockstep again in HubSpot.",
    };
  }
  // Whatever else HubSpot refuses must not disconnect a portal.
  return { errorClass: "configuration", code: "oauth_refused", remedy: REMEDY_CONFIGURATION };
}

/**
 * Translates a refusal of an OAuth route.
 *
 * @param header - reads a header by its lower-case name
 */
export function errorOfOauth(
  answer: {
    readonly status: number;
    readonly body: unknown;
    readonly header: (name: string) => string | null;
    readonly now: number;
  },
  step: OauthStep,
): AppError {
  const parsed = oauthErrorSchema.safeParse(answer.body);
  const body = parsed.success ? parsed.data : {};
  const reasons = [body.status, body.error].filter((each) => each !== undefined);
  const verdict = verdictOf(answer.status, reasons, step);
  const told = parseRetryAfter(answer.header("retry-after"), answer.now);
  const wait = told ?? (verdict.errorClass === "throttle" ? THROTTLE_MS : undefined);
  const text = body.message ?? body.error_description ?? `HubSpot answered ${answer.status}`;
  return new AppError(`${step}: ${text}`, {
    ...verdict,
    ...optional("retryAfterMs", wait),
    ...optional("requestId", body.correlationId),
  });
}

function headerOf(response: AxiosResponse): (name: string) => string | null {
  return (name) => {
    const value: unknown = response.headers[name];
    return typeof value === "string" ? value : null;
  };
}

/** The error for a success answer without the parts that are needed. */
function unreadable(step: OauthStep, cause: unknown): AppError {
  return new AppError(`${step}: HubSpot's answer could not be read`, {
    code: "unreadable_answer",
    errorClass: "transient",
    cause,
  });
}

class HubspotOauth implements OauthClient {
  readonly #options: OauthOptions;
  readonly #http: AxiosInstance;

  constructor(options: OauthOptions) {
    this.#options = options;
    this.#http = axios.create({
      baseURL: options.apiUrl,
      maxRedirects: 0,
      proxy: false, // as for all other calls to HubSpot
      validateStatus: () => true,
    });
  }

  authorizeUrl({ redirectUrl, scopes, optionalScopes = [], state }: AuthorizeRequest): string {
    const query = {
      client_id: this.#options.clientId,
      redirect_uri: redirectUrl,
      scope: scopes.join(" "),
      ...(optionalScopes.length === 0 ? {} : { optional_scope: optionalScopes.join(" ") }),
      state,
    };
    const pairs = Object.entries(query).map(
      ([name, value]) => `${name}=${encodeURIComponent(value)}`,
    );
    return `${this.#options.appUrl}/oauth/authorize?${pairs.join("&")}`;
  }

  async exchangeCode(code: string, redirectUrl: string): Promise<Installation> {
    const token = await this.#token("exchange", {
      grant_type: "authorization_code",
      redirect_uri: redirectUrl,
      code,
    });
    const tokens = this.#toTokens(token);
    if (token.hub_id !== undefined && token.user_id !== undefined && token.scopes !== undefined) {
      return { portalId: token.hub_id, userId: token.user_id, tokens };
    }
    const details = await this.introspect(token.access_token);
    const portalId = token.hub_id ?? details.portalId;
    const userId = token.user_id ?? details.userId;
    if (portalId === null || userId === null) throw unreadable("exchange", undefined);
    return { portalId, userId, tokens: { ...tokens, scopes: details.scopes } };
  }

  async refresh(refreshToken: string): Promise<HubspotTokens> {
    const token = await this.#token("refresh", {
      grant_type: "refresh_token",
      refresh_token: refreshToken,
    });
    return this.#toTokens(token);
  }

  async introspect(accessToken: string): Promise<TokenDetails> {
    const body = await this.#post("introspect", "/introspect", {
      token: accessToken,
      token_type_hint: "access_token",
    });
    const parsed = introspectionSchema.safeParse(body);
    if (!parsed.success) throw unreadable("introspect", parsed.error);
    const { active, hub_id, user_id, user, scopes } = parsed.data;
    return {
      isActive: active,
      portalId: hub_id ?? null,
      userId: user_id ?? null,
      userEmail: user ?? null,
      scopes: scopes ?? [],
    };
  }

  async revoke(refreshToken: string): Promise<void> {
    try {
      const parameters = { token: refreshToken, token_type_hint: "refresh_token" };
      await this.#post("revoke", "/revoke", parameters);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== "disconnected") throw thrown;
    }
  }

  async uninstall(accessToken: string): Promise<void> {
    const { apiVersion } = this.#options;
    const path = `/appinstalls/${apiVersion}/external-install`;
    const response = await this.#send("uninstall", () =>
      this.#http.delete<unknown>(path, {
        headers: { Authorization: `Bearer ${accessToken}` },
        signal: this.#deadline(),
      }),
    );
    if (response.status < 300) return;
    const { status, data: body } = response;
    const answer = { status, header: headerOf(response), body, now: this.#options.clock.now() };
    // A second uninstall does no harm, so an unclear one is simply repeated, like a read.
    throw errorOfAnswer(answer, "read");
  }

  async #token(step: OauthStep, parameters: Readonly<Record<string, string>>): Promise<WireToken> {
    const parsed = tokenSchema.safeParse(await this.#post(step, "", parameters));
    if (!parsed.success) throw unreadable(step, parsed.error);
    return parsed.data;
  }

  #toTokens(token: WireToken): HubspotTokens {
    return {
      accessToken: token.access_token,
      refreshToken: token.refresh_token,
      expiresAt: this.#options.clock.now() + token.expires_in * 1000,
      scopes: token.scopes ?? [],
    };
  }

  /** The token routes take forms only; JSON gives 415. */
  async #post(
    step: OauthStep,
    route: string,
    parameters: Readonly<Record<string, string>>,
  ): Promise<unknown> {
    const { apiVersion, clientId, clientSecret } = this.#options;
    const form = new URLSearchParams({
      ...parameters,
      client_id: clientId,
      client_secret: clientSecret,
    });
    const response = await this.#send(step, () =>
      this.#http.post<unknown>(`/oauth/${apiVersion}/token${route}`, form, {
        signal: this.#deadline(),
      }),
    );
    if (response.status >= 300) throw this.#errorOf(response, step);
    return response.data;
  }

  /** Covers the whole call; axios' own time-out starts again with each byte. */
  #deadline(): AbortSignal {
    return AbortSignal.timeout(this.#options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  }

  #errorOf(response: AxiosResponse<unknown>, step: OauthStep): AppError {
    const { status, data: body } = response;
    const now = this.#options.clock.now();
    return errorOfOauth({ status, body, header: headerOf(response), now }, step);
  }

  async #send(
    step: OauthStep,
    request: () => Promise<AxiosResponse<unknown>>,
  ): Promise<AxiosResponse<unknown>> {
    try {
      return await request();
    } catch (thrown) {
      // The cause is left out on purpose: an axios error carries the form with our secret.
      const reason = axios.isAxiosError(thrown) ? (thrown.code ?? "no answer") : "no answer";
      throw new AppError(`${step}: HubSpot did not answer (${reason})`, {
        code: "no_answer",
        errorClass: "transient",
      });
    }
  }
}

/** Builds the OAuth client of our app. */
export function createOauthClient(options: OauthOptions): OauthClient {
  return new HubspotOauth(options);
}
