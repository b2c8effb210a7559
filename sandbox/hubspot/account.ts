import { Router } from "express";
import type { RequestHandler } from "express";
import { PORTAL_TIME_ZONE } from "../data/portal.ts";
import { invalid, notFound } from "./errors.ts";
import { owners } from "./setup-tables.ts";
import type { Owner } from "./setup-tables.ts";

const SINCE = "2024-01-15T08:00:00.000Z";

function presentOwner(owner: Owner): Record<string, unknown> {
  return {
    ...owner,
    type: "PERSON",
    userIdIncludingInactive: owner.userId,
    createdAt: SINCE,
    updatedAt: SINCE,
    archived: false,
    teams: [],
  };
}

/** Routes under `/crm/owners/:version`. */
export function createOwnerRouter(): Router {
  const router = Router();
  router.get("/", (request, response) => {
    const { limit: limitText, after, email, archived } = request.query;
    const limit = typeof limitText === "string" ? Number(limitText) : 100;
    if (!Number.isInteger(limit) || limit < 1 || limit > 500) throw invalid("Invalid limit");
    const wanted = owners.filter(
      (owner) =>
        archived !== "true" &&
        (typeof email !== "string" || owner.email === email.toLowerCase()) &&
        (typeof after !== "string" || Number(owner.id) > Number(after)),
    );
    const results = wanted.slice(0, limit);
    const next = results.at(-1)?.id;
    response.json({
      results: results.map(presentOwner),
      ...(wanted.length > limit ? { paging: { next: { after: next } } } : {}),
    });
  });
  router.get("/:ownerId", (request, response) => {
    const owner = owners.find(({ id }) => id === request.params.ownerId);
    if (owner === undefined) throw notFound(`No owner with id ${request.params.ownerId}`);
    response.json(presentOwner(owner));
  });
  return router;
}

/** Answers `GET /account-info/:version/details`. */
export function answerAccountDetails(portalId: number): RequestHandler {
  return (_request, response) => {
    response.json({
      portalId,
      accountType: "STANDARD",
      timeZone: PORTAL_TIME_ZONE,
      companyCurrency: "USD",
      additionalCurrencies: [],
      utcOffset: "-05:00",
      utcOffsetMilliseconds: -18_000_000,
      uiDomain: "app.hubspot.com",
      dataHostingLocation: "na1",
    });
  };
}
