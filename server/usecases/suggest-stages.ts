import type { StageMap, StageRow } from "../sync/model.ts";
import { ANY_PART, joinValue } from "../sync/paths.ts";
import type {
  BothDefinitions,
  ConnectwiseChoice,
  HubspotPipeline,
  Outcome,
} from "../sync/vendor-ports.ts";

/** What stages and statuses both systems have. */
export interface StageChoices {
  readonly pipelines: readonly HubspotPipeline[];
  readonly stages: readonly ConnectwiseChoice[];
  readonly statuses: readonly ConnectwiseChoice[];
}

/** Picks what stages and statuses both systems have. */
export function stageChoicesOf({ pipelines, connectwise }: BothDefinitions): StageChoices {
  const { statuses, choices } = connectwise;
  return { pipelines, statuses, stages: choices["stage"] ?? [] };
}

/**
 * Suggests how stages correspond: won and lost by the flags of the statuses, open stages by equal
 * names, the others by their order in each pipeline. Where one side has more stages than the other,
 * its last ones share one.
 */
export function suggestStages(choices: StageChoices): StageMap {
  const rows = choices.pipelines.flatMap((pipeline) => [
    ...closedRows(pipeline, choices.statuses),
    ...openRows(pipeline, choices),
  ]);
  return { rows, reopens: true };
}

/** Statuses with an outcome, the default one first: the first row is the one that is written. */
function statusesOf(
  statuses: readonly ConnectwiseChoice[],
  outcome: Outcome,
): readonly ConnectwiseChoice[] {
  return statuses
    .filter((one) => (one.outcome ?? "open") === outcome && !one.isInactive)
    .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault));
}

function closedRows(
  pipeline: HubspotPipeline,
  statuses: readonly ConnectwiseChoice[],
): readonly StageRow[] {
  return (["won", "lost"] as const).flatMap((outcome) => {
    const stage = pipeline.stages.find((one) => one.outcome === outcome);
    if (stage === undefined) return [];
    return statusesOf(statuses, outcome).map((status) => ({
      hubspot: joinValue([pipeline.pipelineId, stage.stageId]),
      connectwise: joinValue([ANY_PART, status.id]),
      outcome,
    }));
  });
}

function openRows(
  pipeline: HubspotPipeline,
  { stages, statuses }: StageChoices,
): readonly StageRow[] {
  const open = pipeline.stages.filter(({ outcome }) => outcome === "open");
  const there = stages.filter(({ isInactive }) => !isInactive);
  const pairs = pairStages(open, there);
  return statusesOf(statuses, "open").flatMap((status) =>
    pairs.map(({ stage, other }): StageRow => ({
      hubspot: joinValue([pipeline.pipelineId, stage.stageId]),
      connectwise: joinValue([other.id, status.id]),
      outcome: "open",
    })),
  );
}

interface StagePair {
  readonly stage: HubspotPipeline["stages"][number];
  readonly other: ConnectwiseChoice;
}

/** Pairs stages of equal names, then the others by their order, until nothing is left out. */
function pairStages(
  open: readonly StagePair["stage"][],
  there: readonly ConnectwiseChoice[],
): readonly StagePair[] {
  const named = open.flatMap((stage): StagePair[] => {
    const other = sameName(stage.label, there);
    return other === undefined ? [] : [{ stage, other }];
  });
  const leftHere = open.filter((stage) => !named.some((pair) => pair.stage === stage));
  const leftThere = there.filter((other) => !named.some((pair) => pair.other === other));
  const count = Math.max(leftHere.length, leftThere.length);
  const placed = Array.from({ length: count }, (_, index): StagePair[] => {
    const stage = leftHere[index] ?? leftHere.at(-1) ?? open.at(-1);
    const other = leftThere[index] ?? leftThere.at(-1) ?? there.at(-1);
    return stage === undefined || other === undefined ? [] : [{ stage, other }];
  });
  return [...named, ...placed.flat()];
}

function sameName(
  label: string,
  choices: readonly ConnectwiseChoice[],
): ConnectwiseChoice | undefined {
  return choices.find(({ name }) => name.trim().toLowerCase() === label.trim().toLowerCase());
}
