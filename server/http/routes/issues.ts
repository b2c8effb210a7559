import { Router } from "express";

import { optional } from "../../sync/optional.ts";
import { listIssueCategories, retryIssues } from "../../usecases/retry-issues.ts";
import { categoriesReply, retryReply, retryRequest } from "../contract-issues.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import type { Alarm } from "../portal-access.ts";
import { definitionCalled, readBody } from "../requests.ts";

/** What needs a person, by kind, and another attempt at it. */
export function createIssuesRouter({ alarm }: { readonly alarm: Alarm }): Router {
  const router = Router();
  router.get("/issues/categories", async (_request, response) => {
    const items = await listIssueCategories(callerOf(response).portal.portal);
    response.json(
      categoriesReply.parse({
        items: items.map((item) => ({ ...item, fields: [...item.fields] })),
      }),
    );
  });
  router.post("/issues/retry", async (request, response) => {
    const { portal: access, userId } = callerOf(response);
    const { records, objectType, code } = readBody(request, retryRequest);
    const named = records?.map(({ objectType: type, side, recordId }) => ({
      objectType: definitionCalled(type, access).objectType,
      side,
      id: recordId,
    }));
    if (objectType !== undefined) definitionCalled(objectType, access);
    const choice = {
      ...optional("records", named),
      ...optional("objectType", objectType),
      ...optional("code", code),
    };
    const count = await retryIssues(access.portal, choice, userId);
    await alarm.wakeNow(access.portalId);
    response.status(202).json(retryReply.parse({ count }));
  });
  return router;
}
