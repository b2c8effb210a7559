import type {
  BothDefinitions,
  ConnectwiseChoice,
  ConnectwiseField,
  HubspotOwner,
  HubspotProperty,
} from "../../../server/sync/vendor-ports.ts";

export function property(
  name: string,
  type = "string",
  change: Partial<HubspotProperty> = {},
): HubspotProperty {
  const fieldType = { enumeration: "select", bool: "booleancheckbox" }[type] ?? "text";
  return {
    name,
    label: name,
    type,
    fieldType,
    isReadOnly: false,
    options: [],
    maxLength: null,
    ...change,
  };
}

export function field(
  path: string,
  kind: ConnectwiseField["kind"] = "text",
  change: Partial<ConnectwiseField> = {},
): ConnectwiseField {
  return { path, label: path, kind, isReadOnly: false, options: [], ...change };
}

/** Options of a property, by value and label. */
export function options(labels: Readonly<Record<string, string>>): HubspotProperty["options"] {
  return Object.entries(labels).map(([value, label]) => ({ value, label, isHidden: false }));
}

export function choice(
  id: string,
  name: string,
  change: Partial<ConnectwiseChoice> = {},
): ConnectwiseChoice {
  return { id, name, isDefault: false, isInactive: false, ...change };
}

export function owner(ownerId: string, change: Partial<HubspotOwner> = {}): HubspotOwner {
  return {
    ownerId,
    name: `Owner ${ownerId}`,
    email: `${ownerId}@example.com`,
    isArchived: false,
    ...change,
  };
}

type Member = BothDefinitions["connectwise"]["members"][number];

export function member(id: string, change: Partial<Member> = {}): Member {
  return { id, name: `Member ${id}`, emails: [], isInactive: false, isApiMember: false, ...change };
}

/** Definitions with nothing but what a test needs. */
export function both(
  change: Partial<Omit<BothDefinitions, "connectwise">> & {
    readonly connectwise?: Partial<BothDefinitions["connectwise"]>;
  } = {},
): BothDefinitions {
  const { connectwise, ...rest } = change;
  return {
    properties: [],
    owners: [],
    pipelines: [],
    ...rest,
    connectwise: {
      statuses: [],
      countries: [],
      members: [],
      fields: [],
      choices: {},
      communicationTypes: [],
      limits: {},
      ...connectwise,
    },
  };
}
