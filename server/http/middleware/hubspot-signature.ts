import type { Request, RequestHandler, Response } from "express";

import type { Actor } from "../../usecases/act-as.ts";
import { callerQuery } from "../contract.ts";
import type { HubspotInbox, PortalAccess, PortalRegistry } from "../portal-access.ts";
import { HttpError } from "./errors.ts";
import { rawBodyOf } from "./raw-body.ts";

/** Who a signed request comes from. */
export interface Caller {
  readonly portal: PortalAccess;
  readonly userId: string;
  readonly userEmail: string | null;
}

/**
 * Lets only requests pass that HubSpot signed within the last five minutes.
 *
 * @param publicUrl - what HubSpot calls and signs; the Host header is not to be trusted
 * @see https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
 */
export function requireHubspotSignature(
  inbox: Pick<HubspotInbox, "isGenuine">,
  publicUrl: string,
): RequestHandler {
  return (request, _response, next) => {
    const isGenuine = inbox.isGenuine({
      method: request.method,
      url: `${publicUrl}${request.originalUrl}`,
      rawBody: rawBodyOf(request),
      signature: request.get("x-hubspot-signature-v3"),
      timestamp: request.get("x-hubspot-request-timestamp"),
    });
    if (isGenuine) next();
    else
      next(
        new HttpError(401, "bad_signature", "HubSpot did not sign this request, or too long ago.", {
          remedy:
            "Call through hubspot.fetch, and look whether the server's PUBLIC_URL and clock are right.",
        }),
      );
  };
}

/** Finds the portal that a signed request of our own screens comes from. */
export function identifyCaller(portals: Pick<PortalRegistry, "find">): RequestHandler {
  return async (request: Request, response: Response, next) => {
    const query = callerQuery.safeParse(request.query);
    if (!query.success)
      throw new HttpError(401, "unknown_caller", "The request names no portal.", {
        remedy: "Call through hubspot.fetch, which names it.",
      });
    const portal = await portals.find(query.data.portalId);
    if (portal === null) {
      throw new HttpError(404, "unknown_portal", "Lockstep is not installed in this portal.", {
        remedy: "Install it from the HubSpot marketplace.",
      });
    }
    const { userId, userEmail = null } = query.data;
    const caller: Caller = { portal, userId, userEmail };
    response.locals["caller"] = caller;
    next();
  };
}

/** The caller that {@link identifyCaller} found. */
export function callerOf(response: Response): Caller {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- set above, before any route runs
  return response.locals["caller"] as Caller;
}

/** The caller as somebody who does something by hand; each call is an act of its own. */
export function actorOf(response: Response): Actor {
  const { portal: access, userId } = callerOf(response);
  return { userId, actId: access.connect.makeSecret(), sleep: access.sleep };
}
