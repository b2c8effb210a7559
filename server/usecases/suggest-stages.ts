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
 * names, else by their order in each pipeline. Where one side has more stages than the other, its
 * last ones share one.
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
  if (open.length === 0 || there.length === 0) return [];
  const pairs = [
    ...open.map((stage, index) => ({
      stage,
      other: sameName(stage.label, there) ?? there[Math.min(index, there.length - 1)],
    })),
    // Stages that are left over on the other side belong to the last one here.
    ...there.slice(open.length).map((other) => ({ stage: open.at(-1), other })),
  ];
  return statusesOf(statuses, "open").flatMap((status) =>
    pairs.flatMap(({ stage, other }): StageRow[] =>
      stage === undefined || other === undefined
        ? []
        : [
            {
              hubspot: joinValue([pipeline.pipelineId, stage.stageId]),
              connectwise: joinValue([other.id, status.id]),
              outcome: "open",
            },
          ],
    ),
  );
}

function sameName(
  label: string,
  choices: readonly ConnectwiseChoice[],
): ConnectwiseChoice | undefined {
  return choices.find(({ name }) => name.trim().toLowerCase() === label.trim().toLowerCase());
}
