import type {
  Fields,
  FieldMapping,
  MappingVersion,
  ObjectPolicy,
  ValueMap,
} from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import { OWN, row } from "../sync/objects/row.ts";
import { activeMembers } from "../sync/objects/usual.ts";
import { partsOf } from "../sync/paths.ts";
import type { ObjectSettings } from "../sync/settings-ports.ts";
import type {
  BothDefinitions,
  ConnectwiseDefinitions,
  HubspotProperty,
} from "../sync/vendor-ports.ts";
import { optionsOf } from "./list-options.ts";
import { suggestByLabel, suggestCountries, suggestOwners } from "./suggest-maps.ts";
import { stageChoicesOf, suggestStages } from "./suggest-stages.ts";

/**
 * Makes the settings that a new connection starts with: both directions, the default mapping with
 * its value maps, limits of both sides, and what ConnectWise wants in every create.
 *
 * @param excludedIds - ConnectWise records that are never synced
 */
export function defaultSettings(
  definition: ObjectDefinition,
  both: BothDefinitions,
  excludedIds: readonly string[],
): ObjectSettings {
  const { connectwise } = both;
  const { policyRules } = definition;
  return {
    objectType: definition.objectType,
    isOn: true,
    policy: {
      direction: "both",
      createIn: { hubspot: true, connectwise: true },
      firstLinkRule: "connectwise",
      createDefaults: { hubspot: {}, connectwise: policyRules.createDefaults(connectwise) },
      ...policyRules.usual,
      ...whatVendorsAllow(both),
    },
    mapping: defaultMapping(definition, both),
    inactiveStatusIds: inactiveStatusIds(connectwise),
    excludedIds,
  };
}

/**
 * Brings stored settings up to what the vendors say now: limits of a new server version, required
 * references, statuses. What a person chose stays.
 */
export function refreshSettings(
  definition: ObjectDefinition,
  settings: ObjectSettings,
  both: BothDefinitions,
  excludedIds: readonly string[],
): ObjectSettings {
  const { connectwise } = both;
  return {
    ...settings,
    policy: {
      ...settings.policy,
      createDefaults: {
        ...settings.policy.createDefaults,
        connectwise: {
          ...definition.policyRules.createDefaults(connectwise),
          ...inUse(settings.policy.createDefaults.connectwise, both),
        },
      },
      ...whatVendorsAllow(both),
    },
    inactiveStatusIds: inactiveStatusIds(connectwise),
    excludedIds,
  };
}

function whatVendorsAllow(
  both: BothDefinitions,
): Required<Pick<ObjectPolicy, "limits" | "people">> {
  const { properties, owners, connectwise } = both;
  return {
    limits: { hubspot: hubspotLimits(properties), connectwise: connectwise.limits },
    people: {
      hubspot: owners.filter(({ isArchived }) => !isArchived).map(({ ownerId }) => ownerId),
      connectwise: activeMembers(connectwise).map(({ id }) => id),
    },
  };
}

/** A default that is retired (a sales rep who left) gives way to the usual one, and stops no record. */
function inUse(defaults: Fields, both: BothDefinitions): Fields {
  return Object.fromEntries(
    Object.entries(defaults).filter(([path, value]) => {
      const ends = optionsOf({ hubspot: "", connectwise: path, transform: "value-map" }, both);
      const known =
        ends.connectwise.kind === "listed"
          ? ends.connectwise.options.find((option) => option.value === String(value))
          : undefined;
      return known?.isActive !== false;
    }),
  );
}

/** The rows of an object type that this customer has, with their maps as far as they can be suggested. */
export function defaultMapping(
  definition: ObjectDefinition,
  both: BothDefinitions,
): MappingVersion {
  const fields = [...definition.defaultMappings, ...idRows(both.connectwise)]
    .flatMap((field) => withOwnTypes(field, both.connectwise))
    .filter((field) => isThere(field, both));
  const names = new Set(fields.flatMap(({ valueMap }) => valueMap ?? []));
  const maps = Object.entries(mapsOf(fields, both)).filter(([name]) => names.has(name));
  return {
    version: 1,
    fields,
    valueMaps: Object.fromEntries(maps),
    ...(names.has(STAGES) ? { stageMaps: { [STAGES]: suggestStages(stageChoicesOf(both)) } } : {}),
  };
}

/** Name of the stage map in a deal's mapping. */
const STAGES = "stage";

function mapsOf(
  fields: readonly FieldMapping[],
  both: BothDefinitions,
): Readonly<Record<string, ValueMap>> {
  const { owners, connectwise, properties } = both;
  const byLabel = fields.flatMap((field): [string, ValueMap][] => {
    const property = properties.find(({ name }) => name === field.hubspot);
    const other = connectwise.fields.find(({ path }) => path === field.connectwise);
    if (field.valueMap === undefined || property === undefined || other === undefined) return [];
    // A choice that only one side has leaves the field alone: it is no reason to stop a record.
    return [[field.valueMap, suggestByLabel(property.options, other.options, "skip")]];
  });
  return {
    ...Object.fromEntries(byLabel),
    country: suggestCountries(connectwise),
    owner: suggestOwners(owners, connectwise),
  };
}

/** Caption of the custom field that holds our id in ConnectWise, where the customer has made one. */
const ID_CAPTION = "lockstep id";

function idRows({ fields }: ConnectwiseDefinitions): readonly FieldMapping[] {
  const field = fields.find(
    ({ path, label, kind, isReadOnly }) =>
      path.startsWith("customFields/") &&
      label.trim().toLowerCase() === ID_CAPTION &&
      kind === "text" &&
      !isReadOnly,
  );
  if (field === undefined) return [];
  return [row("hs_object_id", field.path, { ...OWN, direction: "to-connectwise" })];
}

/** Communication types have ids of the server's own; the usual ones are found by their names. */
const TYPE_NAMES: Readonly<Record<string, RegExp>> = {
  "communications/direct": /^direct\b/iu,
  "communications/mobile": /^(?:cell|mobile)\b/iu,
};

function withOwnTypes(
  field: FieldMapping,
  { communicationTypes }: ConnectwiseDefinitions,
): FieldMapping[] {
  const pattern = TYPE_NAMES[field.connectwise];
  if (pattern === undefined) return [field];
  const phones = communicationTypes.filter(({ kind }) => kind === "phone");
  const type = phones.find(({ name }) => pattern.test(name));
  return type === undefined ? [] : [{ ...field, connectwise: `communications/${type.id}` }];
}

/** True when the customer has the property and the field of a row. */
export function isThere(
  field: Pick<FieldMapping, "hubspot" | "connectwise">,
  both: BothDefinitions,
): boolean {
  const names = new Set(both.properties.map(({ name }) => name));
  const paths = new Set(both.connectwise.fields.map(({ path }) => path));
  return (
    partsOf(field.hubspot).every((name) => names.has(name) || name.startsWith("associations/")) &&
    partsOf(field.connectwise).every((path) => paths.has(path))
  );
}

function inactiveStatusIds(definitions: ConnectwiseDefinitions): readonly string[] {
  return definitions.statuses.filter(({ isInactive }) => isInactive).map(({ id }) => id);
}

function hubspotLimits(properties: readonly HubspotProperty[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    properties.flatMap(({ name, maxLength }) => (maxLength === null ? [] : [[name, maxLength]])),
  );
}
