import { invalidInput } from "../sync/errors.ts";
import type { StageMap, StageRow } from "../sync/model.ts";
import { ANY_PART, joinValue, splitValue } from "../sync/paths.ts";
import type { BothDefinitions, Outcome } from "../sync/vendor-ports.ts";

/** A stage map as a person sends it: what a row amounts to follows from its status. */
export interface StageMapInput {
  readonly rows: readonly Pick<StageRow, "hubspot" | "connectwise">[];
  readonly reopens: boolean;
}

/**
 * Completes a stage map with the outcomes of its rows.
 *
 * @param at - where the map stands in the request
 * @throws AppError invalid with the row as `field` when a stage or status does not exist, when the two
 *   say different things about the deal, or when one pair stands there twice
 */
export function checkStageMap(input: StageMapInput, both: BothDefinitions, at: string): StageMap {
  const seen = new Set<string>();
  const rows = input.rows.map((row, index): StageRow => {
    const place = `${at}.rows.${index}`;
    const stage = hubspotOutcome(row.hubspot, both, `${place}.hubspot`);
    const status = statusOutcome(row.connectwise, both, `${place}.connectwise`);
    if (stage !== status) {
      const message = `The stage means "${stage}" in HubSpot and the status "${status}" in ConnectWise.`;
      throw invalidInput(
        place,
        "outcomes_differ",
        message,
        "Map open to open, won to won, lost to lost.",
      );
    }
    const key = joinValue([row.hubspot, row.connectwise]);
    if (seen.has(key)) {
      throw invalidInput(
        place,
        "mapped_twice",
        "This row is there twice.",
        "Remove one of the rows.",
      );
    }
    seen.add(key);
    return { hubspot: row.hubspot, connectwise: row.connectwise, outcome: status };
  });
  return { rows, reopens: input.reopens };
}

function hubspotOutcome(value: string, { pipelines }: BothDefinitions, field: string): Outcome {
  const [pipelineId, stageId, ...rest] = splitValue(value);
  const pipeline = pipelines.find((one) => one.pipelineId === pipelineId);
  const stage = pipeline?.stages.find((one) => one.stageId === stageId);
  if (stage !== undefined && rest.length === 0) return stage.outcome;
  const remedy = "Choose a pipeline and one of its stages.";
  throw invalidInput(
    field,
    "unknown_stage",
    `HubSpot has no stage ${JSON.stringify(value)}.`,
    remedy,
  );
}

function statusOutcome(value: string, { connectwise }: BothDefinitions, field: string): Outcome {
  const [stageId, statusId, ...rest] = splitValue(value);
  const stages = [{ id: ANY_PART }, ...(connectwise.choices["stage"] ?? [])];
  const remedy = "Choose a stage and a status of the lists.";
  if (!stages.some(({ id }) => id === stageId)) {
    const message = `ConnectWise has no stage ${JSON.stringify(value)}.`;
    throw invalidInput(field, "unknown_stage", message, remedy);
  }
  const status = connectwise.statuses.find(({ id }) => id === statusId);
  if (status !== undefined && rest.length === 0) return status.outcome ?? "open";
  const message = `ConnectWise has no status ${JSON.stringify(value)}.`;
  throw invalidInput(field, "unknown_status", message, remedy);
}
