import { Router } from "express";
import { notFound } from "./errors.ts";
import { pipelines } from "./setup-tables.ts";
import type { Pipeline, PipelineStage } from "./setup-tables.ts";

const SINCE = "2024-01-15T08:00:00.000Z";
const common = { createdAt: SINCE, updatedAt: SINCE, archived: false };

/** Metadata are texts, also where they mean a number or a flag. */
function presentStage(stage: PipelineStage, displayOrder: number): Record<string, unknown> {
  const { id, label, probability, isClosed } = stage;
  const metadata = { isClosed: String(isClosed), probability };
  const writePermissions = "CRM_PERMISSIONS_ENFORCEMENT";
  return { id, label, displayOrder, metadata, writePermissions, ...common };
}

function presentPipeline({ id, label, stages }: Pipeline): Record<string, unknown> {
  const displayOrder = pipelines.findIndex((each) => each.id === id);
  return { id, label, displayOrder, stages: stages.map(presentStage), ...common };
}

function find(pipelineId: string): Pipeline {
  const pipeline = pipelines.find(({ id }) => id === pipelineId);
  if (pipeline === undefined) throw notFound(`No pipeline with id ${pipelineId}`);
  return pipeline;
}

/**
 * Routes under `/crm/pipelines/:version/deals`.
 *
 * @see https://developers.hubspot.com/docs/api-reference/crm-pipelines-v3/guide
 */
export function createPipelineRouter(): Router {
  const router = Router();
  router.get("/", (_request, response) => {
    response.json({ results: pipelines.map(presentPipeline) });
  });
  router.get("/:pipelineId", (request, response) => {
    response.json(presentPipeline(find(request.params.pipelineId)));
  });
  router.get("/:pipelineId/stages", (request, response) => {
    response.json({ results: find(request.params.pipelineId).stages.map(presentStage) });
  });
  router.get("/:pipelineId/stages/:stageId", (request, response) => {
    const { pipelineId, stageId } = request.params;
    const { stages } = find(pipelineId);
    const displayOrder = stages.findIndex(({ id }) => id === stageId);
    const stage = stages[displayOrder];
    if (stage === undefined) throw notFound(`No stage with id ${stageId}`);
    response.json(presentStage(stage, displayOrder));
  });
  return router;
}
