import { AppError } from "../sync/errors.ts";
import type { FieldMapping, MappingVersion, StageMap, ValueMap } from "../sync/model.ts";
import type { BothDefinitions } from "../sync/vendor-ports.ts";
import { optionsOf, type MapEnds } from "./list-options.ts";
import { suggestMap } from "./suggest-maps.ts";
import { stageChoicesOf, suggestStages, type StageChoices } from "./suggest-stages.ts";

/** A value map with all that its editor shows. */
export interface DescribedMap {
  readonly rows: readonly Pick<FieldMapping, "hubspot" | "connectwise">[];
  readonly map: ValueMap;
  /** What a new connection would start with. */
  readonly suggestion: ValueMap;
  readonly ends: MapEnds;
}

/** Describes a value map of a mapping. @throws AppError gone `unknown_map` */
export function describeMap(
  mapping: MappingVersion,
  name: string,
  both: BothDefinitions,
): DescribedMap {
  const rows = mapping.fields.filter((field) => field.valueMap === name);
  const [first] = rows;
  const map = mapping.valueMaps[name];
  if (first === undefined || map === undefined) throw unknownMap(name);
  return { rows, map, suggestion: suggestMap(first, both), ends: optionsOf(first, both) };
}

/** A stage map with all that its editor shows. */
export interface DescribedStages {
  readonly map: StageMap;
  readonly suggestion: StageMap;
  readonly choices: StageChoices;
}

/** Describes a stage map of a mapping. @throws AppError gone `unknown_map` */
export function describeStages(
  mapping: MappingVersion,
  name: string,
  both: BothDefinitions,
): DescribedStages {
  const map = mapping.stageMaps?.[name];
  if (map === undefined) throw unknownMap(name);
  const choices = stageChoicesOf(both);
  return { map, suggestion: suggestStages(choices), choices };
}

function unknownMap(name: string): AppError {
  return new AppError(`This mapping has no map ${name}.`, {
    code: "unknown_map",
    errorClass: "gone",
    remedy: "Choose one of the maps that the mapping names.",
  });
}
