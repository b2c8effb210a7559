import { createHmac } from "node:crypto";

/** The HubSpot user on whose behalf HubSpot calls the app's backend. */
export interface SignedInUser {
  portalId: string;
  userId: string;
  userEmail: string;
  appId: string;
}

/** What signing needs to know of the app. */
export interface SigningApp {
  /** `PUBLIC_URL` of the server, without a slash at the end. */
  publicUrl: string;
  clientSecret: string;
}

/** A call to the app's backend. */
export interface SignedCall {
  method: "GET" | "POST" | "PUT" | "DELETE" | "PATCH";
  /** Path with its query, from the server's root. */
  path: string;
  body?: unknown;
}

/** What came back. */
export interface SignedAnswer {
  status: number;
  /** The parsed JSON, or the text of an answer that is none. */
  body: unknown;
}

/** HubSpot decodes these in the URL before it signs. */
const signedDecoded = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

function signedUrl({ publicUrl }: SigningApp, path: string, user: SignedInUser): string {
  const url = new URL(publicUrl + path);
  for (const name of ["portalId", "userId", "userEmail", "appId"] as const) {
    url.searchParams.append(name, user[name]);
  }
  return url.href;
}

function sign(secret: string, parts: readonly string[]): string {
  return createHmac("sha256", secret).update(parts.join("")).digest("base64");
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/**
 * Calls the app's backend as `hubspot.fetch` does: with who is asking appended to the URL, and
 * HubSpot's signature (version 3) over method, URL, body and time.
 *
 * @throws TypeError - when the server cannot be reached
 * @see https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export async function signedFetch(
  app: SigningApp,
  user: SignedInUser,
  call: SignedCall,
): Promise<SignedAnswer> {
  const response = await sendSigned(app, user, call);
  return { status: response.status, body: parseAnswer(await response.text()) };
}

/** What HubSpot lets an extension say of a request besides the call itself. */
export interface SendOptions {
  authorization?: string;
  /** Ends the request. */
  signal?: AbortSignal;
}

/** Like {@link signedFetch}, with the answer as it comes; redirects are not followed. */
export function sendSigned(
  app: SigningApp,
  user: SignedInUser,
  { method, path, body }: SignedCall,
  { authorization, signal }: SendOptions = {},
): Promise<Response> {
  const url = signedUrl(app, path, user);
  const text = body === undefined ? "" : JSON.stringify(body);
  const timestamp = String(Date.now());
  const decoded = url.replaceAll(signedDecoded, decodeURIComponent);
  return fetch(url, {
    method,
    redirect: "manual",
    headers: {
      accept: "application/json",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(authorization === undefined ? {} : { authorization }),
      "x-hubspot-request-timestamp": timestamp,
      "x-hubspot-signature-v3": sign(app.clientSecret, [method, decoded, text, timestamp]),
    },
    ...(body === undefined ? {} : { body: text }),
    ...(signal === undefined ? {} : { signal }),
  });
}
