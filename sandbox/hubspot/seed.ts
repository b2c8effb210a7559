import { ControlError } from "../shared/control.ts";
import type { ControlType, ResetRequest } from "../shared/control.ts";
import { HubSpotError } from "./errors.ts";
import { objectTypes } from "./object-types.ts";
import type { Portal } from "./portal.ts";
import { objectRules } from "./rules.ts";
import type { Collection } from "./store.ts";
import { parseTime } from "./validate.ts";

/** A record to begin with. */
export interface SeedRecord {
  /** Digits; the portal gives one when it is missing. */
  id?: string;
  properties: Record<string, unknown>;
  /** ISO time; 90 days ago when it is missing. */
  createdAt?: string;
  /** Ids of associated companies; the first one is primary. */
  companies?: string[];
  /** Ids of associated contacts. */
  contacts?: string[];
}

/** Records to begin with, by the plural name of their type. */
export type SeedRecords = Readonly<Partial<Record<string, readonly SeedRecord[]>>>;

const SEED_AGE_MS = 90 * 86_400_000;
/** What records can be associated with from their own side. */
const associated = [
  ["companies", "company"],
  ["contacts", "contact"],
] as const;

async function generate(request: ResetRequest): Promise<SeedRecords> {
  const { dataset, companies, contacts, deals, seed } = request;
  const { generateDataset } = await import("../data/dataset.ts");
  const options = { dataset, companies, contacts, deals, seed };
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...generateDataset(Object.fromEntries(given)).hubspot };
}

function idsOf(given: unknown): string[] {
  return Array.isArray(given) ? given.map(String) : [];
}

function readGiven(given: Record<string, unknown>, index: number): SeedRecord {
  const { id, properties, createdAt, companies, contacts } = given;
  if (typeof properties !== "object" || properties === null) {
    throw new ControlError("invalid_record", `record ${index} has no properties`, {
      field: "properties",
    });
  }
  return {
    properties: Object.fromEntries(Object.entries(properties)),
    ...(typeof id === "string" || typeof id === "number" ? { id: String(id) } : {}),
    ...(typeof createdAt === "string" ? { createdAt } : {}),
    companies: idsOf(companies),
    contacts: idsOf(contacts),
  };
}

/** @returns the records a reset asks for. @throws ControlError - when a given record makes no sense */
export async function seedRecordsFor(request: ResetRequest): Promise<SeedRecords> {
  const { records, dataset = "empty", companies, contacts, deals } = request;
  if (records !== undefined) {
    return Object.fromEntries(
      Object.entries(records).map(([plural, given]) => [plural, given.map(readGiven)]),
    );
  }
  const isCounted = [companies, contacts, deals].some((count) => count !== undefined);
  return dataset === "empty" && !isCounted ? {} : generate(request);
}

function valuesOf(
  collection: Collection,
  properties: Record<string, unknown>,
): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, given] of Object.entries(properties)) {
    const property = collection.schema.get(name);
    if (property === undefined) {
      throw new ControlError("unknown_field", `the portal has no property ${name}`, {
        field: name,
      });
    }
    if (typeof given !== "string" && typeof given !== "number" && typeof given !== "boolean")
      continue;
    const text = String(given).trim();
    const option = property.options.find(({ label }) => label.toLowerCase() === text.toLowerCase());
    values[name] = option?.value ?? text;
  }
  return { ...values, ...objectRules[collection.objectType.singular].compute(values) };
}

/** @returns the id of the loaded record. @throws ControlError - see `loadSeed` */
function loadRecord(collection: Collection, record: SeedRecord, now: number): string {
  const { id, properties, createdAt } = record;
  if (id !== undefined && !/^\d{1,15}$/.test(id)) {
    throw new ControlError("invalid_id", `a HubSpot record id is a number, not ${id}`, {
      field: "id",
    });
  }
  const at = createdAt === undefined ? undefined : parseTime(createdAt);
  try {
    const loaded = collection.load({
      ...(id === undefined ? {} : { id }),
      values: valuesOf(collection, properties),
      createdAt: at ?? now - SEED_AGE_MS,
    });
    return loaded.id;
  } catch (error) {
    if (!(error instanceof HubSpotError)) throw error;
    throw new ControlError("conflict", error.message, { field: "id", status: 409 });
  }
}

function associate(
  portal: Portal,
  from: { type: ControlType; id: string },
  seed: SeedRecord,
): void {
  for (const [field, type] of associated) {
    for (const id of seed[field] ?? []) {
      if (from.type === type || portal.collection(type).any(id) === undefined) {
        throw new ControlError("unknown_id", `${from.type} ${from.id} has no ${type} ${id}`, {
          field,
        });
      }
      portal.associations.load(from, { type, id });
    }
  }
}

/**
 * Loads records as they are, without the checks a write goes through: exports of real portals hold
 * values that no form would take today.
 *
 * @throws ControlError - for an unknown property, an id that is not a number, is there twice or
 *   names no record to associate with
 */
export function loadSeed(portal: Portal, records: SeedRecords, now: number): void {
  const loaded = objectTypes.flatMap(({ singular: type, plural }) => {
    const collection = portal.collection(type);
    const keys = (records[plural] ?? []).map((seed) => {
      return { seed, key: { type, id: loadRecord(collection, seed, now) } };
    });
    collection.sortLoaded();
    return keys;
  });
  for (const { seed, key } of loaded) associate(portal, key, seed);
  portal.countAll();
}
