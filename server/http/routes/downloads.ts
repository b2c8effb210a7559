import { promises, Readable } from "node:stream";

import { Router } from "express";

import type { Logger } from "../../shared/logger.ts";
import type { Download } from "../../sync/people-ports.ts";
import { downloadReply, downloadRequest } from "../contract-downloads.ts";
import { csvOf, fileOf } from "../csv-files.ts";
import { HttpError } from "../middleware/errors.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import type { PortalAccess, PortalRegistry } from "../portal-access.ts";
import { readBody, toTime } from "../requests.ts";

/** What the download routes need. */
export interface DownloadParts {
  readonly portals: Pick<PortalRegistry, "find">;
  readonly now: () => number;
  readonly logger: Logger;
}

/** Long enough to click, too short to be passed around. */
const LIFETIME_MS = 5 * 60_000;

/** `POST /api/v1/downloads`: extensions cannot save files, but open a link in a new tab. */
export function addDownloadRoute(
  router: Router,
  { now, publicUrl }: { readonly now: () => number; readonly publicUrl: string },
): void {
  router.post("/downloads", async (request, response) => {
    const { portal: access } = callerOf(response);
    const download = readBody(request, downloadRequest);
    // A run that does not exist is told here: behind the link there is nobody to tell.
    if (download.kind === "run") await access.portal.runItems(download.runId, null, 1);
    const expiresAt = now() + LIFETIME_MS;
    const signed = access.downloads.sign(download, expiresAt);
    const url = `${publicUrl}/downloads/${access.portalId}.${signed}`;
    response.json(downloadReply.parse({ url, expiresAt: toTime(expiresAt) }));
  });
}

/** `GET /downloads/:token`, without HubSpot's signature: a browser opens it. */
export function createDownloadRouter(parts: DownloadParts): Router {
  const router = Router();
  router.get("/:token", async (request, response) => {
    const { access, download } = await openLink(parts, request.params.token);
    response
      .type("text/csv")
      .attachment(fileOf(download))
      .set({ "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" });
    try {
      await promises.pipeline(Readable.from(csvOf(access.portal, download)), response);
    } catch (thrown) {
      // Too late for a status: the connection breaks, so that half a file does not look like a whole one.
      const { portalId } = access;
      parts.logger.warn({ err: thrown, portalId }, "download broke off; the person may try again");
    }
  });
  return router;
}

/** Finds what a link leads to. @throws HttpError 404, and 410 when it has expired */
async function openLink(
  { portals, now }: DownloadParts,
  token: string,
): Promise<{ readonly access: PortalAccess; readonly download: Download }> {
  const [, portalId = "", signed = ""] = /^(\d{1,20})\.(.+)$/u.exec(token) ?? [];
  const access = portalId === "" ? null : await portals.find(portalId);
  const link = access?.downloads.read(signed) ?? null;
  if (access === null || link === null) {
    throw new HttpError(404, "unknown_download", "There is nothing at this address.", {
      remedy: "Download the file again from Lockstep in HubSpot.",
    });
  }
  if (link.expiresAt > now()) return { access, download: link.download };
  throw new HttpError(410, "link_expired", "This link has expired.", {
    remedy: "Go back to Lockstep in HubSpot and download the file again.",
  });
}
