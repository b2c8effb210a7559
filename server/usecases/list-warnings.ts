import type { ObjectType } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import type { PortalStore } from "../sync/portal-ports.ts";
import type { BothDefinitions } from "../sync/vendor-ports.ts";
import { missingOf } from "./check-permissions.ts";

/** Something that does not stop the sync, and that a person should know of. */
export interface Warning {
  /** Stable snake_case code. */
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
  /** Null when it is about no single object type. */
  readonly objectType: ObjectType | null;
}

/**
 * Tells what else may change the same records, and which rights are missing. Everything follows from
 * what is kept; no vendor is called.
 */
export async function listWarnings(
  store: Pick<PortalStore, "objectSettings" | "definitions" | "permissionCheck">,
  definitions: readonly ObjectDefinition[],
): Promise<readonly Warning[]> {
  const settings = await store.objectSettings();
  const isOn = (type: ObjectType): boolean =>
    settings.some((one) => one.objectType === type && one.isOn);
  const synced = definitions.filter(({ objectType }) => isOn(objectType));
  if (synced.length === 0) return [];
  const traces = await Promise.all(
    synced.map(async (definition) => {
      const stored = await store.definitions(definition.objectType);
      return stored === null ? [] : findTraces(definition, stored.both);
    }),
  );
  const isMakingCompanies = isOn("company") && isOn("contact");
  return [
    ...missingRights(missingOf((await store.permissionCheck())?.findings ?? []).length),
    ...(isMakingCompanies ? [AUTO_ASSOCIATION] : []),
    ...traces.flat(),
  ];
}

function missingRights(count: number): readonly Warning[] {
  if (count === 0) return [];
  const message = `Lockstep lacks ${count === 1 ? "a permission" : `${count} permissions`}, so some records cannot be synced.`;
  const remedy = "Open Connection > Permissions, grant what is missing, and check again.";
  return [{ code: "permissions_missing", message, remedy, objectType: null }];
}

/** No API tells whether the setting is on, so whoever has both object types on is told of it. */
const AUTO_ASSOCIATION: Warning = {
  code: "auto_association_unknown",
  message:
    "HubSpot can create companies from contacts' e-mail domains and associate them by itself. Lockstep links such a company where ConnectWise has it, and never creates it there; until it is linked, what belongs to it is left out. HubSpot's API does not tell whether this is switched on.",
  remedy:
    'In HubSpot, open Settings > Objects > Companies and switch "Create and associate companies with contacts" off, unless you want it.',
  objectType: "company",
};

/**
 * Finds fields that another integration between the two systems has left: which apps are installed no
 * API tells, but they name their fields after the other system.
 */
export function findTraces(
  { objectType, idProperty, defaultMappings }: ObjectDefinition,
  { properties, connectwise }: BothDefinitions,
): readonly Warning[] {
  const own = new Set([
    idProperty,
    ...defaultMappings.filter(({ isOwn }) => isOwn).map(({ hubspot }) => hubspot),
  ]);
  const inHubspot = properties
    .filter(({ name, label }) => !own.has(name) && CONNECTWISE.test(`${name} ${label}`))
    .map(({ label, name }) => `${label} (${name})`);
  const inConnectwise = connectwise.fields
    .filter(({ path, label }) => path.startsWith("customFields/") && HUBSPOT.test(label))
    .map(({ label }) => label);
  return [
    ...traceOf("HubSpot", "properties", { objectType, fields: inHubspot }),
    ...traceOf("ConnectWise", "custom fields", { objectType, fields: inConnectwise }),
  ];
}

const CONNECTWISE = /connect[\s_-]?wise|sync[\s_-]?smart/iu;
const HUBSPOT = /hub[\s_-]?spot/iu;
/** More names than these help nobody. */
const SHOWN = 5;

function traceOf(
  system: "HubSpot" | "ConnectWise",
  what: string,
  { objectType, fields }: { readonly objectType: ObjectType; readonly fields: readonly string[] },
): readonly Warning[] {
  if (fields.length === 0) return [];
  const more = fields.length > SHOWN ? ` and ${fields.length - SHOWN} more` : "";
  const named = `${fields.slice(0, SHOWN).join(", ")}${more}`;
  return [
    {
      code: `other_integration_in_${system.toLowerCase()}`,
      message: `${system} has ${what} that look like another integration's between the two systems: ${named}. If it still runs, both change the same records.`,
      remedy:
        "Switch that integration off for the object types that Lockstep syncs, before the first sync.",
      objectType,
    },
  ];
}
