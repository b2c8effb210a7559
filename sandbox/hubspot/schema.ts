import { Router } from "express";
import { z } from "zod";
import { HubSpotError, invalid, notFound } from "./errors.ts";
import type { ObjectType } from "./object-types.ts";
import type { StandardProperty } from "./setup-tables.ts";

/** A property definition as `/crm/properties` answers it. @see https://developers.hubspot.com/docs/api-reference/crm-properties-v3/guide */
export interface PropertyDefinition {
  name: string;
  label: string;
  type: string;
  fieldType: string;
  groupName: string;
  description: string;
  options: { label: string; value: string; displayOrder: number; hidden: boolean }[];
  hasUniqueValue: boolean;
  hidden: boolean;
  displayOrder: number;
  formField: boolean;
  calculated: boolean;
  externalOptions: boolean;
  archived: boolean;
  hubspotDefined: boolean;
  createdAt: string;
  updatedAt: string;
  modificationMetadata: {
    archivable: boolean;
    readOnlyDefinition: boolean;
    readOnlyValue: boolean;
    readOnlyOptions?: boolean;
  };
}

interface PropertyGroup {
  name: string;
  label: string;
  displayOrder: number;
  archived: boolean;
}

const BUILT_AT = "2020-01-01T00:00:00.000Z";

function standardProperty(
  { name, label, type, fieldType, mark, options }: StandardProperty,
  groupName: string,
): PropertyDefinition {
  const isHubSpots = mark !== "own";
  const isReadOnly = mark === "ro" || mark === "person";
  return {
    name,
    label,
    type,
    fieldType,
    groupName,
    description: "",
    options: options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })),
    hasUniqueValue: false,
    hidden: false,
    displayOrder: -1,
    formField: !isReadOnly,
    calculated: false,
    externalOptions: name === "hubspot_owner_id",
    archived: false,
    hubspotDefined: isHubSpots,
    createdAt: BUILT_AT,
    updatedAt: BUILT_AT,
    modificationMetadata: {
      archivable: !isHubSpots,
      readOnlyDefinition: isHubSpots,
      readOnlyValue: isReadOnly,
      readOnlyOptions: isHubSpots,
    },
  };
}

const FIELD_TYPE =
  /^(booleancheckbox|calculation_equation|checkbox|date|file|html|number|phonenumber|radio|select|text|textarea)$/;
const optionSchema = z.object({
  label: z.string(),
  value: z.string(),
  displayOrder: z.int().default(-1),
  hidden: z.boolean().default(false),
});
const propertyName = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,99}$/, "Property name must be lower case letters, digits and _");
const propertySchema = z.object({
  name: propertyName,
  label: z.string().min(1),
  groupName: z.string().min(1),
  type: z.enum(["bool", "date", "datetime", "enumeration", "number", "phone_number", "string"]),
  fieldType: z.string().regex(FIELD_TYPE, "Unknown fieldType"),
  description: z.string().default(""),
  options: z.array(optionSchema).default([]),
  hasUniqueValue: z.boolean().default(false),
  hidden: z.boolean().default(false),
  displayOrder: z.int().default(-1),
  formField: z.boolean().default(false),
  externalOptions: z.boolean().default(false),
});
const groupSchema = z.object({
  name: propertyName,
  label: z.string().min(1),
  displayOrder: z.int().default(-1),
});

/** At most this many unique properties on one object type. */
const MAX_UNIQUE = 10;

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({
    message,
    in: path.join("."),
  }));
  throw invalid(`Invalid input: ${errors[0]?.in ?? ""} ${errors[0]?.message ?? ""}`, { errors });
}

/** The property definitions and groups of one object type in this portal. */
export class Schema {
  readonly #objectType: ObjectType;
  readonly #now: () => number;
  /** Names of properties that people can write and the API cannot. */
  #byPeopleOnly = new Set<string>();
  #properties = new Map<string, PropertyDefinition>();
  #groups = new Map<string, PropertyGroup>();

  constructor(objectType: ObjectType, now: () => number) {
    this.#objectType = objectType;
    this.#now = now;
    this.reset();
  }

  /** Back to the definitions the portal started with. */
  reset(): void {
    const { group, properties } = this.#objectType;
    const standard = properties();
    this.#byPeopleOnly = new Set(
      standard.filter(({ mark }) => mark === "person").map(({ name }) => name),
    );
    this.#properties = new Map(
      standard.map((property) => [property.name, standardProperty(property, group.name)]),
    );
    this.#groups = new Map([[group.name, { ...group, displayOrder: 0, archived: false }]]);
  }

  get(name: string): PropertyDefinition | undefined {
    return this.#properties.get(name);
  }

  /** @returns whether values of a property tell records apart: by the portal's choice or HubSpot's. */
  isUnique(name: string): boolean {
    const { naturalKey, furtherKeys } = this.#objectType;
    const isKey = name === naturalKey || name === furtherKeys;
    return isKey || this.get(name)?.hasUniqueValue === true;
  }

  /** @returns whether a person at HubSpot's screens can change values that the API cannot. */
  isByPeopleOnly(name: string): boolean {
    return this.#byPeopleOnly.has(name);
  }

  properties(): PropertyDefinition[] {
    return [...this.#properties.values()];
  }

  groups(): PropertyGroup[] {
    return [...this.#groups.values()];
  }

  /** @throws HubSpotError - 409 when the name is taken, 400 when the definition makes no sense */
  create(body: unknown): PropertyDefinition {
    const given = parse(propertySchema, body);
    this.#refuseTaken(given.name);
    if (!this.#groups.has(given.groupName)) {
      throw invalid(`Property group ${given.groupName} does not exist`);
    }
    if (given.hasUniqueValue) this.#refuseEleventhUnique(given.type);
    const at = new Date(this.#now()).toISOString();
    const property: PropertyDefinition = {
      ...given,
      calculated: false,
      archived: false,
      hubspotDefined: false,
      createdAt: at,
      updatedAt: at,
      modificationMetadata: {
        archivable: true,
        readOnlyDefinition: false,
        readOnlyValue: false,
        readOnlyOptions: false,
      },
    };
    this.#properties.set(property.name, property);
    return property;
  }

  /** @throws HubSpotError - 409 when the group exists */
  createGroup(body: unknown): PropertyGroup {
    const group = { ...parse(groupSchema, body), archived: false };
    if (this.#groups.has(group.name)) {
      throw new HubSpotError(409, "CONFLICT", `Property group ${group.name} already exists`);
    }
    this.#groups.set(group.name, group);
    return group;
  }

  snapshot(): unknown {
    return { properties: this.properties(), groups: this.groups() };
  }

  /** Takes what `snapshot` gave. */
  restore(saved: { properties: PropertyDefinition[]; groups: PropertyGroup[] }): void {
    this.#properties = new Map(saved.properties.map((property) => [property.name, property]));
    this.#groups = new Map(saved.groups.map((group) => [group.name, group]));
  }

  #refuseTaken(name: string): void {
    if (!this.#properties.has(name)) return;
    throw new HubSpotError(409, "CONFLICT", `A property named '${name}' already exists.`, {
      subCategory: "Properties.PROPERTY_EXISTS",
    });
  }

  #refuseEleventhUnique(type: string): void {
    const unique = this.properties().filter((property) => property.hasUniqueValue);
    if (unique.length >= MAX_UNIQUE) {
      throw invalid(`There are already ${MAX_UNIQUE} unique properties on this object type`);
    }
    if (type !== "string" && type !== "number") {
      throw invalid(`A property of type ${type} cannot have unique values`);
    }
  }
}

const batchSchema = z.object({ inputs: z.array(z.unknown()).min(1).max(100) });

/**
 * Routes under `/crm/properties/:version/<plural>`.
 *
 * @param changed - told after each change of a definition
 */
export function createSchemaRouter(schema: Schema, changed: () => void): Router {
  const router = Router();
  const create = (body: unknown): PropertyDefinition => {
    const property = schema.create(body);
    changed();
    return property;
  };
  router.get("/", (_request, response) => {
    response.json({ results: schema.properties() });
  });
  router.post("/", (request, response) => {
    response.status(201).json(create(request.body));
  });
  router.post("/batch/create", (request, response) => {
    const startedAt = new Date().toISOString();
    const { inputs } = parse(batchSchema, request.body);
    const results = inputs.map(create);
    const completedAt = new Date().toISOString();
    response.json({ status: "COMPLETE", results, startedAt, completedAt });
  });
  router.get("/groups", (_request, response) => {
    response.json({ results: schema.groups() });
  });
  router.post("/groups", (request, response) => {
    const group = schema.createGroup(request.body);
    changed();
    response.status(201).json(group);
  });
  router.get("/groups/:name", (request, response) => {
    const group = schema.groups().find(({ name }) => name === request.params.name);
    if (group === undefined) throw notFound(`Property group ${request.params.name} does not exist`);
    response.json(group);
  });
  router.get("/:name", (request, response) => {
    const property = schema.get(request.params.name);
    if (property === undefined) throw notFound(`Property ${request.params.name} does not exist`);
    response.json(property);
  });
  return router;
}
