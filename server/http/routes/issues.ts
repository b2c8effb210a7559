import { Router } from "express";
import type { z } from "zod";

import type { LinkTo } from "../../sync/deep-links.ts";
import { type ObjectType, otherSide, type RecordRef } from "../../sync/model.ts";
import { optional } from "../../sync/optional.ts";
import type { IssueFilter, IssuePage } from "../../sync/portal-ports.ts";
import { listIssueCategories, retryIssues } from "../../usecases/retry-issues.ts";
import { issuesReply } from "../contract.ts";
import {
  categoriesReply,
  ignoreRequest,
  issuesQuery,
  retryReply,
  retryRequest,
} from "../contract-issues.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import { readPage } from "../pages.ts";
import type { Alarm, PortalAccess } from "../portal-access.ts";
import { definitionCalled, linksIn, readBody, readQuery } from "../requests.ts";

/** What needs a person, record by record and by kind, and another attempt at it. */
export function createIssuesRouter({ alarm }: { readonly alarm: Alarm }): Router {
  const router = Router();
  router.get("/issues", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { after, limit, ...filter } = readQuery(request, issuesQuery);
    if (filter.objectType !== undefined) definitionCalled(filter.objectType, access);
    const linkTo = await linksIn(access);
    const page = await readPage(limit, async (size) => {
      const { items, next } = await access.portal.listIssues(after ?? null, size, given(filter));
      return { items: items.map((item) => presentIssueLine(item, linkTo)), next };
    });
    const fields = after === undefined ? await listFieldIssues(access) : [];
    response.json(issuesReply.parse({ ...page, fields }));
  });
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

function given({
  which,
  objectType,
  state,
  code,
}: Omit<z.output<typeof issuesQuery>, "after" | "limit">): IssueFilter {
  return {
    which,
    ...optional("objectType", objectType),
    ...optional("state", state),
    ...optional("code", code),
  };
}

function presentIssueLine(item: IssuePage["items"][number], linkTo: LinkTo): object {
  const { objectType, side, recordId, linkedId } = item;
  const linked = linkedId === null ? null : { side: otherSide(side), id: linkedId };
  return {
    ...item,
    url: linkTo(objectType, { side, id: recordId }),
    linkedUrl: linked === null ? null : linkTo(objectType, linked),
  };
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
