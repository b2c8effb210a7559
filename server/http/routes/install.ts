import { type Response, Router } from "express";

import type { Logger } from "../../shared/logger.ts";
import { AppError, toAppError } from "../../sync/errors.ts";
import { finishInstall, type InstallParts, startInstall } from "../../usecases/install-portal.ts";

/** What the install routes need. */
export interface InstallRouteParts {
  readonly install: InstallParts;
  readonly logger: Logger;
  /** Address of the settings page in HubSpot for a portal. */
  readonly settingsUrl: (portalId: string) => string;
}

/** `GET /oauth/install` and `GET /oauth/callback`. */
export function createInstallRouter(parts: InstallRouteParts): Router {
  const router = Router();
  router.get("/install", async (_request, response) => {
    const address = await startInstall(parts.install);
    response.set("Cache-Control", "no-store").redirect(302, address);
  });
  router.get("/callback", async (request, response) => {
    const { code, state, error } = request.query;
    if (typeof error === "string" || typeof code !== "string" || typeof state !== "string") {
      sendProblem(response, 400, DENIED);
      return;
    }
    try {
      const installed = await finishInstall(parts.install, { code, state });
      parts.logger.info({ portalId: installed.portalId }, "app installed in a portal");
      sendPage(response, 200, installedPage(parts.settingsUrl(installed.portalId)));
    } catch (thrown) {
      parts.logger.warn(
        { err: toAppError(thrown) },
        "install failed; the person was told what to do",
      );
      sendFailure(response, thrown);
    }
  });
  return router;
}

/** Words of a page that says what went wrong. */
interface Problem {
  readonly title: string;
  readonly text: string;
  readonly remedy: string;
}

const DENIED: Problem = {
  title: "Lockstep was not installed",
  text: "HubSpot did not give its permission, so nothing was changed.",
  remedy: "Start the installation again and choose the account and Connect app.",
};

const FAILED: Problem = {
  title: "The installation could not be finished",
  text: "Something went wrong on our side or in HubSpot.",
  remedy: "Start the installation again in a few minutes.",
};

function sendFailure(response: Response, thrown: unknown): void {
  if (!(thrown instanceof AppError) || thrown.errorClass === "internal") {
    sendProblem(response, 500, FAILED);
    return;
  }
  const remedy = thrown.remedy ?? FAILED.remedy;
  const isPerson = thrown.errorClass === "invalid";
  const text = isPerson ? "This link was used already, or it is too old." : thrown.message;
  sendProblem(response, isPerson ? 400 : 502, { title: FAILED.title, text, remedy });
}

function sendProblem(response: Response, status: number, problem: Problem): void {
  const { title, text, remedy } = problem;
  const again = '<p><a href="/oauth/install">Start again</a></p>';
  sendPage(response, status, [title, `<p>${escape(text)}</p><p>${escape(remedy)}</p>${again}`]);
}

function installedPage(settingsUrl: string): readonly [string, string] {
  const steps =
    "<p>One step is left: open Lockstep's settings in HubSpot and connect ConnectWise.</p>" +
    `<p><a href="${escape(settingsUrl)}">Open the settings</a></p>` +
    "<p>Nothing is written to either system before you start the first sync.</p>";
  return ["Lockstep is installed", steps];
}

function sendPage(response: Response, status: number, page: readonly [string, string]): void {
  const [title, body] = page;
  response
    .status(status)
    .set("Cache-Control", "no-store")
    .type("html")
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
        `<meta name="viewport" content="width=device-width"><title>${escape(title)}</title></head>` +
        `<body><main><h1>${escape(title)}</h1>${body}</main></body></html>`,
    );
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escape(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => ESCAPES[character] ?? "");
}
