import { Router } from "express";
import { z } from "zod";
import { HubSpotError, invalid, notFound } from "./errors.ts";
import { companyProperties } from "./setup-tables.ts";
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

/** What makes one object type different from another: all of it is data. */
export interface ObjectType {
  /** As in paths: `companies`. */
  plural: string;
  /** As in control calls: `company`. */
  singular: string;
  /** HubSpot's numeric type, as webhooks carry it. */
  typeId: string;
  /** Come back when a read asks for nothing in particular. */
  defaultProperties: readonly string[];
  /** Come back with every read. */
  alwaysReturned: readonly string[];
  modifiedProperty: string;
  /** What the plain `query` of a search looks into. */
  searchable: readonly string[];
}

/** The object types this stand-in holds; contacts and deals join here. */
export const objectTypes: readonly ObjectType[] = [
  {
    plural: "companies",
    singular: "company",
    typeId: "0-2",
    defaultProperties: ["createdate", "domain", "hs_lastmodifieddate", "hs_object_id", "name"],
    alwaysReturned: ["createdate", "hs_lastmodifieddate", "hs_object_id"],
    modifiedProperty: "hs_lastmodifieddate",
    searchable: ["name", "domain", "phone", "website"],
  },
];

const BUILT_AT = "2020-01-01T00:00:00.000Z";

function standardProperty({
  name,
  label,
  type,
  fieldType,
  mark,
  options,
}: StandardProperty): PropertyDefinition {
  const isHubSpots = mark !== "own";
  return {
    name,
    label,
    type,
    fieldType,
    groupName: "companyinformation",
    description: "",
    options: options.map((option, displayOrder) => ({ ...option, displayOrder, hidden: false })),
    hasUniqueValue: false,
    hidden: false,
    displayOrder: -1,
    formField: mark !== "ro",
    calculated: false,
    externalOptions: name === "hubspot_owner_id",
    archived: false,
    hubspotDefined: isHubSpots,
    createdAt: BUILT_AT,
    updatedAt: BUILT_AT,
    modificationMetadata: {
      archivable: !isHubSpots,
      readOnlyDefinition: isHubSpots,
      readOnlyValue: mark === "ro",
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
  readonly #now: () => number;
  #properties = new Map<string, PropertyDefinition>();
  #groups = new Map<string, PropertyGroup>();

  constructor(now: () => number) {
    this.#now = now;
    this.reset();
  }

  /** Back to the definitions the portal started with. */
  reset(): void {
    const standard = companyProperties().map(standardProperty);
    this.#properties = new Map(standard.map((property) => [property.name, property]));
    const name = "companyinformation";
    const group = { name, label: "Company information", displayOrder: 0, archived: false };
    this.#groups = new Map([[name, group]]);
  }

  get(name: string): PropertyDefinition | undefined {
    return this.#properties.get(name);
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
