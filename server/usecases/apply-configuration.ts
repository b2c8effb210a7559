import { AppError } from "../sync/errors.ts";
import type { ObjectType } from "../sync/model.ts";
import type { ConfigurationChange } from "./compare-configurations.ts";
import { type Configuration, exportConfiguration } from "./export-configuration.ts";
import { changedMeanwhile, importObjects } from "./import-objects.ts";
import { type ConfigurationParts, prepareImport, readObjects } from "./prepare-import.ts";
import type { ConfigurationProblem } from "./resolve-configuration.ts";

/** What importing a configuration would do. */
export interface ConfigurationPreview {
  /** Stands for what is configured now. */
  readonly revision: string;
  readonly objects: readonly {
    readonly objectType: ObjectType;
    readonly changes: readonly ConfigurationChange[];
    /** While there is one, nothing of the configuration is imported. */
    readonly problems: readonly ConfigurationProblem[];
  }[];
}

/** Reads the whole configuration in names. @throws AppError `not_configured` before it is connected */
export async function readConfiguration(parts: ConfigurationParts): Promise<Configuration> {
  return exportConfiguration(await readObjects(parts, null));
}

/**
 * Tells what importing a configuration would change, and what of it this portal cannot take. Nothing
 * is changed: it is imported, and taken back.
 *
 * @throws AppError `not_configured` before ConnectWise is connected
 */
export async function previewConfiguration(
  parts: ConfigurationParts,
  wanted: Configuration,
): Promise<ConfigurationPreview> {
  const import_ = await prepareImport(parts, wanted);
  const checked = await parts.portal.changeTogether(async (settings) => ({
    isKept: false,
    result: await importObjects(parts, settings, import_.objects),
  }));
  return {
    revision: import_.revision,
    objects: import_.objects.map(({ objectType, changes, problems }) => ({
      objectType,
      changes,
      problems: [...problems, ...checked.filter((one) => one.objectType === objectType)].map(
        ({ field, code, message, remedy }) => ({ field, code, message, remedy }),
      ),
    })),
  };
}

/**
 * Imports a configuration as a whole, or nothing of it. Object types that it does not name stay as
 * they are; the same again changes nothing. Mappings count from now on, filters for all records.
 *
 * @param expected - revision that a preview was made of; left out: whatever is stored
 * @returns what was changed
 * @throws AppError invalid with the first problem's field and remedy; `changed_meanwhile` when the
 *   settings are no longer those of the revision; the stored settings stay
 */
export async function applyConfiguration(
  parts: ConfigurationParts,
  wanted: Configuration,
  expected: string | undefined,
): Promise<ConfigurationPreview["objects"]> {
  const { revision, objects } = await prepareImport(parts, wanted);
  if (expected !== undefined && expected !== revision) throw changedMeanwhile();
  refuse(objects.flatMap(({ problems }) => problems));
  await parts.portal.changeTogether(async (settings) => {
    refuse(await importObjects(parts, settings, objects));
    return { isKept: true, result: null };
  });
  return objects.map(({ objectType, changes }) => ({ objectType, changes, problems: [] }));
}

function refuse([first]: readonly ConfigurationProblem[]): void {
  if (first === undefined) return;
  const { message, code, remedy, field } = first;
  throw new AppError(message, {
    code,
    errorClass: "invalid",
    remedy,
    field: `configuration.${field}`,
  });
}
