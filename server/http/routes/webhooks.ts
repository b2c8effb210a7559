import { type RequestHandler, Router } from "express";

import type { Logger } from "../../shared/logger.ts";
import { AppError } from "../../sync/errors.ts";
import type { PortalState } from "../../sync/portal-ports.ts";
import type { Clock } from "../../sync/ports.ts";
import { type Hint, receiveHints } from "../../usecases/receive-hints.ts";
import { HttpError } from "../middleware/errors.ts";
import { requireHubspotSignature } from "../middleware/hubspot-signature.ts";
import { jsonOf, keepRawBody, rawBodyOf } from "../middleware/raw-body.ts";
import type { Alarm, HubspotInbox, PortalAccess, PortalRegistry } from "../portal-access.ts";

/** What the two webhook routes need. */
export interface WebhookParts {
  readonly portals: PortalRegistry;
  readonly hubspot: HubspotInbox;
  readonly alarm: Alarm;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly logger: Logger;
}

/** States in which changes are taken note of (docs/sync-algorithm.md). */
const LISTENING: readonly PortalState[] = ["configured", "first-sync", "live", "paused", "braked"];
/** States in which somebody drains what was marked. */
const DRAINED: readonly PortalState[] = ["first-sync", "live"];

/** `POST /webhooks/hubspot` and `POST /webhooks/connectwise/:connectionKey`. */
export function createWebhookRouter(parts: WebhookParts): Router {
  const router = Router();
  router.use(keepRawBody);
  router.post(
    "/hubspot",
    requireHubspotSignature(parts.hubspot, parts.publicUrl),
    receiveFromHubspot(parts),
  );
  router.post("/connectwise/:connectionKey", receiveFromConnectwise(parts));
  return router;
}

/** Events of portals that are unknown or not listening are answered like all others, and ignored. */
function receiveFromHubspot(parts: WebhookParts): RequestHandler {
  return async (request, response) => {
    for (const [portalId, hints] of parts.hubspot.readHints(jsonOf(request))) {
      // oxlint-disable-next-line no-await-in-loop -- a delivery is for one portal, as a rule
      const portal = await parts.portals.find(portalId);
      // oxlint-disable-next-line no-await-in-loop -- as above
      if (portal !== null) await takeHints(parts, portal, hints);
    }
    response.status(204).end();
  };
}

function receiveFromConnectwise(parts: WebhookParts): RequestHandler {
  return async (request, response) => {
    const key = String(request.params["connectionKey"]);
    const portal = await parts.portals.findByWebhookKey(key);
    const inbox = portal === null ? null : await portal.connectwiseInbox();
    if (portal === null || inbox === null) {
      throw new HttpError(404, "unknown_connection", "There is nothing at this address.");
    }
    const rawBody = rawBodyOf(request);
    const isGenuine = await inbox
      .isGenuine(rawBody, request.get("x-content-signature"))
      .catch(askAgain);
    if (!isGenuine) throw new HttpError(401, "bad_signature", "ConnectWise did not sign this.");
    const hint = inbox.readHint(rawBody);
    if (hint !== null) await takeHints(parts, portal, [hint]);
    response.status(204).end();
  };
}

/**
 * Without the signing key nobody can tell. ConnectWise delivers again after 429 and after no 5xx.
 *
 * @see https://developer.connectwise.com/Products/ConnectWise_PSA/Developer_Guide
 */
function askAgain(thrown: unknown): never {
  if (!(thrown instanceof AppError)) throw thrown;
  throw new HttpError(429, "try_again", "The signature cannot be checked at the moment.");
}

async function takeHints(
  parts: WebhookParts,
  access: PortalAccess,
  hints: readonly Hint[],
): Promise<void> {
  const portal = await access.portal.portal();
  if (portal === null || !LISTENING.includes(portal.state)) return;
  await receiveHints(access.store, parts.clock, hints);
  if (!DRAINED.includes(portal.state) || hints.every(({ isEcho }) => isEcho)) return;
  // The marks are stored: a wake that fails costs a minute at most, and HubSpot nothing.
  parts.alarm.wakeNow(access.portalId).catch((thrown: unknown) => {
    parts.logger.warn(
      { err: thrown, portalId: access.portalId },
      "wake failed, the next tick drains",
    );
  });
}
