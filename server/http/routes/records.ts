import { type Request, Router } from "express";

import type { OwnAnswer } from "../../sync/explain-filters.ts";
import type { RecordRef, Side } from "../../sync/model.ts";
import type { ObjectDefinition } from "../../sync/objects/definition.ts";
import { decideConflicts } from "../../usecases/decide-conflicts.ts";
import type { SyncContext } from "../../usecases/engine.ts";
import { wordFilters } from "../../usecases/describe-filters.ts";
import { type Explanation, explainRecord } from "../../usecases/explain-record.ts";
import { readCard } from "../../usecases/read-card.ts";
import { readSyncReport, syncNow } from "../../usecases/sync-now.ts";
import { decideRequest, recordPath, syncQuery, syncRequest } from "../contract-records.ts";
import { HttpError } from "../middleware/errors.ts";
import { actorOf, callerOf } from "../middleware/hubspot-signature.ts";
import type { Alarm, PortalAccess } from "../portal-access.ts";
import { definitionCalled, definitionOf, linksIn, readBody, readQuery } from "../requests.ts";
import { presentCard } from "./present-card.ts";
import { presentExplanation, presentReport } from "./present-record.ts";

/** One record: sync it now, say how it stands, and why. */
export function createRecordsRouter({ alarm }: { readonly alarm: Alarm }): Router {
  const router = Router();
  router.post("/records/sync", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType, side, recordId } = readBody(request, syncRequest);
    const definition = definitionCalled(objectType, access);
    const context = await access.syncContext(definition.objectType);
    const ref = { side, id: recordId };
    const report = await syncNow(context, access.portal, ref, actorOf(response));
    await alarm.wakeNow(access.portalId);
    response.status(report.isPending ? 202 : 200).json(presentReport(objectType, ref, report));
  });
  router.post("/records/decide", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType, side, recordId, decisions } = readBody(request, decideRequest);
    const definition = definitionCalled(objectType, access);
    const context = await access.syncContext(definition.objectType);
    const ref = { side, id: recordId };
    const decision = { ref, choices: decisions };
    const report = await decideConflicts(context, access.portal, decision, actorOf(response));
    await alarm.wakeNow(access.portalId);
    response.status(report.isPending ? 202 : 200).json(presentReport(objectType, ref, report));
  });
  router.get("/records/:objectType/:side/:recordId/sync", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType, ref } = recordOf(request, access);
    const { since } = readQuery(request, syncQuery);
    const from = since === undefined ? 0 : Date.parse(since);
    const report = await readSyncReport(access.portal, objectType, ref, from);
    response.json(presentReport(objectType, ref, report));
  });
  router.get("/records/:objectType/:side/:recordId/explain", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType, ref } = recordOf(request, access);
    const context = await access.syncContext(objectType);
    const explanation = await explainRecord(context, access.portal, ref);
    const filters = await wordFilters(
      {
        definition: context.definition,
        both: (await access.portal.definitions(objectType))?.both ?? null,
        lists: () => access.connect.hubspot.lists(objectType),
      },
      ownFiltersOf(explanation),
    );
    const words = { filters, linkTo: await linksIn(access) };
    response.json(presentExplanation(objectType, ref, explanation, words));
  });
  router.get("/records/:objectType/:side/:recordId/card", async (request, response) => {
    const { portal: access, userId } = callerOf(response);
    const { objectType, ref } = recordOf(request, access);
    const { portal, connect, people } = access;
    const context = (): Promise<SyncContext> => access.syncContext(objectType);
    const { definitions } = connect;
    const card = await readCard({ portal, definitions, context }, objectType, ref);
    response.json(presentCard(objectType, ref, card, await people.rightsOf(userId)));
  });
  return router;
}

function ownFiltersOf({ sides }: Explanation): Readonly<Record<Side, OwnAnswer | null>> {
  const on = (side: Side): OwnAnswer | null =>
    sides.find(({ ref }) => ref.side === side)?.ownFilter ?? null;
  return { hubspot: on("hubspot"), connectwise: on("connectwise") };
}

/** Returns the record that a path names. @throws HttpError 404 */
function recordOf(
  request: Request,
  access: PortalAccess,
): { readonly objectType: ObjectDefinition["objectType"]; readonly ref: RecordRef } {
  const { objectType } = definitionOf(request, access);
  const path = recordPath.safeParse(request.params);
  if (path.success) {
    return { objectType, ref: { side: path.data.side, id: path.data.recordId } };
  }
  const field = path.error.issues[0]?.path.join(".") ?? "recordId";
  throw new HttpError(404, "unknown_record", `There is no such record: ${field} is invalid.`, {
    field,
    remedy: "Name a side, hubspot or connectwise, and the id of a record.",
  });
}
