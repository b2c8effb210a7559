import type { Fields, FieldMapping, ValueMap } from "../sync/model.ts";
import type { ObjectDefinition } from "../sync/objects/definition.ts";
import type { ObjectSettings } from "../sync/portal-ports.ts";
import { countryCodeOf } from "../sync/transforms/country.ts";
import type {
  ConnectwiseDefinitions,
  HubspotOwner,
  HubspotProperty,
} from "../sync/vendor-ports.ts";

/** What both vendors say about an object type. */
export interface BothDefinitions {
  readonly properties: readonly HubspotProperty[];
  readonly owners: readonly HubspotOwner[];
  readonly connectwise: ConnectwiseDefinitions;
}

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
  return {
    objectType: definition.objectType,
    isOn: true,
    policy: {
      direction: "both",
      createIn: { hubspot: true, connectwise: true },
      firstLinkRule: "connectwise",
      createDefaults: { hubspot: {}, connectwise: createDefaults(connectwise) },
      limits: { hubspot: hubspotLimits(both.properties), connectwise: connectwise.limits },
    },
    mapping: {
      version: 1,
      fields: definition.defaultMappings.filter((field) => isThere(field, both)),
      valueMaps: { country: countryMap(connectwise), owner: ownerMap(both) },
    },
    inactiveStatusIds: inactiveStatusIds(connectwise),
    excludedIds,
  };
}

/**
 * Brings stored settings up to what the vendors say now: limits of a new server version, required
 * references, statuses. What a person chose stays.
 */
export function refreshSettings(
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
          ...createDefaults(connectwise),
          ...settings.policy.createDefaults.connectwise,
        },
      },
      limits: { hubspot: hubspotLimits(both.properties), connectwise: connectwise.limits },
    },
    inactiveStatusIds: inactiveStatusIds(connectwise),
    excludedIds,
  };
}

/** A row whose property or field this customer does not have is left out. */
function isThere(field: FieldMapping, both: BothDefinitions): boolean {
  return (
    both.properties.some(({ name }) => name === field.hubspot) &&
    both.connectwise.fields.some(({ path }) => path === field.connectwise)
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

/**
 * ConnectWise refuses a company without a site, and without any address field; a country alone is
 * enough, so the server's own default country goes with each create that has none.
 */
function createDefaults({ statuses, countries }: ConnectwiseDefinitions): Fields {
  const usable = statuses.filter(({ isInactive }) => !isInactive);
  const status =
    usable.find(({ isDefault }) => isDefault) ??
    usable.find(({ name }) => /^active$/iu.test(name)) ??
    usable[0];
  const country = countries.find(({ isDefault }) => isDefault) ?? soleCountry(countries);
  return {
    "site/name": "Main",
    ...(status === undefined ? {} : { "status/id": status.id }),
    ...(country === undefined ? {} : { "country/id": country.id }),
  };
}

function soleCountry(
  countries: ConnectwiseDefinitions["countries"],
): ConnectwiseDefinitions["countries"][number] | undefined {
  if (countries.length === 1) return countries[0];
  return countries.find((country) => (country.code ?? countryCodeOf(country.name)) === "US");
}

/** Countries by ISO code one way, by the name that the server shows the other way. */
function countryMap({ countries }: ConnectwiseDefinitions): ValueMap {
  const toHubspot: Record<string, string> = {};
  const toConnectwise: Record<string, string> = {};
  for (const { id, name, code } of countries) {
    toHubspot[id] = name;
    const iso = code ?? countryCodeOf(name);
    if (iso !== null) toConnectwise[iso] ??= id;
  }
  return { toHubspot, toConnectwise, unmapped: "problem" };
}

/** Owners and members who share exactly one e-mail address; nobody's record fails for the others. */
function ownerMap({ owners, connectwise }: BothDefinitions): ValueMap {
  const toHubspot: Record<string, string> = {};
  const toConnectwise: Record<string, string> = {};
  const members = connectwise.members.filter((member) => !member.isInactive && !member.isApiMember);
  for (const owner of owners) {
    const email = owner.email?.toLowerCase();
    if (owner.isArchived || email === undefined) continue;
    const found = members.filter(({ emails }) => emails.includes(email));
    const [member] = found;
    if (member === undefined || found.length > 1) continue;
    toConnectwise[owner.ownerId] = member.id;
    toHubspot[member.id] ??= owner.ownerId;
  }
  return { toHubspot, toConnectwise, unmapped: "skip" };
}
