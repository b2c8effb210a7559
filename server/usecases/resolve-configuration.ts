import {
  type FilterCondition,
  MAP_PART,
  otherSide,
  type RecordFilter,
  type Side,
  SIDES,
  type ValueMap,
} from "../sync/model.ts";
import { catchAllRow } from "../sync/objects/definition.ts";
import { joinValue } from "../sync/paths.ts";
import { listDefaults, type PolicyChange } from "./change-policy.ts";
import type { MappingRow } from "./check-rows.ts";
import type { StageMapInput } from "./check-stage-map.ts";
import { AS_IS, type ConfigurationNames, createNames, type Naming } from "./configuration-names.ts";
import type {
  ConfiguredObject,
  NamedPolicy,
  NamedRow,
  NamedStageMap,
  ObjectConfiguration,
} from "./export-configuration.ts";

/** Something of a configuration that this portal cannot take. */
export interface ConfigurationProblem {
  /** Where it stands, such as `objects.company.rows.3.connectwise`. */
  readonly field: string;
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** A configuration of one object type in the ids of this portal. */
export interface ResolvedObject {
  readonly rows: readonly MappingRow[];
  /** Stage maps by the row that they stand in. */
  readonly stageMaps: readonly { readonly row: number; readonly map: StageMapInput }[];
  readonly policy: PolicyChange;
  readonly filters: Readonly<Record<Side, RecordFilter | null>>;
  /** Names that stand for nothing here. */
  readonly problems: readonly ConfigurationProblem[];
}

/** Finds ids by names, and remembers the names that have none. */
class Resolver {
  readonly problems: ConfigurationProblem[] = [];

  find(naming: Naming, name: string, [field, what]: readonly [string, string]): string {
    const found = naming.idOf(name);
    if (typeof found === "object") return found.id;
    const isUnknown = found === "unknown";
    this.problems.push({
      field,
      code: isUnknown ? "unknown_name" : "ambiguous_name",
      message: isUnknown
        ? `There is no ${what} called ${JSON.stringify(name)} in this portal.`
        : `Several ${what}s are called ${JSON.stringify(name)} in this portal.`,
      remedy: isUnknown
        ? `Make a ${what} of that name and read the definitions again, or take it out of the configuration.`
        : "Give them different names, and read the definitions again.",
    });
    return name;
  }
}

/** Puts one object type of a configuration into the ids of this portal. */
export function resolveObject(
  one: ConfiguredObject,
  wanted: ObjectConfiguration,
  catchAllId: string | null,
): ResolvedObject {
  const names = createNames(one.both, one.lists);
  const resolver = new Resolver();
  const at = `objects.${one.definition.objectType}`;
  const rows = wanted.rows.map((row, index) =>
    resolveRow(resolver, names, row, `${at}.rows.${index}`),
  );
  const stageMaps = wanted.rows.flatMap(({ stageMap }, row) => {
    if (stageMap === undefined) return [];
    const place = `${at}.rows.${row}.stageMap`;
    return [{ row, map: resolveStages(resolver, names, stageMap, place) }];
  });
  const filters = {
    hubspot: resolveFilter(resolver, names, wanted.filters.hubspot, ["hubspot", at]),
    connectwise: resolveFilter(resolver, names, wanted.filters.connectwise, ["connectwise", at]),
  };
  const policy = resolvePolicy(resolver, one, wanted, { names, catchAllId });
  return { rows, stageMaps, filters, policy, problems: resolver.problems };
}

function resolveRow(
  resolver: Resolver,
  names: ConfigurationNames,
  { stageMap: _stages, valueMap, ...row }: NamedRow,
  at: string,
): MappingRow {
  const connectwise = resolver.find(names.paths, row.connectwise, [
    `${at}.connectwise`,
    "ConnectWise field",
  ]);
  if (valueMap === undefined) return { ...row, connectwise };
  const values = names.valuesOf({ ...row, connectwise, transform: row.transform ?? "value-map" });
  return {
    ...row,
    connectwise,
    valueMap: resolveMap(resolver, values, valueMap, {
      at: `${at}.valueMap`,
      isCountry: row.transform === "country",
    }),
  };
}

const OPTION = { hubspot: "HubSpot option", connectwise: "ConnectWise option" } as const;

function resolveMap(
  resolver: Resolver,
  values: Readonly<Record<Side, Naming>>,
  map: ValueMap,
  { at, isCountry }: { readonly at: string; readonly isCountry: boolean },
): ValueMap {
  // A country reaches HubSpot as the name that people read, which is no option of it.
  const written = isCountry ? { ...values, hubspot: AS_IS } : values;
  const part = (to: Side): Record<string, string> => {
    const from = otherSide(to);
    return Object.fromEntries(
      Object.entries(map[MAP_PART[to]]).map(([option, target]) => {
        const field = `${at}.${MAP_PART[to]}.${option}`;
        return [
          resolver.find(values[from], option, [field, OPTION[from]]),
          resolver.find(written[to], target, [field, OPTION[to]]),
        ];
      }),
    );
  };
  const fallback = SIDES.flatMap((to) => {
    const name = map.fallback?.[MAP_PART[to]];
    if (name === undefined) return [];
    const place = [`${at}.fallback.${MAP_PART[to]}`, OPTION[to]] as const;
    return [[MAP_PART[to], resolver.find(written[to], name, place)] as const];
  });
  return {
    toHubspot: part("hubspot"),
    toConnectwise: part("connectwise"),
    unmapped: map.unmapped,
    ...(fallback.length === 0 ? {} : { fallback: Object.fromEntries(fallback) }),
  };
}

function resolveStages(
  resolver: Resolver,
  names: ConfigurationNames,
  { rows, reopens }: NamedStageMap,
  at: string,
): StageMapInput {
  return {
    reopens,
    rows: rows.map(({ hubspot, connectwise }, index) => {
      const place = `${at}.rows.${index}`;
      const theirs = `${place}.connectwise`;
      const pipeline = resolver.find(names.pipelines, hubspot.pipeline, [
        `${place}.hubspot.pipeline`,
        "pipeline",
      ]);
      const isKnown = names.pipelines.nameOf(pipeline) !== null;
      const stage = isKnown
        ? resolver.find(names.stagesOf(pipeline), hubspot.stage, [
            `${place}.hubspot.stage`,
            "stage of this pipeline",
          ])
        : hubspot.stage;
      return {
        hubspot: joinValue([pipeline, stage]),
        connectwise: joinValue([
          resolver.find(names.stages, connectwise.stage, [`${theirs}.stage`, "ConnectWise stage"]),
          resolver.find(names.statuses, connectwise.status, [
            `${theirs}.status`,
            "ConnectWise status",
          ]),
        ]),
      };
    }),
  };
}

function resolveFilter(
  resolver: Resolver,
  names: ConfigurationNames,
  filter: RecordFilter | null,
  [side, at]: readonly [Side, string],
): RecordFilter | null {
  if (filter === null) return null;
  const resolve = (
    { path: name, operator, values }: FilterCondition,
    place: string,
  ): FilterCondition => {
    const path =
      side === "hubspot"
        ? name
        : resolver.find(names.paths, name, [`${place}.path`, "ConnectWise field"]);
    const naming = names.valuesAt(side, path);
    return {
      path,
      operator,
      values: values.map((value, index) =>
        resolver.find(naming, value, [`${place}.values.${index}`, OPTION[side]]),
      ),
    };
  };
  return {
    groups: filter.groups.map(({ conditions }, group) => ({
      conditions: conditions.map((condition, index) =>
        resolve(condition, `${at}.filters.${side}.groups.${group}.conditions.${index}`),
      ),
    })),
  };
}

function resolvePolicy(
  resolver: Resolver,
  one: ConfiguredObject,
  { isOn, policy: wanted }: ObjectConfiguration,
  { names, catchAllId }: { readonly names: ConfigurationNames; readonly catchAllId: string | null },
): PolicyChange {
  const { definition } = one;
  const { catchAllCompany, defaults: _named, ...policy } = wanted;
  const at = `objects.${definition.objectType}.policy`;
  if (typeof catchAllCompany === "string" && catchAllId === null) {
    resolver.find({ ...AS_IS, idOf: () => "unknown" }, catchAllCompany, [
      `${at}.catchAllCompany`,
      "ConnectWise company",
    ]);
  }
  const isForObject = catchAllRow(definition) !== undefined || typeof catchAllCompany === "string";
  return {
    ...policy,
    isOn,
    ...(catchAllCompany === undefined || !isForObject ? {} : { catchAllCompanyId: catchAllId }),
    defaults: resolveDefaults(resolver, one, wanted, { names, at }),
  };
}

/** What is not named any more is emptied, as far as ConnectWise takes records without it. */
function resolveDefaults(
  resolver: Resolver,
  { definition, settings, both }: ConfiguredObject,
  { defaults }: NamedPolicy,
  { names, at }: { readonly names: ConfigurationNames; readonly at: string },
): Readonly<Record<string, string | null>> {
  const given = Object.entries(defaults).map(([name, value]) => {
    const field = `${at}.defaults.${name}`;
    const path = resolver.find(names.paths, name, [field, "ConnectWise field"]);
    const naming = names.valuesAt("connectwise", path);
    return [path, resolver.find(naming, value, [field, OPTION.connectwise])] as const;
  });
  const kept = new Set(given.map(([path]) => path));
  const catchAll = catchAllRow(definition)?.connectwise;
  const stored = settings.policy.createDefaults.connectwise;
  const emptied = listDefaults(definition, both)
    .filter(({ path, isRequired }) => !isRequired && !kept.has(path) && path !== catchAll)
    .filter(({ path }) => stored[path] !== undefined && stored[path] !== null)
    .map(({ path }) => [path, null] as const);
  return Object.fromEntries<string | null>([...given, ...emptied]);
}
