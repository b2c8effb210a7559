import { type Response, Router } from "express";

import type { PermissionCheck } from "../../sync/permission-ports.ts";
import { checkPermissions, missingOf, readPermissions } from "../../usecases/check-permissions.ts";
import { permissionsReply } from "../contract-permissions.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import { toTime } from "../requests.ts";

/** What the sync may do in both systems, as far as that can be seen. */
export function createPermissionsRouter(): Router {
  const router = Router();
  router.get("/permissions", async (_request, response) => {
    answer(response, await readPermissions(callerOf(response).portal.permissions));
  });
  router.post("/permissions/check", async (_request, response) => {
    answer(response, await checkPermissions(callerOf(response).portal.permissions));
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
