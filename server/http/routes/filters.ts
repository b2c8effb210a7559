import { type Request, type Response, Router } from "express";

import type { ObjectSettings } from "../../sync/portal-ports.ts";
import { changeFilters, type FilterParts } from "../../usecases/change-filters.ts";
import { readMapping } from "../../usecases/change-mapping.ts";
import { listFilterFields } from "../../usecases/list-filter-fields.ts";
import { definitionsOf } from "../../usecases/read-definitions.ts";
import { filterFieldsReply, filtersReply, filtersRequest } from "../contract-filters.ts";
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
    const { objectType } = definitionOf(request, access);
    answerFilters(response, await readMapping(access.portal, objectType));
  });
  router.put(path, async (request, response) => {
    const { portal: access } = callerOf(response);
    const change = readBody(request, filtersRequest);
    const settings = await changeFilters(await partsOf(request, response), change);
    await wakeAfterChange(access, alarm);
    answerFilters(response, settings);
  });
  router.get(`${path}/fields`, async (request, response) => {
    const { definition, both } = await partsOf(request, response);
    const known = await both();
    response.json(
      filterFieldsReply.parse({
        hubspot: listFilterFields(definition, known, "hubspot"),
        connectwise: listFilterFields(definition, known, "connectwise"),
      }),
    );
  });
  return router;
}

async function partsOf(request: Request, response: Response): Promise<FilterParts> {
  const { portal: access, userId } = callerOf(response);
  const definition = definitionOf(request, access);
  await readMapping(access.portal, definition.objectType);
  const both: FilterParts["both"] = async () =>
    (await definitionsOf(access.connect, definition.objectType)).both;
  return { portal: access.portal, definition, both, userId };
}

function answerFilters(response: Response, { objectType, mapping }: ObjectSettings): void {
  const { version, filters = {} } = mapping;
  const { hubspot = null, connectwise = null } = filters;
  response.json(filtersReply.parse({ objectType, version, hubspot, connectwise }));
}
