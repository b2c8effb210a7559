import {
  type FieldMapping,
  type FieldValue,
  type FilterCondition,
  MAP_PART,
  type ObjectPolicy,
  type ObjectType,
  otherSide,
  type RecordFilter,
  type Side,
  SIDES,
  type StageMap,
  USUAL_CONFLICT_RULE,
  type ValueMap,
} from "../sync/model.ts";
import {
  catchAllRow,
  matchFieldOf,
  type ObjectDefinition,
  POLICY_SWITCHES,
} from "../sync/objects/definition.ts";
import { optional } from "../sync/optional.ts";
import { splitValue } from "../sync/paths.ts";
import type { ObjectSettings } from "../sync/settings-ports.ts";
import type { BothDefinitions, HubspotList } from "../sync/vendor-ports.ts";
import { listDefaults, type PolicyChange } from "./change-policy.ts";
import type { MappingRow } from "./check-rows.ts";
import { type ConfigurationNames, createNames, type Naming } from "./configuration-names.ts";

/** What a file of this kind calls itself. */
export const FORMAT = "lockstep-configuration";
/** Files of other versions are not read. */
export const FORMAT_VERSION = 1;

/** Stages and statuses by their names; `*` stands for any stage of ConnectWise. */
export interface NamedStageMap {
  readonly rows: readonly {
    readonly hubspot: { readonly pipeline: string; readonly stage: string };
    readonly connectwise: { readonly stage: string; readonly status: string };
  }[];
  readonly reopens: boolean;
}

/** A row of a mapping with its maps; custom fields, options and people by name. */
export interface NamedRow extends MappingRow {
  readonly stageMap?: NamedStageMap | undefined;
}

/** A policy; what is left out is not said anything about. */
export interface NamedPolicy extends Omit<PolicyChange, "isOn" | "catchAllCompanyId" | "defaults"> {
  /** Identifier of a ConnectWise company. */
  readonly catchAllCompany?: string | null | undefined;
  readonly defaults: Readonly<Record<string, string>>;
}

/** Everything that is configured about one object type. */
export interface ObjectConfiguration {
  readonly isOn: boolean;
  readonly policy: NamedPolicy;
  readonly rows: readonly NamedRow[];
  readonly filters: Readonly<Record<Side, RecordFilter | null>>;
}

/** The whole configuration of a portal, without any id that means something in this portal alone. */
export interface Configuration {
  readonly format: typeof FORMAT;
  readonly version: typeof FORMAT_VERSION;
  readonly objects: Readonly<Record<ObjectType, ObjectConfiguration>>;
}

/** One object type as it stands in one portal. */
export interface ConfiguredObject {
  readonly definition: ObjectDefinition;
  readonly settings: ObjectSettings;
  readonly both: BothDefinitions;
  /** HubSpot's lists; empty where no filter is about them. */
  readonly lists: readonly HubspotList[];
  /** Identifier of the catch-all company; null where there is none. */
  readonly catchAllCompany: string | null;
}

/** Puts the settings of a portal into words that another portal understands. */
export function exportConfiguration(objects: readonly ConfiguredObject[]): Configuration {
  return {
    format: FORMAT,
    version: FORMAT_VERSION,
    objects: Object.fromEntries(
      objects.map((one) => [one.definition.objectType, exportObject(one)]),
    ),
  };
}

function exportObject(one: ConfiguredObject): ObjectConfiguration {
  const { settings, both, lists } = one;
  const { mapping, isOn } = settings;
  const names = createNames(both, lists);
  const rows = mapping.fields
    .filter(({ isOwn }) => !isOwn)
    .flatMap((field) => exportRow(field, settings, names))
    .toSorted((a, b) => (a.hubspot < b.hubspot ? -1 : 1));
  const filterOf = (side: Side): RecordFilter | null =>
    exportFilter(mapping.filters?.[side], side, names);
  return {
    isOn,
    policy: exportPolicy(one, names),
    rows,
    filters: { hubspot: filterOf("hubspot"), connectwise: filterOf("connectwise") },
  };
}

/** A row whose field is gone says nothing to anybody. */
function exportRow(
  field: FieldMapping,
  { mapping }: ObjectSettings,
  names: ConfigurationNames,
): readonly NamedRow[] {
  const { hubspot, direction, transform, conflictRule, blankRule, valueMap } = field;
  const connectwise = names.paths.nameOf(field.connectwise);
  if (connectwise === null) return [];
  const map = valueMap === undefined ? undefined : mapping.valueMaps[valueMap];
  const stages = valueMap === undefined ? undefined : mapping.stageMaps?.[valueMap];
  return [
    {
      hubspot,
      connectwise,
      direction,
      transform,
      conflictRule,
      blankRule,
      ...(map === undefined || transform === "stage"
        ? {}
        : { valueMap: exportMap(map, names.valuesOf(field)) }),
      ...(stages === undefined ? {} : { stageMap: exportStages(stages, names) }),
    },
  ];
}

/** Entries about options that are gone are left out: no record can hold them. */
function exportMap(map: ValueMap, values: Readonly<Record<Side, Naming>>): ValueMap {
  const part = (to: Side): Record<string, string> =>
    Object.fromEntries(
      Object.entries(map[MAP_PART[to]]).flatMap(([option, target]) => {
        const from = values[otherSide(to)].nameOf(option);
        const into = values[to].nameOf(target) ?? asText(to, target);
        return from === null || into === null ? [] : [[from, into]];
      }),
    );
  // A country reaches HubSpot as the name that people read, which is no option of it.
  const asText = (to: Side, target: string): string | null =>
    to === "hubspot" && values.hubspot.nameOf(target) === null ? null : target;
  const fallback = SIDES.flatMap((to) => {
    const value = map.fallback?.[MAP_PART[to]];
    const name = value === undefined ? null : values[to].nameOf(value);
    return name === null ? [] : [[MAP_PART[to], name] as const];
  });
  return {
    toHubspot: part("hubspot"),
    toConnectwise: part("connectwise"),
    unmapped: map.unmapped,
    ...(fallback.length === 0 ? {} : { fallback: Object.fromEntries(fallback) }),
  };
}

function exportStages({ rows, reopens }: StageMap, names: ConfigurationNames): NamedStageMap {
  return {
    reopens,
    rows: rows.flatMap((row) => {
      const [pipelineId = "", stageId = ""] = splitValue(row.hubspot);
      const [theirStageId = "", statusId = ""] = splitValue(row.connectwise);
      const pipeline = names.pipelines.nameOf(pipelineId);
      const stage = names.stagesOf(pipelineId).nameOf(stageId);
      const theirStage = names.stages.nameOf(theirStageId);
      const status = names.statuses.nameOf(statusId);
      if (pipeline === null || stage === null || theirStage === null || status === null) return [];
      return [{ hubspot: { pipeline, stage }, connectwise: { stage: theirStage, status } }];
    }),
  };
}

/** A condition that is about something gone stays as it is: without it the filter would let more through. */
function exportFilter(
  filter: RecordFilter | undefined,
  side: Side,
  names: ConfigurationNames,
): RecordFilter | null {
  if (filter === undefined) return null;
  const exportCondition = ({ path, operator, values }: FilterCondition): FilterCondition => {
    const naming = names.valuesAt(side, path);
    return {
      path: side === "connectwise" ? (names.paths.nameOf(path) ?? path) : path,
      operator,
      values: values.map((value) => naming.nameOf(value) ?? value),
    };
  };
  return {
    groups: filter.groups.map(({ conditions }) => ({
      conditions: conditions.map(exportCondition),
    })),
  };
}

function exportPolicy(
  { definition, settings, both, catchAllCompany }: ConfiguredObject,
  names: ConfigurationNames,
): NamedPolicy {
  const { policy } = settings;
  const switches = POLICY_SWITCHES.flatMap((name) =>
    policy[name] === undefined ? [] : [[name, policy[name]] as const],
  );
  const { direction, createIn, firstLinkRule, dueInDays, freeEmailDomains } = policy;
  const hasOwnDomains = [freeEmailDomains?.added, freeEmailDomains?.removed].flat().some(Boolean);
  return {
    direction: direction === "off" ? undefined : direction,
    createIn,
    firstLinkRule,
    conflictDefault: policy.conflictDefault ?? USUAL_CONFLICT_RULE,
    ...optional("matchField", matchFieldOf(definition, policy) ?? undefined),
    ...Object.fromEntries(switches),
    ...optional("freeEmailDomains", hasOwnDomains ? freeEmailDomains : undefined),
    ...(catchAllRow(definition) === undefined ? {} : { catchAllCompany }),
    ...optional("dueInDays", dueInDays?.connectwise),
    defaults: exportDefaults(definition, policy, { both, names }),
  };
}

/** Defaults that a person may choose; the catch-all company has a place of its own. */
function exportDefaults(
  definition: ObjectDefinition,
  { createDefaults }: ObjectPolicy,
  { both, names }: { readonly both: BothDefinitions; readonly names: ConfigurationNames },
): Readonly<Record<string, string>> {
  const catchAll = catchAllRow(definition)?.connectwise;
  return Object.fromEntries(
    listDefaults(definition, both).flatMap(({ path }) => {
      const value: FieldValue | undefined = createDefaults.connectwise[path];
      if (value === undefined || value === null || path === catchAll) return [];
      const field = names.paths.nameOf(path);
      const name = names.valuesAt("connectwise", path).nameOf(String(value));
      return field === null || name === null ? [] : [[field, name]];
    }),
  );
}
