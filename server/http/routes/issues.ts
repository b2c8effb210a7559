import { Router } from "express";
import type { z } from "zod";

import type { ObjectType, RecordRef } from "../../sync/model.ts";
import { optional } from "../../sync/optional.ts";
import { listIssueCategories, retryIssues } from "../../usecases/retry-issues.ts";
import { categoriesReply, ignoreRequest, retryReply, retryRequest } from "../contract-issues.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import type { Alarm, PortalAccess } from "../portal-access.ts";
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
    const named = records === undefined ? undefined : namedIn(records, access);
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
  router.post("/issues/ignore", async (request, response) => {
    const { portal: access, userId } = callerOf(response);
    const { records } = readBody(request, ignoreRequest);
    const count = await access.portal.ignoreIssues(namedIn(records, access), userId);
    response.json(retryReply.parse({ count }));
  });
  router.post("/issues/heed", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { records } = readBody(request, ignoreRequest);
    await access.portal.heedIssues(namedIn(records, access));
    response.json({});
  });
  return router;
}

type NamedRecord = RecordRef & { readonly objectType: ObjectType };

/** @throws HttpError 404 for an object type that there is not */
function namedIn(
  records: z.output<typeof ignoreRequest>["records"],
  access: PortalAccess,
): readonly NamedRecord[] {
  return records.map(({ objectType, side, recordId }) => ({
    objectType: definitionCalled(objectType, access).objectType,
    side,
    id: recordId,
  }));
}
