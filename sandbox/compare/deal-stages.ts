import { dealPipelines, opportunityStatuses, stagePairs } from "../data/sales-choices.ts";
import type { DealPipeline, OpportunityStatus, StagePair } from "../data/sales-choices.ts";
import type { FieldReading, Reading, RecordPair } from "./field-reading.ts";
import { propertyOf, referenceText } from "./records.ts";
import type { ConnectWiseRecord, HubSpotRecord } from "./records.ts";

/** What stages and statuses mean in the two systems; the sample's unless given. */
export interface StageTables {
  pipelines: readonly DealPipeline[];
  statuses: readonly OpportunityStatus[];
  pairs: readonly StagePair[];
}

/** The sample's own. */
export const SAMPLE_STAGES: StageTables = {
  pipelines: dealPipelines,
  statuses: opportunityStatuses,
  pairs: stagePairs,
};

type Outcome = "open" | "won" | "lost";

function hubspotOutcome(deal: HubSpotRecord, { pipelines }: StageTables): Outcome {
  const pipeline = pipelines.find(({ id }) => id === propertyOf(deal, "pipeline"));
  const stage = pipeline?.stages.find(({ id }) => id === propertyOf(deal, "dealstage"));
  if (stage?.isClosed !== true) return "open";
  return stage.probability === 1 ? "won" : "lost";
}

function statusOf(
  opportunity: ConnectWiseRecord,
  { statuses }: StageTables,
): OpportunityStatus | undefined {
  const name = referenceText(opportunity, "status", "name").toLowerCase();
  return statuses.find((status) => status.name.toLowerCase() === name);
}

/** HubSpot knows no third way to close: what is closed and not won is lost there. */
function connectwiseOutcome(opportunity: ConnectWiseRecord, tables: StageTables): Outcome {
  const status = statusOf(opportunity, tables);
  if (status?.wonFlag === true) return "won";
  return status?.lostFlag === true || status?.closedFlag === true ? "lost" : "open";
}

/** @returns whether the opportunity's status says that it is over. */
export function isClosed(opportunity: ConnectWiseRecord, tables: StageTables): boolean {
  return connectwiseOutcome(opportunity, tables) !== "open";
}

/** @param open - what tells open stages apart */
function readOutcome(shown: string, outcome: Outcome, open: string): Reading {
  return { shown, normal: outcome === "open" ? `open ${open}` : outcome };
}

/**
 * Reads HubSpot's stage and ConnectWise's stage with its status: won with won, lost with lost, open
 * stages by the table. A stage the table does not have agrees with nothing.
 */
export function readStage({ hubspot, connectwise }: RecordPair, tables: StageTables): FieldReading {
  const pipeline = propertyOf(hubspot, "pipeline");
  const stage = propertyOf(hubspot, "dealstage");
  const status = referenceText(connectwise, "status", "name");
  const opportunityStage = referenceText(connectwise, "stage", "name");
  const row = tables.pairs.find(
    (pair) => pair.pipeline === pipeline && pair.opportunityStages.includes(opportunityStage),
  );
  const there = row?.stage ?? `"${opportunityStage}"`;
  return {
    field: "dealstage",
    connectwiseField: "status",
    otherNames: ["pipeline", "stage"],
    hubspot: readOutcome(`${pipeline} ${stage}`, hubspotOutcome(hubspot, tables), stage),
    connectwise: readOutcome(
      `${opportunityStage} ${status}`,
      connectwiseOutcome(connectwise, tables),
      there,
    ),
  };
}
