import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import express, { type Express } from "express";
import helmet from "helmet";
import { type HttpLogger, pinoHttp } from "pino-http";
import type { Registry } from "prom-client";

import { answerErrors, answerUnknownRoute } from "./middleware/errors.ts";
import { identifyCaller, requireHubspotSignature } from "./middleware/hubspot-signature.ts";
import { keepRawBody } from "./middleware/raw-body.ts";
import { guardEndpoints } from "./middleware/rights.ts";
import { type ApiParts, createApiRouter } from "./routes/api.ts";
import { createDownloadRouter } from "./routes/downloads.ts";
import { createHealthRouter, createMetricsRouter, type HealthParts } from "./routes/health.ts";
import { createInstallRouter, type InstallRouteParts } from "./routes/install.ts";
import { createWebhookRouter, type WebhookParts } from "./routes/webhooks.ts";

/** Everything the HTTP side needs. */
export interface AppParts extends WebhookParts, InstallRouteParts, HealthParts, ApiParts {
  readonly trustProxy: number | string;
  /** Null: metrics are served elsewhere. */
  readonly metrics: Registry | null;
}

/** Builds the server's routes; the order of middleware is here and nowhere else. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.set("trust proxy", parts.trustProxy);
  app.disable("x-powered-by");
  app.use(helmet());
  app.use(createRequestLog(parts));
  app.use(createHealthRouter(parts));
  if (parts.metrics !== null) app.use(createMetricsRouter(parts.metrics));
  app.use("/oauth", createInstallRouter(parts));
  app.use("/webhooks", createWebhookRouter(parts));
  app.use("/downloads", createDownloadRouter(parts));
  app.use(
    "/api/v1",
    keepRawBody,
    requireHubspotSignature(parts.hubspot, parts.publicUrl),
    identifyCaller(parts.portals),
    guardEndpoints(),
    createApiRouter(parts),
  );
  app.use(answerUnknownRoute);
  app.use(answerErrors(parts.logger));
  return app;
}

/** Serves metrics alone, on a port that the public does not reach. */
export function createMetricsApp(registry: Registry): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(createMetricsRouter(registry));
  return app;
}

/** Queries hold OAuth codes and e-mail addresses, and two kinds of paths a key: none of them is logged. */
function pathForLog(url: string | undefined): string {
  const path = (url ?? "").split("?", 1)[0] ?? "";
  return path
    .replace(/^(\/webhooks\/connectwise\/).+$/u, "$1:connectionKey")
    .replace(/^(\/downloads\/).+$/u, "$1:token");
}

function createRequestLog({ logger }: Pick<AppParts, "logger">): HttpLogger {
  return pinoHttp({
    logger,
    genReqId: () => randomUUID(),
    customLogLevel: (_request: IncomingMessage, response: ServerResponse, error?: Error) => {
      if (error !== undefined || response.statusCode >= 500) return "error";
      return response.statusCode >= 400 ? "warn" : "debug";
    },
    customSuccessMessage: () => "request answered",
    customErrorMessage: () => "request failed",
    serializers: {
      req: (request: {
        id: unknown;
        method: unknown;
        raw: { originalUrl?: string; url?: string };
      }) => ({
        id: request.id,
        method: request.method,
        path: pathForLog(request.raw.originalUrl ?? request.raw.url),
      }),
      res: (response: { statusCode: unknown }) => ({ statusCode: response.statusCode }),
    },
  });
}
