import { Router } from "express";
import type { z } from "zod";

import { type ObjectType, USUAL_CONFLICT_RULE } from "../../sync/model.ts";
import { matchFieldOf, type ObjectDefinition } from "../../sync/objects/definition.ts";
import type { ObjectSettings, StoredDefinitions } from "../../sync/settings-ports.ts";
import { readMapping } from "../../usecases/change-mapping.ts";
import { changePolicy, listDefaults, type PolicyParts } from "../../usecases/change-policy.ts";
import { beginPolling } from "../../usecases/poll-changes.ts";
import { definitionsOf } from "../../usecases/read-definitions.ts";
import { policyReply, policyRequest } from "../contract-policy.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import type { Alarm, PortalAccess } from "../portal-access.ts";
import { definitionOf, readBody } from "../requests.ts";
import { wakeAfterChange } from "./mapping.ts";

/** What is synced of an object type besides its fields. */
export function createPolicyRouter({ alarm }: { readonly alarm: Alarm }): Router {
  const router = Router();
  router.get("/objects/:objectType/policy", async (request, response) => {
    const { portal: access } = callerOf(response);
    const definition = definitionOf(request, access);
    const settings = await readMapping(access.portal, definition.objectType);
    const { both } = await definitionsOf(access.connect, definition.objectType);
    response.json(presentPolicy(definition, settings, both));
  });
  router.put("/objects/:objectType/policy", async (request, response) => {
    const { portal: access } = callerOf(response);
    const definition = definitionOf(request, access);
    const change = readBody(request, policyRequest);
    await readMapping(access.portal, definition.objectType);
    const { both } = await definitionsOf(access.connect, definition.objectType);
    const hasRecord: PolicyParts["hasRecord"] = (type, id) => findsRecord(access, type, id);
    const settings = await changePolicy(
      { portal: access.portal, definition, both, hasRecord },
      change,
    );
    if (change.isOn === true) await startIfLive(access, definition);
    await wakeAfterChange(access, alarm);
    response.json(presentPolicy(definition, settings, both));
  });
  return router;
}

async function findsRecord(
  access: PortalAccess,
  objectType: ObjectType,
  id: string,
): Promise<boolean> {
  const { adapters } = await access.syncContext(objectType);
  const found = await adapters.connectwise.read(objectType, [id], []);
  return found.get(id)?.isDeleted === false;
}

/** A type that joins a portal which is live begins with what changes from now on. */
export async function startIfLive(
  access: PortalAccess,
  { objectType }: Pick<ObjectDefinition, "objectType">,
): Promise<void> {
  if ((await access.portal.portal())?.state !== "live") return;
  await beginPolling(await access.syncContext(objectType));
}

function presentPolicy(
  definition: ObjectDefinition,
  { objectType, isOn, policy }: ObjectSettings,
  both: StoredDefinitions["both"],
): z.output<typeof policyReply> {
  const {
    createDefaults,
    dueInDays,
    catchAllId = null,
    limits: _limits,
    people: _people,
    conflictDefault = USUAL_CONFLICT_RULE,
    ...rest
  } = policy;
  return policyReply.parse({
    ...rest,
    objectType,
    isOn,
    conflictDefault,
    matchField: matchFieldOf(definition, policy),
    matchFields: [...definition.policyRules.matchFields],
    catchAllCompanyId: catchAllId,
    defaults: createDefaults.connectwise,
    dueInDays: dueInDays?.connectwise ?? {},
    choices: listDefaults(definition, both),
  });
}
