import path from "node:path";
import express from "express";
import type { Express, Response } from "express";
import { z } from "zod";
import { PORTAL_TIME_ZONE } from "../data/portal.ts";
import { controlTypes } from "../shared/control.ts";
import { colleague, installer } from "../shared/portal-users.ts";
import { readProject } from "./extensions.ts";
import type { ExtensionProject } from "./extensions.ts";
import { createHubspotFetch, fetchRequest } from "./hubspot-fetch.ts";
import type { ScreenData } from "./screen-data.ts";
import type { PreviewSettings } from "./settings.ts";
import type { Built } from "./bundles.ts";

/** What the server needs. */
export interface PreviewParts {
  settings: PreviewSettings;
  /** Resolves when everything is built; requests for pages wait for it. */
  built: Promise<Built>;
}

const users = { installer, colleague };
const askedFetch = z.strictObject({
  user: z.enum(["installer", "colleague"]),
  request: fetchRequest,
});
const edit = z.strictObject({
  type: z.enum(controlTypes),
  id: z.string().regex(/^\d+$/),
  fields: z.record(z.string(), z.string()),
});

/** Builds the web server of the preview: HubSpot's pages, bundles, records, and `hubspot.fetch`. */
export function createPreview({ settings, built }: PreviewParts): Express {
  const project = readProject({ PUBLIC_URL: settings.publicUrl });
  const app = express();
  app.disable("x-powered-by");
  app.use(express.json({ limit: "2mb" }));
  app.get("/preview/ready", (_request, response) => {
    response.json({});
  });
  app.get("/preview/screen", (_request, response) => {
    response.json(describeScreen(settings, project));
  });
  addFetchRoute(app, settings, project);
  addRecordRoutes(app, settings);
  app.use("/assets", async (request, response, next) => {
    const { folder } = await built;
    express.static(folder, { index: false })(request, response, next);
  });
  app.get("/", (_request, response) => {
    response.redirect(`/settings/${settings.portalId}`);
  });
  app.get(["/settings/*rest", "/contacts/*rest"], async (_request, response) => {
    const { folder } = await built;
    // Below its root a path is served whatever it is called; the demo keeps its things in `.data`.
    response.sendFile("index.html", { root: folder });
  });
  return app;
}

function describeScreen(settings: PreviewSettings, project: ExtensionProject): ScreenData {
  return {
    appId: settings.appId,
    appName: project.appName,
    portalId: settings.portalId,
    timeZone: PORTAL_TIME_ZONE,
    variables: { PUBLIC_URL: settings.publicUrl },
    users: Object.entries(users).map(([key, user]) => ({ key, ...user })),
    extensions: project.extensions.map(({ entrypoint, ...extension }) => {
      const { name } = path.parse(entrypoint);
      return { ...extension, bundleUrl: `/assets/${name}/${name}.js` };
    }),
  };
}

function addFetchRoute(app: Express, settings: PreviewSettings, project: ExtensionProject): void {
  const hubspotFetch = createHubspotFetch();
  const { publicUrl, clientSecret, appId, portalId } = settings;
  app.post("/preview/fetch", async (request, response) => {
    const asked = askedFetch.safeParse(request.body);
    if (!asked.success) return refuse(response, z.prettifyError(asked.error));
    const caller = {
      app: { publicUrl, clientSecret },
      appId,
      portalId,
      permittedOrigins: project.permittedOrigins,
      user: users[asked.data.user],
    };
    return response.json(await hubspotFetch(caller, asked.data.request));
  });
}

/** Records are the stand-in's own; what is edited here is a person's edit there. */
function addRecordRoutes(app: Express, { hubspotUrl }: PreviewSettings): void {
  const control = `${hubspotUrl}/_control`;
  app.get("/preview/records/:type", async (request, response) => {
    const type = z.enum(controlTypes).safeParse(request.params.type);
    if (!type.success) return refuse(response, "no such type");
    const answer = await fetch(`${control}/records/${type.data}`);
    return response.status(answer.status).json(await answer.json());
  });
  app.post("/preview/edit", async (request, response) => {
    const asked = edit.safeParse(request.body);
    if (!asked.success) return refuse(response, z.prettifyError(asked.error));
    const answer = await fetch(`${control}/edit`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(asked.data),
    });
    return response.status(answer.status).json(await answer.json());
  });
}

function refuse(response: Response, message: string): Response {
  return response.status(400).json({ message });
}
