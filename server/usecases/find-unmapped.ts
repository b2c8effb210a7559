import type {
  FieldMapping,
  MappingVersion,
  Side,
  StageMap,
  StageRow,
  ValueMap,
} from "../sync/model.ts";
import { flowsTo, MAP_PART, otherSide, SIDES } from "../sync/model.ts";
import { ANY_PART, joinValue, OWNER_PATH, splitValue } from "../sync/paths.ts";
import type { FieldIssue } from "../sync/settings-ports.ts";
import type { BothDefinitions, ConnectwiseChoice } from "../sync/vendor-ports.ts";
import { optionsOf, type OptionSet } from "./list-options.ts";
import { nameOf } from "./plan-verdicts.ts";
import { isThere } from "./set-up-portal.ts";

type Unmapped = FieldIssue["options"][number];

/** What is known from before, for options that may be left out. */
export interface EarlierFindings {
  /** Definitions as they were; null when these are the first. */
  readonly before: BothDefinitions | null;
  readonly open: readonly FieldIssue[];
}

/**
 * Finds options, owners, stages and statuses of mapped fields that have neither a row nor a fallback,
 * before a record fails on one: one issue a field.
 *
 * Where the map leaves such options out by itself, only those that are new count: the others were
 * there when somebody decided about the map.
 */
export function findUnmapped(
  mapping: MappingVersion,
  both: BothDefinitions,
  earlier: EarlierFindings,
): readonly FieldIssue[] {
  return mapping.fields.flatMap((field): FieldIssue[] => {
    if (field.direction === "off") return [];
    const options = unmappedOf(mapping, field, both, earlier);
    return options.length === 0 ? [] : [toIssue(field, options)];
  });
}

function unmappedOf(
  mapping: MappingVersion,
  field: FieldMapping,
  both: BothDefinitions,
  earlier: EarlierFindings,
): readonly Unmapped[] {
  const name = field.valueMap ?? "";
  const stageMap = mapping.stageMaps?.[name];
  if (field.transform === "stage" && stageMap !== undefined) {
    return unmappedStages(field, stageMap, both);
  }
  const map = mapping.valueMaps[name];
  if (map === undefined) return [];
  const unmapped = unmappedOptions(field, map, both);
  return map.unmapped === "problem" ? unmapped : newAmong(unmapped, { field, map }, both, earlier);
}

/**
 * Those that were not there before, about which there is an issue already, or that have a row whose
 * other end is gone.
 */
function newAmong(
  unmapped: readonly Unmapped[],
  { field, map }: { readonly field: FieldMapping; readonly map: ValueMap },
  both: BothDefinitions,
  { before, open }: EarlierFindings,
): readonly Unmapped[] {
  const known = optionsOf(field, before ?? both);
  const told = open.find((issue) => isAbout(issue, field))?.options ?? [];
  return unmapped.filter(
    (option) =>
      Object.hasOwn(map[MAP_PART[otherSide(option.side)]], option.value) ||
      !activeIn(known[option.side]).some(({ value }) => value === option.value) ||
      told.some(({ side, value }) => side === option.side && value === option.value),
  );
}

/** True for an issue about a row; its mapping key may be another one by now. */
export function isAbout(
  issue: Pick<FieldIssue, "hubspot" | "connectwise">,
  row: Pick<FieldMapping, "hubspot" | "connectwise">,
): boolean {
  return issue.hubspot === row.hubspot && issue.connectwise === row.connectwise;
}

function unmappedOptions(
  field: FieldMapping,
  map: ValueMap,
  both: BothDefinitions,
): readonly Unmapped[] {
  const ends = optionsOf(field, both);
  return SIDES.flatMap((side) => {
    const to = otherSide(side);
    if (!flowsTo(field.direction, to)) return [];
    const isUsable = usableOn(field, ends[to]);
    const fallback = map.fallback?.[MAP_PART[to]];
    if (fallback !== undefined && isUsable(fallback)) return [];
    const rows = map[MAP_PART[to]];
    return activeIn(ends[side])
      .filter(({ value }) => !Object.hasOwn(rows, value) || !isUsable(rows[value] ?? ""))
      .map(({ value, label }) => ({ side, value, label }));
  });
}

/** Who has left is given nothing any more; every other option stands as long as the map names it. */
function usableOn({ hubspot }: FieldMapping, set: OptionSet): (value: string) => boolean {
  if (hubspot !== OWNER_PATH) return () => true;
  const active = new Set(activeIn(set).map(({ value }) => value));
  return (value) => active.has(value);
}

function activeIn(set: OptionSet): readonly { readonly value: string; readonly label: string }[] {
  return set.kind === "listed" ? set.options.filter(({ isActive }) => isActive) : [];
}

/** Stages of pipelines, and stages with their statuses, that no row is about. */
function unmappedStages(
  { direction }: FieldMapping,
  { rows }: StageMap,
  { pipelines, connectwise }: BothDefinitions,
): readonly Unmapped[] {
  const isLeft = (option: Unmapped): boolean =>
    !rows.some((row) => covers(row, option.side, option.value));
  const stages = pipelines.flatMap(({ pipelineId, label, stages: all }) =>
    all.map((stage): Unmapped => ({
      side: "hubspot",
      value: joinValue([pipelineId, stage.stageId]),
      label: `${label}: ${stage.label}`,
    })),
  );
  const statuses = connectwise.statuses.filter(({ isInactive }) => !isInactive);
  return [
    ...(flowsTo(direction, "connectwise") ? stages.filter(isLeft) : []),
    ...(flowsTo(direction, "hubspot")
      ? statuses.flatMap((status) => unmappedWith(status, connectwise, isLeft))
      : []),
  ];
}

/** The stages that no row is about together with a status; the status alone where that is all. */
function unmappedWith(
  status: ConnectwiseChoice,
  { choices }: BothDefinitions["connectwise"],
  isLeft: (option: Unmapped) => boolean,
): readonly Unmapped[] {
  const stages = (choices["stage"] ?? []).filter(({ isInactive }) => !isInactive);
  const left = stages
    .map((stage): Unmapped => ({
      side: "connectwise",
      value: joinValue([stage.id, status.id]),
      label: `${stage.name}: ${status.name}`,
    }))
    .filter(isLeft);
  if (left.length < stages.length) return left;
  return [{ side: "connectwise", value: joinValue([ANY_PART, status.id]), label: status.name }];
}

function covers(row: StageRow, side: Side, value: string): boolean {
  const parts = splitValue(value);
  return splitValue(row[side]).every((part, index) => part === ANY_PART || part === parts[index]);
}

/** Finds rows whose property or field is not there any more. */
export function findGone(mapping: MappingVersion, both: BothDefinitions): readonly FieldIssue[] {
  return mapping.fields
    .filter((field) => field.direction !== "off" && !isThere(field, both))
    .map(({ hubspot, connectwise, isOwn }) => ({
      hubspot,
      connectwise,
      code: "field_gone",
      message: `${hubspot} in HubSpot or ${connectwise} in ConnectWise does not exist any more.`,
      remedy: isOwn
        ? "Connect ConnectWise again: Lockstep then makes its properties anew."
        : "Remove the row, or bring the field back.",
      options: [],
    }));
}

/** Labels that an issue names; the rest is counted. */
const NAMED = 5;

function toIssue(field: FieldMapping, options: readonly Unmapped[]): FieldIssue {
  const parts = SIDES.flatMap((side) => {
    const labels = options.filter((option) => option.side === side).map(({ label }) => label);
    if (labels.length === 0) return [];
    const more = labels.length > NAMED ? ` and ${labels.length - NAMED} more` : "";
    return [`${nameOf(side)}: ${labels.slice(0, NAMED).join(", ")}${more}`];
  });
  return {
    hubspot: field.hubspot,
    connectwise: field.connectwise,
    code: field.transform === "stage" ? "stage_not_mapped" : "option_not_mapped",
    message: `These have no counterpart in the other system. ${parts.join(". ")}.`,
    remedy:
      field.transform === "stage"
        ? "Add them to the stage map."
        : "Add them to the value map of this field, or give it a fallback.",
    options,
  };
}
