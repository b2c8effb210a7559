import { z } from "zod";
import type { PortalUser } from "../shared/portal-users.ts";
import { sendSigned } from "../shared/signed-fetch.ts";
import type { SignedInUser, SigningApp } from "../shared/signed-fetch.ts";

/** What an extension asks `hubspot.fetch` for. */
export const fetchRequest = z.strictObject({
  url: z.string(),
  method: z.enum(["GET", "POST", "PUT", "DELETE", "PATCH"]).default("GET"),
  timeout: z.int().positive().optional(),
  body: z.record(z.string(), z.unknown()).optional(),
  headers: z.record(z.string(), z.string()).default({}),
});
/** See {@link fetchRequest}. */
export type FetchRequest = z.output<typeof fetchRequest>;

/** What the extension gets. */
export interface FetchAnswer {
  status: number;
  text: string;
}

/** Who calls from where. */
export interface FetchCaller {
  app: SigningApp;
  appId: string;
  portalId: string;
  permittedOrigins: readonly string[];
  user: PortalUser;
}

/** @see https://developers.hubspot.com/docs/apps/developer-platform/add-features/ui-extensibility/fetching-data */
const LIMITS = { defaultMs: 15_000, maxMs: 120_000, bytes: 1_000_000, concurrent: 20 };

/** HubSpot's own refusals, as its development server words them. */
function refuse(status: number, category: string, message: string): FetchAnswer {
  return { status, text: JSON.stringify({ status: "error", message, category }) };
}

function complain(request: FetchRequest, permittedOrigins: readonly string[]): FetchAnswer | null {
  const { url, headers, body, timeout = LIMITS.defaultMs } = request;
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  if (names.some((name) => name !== "authorization")) {
    const message = "Only 'Authorization' header is allowed from hubspot.fetch()";
    return refuse(400, "VALIDATION_ERROR", `Invalid Request Headers provided. ${message}`);
  }
  if (!URL.canParse(url)) return refuse(400, "VALIDATION_ERROR", "URL is malformed");
  if (!permittedOrigins.includes(new URL(url).origin)) {
    return refuse(403, "VALIDATION_ERROR", `${url} is not in permittedUrls.fetch of the app`);
  }
  if (timeout > LIMITS.maxMs) return refuse(400, "VALIDATION_ERROR", "timeout is too large");
  if (body !== undefined && Buffer.byteLength(JSON.stringify(body)) > LIMITS.bytes) {
    return refuse(413, "VALIDATION_ERROR", "The request is larger than 1 MB");
  }
  return null;
}

/** Makes `hubspot.fetch` as HubSpot's servers do it, with its limits and its one repeat. */
export function createHubspotFetch(): (
  caller: FetchCaller,
  request: FetchRequest,
) => Promise<FetchAnswer> {
  let underWay = 0;
  return async (caller, request) => {
    const complaint = complain(request, caller.permittedOrigins);
    if (complaint !== null) return complaint;
    if (underWay >= LIMITS.concurrent) {
      return refuse(429, "RATE_LIMITS", "More than 20 requests at once");
    }
    underWay += 1;
    try {
      return await sendTwice(caller, request);
    } finally {
      underWay -= 1;
    }
  };
}

/** A broken connection or a 5xx is answered with the same request once more, within the same time. */
async function sendTwice(caller: FetchCaller, request: FetchRequest): Promise<FetchAnswer> {
  const signal = AbortSignal.timeout(request.timeout ?? LIMITS.defaultMs);
  const first = await send(caller, request, signal);
  return first.status >= 500 && !signal.aborted ? send(caller, request, signal) : first;
}

async function send(
  { app, appId, portalId, user }: FetchCaller,
  { url, method, body, headers }: FetchRequest,
  signal: AbortSignal,
): Promise<FetchAnswer> {
  const { pathname, search } = new URL(url);
  const signedIn: SignedInUser = { portalId, userId: user.userId, userEmail: user.email, appId };
  const authorization = Object.values(headers)[0];
  try {
    const response = await sendSigned(
      app,
      signedIn,
      { method, path: pathname + search, ...(body === undefined ? {} : { body }) },
      { signal, ...(authorization === undefined ? {} : { authorization }) },
    );
    const text = await response.text();
    if (Buffer.byteLength(text) > LIMITS.bytes) {
      return refuse(502, "BAD_GATEWAY", "The response is larger than 1 MB");
    }
    if (response.status >= 300 && response.status < 400) {
      return refuse(502, "BAD_GATEWAY", "Redirects are not followed");
    }
    return { status: response.status, text };
  } catch {
    return signal.aborted
      ? refuse(504, "GATEWAY_TIMEOUT", "Gateway took too long to respond")
      : refuse(502, "BAD_GATEWAY", "Network error");
  }
}
