import type { StageMapEditor, StageMapRequest } from "@lockstep/api/wire-mapping.ts";

/** A row of a stage map, as it is sent. */
export type StageRow = StageMapRequest["rows"][number];

/** Whether a deal is open, won or lost; an outcome that a newer server may know is shown as it is. */
export function outcomeWords(outcome: string): {
  label: string;
  tone: "success" | "danger" | "info";
} {
  if (outcome === "won") return { label: "Won", tone: "success" };
  if (outcome === "lost") return { label: "Lost", tone: "danger" };
  return { label: outcome === "open" ? "Open" : outcome, tone: "info" };
}

/** Stands for any stage of ConnectWise: written, the stage stays as it is. */
export const ANY = "*";

/** Something that can be chosen. */
export interface Choice {
  value: string;
  label: string;
  outcome: string;
  isActive: boolean;
}

/** HubSpot's stages, each with its pipeline where there are several. */
export function hubspotStages({ pipelines }: StageMapEditor): Choice[] {
  return pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({
      value: `${pipeline.value}|${stage.value}`,
      label: pipelines.length === 1 ? stage.label : `${pipeline.label}: ${stage.label}`,
      outcome: stage.outcome,
      isActive: true,
    })),
  );
}

/** The two parts of ConnectWise's end of a row. */
export function partsOf(connectwise: string): { stage: string; status: string } {
  const [stage = ANY, status = ""] = connectwise.split("|");
  return { stage, status };
}

/** ConnectWise's end of a row in words. */
export function connectwiseWords(connectwise: string, editor: StageMapEditor): string {
  const { stage, status } = partsOf(connectwise);
  const stageName =
    stage === ANY ? "Any stage" : labelIn(editor.stages, stage, "a stage that is gone");
  return `${stageName}, ${labelIn(editor.statuses, status, "a status that is gone")}`;
}

/** HubSpot's end of a row in words. */
export function hubspotWords(hubspot: string, editor: StageMapEditor): string {
  return labelIn(hubspotStages(editor), hubspot, "A stage that is gone");
}

/** What the row means for the deal; null where its status is gone. */
export function outcomeOf({ connectwise }: StageRow, { statuses }: StageMapEditor): string | null {
  const { status } = partsOf(connectwise);
  return statuses.find(({ value }) => value === status)?.outcome ?? null;
}

/** What is wrong with a row; null: nothing. */
export function problemWithStage(row: StageRow, editor: StageMapEditor): string | null {
  const stage = hubspotStages(editor).find(({ value }) => value === row.hubspot);
  const outcome = outcomeOf(row, editor);
  if (stage === undefined || outcome === null) return "Choose stages and a status that exist.";
  if (stage.outcome === outcome) return null;
  return `HubSpot's stage means ${outcomeWords(stage.outcome).label.toLowerCase()}, ConnectWise's status ${outcomeWords(outcome).label.toLowerCase()}. Choose two that mean the same.`;
}

/** Names of what neither side's rows mention: HubSpot's stages, and ConnectWise's statuses in use. */
export function unmappedStages(rows: readonly StageRow[], editor: StageMapEditor): string[] {
  const stages = hubspotStages(editor).filter(
    ({ value }) => !rows.some(({ hubspot }) => hubspot === value),
  );
  const statuses = editor.statuses.filter(
    ({ value, isActive }) =>
      isActive && !rows.some(({ connectwise }) => partsOf(connectwise).status === value),
  );
  return [
    ...stages.map(({ label }) => `HubSpot's stage ${label}`),
    ...statuses.map(({ label }) => `ConnectWise's status ${label}`),
  ];
}

function labelIn(
  options: readonly { value: string; label: string }[],
  value: string,
  gone: string,
): string {
  return options.find((option) => option.value === value)?.label ?? gone;
}
