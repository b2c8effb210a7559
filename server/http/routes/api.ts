import { Router } from "express";
import type { z } from "zod";

import type { Portal } from "../../sync/portal-ports.ts";
import { connectConnectwise } from "../../usecases/connect-connectwise.ts";
import { listWarnings } from "../../usecases/list-warnings.ts";
import { pausePortal, resumePortal } from "../../usecases/pause-portal.ts";
import { readOverview } from "../../usecases/portal-overview.ts";
import { connectionReply, connectionRequest, overviewReply, portalReply } from "../contract.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import type { Alarm, PortalAccess } from "../portal-access.ts";
import { readBody, toTime } from "../requests.ts";
import { createActivityRouter } from "./activity.ts";
import { createIssuesRouter } from "./issues.ts";
import { createMappingRouter } from "./mapping.ts";
import { createMatchingRouter } from "./matching.ts";
import { addDownloadRoute } from "./downloads.ts";
import { createFiltersRouter } from "./filters.ts";
import { createConfigurationRouter } from "./configuration.ts";
import { createHealthRouter } from "./sync-health.ts";
import { createPermissionsRouter } from "./permissions.ts";
import { createPeopleRouter } from "./people.ts";
import { createPolicyRouter } from "./policy.ts";
import { createRecordsRouter } from "./records.ts";
import { createRunsRouter, presentRun } from "./runs.ts";

/** What the API needs besides the caller's portal. */
export interface ApiParts {
  readonly alarm: Alarm;
  readonly egressAddresses: readonly string[];
  readonly now: () => number;
  /** `PUBLIC_URL`, which links to files begin with. */
  readonly publicUrl: string;
}

/** Everything under `/api/v1`; the caller is known and the body kept. */
export function createApiRouter(parts: ApiParts): Router {
  const router = Router();
  addAccountRoutes(router, parts);
  router.use(createMappingRouter(parts));
  router.use(createPolicyRouter(parts));
  router.use(createFiltersRouter(parts));
  router.use(createMatchingRouter(parts));
  router.use(createRecordsRouter(parts));
  router.use(createIssuesRouter(parts));
  router.use(createHealthRouter());
  router.use(createPermissionsRouter(parts));
  router.use(createConfigurationRouter(parts));
  router.use(createActivityRouter());
  router.use(createRunsRouter(parts));
  router.use(createPeopleRouter());
  addDownloadRoute(router, parts);
  return router;
}

function addAccountRoutes(router: Router, parts: ApiParts): void {
  router.get("/overview", async (_request, response) => {
    const access = callerOf(response).portal;
    const { portal, connection, objects, fieldIssues, runs } = await readOverview(access.portal);
    const warnings = await listWarnings(access.portal, access.connect.definitions);
    const { portalId, state, stateReason, uiDomain } = portal;
    const { since: stateSince, by: stateBy } = await presentState(access, portal);
    response.json(
      overviewReply.parse({
        portal: { portalId, state, stateReason, stateSince, stateBy, uiDomain },
        connection,
        objects,
        fieldIssues,
        runs: {
          "dry-run": presentRun(runs["dry-run"]),
          "first-sync": presentRun(runs["first-sync"]),
        },
        egressAddresses: parts.egressAddresses,
        warnings,
      }),
    );
  });
  router.post("/portal/pause", async (_request, response) => {
    const { portal: access, userId } = callerOf(response);
    const portal = await pausePortal(access.portal, userId);
    response.json(portalReply.parse(await presentState(access, portal)));
  });
  router.post("/portal/resume", async (_request, response) => {
    const { portal: access, userId } = callerOf(response);
    const portal = await resumePortal(access.portal, userId);
    await parts.alarm.wakeNow(access.portalId);
    await parts.alarm.wakeBulk(access.portalId);
    response.json(portalReply.parse(await presentState(access, portal)));
  });
  router.post("/connection", async (request, response) => {
    const input = readBody(request, connectionRequest);
    const connected = await connectConnectwise(callerOf(response).portal.connect, input);
    response.json(connectionReply.parse(connected));
  });
}

/** The portal's state with who chose it. */
async function presentState(
  { people }: Pick<PortalAccess, "people">,
  { state, stateSince, stateUserId }: Portal,
): Promise<z.input<typeof portalReply>> {
  const since = toTime(stateSince);
  if (stateUserId === null) return { state, since, by: null };
  const member = (await people.members()).find(({ userId }) => userId === stateUserId);
  return { state, since, by: { userId: stateUserId, email: member?.email ?? null } };
}
