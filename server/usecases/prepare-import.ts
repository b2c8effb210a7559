import { notConfigured } from "../sync/errors.ts";
import { LISTS_PATH } from "../sync/filters.ts";
import type { ObjectType, RecordFilter } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { BothDefinitions, CompanyDirectory, HubspotList } from "../sync/vendor-ports.ts";
import { isFixed } from "./check-rows.ts";
import { compareConfigurations, type ConfigurationChange } from "./compare-configurations.ts";
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

/**
 * Reads what is configured, with what its names stand for.
 *
 * @param wanted - what is to be imported; null for an export
 * @throws AppError `not_configured` before ConnectWise is connected
 */
export async function readObjects(
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
export interface ObjectImport {
  readonly objectType: ObjectType;
  readonly changes: readonly ConfigurationChange[];
  readonly problems: readonly ConfigurationProblem[];
  /** Null where there is nothing to do, or nothing that can be done. */
  readonly work: { readonly one: ConfiguredObject; readonly resolved: ResolvedObject } | null;
}

/** Tells what importing a configuration would change, and finds what its names stand for here. */
export async function prepareImport(
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
