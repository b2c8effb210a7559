import { Router, urlencoded } from "express";
import type { Request } from "express";
import type { AuthOptions, Tokens } from "./auth.ts";

/** What an install URL asks for. */
interface Asked {
  clientId: string;
  redirectUri: string;
  scopes: string[];
  optionalScopes: string[];
  state: string;
}

const escapeHtml = (text: string): string =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>${escapeHtml(title)}</title>
    <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 34rem; margin: 4rem auto; padding: 0 1rem; }
      button { font: inherit; padding: .6rem 1.6rem; }
    </style>
  </head>
  <body><h1>${escapeHtml(title)}</h1>${body}</body>
</html>`;

function askedBy(source: Request["query"]): Asked {
  const text = (name: string): string => {
    const value = source[name];
    return typeof value === "string" ? value : "";
  };
  const list = (name: string): string[] => text(name).split(" ").filter(Boolean);
  return {
    clientId: text("client_id"),
    redirectUri: text("redirect_uri"),
    scopes: list("scope"),
    optionalScopes: list("optional_scope"),
    state: text("state"),
  };
}

/** @returns what stops the install, in words, or undefined. */
function problemOf(asked: Asked, options: AuthOptions): string | undefined {
  if (asked.clientId !== options.clientId) return "There is no app with this client ID.";
  if (!options.redirectUrls.includes(asked.redirectUri)) {
    return "The redirect URL is not one of the app's redirect URLs.";
  }
  const missing = options.requiredScopes.filter((scope) => !asked.scopes.includes(scope));
  if (missing.length > 0) {
    return `The install URL does not ask for scopes the app requires: ${missing.join(", ")}.`;
  }
  return undefined;
}

function consentForm(asked: Asked, options: AuthOptions): string {
  const scopes = [...asked.scopes, ...asked.optionalScopes];
  const hidden = {
    client_id: asked.clientId,
    redirect_uri: asked.redirectUri,
    scope: asked.scopes.join(" "),
    optional_scope: asked.optionalScopes.join(" "),
    state: asked.state,
  };
  const fields = Object.entries(hidden)
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`)
    .join("");
  const list = scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join("");
  return `<p>Account: <strong>${escapeHtml(options.portalName)}</strong> (${options.portalId})</p>
    <p>The app asks to use:</p><ul>${list}</ul>
    <form method="post" action="/oauth/authorize">${fields}<button type="submit">Allow</button></form>`;
}

/** The consent page under `/oauth/authorize`, and what its button does. */
export function createConsentRouter(tokens: Tokens, options: AuthOptions): Router {
  const router = Router();
  router.get(["/authorize", "/:portalId/authorize"], (request, response) => {
    const asked = askedBy(request.query);
    const problem = problemOf(asked, options);
    if (problem === undefined) {
      response.type("html").send(page("Connect the app", consentForm(asked, options)));
    } else {
      response
        .status(400)
        .type("html")
        .send(page("The app cannot be installed", `<p>${problem}</p>`));
    }
  });
  router.post("/authorize", urlencoded({ extended: false }), (request, response) => {
    const fields: unknown = request.body;
    const asked = askedBy(Object.assign({}, fields));
    const problem = problemOf(asked, options);
    if (problem !== undefined) {
      response
        .status(400)
        .type("html")
        .send(page("The app cannot be installed", `<p>${problem}</p>`));
      return;
    }
    const target = new URL(asked.redirectUri);
    const scopes = [...new Set([...asked.scopes, ...asked.optionalScopes])];
    target.searchParams.set("code", tokens.grant(scopes, asked.redirectUri));
    if (asked.state !== "") target.searchParams.set("state", asked.state);
    response.redirect(302, target.href);
  });
  return router;
}
