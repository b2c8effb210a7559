import { type Response, Router } from "express";
import type { z } from "zod";

import { USUAL_CONFLICT_RULE } from "../../sync/model.ts";
import type { ObjectDefinition } from "../../sync/objects/definition.ts";
import type {
  MappingDryRun,
  ObjectSettings,
  Rollout,
  StoredVersion,
} from "../../sync/settings-ports.ts";
import {
  changeMapping,
  type MappingChange,
  type MappingParts,
  previewMapping,
  readMapping,
  resetMapping,
  wantedMapping,
} from "../../usecases/change-mapping.ts";
import { isFixed } from "../../usecases/check-rows.ts";
import { describeMap, describeStages } from "../../usecases/describe-map.ts";
import { startDryRun } from "../../usecases/dry-run-mapping.ts";
import { listCompatible, listFields } from "../../usecases/list-fields.ts";
import type { Option } from "../../usecases/list-options.ts";
import { definitionsOf, refreshDefinitions } from "../../usecases/read-definitions.ts";
import type { StageChoices } from "../../usecases/suggest-stages.ts";
import { pageQuery } from "../contract.ts";
import {
  compatibleReply,
  dryRunReply,
  dryRunRequest,
  fieldsQuery,
  fieldsReply,
  mappingReply,
  mappingRequest,
  previewReply,
  refreshReply,
  resetRequest,
  stageMapReply,
  stageMapRequest,
  valueMapReply,
  valueMapRequest,
  versionsReply,
} from "../contract-mapping.ts";
import { HttpError } from "../middleware/errors.ts";
import { callerOf } from "../middleware/hubspot-signature.ts";
import { readPage } from "../pages.ts";
import type { Alarm, PortalAccess } from "../portal-access.ts";
import { definitionOf, linksIn, readBody, readQuery, toTime } from "../requests.ts";

/** Mappings with their versions and maps, and what they may be made of. */
export function createMappingRouter(parts: { readonly alarm: Alarm }): Router {
  const router = Router();
  addMappingRoutes(router, parts.alarm);
  addVersionRoutes(router);
  addDryRunRoutes(router, parts.alarm);
  addFieldRoutes(router, parts.alarm);
  addMapRoutes(router, parts.alarm);
  return router;
}

function addMappingRoutes(router: Router, alarm: Alarm): void {
  const path = "/objects/:objectType/mapping";
  router.get(path, async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType } = definitionOf(request, access);
    await answerMapping(response, access, await readMapping(access.portal, objectType));
  });
  router.put(path, async (request, response) => {
    const change = readBody(request, mappingRequest);
    await answerChange(response, alarm, definitionOf(request, callerOf(response).portal), change);
  });
  router.post(`${path}/reset`, async (request, response) => {
    const { portal: access } = callerOf(response);
    const choice = readBody(request, resetRequest);
    const changing = await partsOf(response, definitionOf(request, access));
    await answerMapping(response, access, await resetMapping(changing, choice));
    await wakeAfterChange(access, alarm);
  });
  router.post(`${path}/preview`, async (request, response) => {
    const { portal: access } = callerOf(response);
    const change = readBody(request, mappingRequest);
    const changing = await partsOf(response, definitionOf(request, access));
    const settings = await readMapping(access.portal, changing.definition.objectType);
    const next = previewMapping(changing, settings, change);
    const links = next?.touchesLinks === true ? changing.links : 0;
    response.json(previewReply.parse({ changes: next?.changes ?? [], links }));
  });
}

/** What changes of a mapping need; the definitions are the kept ones. */
async function partsOf(response: Response, definition: ObjectDefinition): Promise<MappingParts> {
  const { portal: access, userId } = callerOf(response);
  await readMapping(access.portal, definition.objectType);
  const { both } = await definitionsOf(access.connect, definition.objectType);
  const links = await access.portal.countLiveLinks(definition.objectType);
  return { portal: access.portal, definition, both, userId, links };
}

async function answerChange(
  response: Response,
  alarm: Alarm,
  definition: ObjectDefinition,
  change: MappingChange,
): Promise<void> {
  const { portal: access } = callerOf(response);
  const settings = await changeMapping(await partsOf(response, definition), change);
  await wakeAfterChange(access, alarm);
  await answerMapping(response, access, settings);
}

/** Records are looked at again because of a change, as soon as the portal is live. */
export async function wakeAfterChange(access: PortalAccess, alarm: Alarm): Promise<void> {
  await access.portal.setDue({ bulk: 0 });
  await alarm.wakeBulk(access.portalId);
}

async function answerMapping(
  response: Response,
  { portal }: PortalAccess,
  settings: ObjectSettings,
): Promise<void> {
  const { objectType, mapping, policy } = settings;
  const { version, fields, valueMaps, stageMaps = {} } = mapping;
  response.json(
    mappingReply.parse({
      objectType,
      version,
      rows: fields.map((field) => ({ ...field, isFixed: isFixed(field) })),
      valueMaps,
      stageMaps,
      issues: await portal.fieldIssues(objectType),
      conflictDefault: policy.conflictDefault ?? USUAL_CONFLICT_RULE,
      rollout: presentRollout(await portal.rollout(objectType)),
    }),
  );
}

function presentRollout(rollout: Rollout | null): z.input<typeof mappingReply>["rollout"] {
  if (rollout === null) return null;
  const { startedAt, finishedAt } = rollout;
  return { ...rollout, startedAt: toTime(startedAt), finishedAt: toTime(finishedAt) };
}

function addVersionRoutes(router: Router): void {
  router.get("/objects/:objectType/mapping/versions", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType } = definitionOf(request, access);
    const { after, limit } = readQuery(request, pageQuery);
    const page = await readPage(limit, async (size) => {
      const { items, next } = await access.portal.mappingVersions(objectType, after ?? null, size);
      return { items: items.map(presentVersion), next };
    });
    response.json(versionsReply.parse(page));
  });
}

function presentVersion({ mapping, madeAt, revision }: StoredVersion): object {
  return {
    version: mapping.version,
    madeAt: toTime(madeAt),
    userId: revision?.userId ?? null,
    existing: revision?.existing ?? null,
    changes: revision?.changes ?? [],
    filters: revision?.filters ?? [],
  };
}

function addDryRunRoutes(router: Router, alarm: Alarm): void {
  const path = "/objects/:objectType/mapping/dry-run";
  router.post(path, async (request, response) => {
    const { portal: access } = callerOf(response);
    const change = readBody(request, dryRunRequest);
    const changing = await partsOf(response, definitionOf(request, access));
    const settings = await readMapping(access.portal, changing.definition.objectType);
    const draft = wantedMapping(changing, settings, change);
    const dryRun = await startDryRun(access.portal, settings, draft);
    await alarm.wakeBulk(access.portalId);
    response.status(202).json(await presentDryRun(access, changing.definition, dryRun));
  });
  router.get(path, async (request, response) => {
    const { portal: access } = callerOf(response);
    const definition = definitionOf(request, access);
    const dryRun = await access.portal.mappingDryRun(definition.objectType);
    if (dryRun === null)
      throw new HttpError(404, "no_run", "No change is being tried.", {
        remedy: "Start a dry run of the change first.",
      });
    response.json(await presentDryRun(access, definition, dryRun));
  });
  router.post("/objects/:objectType/mapping/rollout/resume", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { objectType } = definitionOf(request, access);
    if (await access.portal.resumeRollout(objectType)) await wakeAfterChange(access, alarm);
    await answerMapping(response, access, await readMapping(access.portal, objectType));
  });
}

async function presentDryRun(
  access: PortalAccess,
  { objectType }: ObjectDefinition,
  { startedAt, finishedAt, samples, ...rest }: MappingDryRun,
): Promise<z.output<typeof dryRunReply>> {
  const linkTo = await linksIn(access);
  return dryRunReply.parse({
    ...rest,
    samples: samples.map((sample) => ({
      ...sample,
      hubspotUrl: linkTo(objectType, { side: "hubspot", id: sample.hubspotId }),
      connectwiseUrl: linkTo(objectType, { side: "connectwise", id: sample.connectwiseId }),
    })),
    startedAt: toTime(startedAt),
    finishedAt: toTime(finishedAt),
  });
}

function addFieldRoutes(router: Router, alarm: Alarm): void {
  router.get("/objects/:objectType/fields", async (request, response) => {
    const { portal: access } = callerOf(response);
    const definition = definitionOf(request, access);
    const { hubspot, connectwise } = readQuery(request, fieldsQuery);
    const stored = await definitionsOf(access.connect, definition.objectType);
    const list = listFields(definition, stored.both);
    if (hubspot !== undefined) {
      response.json(compatibleReply.parse(listCompatible(list, "hubspot", hubspot)));
    } else if (connectwise === undefined) {
      const { readAt, staleBecause } = stored;
      response.json(fieldsReply.parse({ ...list, readAt: toTime(readAt), staleBecause }));
    } else {
      response.json(compatibleReply.parse(listCompatible(list, "connectwise", connectwise)));
    }
  });
  router.post("/definitions/refresh", async (_request, response) => {
    const { portal: access } = callerOf(response);
    await refreshDefinitions(access.connect, "asked");
    await alarm.wakeBulk(access.portalId);
    const objects = await Promise.all(
      access.connect.definitions.map(async ({ objectType }) => {
        const stored = await access.portal.definitions(objectType);
        return { objectType, readAt: toTime(stored?.readAt ?? null) };
      }),
    );
    response.json(refreshReply.parse({ objects }));
  });
}

function addMapRoutes(router: Router, alarm: Alarm): void {
  router.get("/objects/:objectType/value-maps/:name", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { name } = request.params;
    const { definition, both } = await partsOf(response, definitionOf(request, access));
    const { mapping } = await readMapping(access.portal, definition.objectType);
    const { ends, ...described } = describeMap(mapping, name, both);
    const { version } = mapping;
    response.json(valueMapReply.parse({ name, version, ...described, ...ends }));
  });
  router.put("/objects/:objectType/value-maps/:name", async (request, response) => {
    const { map, ...choice } = readBody(request, valueMapRequest);
    const change = { ...choice, valueMaps: { [request.params.name]: map } };
    await answerChange(response, alarm, definitionOf(request, callerOf(response).portal), change);
  });
  router.get("/objects/:objectType/stage-maps/:name", async (request, response) => {
    const { portal: access } = callerOf(response);
    const { name } = request.params;
    const { definition, both } = await partsOf(response, definitionOf(request, access));
    const { mapping } = await readMapping(access.portal, definition.objectType);
    const { choices, ...described } = describeStages(mapping, name, both);
    const { version } = mapping;
    response.json(stageMapReply.parse({ name, version, ...described, ...presentStages(choices) }));
  });
  router.put("/objects/:objectType/stage-maps/:name", async (request, response) => {
    const { map, ...choice } = readBody(request, stageMapRequest);
    const change = { ...choice, stageMaps: { [request.params.name]: map } };
    await answerChange(response, alarm, definitionOf(request, callerOf(response).portal), change);
  });
}

function toOption({ id, name, isInactive }: StageChoices["stages"][number]): Option {
  return { value: id, label: name, isActive: !isInactive };
}

function presentStages({
  pipelines,
  stages,
  statuses,
}: StageChoices): Pick<z.input<typeof stageMapReply>, "pipelines" | "stages" | "statuses"> {
  return {
    pipelines: pipelines.map(({ pipelineId, label, stages: own }) => ({
      value: pipelineId,
      label,
      stages: own.map((stage) => ({
        value: stage.stageId,
        label: stage.label,
        outcome: stage.outcome,
      })),
    })),
    stages: stages.map(toOption),
    statuses: statuses.map((status) => ({
      ...toOption(status),
      outcome: status.outcome ?? "open",
    })),
  };
}
