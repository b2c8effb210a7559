import { ControlError } from "../shared/control.ts";
import type { ResetRequest } from "../shared/control.ts";
import { HubSpotError } from "./errors.ts";
import type { Collection } from "./store.ts";
import { parseTime } from "./validate.ts";

/** A record to begin with. */
export interface SeedRecord {
  /** Digits; the portal gives one when it is missing. */
  id?: string;
  properties: Record<string, unknown>;
  /** ISO time; 90 days ago when it is missing. */
  createdAt?: string;
}

const SEED_AGE_MS = 90 * 86_400_000;

async function generate(request: ResetRequest): Promise<SeedRecord[]> {
  const { dataset, companies, seed } = request;
  const { generateDataset } = await import("../data/dataset.ts");
  return generateDataset({
    ...(dataset === undefined ? {} : { dataset }),
    ...(companies === undefined ? {} : { companies }),
    ...(seed === undefined ? {} : { seed }),
  }).hubspot.companies;
}

function readGiven(given: Record<string, unknown>, index: number): SeedRecord {
  const { id, properties, createdAt } = given;
  if (typeof properties !== "object" || properties === null) {
    throw new ControlError("invalid_record", `record ${index} has no properties`, {
      field: "properties",
    });
  }
  return {
    properties: Object.fromEntries(Object.entries(properties)),
    ...(typeof id === "string" || typeof id === "number" ? { id: String(id) } : {}),
    ...(typeof createdAt === "string" ? { createdAt } : {}),
  };
}

/** @returns the records a reset asks for. @throws ControlError - when a given record makes no sense */
export async function seedRecordsFor(request: ResetRequest): Promise<SeedRecord[]> {
  if (request.records !== undefined) return (request.records["companies"] ?? []).map(readGiven);
  const isEmpty = request.dataset === "empty" && request.companies === undefined;
  const isUnsaid = request.dataset === undefined && request.companies === undefined;
  return isEmpty || isUnsaid ? [] : generate(request);
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
  return values;
}

/**
 * Loads records as they are, without the checks a write goes through: exports of real portals hold
 * values that no form would take today.
 *
 * @throws ControlError - for an unknown property, an id that is not a number or is there twice
 */
export function loadSeed(
  collection: Collection,
  records: readonly SeedRecord[],
  now: number,
): void {
  for (const { id, properties, createdAt } of records) {
    if (id !== undefined && !/^\d{1,15}$/.test(id)) {
      throw new ControlError("invalid_id", `a HubSpot record id is a number, not ${id}`, {
        field: "id",
      });
    }
    const at = createdAt === undefined ? undefined : parseTime(createdAt);
    try {
      collection.load({
        ...(id === undefined ? {} : { id }),
        values: valuesOf(collection, properties),
        createdAt: at ?? now - SEED_AGE_MS,
      });
    } catch (error) {
      if (!(error instanceof HubSpotError)) throw error;
      throw new ControlError("conflict", error.message, { field: "id", status: 409 });
    }
  }
  collection.sortLoaded();
}
