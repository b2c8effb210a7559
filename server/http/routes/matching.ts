import { type Response, Router } from "express";

import type { LinkTo } from "../../sync/deep-links.ts";
import type { ObjectType, RecordRef } from "../../sync/model.ts";
import { createAnyway } from "../../usecases/create-anyway.ts";
import type { SyncContext } from "../../usecases/engine.ts";
import { linkByHand } from "../../usecases/link-by-hand.ts";
import { listReviews, type Review, type ShownRecord } from "../../usecases/list-reviews.ts";
import { nameShown } from "../../usecases/name-shown.ts";
import { searchRecords } from "../../usecases/search-records.ts";
import { unlinkByHand } from "../../usecases/unlink-by-hand.ts";
import {
  createRequest,
  linkReply,
  linkRequest,
  namesQuery,
  namesReply,
  reviewsQuery,
  reviewsReply,
  searchQuery,
  searchReply,
  unlinkReply,
  unlinkRequest,
} from "../contract-matching.ts";
import { actorOf, callerOf } from "../middleware/hubspot-signature.ts";
import { readPage } from "../pages.ts";
import type { Alarm } from "../portal-access.ts";
import { definitionCalled, definitionOf, linksIn, readBody, readQuery } from "../requests.ts";

/** Matching by hand: what needs a person, and what a person says. */
export function createMatchingRouter({ alarm }: { readonly alarm: Alarm }): Router {
  const router = Router();
  addLists(router);
  addNamesRoute(router);
  router.post("/records/link", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType, ...ids } = readBody(request, linkRequest);
    const context = await contextOf(response, objectType);
    const linked = await linkByHand(context, access.portal, ids, actorOf(response));
    await alarm.wakeNow(access.portalId);
    response.json(linkReply.parse({ objectType, ...linked }));
  });
  router.post("/records/unlink", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType, hubspotId, connectwiseId } = readBody(request, unlinkRequest);
    const context = await contextOf(response, objectType);
    const refs: RecordRef[] = [
      ...(hubspotId === undefined ? [] : [{ side: "hubspot" as const, id: hubspotId }]),
      ...(connectwiseId === undefined ? [] : [{ side: "connectwise" as const, id: connectwiseId }]),
    ];
    const ids = await unlinkByHand(context, access.portal, refs, actorOf(response));
    await alarm.wakeNow(access.portalId);
    response.json(unlinkReply.parse({ objectType, ...ids }));
  });
  router.post("/records/create-anyway", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType, side, recordId } = readBody(request, createRequest);
    const context = await contextOf(response, objectType);
    await createAnyway(context, access.portal, { side, id: recordId }, actorOf(response));
    await alarm.wakeNow(access.portalId);
    response.status(202).json({});
  });
  return router;
}

function addLists(router: Router): void {
  router.get("/objects/:objectType/reviews", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { after, limit } = readQuery(request, reviewsQuery);
    const { objectType } = definitionOf(request, access);
    const context = await access.syncContext(objectType);
    const linkTo = await linksIn(access);
    const withUrls = (record: ShownRecord): object => presentCompared(objectType, record, linkTo);
    const page = await readPage(limit, async (size) => {
      const { items, next } = await listReviews(context, access.portal, after ?? null, size);
      return { items: items.map((review) => presentReview(review, withUrls)), next };
    });
    response.json(reviewsReply.parse(page));
  });
  router.get("/objects/:objectType/search", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { side, query } = readQuery(request, searchQuery);
    const { objectType } = definitionOf(request, access);
    const context = await access.syncContext(objectType);
    const found = await searchRecords(context, access.portal, side, query);
    const linkTo = await linksIn(access);
    const items = found.map((record) => {
      const name = record.shown?.["name"] ?? null;
      return {
        ...record,
        name: name === null ? null : String(name),
        url: linkTo(objectType, record),
      };
    });
    response.json(searchReply.parse({ items }));
  });
}

function presentReview(
  { record, candidates, twins, ...words }: Review,
  present: (record: ShownRecord) => object,
): object {
  return {
    ...words,
    record: present(record),
    candidates: candidates.map(present),
    twins: twins.map(present),
  };
}

function presentCompared(objectType: ObjectType, record: ShownRecord, linkTo: LinkTo): object {
  const { side, shown } = record;
  const companyId = shown?.["companyId"] ?? null;
  return {
    ...record,
    url: linkTo(objectType, record),
    companyUrl: companyId === null ? null : linkTo("company", { side, id: String(companyId) }),
  };
}

/** What records are called, for lists that know their ids only. */
function addNamesRoute(router: Router): void {
  router.get("/objects/:objectType/names", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { side, ids } = readQuery(request, namesQuery);
    const context = await access.syncContext(definitionOf(request, access).objectType);
    const items = await nameShown(context, access.portal, side, ids.split(","));
    response.json(namesReply.parse({ items }));
  });
}

/** @throws HttpError 404 for an object type that there is not */
async function contextOf(response: Response, objectType: ObjectType): Promise<SyncContext> {
  const { portal: access } = callerOf(response);
  return access.syncContext(definitionCalled(objectType, access).objectType);
}
