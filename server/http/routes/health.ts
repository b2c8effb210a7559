import { Router } from "express";
import type { Registry } from "prom-client";

/** What the operator's routes need. */
export interface HealthParts {
  /** Resolves when the database can be reached and is migrated. @throws when it cannot */
  readonly assertReady: () => Promise<void>;
}

/** `GET /healthz` (the process is alive) and `GET /readyz` (it can work). */
export function createHealthRouter({ assertReady }: HealthParts): Router {
  const router = Router();
  router.get("/healthz", (_request, response) => {
    response.json({ status: "alive" });
  });
  router.get("/readyz", async (_request, response) => {
    try {
      await assertReady();
      response.json({ status: "ready" });
    } catch {
      response.status(503).json({ status: "not ready", reason: "the database cannot be used" });
    }
  });
  return router;
}

/** `GET /metrics`, for Prometheus. */
export function createMetricsRouter(registry: Registry): Router {
  const router = Router();
  router.get("/metrics", async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return router;
}
