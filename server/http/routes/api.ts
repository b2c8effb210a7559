import { Router } from "express";
import type { z } from "zod";

import type { Run } from "../../sync/portal-ports.ts";
import { connectConnectwise } from "../../usecases/connect-connectwise.ts";
import { readOverview } from "../../usecases/portal-overview.ts";
import { startRun } from "../../usecases/start-run.ts";
import {
  connectionReply,
  connectionRequest,
  issuesReply,
  overviewReply,
  pageQuery,
  runItemsReply,
  runKind,
  runReply,
} from "../contract.ts";
import { HttpError } from "../middleware/errors.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import type { Alarm, PortalAccess } from "../portal-access.ts";
import { readBody, readQuery, toTime } from "../requests.ts";
import { createMappingRouter } from "./mapping.ts";
import { createMatchingRouter } from "./matching.ts";
import { createFiltersRouter } from "./filters.ts";
import { createPolicyRouter } from "./policy.ts";

/** What the API needs besides the caller's portal. */
export interface ApiParts {
  readonly alarm: Alarm;
  readonly egressAddresses: readonly string[];
  readonly now: () => number;
}

/** Everything under `/api/v1`; the caller is known and the body kept. */
export function createApiRouter(parts: ApiParts): Router {
  const router = Router();
  addAccountRoutes(router, parts);
  router.use(createMappingRouter(parts));
  router.use(createPolicyRouter(parts));
  router.use(createFiltersRouter(parts));
  router.use(createMatchingRouter(parts));
  addRunRoutes(router, parts);
  return router;
}

function addAccountRoutes(router: Router, parts: ApiParts): void {
  router.get("/overview", async (_request, response) => {
    const { portal, connection, objects, fieldIssues, runs } = await readOverview(
      callerOf(response).portal.portal,
    );
    const { portalId, state, stateReason, uiDomain } = portal;
    response.json(
      overviewReply.parse({
        portal: { portalId, state, stateReason, uiDomain },
        connection,
        objects,
        fieldIssues,
        runs: {
          "dry-run": presentRun(runs["dry-run"]),
          "first-sync": presentRun(runs["first-sync"]),
        },
        egressAddresses: parts.egressAddresses,
      }),
    );
  });
  router.post("/connection", async (request, response) => {
    const input = readBody(request, connectionRequest);
    const connected = await connectConnectwise(callerOf(response).portal.connect, input);
    response.json(connectionReply.parse(connected));
  });
  router.get("/issues", async (request, response) => {
    const { after, limit } = readQuery(request, pageQuery);
    const { portal: access } = callerOf(response);
    const page = await access.portal.listIssues(after ?? null, limit);
    const fields = after === undefined ? await listFieldIssues(access) : [];
    response.json(issuesReply.parse({ ...page, fields }));
  });
}

async function listFieldIssues(
  access: PortalAccess,
): Promise<z.input<typeof issuesReply>["fields"]> {
  const lists = await Promise.all(
    access.connect.definitions.map(async ({ objectType }) => {
      const issues = await access.portal.fieldIssues(objectType);
      return issues.map((issue) => ({ ...issue, objectType, options: [...issue.options] }));
    }),
  );
  return lists.flat();
}

function addRunRoutes(router: Router, parts: ApiParts): void {
  for (const [path, kind] of [
    ["/dry-runs", "dry-run"],
    ["/first-syncs", "first-sync"],
  ] as const) {
    router.post(path, async (_request, response) => {
      const run = await startOnce(callerOf(response).portal, kind, parts);
      response.status(202).json(runReply.parse(presentRun(run)));
    });
  }
  router.get("/runs/:kind", async (request, response) => {
    const kind = runKind.safeParse(request.params.kind);
    if (!kind.success) throw new HttpError(404, "unknown_route", "There is no such kind of run.");
    const run = await callerOf(response).portal.portal.latestRun(kind.data);
    if (run === null) throw new HttpError(404, "no_run", "No such run was started yet.");
    response.json(runReply.parse(presentRun(run)));
  });
  router.get("/runs/:runId/items", async (request, response) => {
    const { after, limit } = readQuery(request, pageQuery);
    const { portal } = callerOf(response).portal;
    const page = await portal.runItems(request.params.runId, after ?? null, limit);
    response.json(runItemsReply.parse(page));
  });
}

/** HubSpot sends a request again after a broken connection; within this time it means the same run. */
const REPEAT_MS = 15_000;

async function startOnce(access: PortalAccess, kind: Run["kind"], parts: ApiParts): Promise<Run> {
  const latest = await access.portal.latestRun(kind);
  if (latest?.state === "running") return latest;
  if (latest?.state === "done" && parts.now() - latest.startedAt < REPEAT_MS) return latest;
  const run = await startRun(await access.runContext(), kind);
  await parts.alarm.wakeBulk(access.portalId);
  return run;
}

function presentRun(run: Run | null): z.input<typeof runReply> | null {
  if (run === null) return null;
  const { runId, kind, state, phase, done, total, counts, error } = run;
  return {
    runId,
    kind,
    state,
    phase,
    done,
    total,
    counts,
    error,
    startedAt: toTime(run.startedAt),
    finishedAt: toTime(run.finishedAt),
  };
}
