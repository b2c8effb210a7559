import { randomBytes, randomUUID } from "node:crypto";
import { Router, urlencoded } from "express";
import type { Request, RequestHandler, Response } from "express";
import { HubSpotError } from "./errors.ts";

/** The app and the portal the stand-in plays. */
export interface AuthOptions {
  clientId: string;
  clientSecret: string;
  appId: number;
  portalId: number;
  portalName: string;
  userId: number;
  userEmail: string;
  /** Where codes may be sent. */
  redirectUrls: readonly string[];
  /** Scopes an install URL must ask for. */
  requiredScopes: readonly string[];
  /** Clock in milliseconds since 1970. */
  now: () => number;
  accessTokenTtlMs: number;
  /** Told after each change of tokens. */
  changed: () => void;
}

interface AccessToken {
  scopes: string[];
  expiresAt: number;
}
interface RefreshToken {
  scopes: string[];
  /** The token this one replaces; it ends when this one is used. */
  replaces?: string;
}
interface Grant {
  scopes: string[];
  redirectUri: string;
  expiresAt: number;
}

/** Scopes an app for companies asks for. */
export const companyScopes: readonly string[] = [
  "oauth",
  "crm.objects.companies.read",
  "crm.objects.companies.write",
  "crm.schemas.companies.read",
  "crm.schemas.companies.write",
  "crm.objects.owners.read",
];

const CODE_TTL_MS = 10 * 60_000;

const newToken = (prefix: string): string => `${prefix}-${randomBytes(32).toString("base64url")}`;

/** The tokens of the one portal this stand-in plays. */
export class Tokens {
  readonly #options: AuthOptions;
  #access = new Map<string, AccessToken>();
  #refresh = new Map<string, RefreshToken>();
  #grants = new Map<string, Grant>();

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  /** @returns a code that can be exchanged once. */
  grant(scopes: string[], redirectUri: string): string {
    const code = randomUUID();
    const expiresAt = this.#options.now() + CODE_TTL_MS;
    this.#grants.set(code, { scopes, redirectUri, expiresAt });
    return code;
  }

  /** @returns the token answer, or undefined when the code is spent, unknown, late or for another URL. */
  exchangeCode(code: string, redirectUri: string): Record<string, unknown> | undefined {
    const grant = this.#grants.get(code);
    this.#grants.delete(code);
    if (grant === undefined || grant.redirectUri !== redirectUri) return undefined;
    if (grant.expiresAt < this.#options.now()) return undefined;
    return this.#issue(grant.scopes);
  }

  /** @returns the token answer with a new refresh token, or undefined when this one is not valid. */
  refresh(token: string): Record<string, unknown> | undefined {
    const known = this.#refresh.get(token);
    if (known === undefined) return undefined;
    if (known.replaces !== undefined) this.#refresh.delete(known.replaces);
    return this.#issue(known.scopes, token);
  }

  /** @returns the scopes of a valid access token. @throws HubSpotError - 401 */
  scopesOf(token: string): string[] {
    const known = this.#access.get(token);
    if (known === undefined) {
      throw new HubSpotError(
        401,
        "INVALID_AUTHENTICATION",
        "Authentication credentials not found.",
      );
    }
    if (known.expiresAt > this.#options.now()) return known.scopes;
    throw new HubSpotError(401, "EXPIRED_AUTHENTICATION", "The OAuth token used is expired.");
  }

  introspect(token: string): Record<string, unknown> {
    const { now, clientId, appId, portalId, portalName, userEmail, userId } = this.#options;
    const access = this.#access.get(token);
    const known = access ?? this.#refresh.get(token);
    if (known === undefined || (access !== undefined && access.expiresAt <= now())) {
      return { active: false };
    }
    return {
      active: true,
      token,
      token_type: "bearer",
      token_use: access === undefined ? "refresh_token" : "access_token",
      client_id: clientId,
      app_id: appId,
      hub_id: portalId,
      hub_domain: portalName,
      user: userEmail,
      user_id: userId,
      scopes: known.scopes,
      is_private_distribution: false,
      ...(access === undefined
        ? {}
        : { expires_in: Math.floor((access.expiresAt - now()) / 1_000) }),
    };
  }

  /** Ends a refresh token; access tokens it gave live on, as with HubSpot. */
  revoke(token: string): void {
    this.#refresh.delete(token);
    this.#options.changed();
  }

  /** The app is removed from the portal: no token works any more. */
  uninstall(): void {
    this.#access.clear();
    this.#refresh.clear();
    this.#grants.clear();
    this.#options.changed();
  }

  snapshot(): unknown {
    return { access: [...this.#access], refresh: [...this.#refresh] };
  }

  /** Takes what `snapshot` gave. */
  restore(saved: { access: [string, AccessToken][]; refresh: [string, RefreshToken][] }): void {
    this.#access = new Map(saved.access);
    this.#refresh = new Map(saved.refresh);
  }

  #issue(scopes: string[], replaces?: string): Record<string, unknown> {
    const { now, accessTokenTtlMs, portalId, userId, changed } = this.#options;
    for (const [token, { expiresAt }] of this.#access) {
      if (expiresAt < now() - 86_400_000) this.#access.delete(token);
    }
    const accessToken = newToken("access");
    const refreshToken = newToken("refresh");
    this.#access.set(accessToken, { scopes, expiresAt: now() + accessTokenTtlMs });
    this.#refresh.set(refreshToken, { scopes, ...(replaces === undefined ? {} : { replaces }) });
    changed();
    return {
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_in: Math.floor(accessTokenTtlMs / 1_000),
      token_type: "bearer",
      token_use: "access_token",
      hub_id: portalId,
      user_id: userId,
      scopes,
    };
  }
}

function textOf(source: unknown, name: string): string {
  const values =
    typeof source === "object" && source !== null ? new Map(Object.entries(source)) : null;
  const value: unknown = values?.get(name);
  return typeof value === "string" ? value : "";
}

/** OAuth's own errors have both OAuth's and HubSpot's words. */
function refuse(response: Response, error: string, status: string): void {
  response.status(400).json({
    status,
    message: status.toLowerCase().replaceAll("_", " "),
    correlationId: randomUUID(),
    error,
    error_description: status.toLowerCase().replaceAll("_", " "),
  });
}

const formOnly: RequestHandler = (request, response, next) => {
  if (request.is("application/x-www-form-urlencoded") !== false) {
    next();
    return;
  }
  response.status(415).json({
    status: "error",
    message: "HTTP 415 Unsupported Media Type: send application/x-www-form-urlencoded",
    correlationId: randomUUID(),
  });
};

function isOurApp(options: AuthOptions, request: Request, response: Response): boolean {
  if (textOf(request.body, "client_id") !== options.clientId) {
    refuse(response, "invalid_client", "BAD_CLIENT_ID");
    return false;
  }
  if (textOf(request.body, "client_secret") !== options.clientSecret) {
    refuse(response, "invalid_client", "BAD_CLIENT_SECRET");
    return false;
  }
  return true;
}

function answerToken(tokens: Tokens, request: Request, response: Response): void {
  const kind = textOf(request.body, "grant_type");
  if (kind === "authorization_code") {
    const redirectUri = textOf(request.body, "redirect_uri");
    const answer = tokens.exchangeCode(textOf(request.body, "code"), redirectUri);
    if (answer === undefined) refuse(response, "invalid_grant", "BAD_AUTH_CODE");
    else response.json(answer);
  } else if (kind === "refresh_token") {
    const answer = tokens.refresh(textOf(request.body, "refresh_token"));
    if (answer === undefined) refuse(response, "invalid_grant", "BAD_REFRESH_TOKEN");
    else response.json(answer);
  } else {
    refuse(response, "unsupported_grant_type", "BAD_GRANT_TYPE");
  }
}

/** Token routes under `/oauth/:version/token`; form-encoded bodies only. */
export function createTokenRouter(tokens: Tokens, options: AuthOptions): Router {
  const router = Router();
  router.use(formOnly, urlencoded({ extended: false }));
  router.post("/", (request, response) => {
    if (isOurApp(options, request, response)) answerToken(tokens, request, response);
  });
  router.post("/introspect", (request, response) => {
    if (!isOurApp(options, request, response)) return;
    response.json(tokens.introspect(textOf(request.body, "token")));
  });
  router.post("/revoke", (request, response) => {
    if (!isOurApp(options, request, response)) return;
    tokens.revoke(textOf(request.body, "token"));
    response.status(200).end();
  });
  return router;
}

/** Lets calls with a valid access token through and notes its scopes. */
export function requireToken(tokens: Tokens): RequestHandler {
  return (request, response, next) => {
    const [, token = ""] = /^Bearer (.+)$/i.exec(request.get("authorization") ?? "") ?? [];
    response.locals["scopes"] = tokens.scopesOf(token);
    next();
  };
}

/**
 * Lets calls through whose token has one of the scopes.
 *
 * @throws HubSpotError - 403 MISSING_SCOPES otherwise
 */
export function requireScope(...anyOf: string[]): RequestHandler {
  return (_request, response, next) => {
    const granted: unknown = response.locals["scopes"];
    if (Array.isArray(granted) && anyOf.some((scope) => granted.includes(scope))) {
      next();
      return;
    }
    const message = "This app hasn't been granted all required scopes to make this call.";
    throw new HubSpotError(403, "MISSING_SCOPES", message, {
      errors: [
        {
          message: "One or more of the following scopes are required.",
          context: { requiredGranularScopes: anyOf },
        },
      ],
    });
  };
}
