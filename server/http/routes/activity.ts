import { Router } from "express";

import type { ObjectType } from "../../sync/model.ts";
import type { SyncContext } from "../../usecases/engine.ts";
import { type Activity, listActivity } from "../../usecases/list-activity.ts";
import { activityQuery, activityReply, runsReply } from "../contract-activity.ts";
import { pageQuery } from "../contract.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import { readPage } from "../pages.ts";
import { definitionCalled, readQuery, toTime } from "../requests.ts";
import { presentRun } from "./runs.ts";

/** What was done, and the runs that did it. */
export function createActivityRouter(): Router {
  const router = Router();
  router.get("/activity", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { after = null, limit, objectType, side, recordId } = readQuery(request, activityQuery);
    if (objectType !== undefined) definitionCalled(objectType, access);
    const chosen = {
      ...(objectType === undefined ? {} : { objectType }),
      ...(side === undefined || recordId === undefined ? {} : { ref: { side, id: recordId } }),
    };
    const { portal, people } = access;
    const context = (type: ObjectType): Promise<SyncContext> => access.syncContext(type);
    const parts = { portal, people, context };
    const page = await readPage(limit, (size) => listActivity(parts, chosen, after, size));
    response.json(activityReply.parse({ items: page.items.map(presentActivity), next: page.next }));
  });
  router.get("/runs", async (request, response) => {
    const { after = null, limit } = readQuery(request, pageQuery);
    const { portal } = callerOf(response).portal;
    const page = await readPage(limit, (size) => portal.runs(after, size));
    response.json(runsReply.parse({ items: page.items.map(presentRun), next: page.next }));
  });
  return router;
}

function presentActivity({ at, before, after, ...line }: Activity): object {
  return { ...line, at: toTime(at), oldValue: before, newValue: after };
}
