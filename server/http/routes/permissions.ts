import { type Response, Router } from "express";

import type { PermissionCheck } from "../../sync/permission-ports.ts";
import { checkPermissions, missingOf, readPermissions } from "../../usecases/check-permissions.ts";
import { permissionsReply } from "../contract-permissions.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import type { Alarm } from "../portal-access.ts";
import { toTime } from "../requests.ts";

/** What the sync may do in both systems, as far as that can be seen. */
export function createPermissionsRouter({ alarm }: { readonly alarm: Alarm }): Router {
  const router = Router();
  router.get("/permissions", async (_request, response) => {
    answer(response, await readPermissions(callerOf(response).portal.permissions));
  });
  router.post("/permissions/check", async (_request, response) => {
    const { portal: access, userId } = callerOf(response);
    const found = await checkPermissions(access.permissions, userId);
    await alarm.wakeNow(access.portalId);
    answer(response, found);
  });
  return router;
}

function answer(
  response: Response,
  check: Pick<PermissionCheck, "findings"> & Partial<PermissionCheck>,
): void {
  const { checkedAt = null, reason = null, findings } = check;
  const missing = missingOf(findings).length;
  response.json(
    permissionsReply.parse({ checkedAt: toTime(checkedAt), reason, missing, findings }),
  );
}
