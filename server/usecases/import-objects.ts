import { AppError } from "../sync/errors.ts";
import { flowsTo, type ObjectType } from "../sync/model.ts";
import type { ObjectSettings, SettingsTransaction } from "../sync/settings-ports.ts";
import type { BothDefinitions, HubspotList } from "../sync/vendor-ports.ts";
import { changeFilters } from "./change-filters.ts";
import { changeMapping } from "./change-mapping.ts";
import { changePolicy } from "./change-policy.ts";
import type { ConfigurationPart } from "./compare-configurations.ts";
import type { ConfiguredObject } from "./export-configuration.ts";
import type { ConfigurationParts, ObjectImport } from "./prepare-import.ts";
import type { ConfigurationProblem, ResolvedObject } from "./resolve-configuration.ts";

/** The refusal of an import whose settings are not any more those that somebody looked at. */
export function changedMeanwhile(): AppError {
  return new AppError("Somebody else changed the settings meanwhile.", {
    code: "changed_meanwhile",
    errorClass: "invalid",
    field: "expected",
    remedy: "Look at the differences again, and import then.",
  });
}

/** Why a part of an object type's configuration is refused. */
interface FoundProblem extends ConfigurationProblem {
  readonly objectType: ObjectType;
}

/** Makes all changes by the rules of every single one; what is refused is told, and the rest tried. */
export async function importObjects(
  parts: ConfigurationParts,
  settings: SettingsTransaction,
  objects: readonly ObjectImport[],
): Promise<readonly FoundProblem[]> {
  const problems: FoundProblem[] = [];
  for (const { objectType, changes, work } of objects) {
    if (work === null) continue;
    const changed = new Set(changes.map(({ part }) => part));
    for (const part of orderOf(work.resolved, work.one.settings)) {
      if (!changed.has(part)) continue;
      // oxlint-disable-next-line no-await-in-loop -- each builds on what the one before stored
      const problem = await tryPart(parts, settings, work, { part, changed });
      if (problem !== null) problems.push({ ...problem, objectType });
    }
  }
  return problems;
}

/**
 * Whoever begins to create in ConnectWise needs the rows for it first; whoever ends it may only then
 * switch the rows off.
 */
function orderOf(
  { policy }: ResolvedObject,
  settings: ObjectSettings,
): readonly ConfigurationPart[] {
  const direction = policy.direction ?? settings.policy.direction;
  const createIn = policy.createIn?.connectwise ?? settings.policy.createIn.connectwise;
  const creates = createIn && flowsTo(direction, "connectwise");
  return creates ? ["rows", "policy", "filters"] : ["policy", "rows", "filters"];
}

/** A part of an object's configuration, and all of those that change. */
interface PartOf {
  readonly part: ConfigurationPart;
  readonly changed: ReadonlySet<ConfigurationPart>;
}

async function tryPart(
  parts: ConfigurationParts,
  settings: SettingsTransaction,
  work: NonNullable<ObjectImport["work"]>,
  { part, changed }: PartOf,
): Promise<ConfigurationProblem | null> {
  try {
    await changePart(parts, settings, work, { part, changed });
    return null;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.errorClass !== "invalid") throw thrown;
    if (thrown.code === "changed_meanwhile") throw changedMeanwhile();
    const { code, message, remedy = "Correct it in the configuration." } = thrown;
    return { field: placeOf(work, part, thrown.field ?? ""), code, message, remedy };
  }
}

/** The catch-all company was looked up by its name a moment ago. */
const isThere = (): Promise<boolean> => Promise.resolve(true);

async function changePart(
  { userId }: ConfigurationParts,
  portal: SettingsTransaction,
  { one, resolved }: NonNullable<ObjectImport["work"]>,
  { part, changed }: PartOf,
): Promise<void> {
  const { definition, both, settings } = one;
  const { version } = settings.mapping;
  switch (part) {
    case "rows": {
      const stageMaps = Object.fromEntries(
        resolved.stageMaps.map(({ row, map }) => [stageMapName(one, resolved, row), map]),
      );
      await changeMapping(
        { portal, definition, both, userId, links: 0 },
        { rows: resolved.rows, stageMaps, existing: "from-now-on" },
      );
      return;
    }
    case "policy": {
      await changePolicy({ portal, definition, both, hasRecord: isThere }, resolved.policy);
      return;
    }
    case "filters": {
      const kept = (): Promise<BothDefinitions> => Promise.resolve(both);
      // What was changed a moment ago may have made a version of its own.
      const basedOn = changed.size > 1 ? undefined : version;
      const lists = (): Promise<readonly HubspotList[]> => Promise.resolve(one.lists);
      const change = { ...resolved.filters, basedOn };
      await changeFilters({ portal, definition, both: kept, lists, userId }, change);
      return;
    }
  }
}

/** Stage maps belong to fixed rows, which have theirs by name. */
function stageMapName(
  { settings }: ConfiguredObject,
  { rows }: ResolvedObject,
  row: number,
): string {
  const hubspot = rows[row]?.hubspot ?? "";
  const found = settings.mapping.fields.find((field) => field.hubspot === hubspot);
  return found?.valueMap ?? hubspot;
}

/** Where in the configuration stands what a check refused. */
function placeOf(
  { one, resolved }: NonNullable<ObjectImport["work"]>,
  part: ConfigurationPart,
  field: string,
): string {
  const at = `objects.${one.definition.objectType}`;
  if (part === "policy")
    return `${at}.policy.${field.replace("catchAllCompanyId", "catchAllCompany")}`;
  if (part === "filters") return `${at}.filters.${field}`;
  const stages = resolved.stageMaps.find(({ row }) =>
    field.startsWith(`stageMaps.${stageMapName(one, resolved, row)}.`),
  );
  if (stages === undefined) return `${at}.${field}`;
  const rest = field.split(".").slice(2).join(".");
  return `${at}.rows.${stages.row}.stageMap.${rest}`;
}
