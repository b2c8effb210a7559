import { type Request, type Response, Router } from "express";
import type { z } from "zod";

import type { ObjectSettings } from "../../sync/settings-ports.ts";
import { deepLinkTo, type RecordHosts } from "../../sync/deep-links.ts";
import { notConfigured } from "../../sync/errors.ts";
import type { ObjectType, Side } from "../../sync/model.ts";
import type { ObjectDefinition } from "../../sync/objects/definition.ts";
import { changeFilters, checkFilter, type FilterParts } from "../../usecases/change-filters.ts";
import { readMapping } from "../../usecases/change-mapping.ts";
import { listFilterFields, readListField } from "../../usecases/list-filter-fields.ts";
import { listStandardFilters } from "../../usecases/list-standard-filters.ts";
import { definitionsOf } from "../../usecases/read-definitions.ts";
import { type FilterExample, testFilter } from "../../usecases/test-filter.ts";
import {
  filterFieldsReply,
  filtersReply,
  filtersRequest,
  filterTestReply,
  filterTestRequest,
} from "../contract-filters.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import type { Alarm } from "../portal-access.ts";
import { definitionOf, readBody } from "../requests.ts";
import { wakeAfterChange } from "./mapping.ts";

/** Which records are synced, by direction. */
export function createFiltersRouter({ alarm }: { readonly alarm: Alarm }): Router {
  const router = Router();
  const path = "/objects/:objectType/filters";
  router.get(path, async (request, response) => {
    const { portal: access } = callerOf(response);
    const definition = definitionOf(request, access);
    const settings = await readMapping(access.portal, definition.objectType);
    answerFilters(response, definition, settings);
  });
  router.put(path, async (request, response) => {
    const { portal: access } = callerOf(response);
    const change = readBody(request, filtersRequest);
    const parts = await partsOf(request, response);
    const settings = await changeFilters(parts, change);
    await wakeAfterChange(access, alarm);
    answerFilters(response, parts.definition, settings);
  });
  router.get(`${path}/fields`, async (request, response) => {
    const { definition, both, lists } = await partsOf(request, response);
    const known = await both();
    const ofLists = await readListField(lists);
    response.json(
      filterFieldsReply.parse({
        hubspot: [...ofLists, ...listFilterFields(definition, known, "hubspot")],
        connectwise: listFilterFields(definition, known, "connectwise"),
      }),
    );
  });
  router.post(`${path}/test`, async (request, response) => {
    const draft = readBody(request, filterTestRequest);
    await answerTest(request, response, draft);
  });
  return router;
}

async function answerTest(
  request: Request,
  response: Response,
  { side, filter }: z.output<typeof filterTestRequest>,
): Promise<void> {
  const { portal: access } = callerOf(response);
  const parts = await partsOf(request, response);
  const { objectType } = parts.definition;
  const fields = await checkFilter(parts, side, filter, "filter");
  const { connectwise, hubspot } = access.connect;
  const connection = await access.portal.connection();
  if (connection === null) throw notConfigured();
  const { counter } = side === "hubspot" ? hubspot : connectwise.account(connection);
  const context = await access.syncContext(objectType);
  const tested = await testFilter(context, counter, { side, filter, fields });
  const uiDomain = (await access.portal.portal())?.uiDomain ?? "app.hubspot.com";
  const hosts = { ...connection, portalId: access.portalId, uiDomain };
  const present = presentExample(hosts, objectType, side);
  const examples = {
    inside: tested.examples.inside.map(present),
    outside: tested.examples.outside.map(present),
  };
  response.json(filterTestReply.parse({ ...tested, objectType, side, examples }));
}

function presentExample(hosts: RecordHosts, objectType: ObjectType, side: Side) {
  return (example: FilterExample): FilterExample & { readonly url: string | null } => ({
    ...example,
    url: deepLinkTo(hosts, objectType, { side, id: example.id }),
  });
}

async function partsOf(request: Request, response: Response): Promise<FilterParts> {
  const { portal: access, userId } = callerOf(response);
  const definition = definitionOf(request, access);
  await readMapping(access.portal, definition.objectType);
  const both: FilterParts["both"] = async () =>
    (await definitionsOf(access.connect, definition.objectType)).both;
  const lists: FilterParts["lists"] = () => access.connect.hubspot.lists(definition.objectType);
  return { portal: access.portal, definition, both, lists, userId };
}

function answerFilters(
  response: Response,
  definition: ObjectDefinition,
  { objectType, mapping, policy }: ObjectSettings,
): void {
  const { version, filters = {} } = mapping;
  const { hubspot = null, connectwise = null } = filters;
  const standard = {
    hubspot: listStandardFilters(definition, policy, "hubspot"),
    connectwise: listStandardFilters(definition, policy, "connectwise"),
  };
  response.json(filtersReply.parse({ objectType, version, hubspot, connectwise, standard }));
}
