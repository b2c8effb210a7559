import { AppError, notConfigured } from "../sync/errors.ts";
import { LISTS_PATH } from "../sync/filters.ts";
import { flowsTo, type ObjectType, type RecordFilter } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import type { ObjectSettings, PortalStore, SettingsTransaction } from "../sync/portal-ports.ts";
import type { BothDefinitions, CompanyDirectory, HubspotList } from "../sync/vendor-ports.ts";
import { changeFilters } from "./change-filters.ts";
import { changeMapping } from "./change-mapping.ts";
import { changePolicy } from "./change-policy.ts";
import { isFixed } from "./check-rows.ts";
import {
  compareConfigurations,
  type ConfigurationChange,
  type ConfigurationPart,
} from "./compare-configurations.ts";
import {
  type Configuration,
  type ConfiguredObject,
  exportConfiguration,
  type ObjectConfiguration,
} from "./export-configuration.ts";
import {
  type ConfigurationProblem,
  type ResolvedObject,
  resolveObject,
} from "./resolve-configuration.ts";

/** What exporting and importing a configuration needs. */
export interface ConfigurationParts {
  readonly portal: Pick<PortalStore, "objectSettings" | "changeTogether">;
  /** Object types that are synced, parents before children. */
  readonly definitions: readonly ObjectDefinition[];
  /** The kept definitions of an object type. */
  readonly both: (objectType: ObjectType) => Promise<BothDefinitions>;
  /** Asked only where a filter is about HubSpot's lists. */
  readonly lists: (objectType: ObjectType) => Promise<readonly HubspotList[]>;
  /** Asked only where a catch-all company is configured. */
  readonly companies: CompanyDirectory;
  /** Short text that is the same for the same configuration only. */
  readonly fingerprint: (configuration: Configuration) => string;
  /** HubSpot user who makes the change. */
  readonly userId: string;
}

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
  const import_ = await prepare(parts, wanted);
  const checked = await parts.portal.changeTogether(async (settings) => ({
    isKept: false,
    result: await applyAll(parts, settings, import_.objects),
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
  const { revision, objects } = await prepare(parts, wanted);
  if (expected !== undefined && expected !== revision) throw changedMeanwhile();
  refuse(objects.flatMap(({ problems }) => problems));
  await parts.portal.changeTogether(async (settings) => {
    refuse(await applyAll(parts, settings, objects));
    return { isKept: true, result: null };
  });
  return objects.map(({ objectType, changes }) => ({ objectType, changes, problems: [] }));
}

function changedMeanwhile(): AppError {
  return new AppError("Somebody else changed the settings meanwhile.", {
    code: "changed_meanwhile",
    errorClass: "invalid",
    field: "expected",
    remedy: "Look at the differences again, and import then.",
  });
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

/** @param wanted - what is to be imported */
async function readObjects(
  parts: ConfigurationParts,
  wanted: Configuration | null,
): Promise<readonly ConfiguredObject[]> {
  const stored = await parts.portal.objectSettings();
  const objects: ConfiguredObject[] = [];
  for (const definition of parts.definitions) {
    const settings = stored.find(({ objectType }) => objectType === definition.objectType);
    if (settings === undefined) continue;
    const { catchAllId = null } = settings.policy;
    const asksForLists = [
      settings.mapping.filters?.hubspot,
      wanted?.objects[definition.objectType]?.filters.hubspot,
    ].some(isAboutLists);
    objects.push({
      definition,
      settings,
      // oxlint-disable-next-line no-await-in-loop -- kept definitions, one object type after the other
      both: await parts.both(definition.objectType),
      // oxlint-disable-next-line no-await-in-loop -- few filters are about lists
      lists: asksForLists ? await parts.lists(definition.objectType) : [],
      // oxlint-disable-next-line no-await-in-loop -- seldom more than one
      catchAllCompany: catchAllId === null ? null : await parts.companies.identifierOf(catchAllId),
    });
  }
  if (objects.length === 0) throw notConfigured();
  return objects;
}

/** What is to be imported into one object type. */
interface ObjectImport {
  readonly objectType: ObjectType;
  readonly changes: readonly ConfigurationChange[];
  readonly problems: readonly ConfigurationProblem[];
  /** Null where there is nothing to do, or nothing that can be done. */
  readonly work: { readonly one: ConfiguredObject; readonly resolved: ResolvedObject } | null;
}

async function prepare(
  parts: ConfigurationParts,
  wanted: Configuration,
): Promise<{ readonly revision: string; readonly objects: readonly ObjectImport[] }> {
  const configured = await readObjects(parts, wanted);
  const current = exportConfiguration(configured);
  const objects: ObjectImport[] = [];
  for (const [objectType, object] of Object.entries(wanted.objects)) {
    const one = configured.find(({ definition }) => definition.objectType === objectType);
    const before = current.objects[objectType];
    // oxlint-disable-next-line no-await-in-loop -- at most one look-up an object type
    if (one !== undefined && before !== undefined)
      objects.push(await prepareObject(parts, one, { before, object }));
    else objects.push(unknownObject(objectType));
  }
  return { revision: parts.fingerprint(current), objects };
}

function isAboutLists(filter: RecordFilter | null | undefined): boolean {
  const conditions = filter?.groups.flatMap((group) => group.conditions) ?? [];
  return conditions.some(({ path }) => path === LISTS_PATH);
}

function unknownObject(objectType: string): ObjectImport {
  const problem = {
    field: `objects.${objectType}`,
    code: "unknown_object_type",
    message: `There is no object type ${objectType}.`,
    remedy: "Take it out of the configuration.",
  };
  return { objectType, changes: [], problems: [problem], work: null };
}

async function prepareObject(
  { companies }: ConfigurationParts,
  one: ConfiguredObject,
  {
    before,
    object,
  }: { readonly before: ObjectConfiguration; readonly object: ObjectConfiguration },
): Promise<ObjectImport> {
  const { objectType } = one.definition;
  const { fields } = one.settings.mapping;
  const fixed = new Set(fields.filter(isFixed).map(({ hubspot }) => hubspot));
  const changes = compareConfigurations(before, object, ({ hubspot }) => fixed.has(hubspot));
  const { catchAllCompany = null } = object.policy;
  const catchAllId = catchAllCompany === null ? null : await companies.idOf(catchAllCompany);
  const resolved = resolveObject(one, object, catchAllId);
  const isWork = changes.length > 0 && resolved.problems.length === 0;
  return {
    objectType,
    changes,
    problems: resolved.problems,
    work: isWork ? { one, resolved } : null,
  };
}

interface FoundProblem extends ConfigurationProblem {
  readonly objectType: ObjectType;
}

/** Makes all changes by the rules of every single one; what is refused is told, and the rest tried. */
async function applyAll(
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
