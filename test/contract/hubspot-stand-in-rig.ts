import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import { startInstalled } from "./hubspot-stand-in-client.ts";
import type { InstalledStandIn } from "./hubspot-stand-in-client.ts";

/** A stand-in with an installed app and a clock that tests put forward. */
export type StandInRig = InstalledStandIn & {
  /** Puts the stand-in's clock forward. */
  wait(ms: number): void;
};

/**
 * Starts a stand-in before the first test of a file and ends it after the last one. Each test finds
 * these records, today's time and no rate limits.
 *
 * @returns what is there once the first test runs
 */
export function useStandIn(reset: unknown = { dataset: "empty" }): StandInRig {
  let clock = 0;
  const rig = {
    wait: (ms: number) => {
      clock += ms;
    },
  } as StandInRig;
  beforeAll(async () => {
    Object.assign(rig, await startInstalled({ now: () => Date.now() + clock }));
  });
  afterAll(() => rig.close());
  beforeEach(async () => {
    clock = 0;
    await rig.control("reset", reset);
    await rig.control("limits", { enforce: false });
  });
  return rig;
}

/** Short words for the records of one type. */
export interface RecordWords {
  /** @returns the id of the new record. */
  create(properties: Record<string, unknown>): Promise<string>;
  /** @param names - properties with a comma between them */
  read(id: string, names: string): Promise<Record<string, string | null>>;
}

/** @param plural - the type as paths have it: `contacts` */
export function recordsOf(rig: StandInRig, plural: string): RecordWords {
  const path = `/crm/objects/2026-09/${plural}`;
  return {
    create: async (properties) => {
      const { data, status } = await rig.api.post(path, { properties, associations: [] });
      expect(status).toBe(201);
      return data.id;
    },
    read: async (id, names) => {
      const params = { properties: names };
      return (await rig.api.get(`${path}/${id}`, { params })).data.properties;
    },
  };
}

/** Adds a group of ours and in it a property that no two records share. */
export async function addUniqueProperty(
  { api }: Pick<InstalledStandIn, "api">,
  plural: string,
  name: string,
): Promise<void> {
  const path = `/crm/properties/2026-09/${plural}`;
  await api.post(`${path}/groups`, { name: "lockstep", label: "Lockstep" });
  const { status } = await api.post(path, {
    groupName: "lockstep",
    name,
    label: "ConnectWise id",
    type: "string",
    fieldType: "text",
    hasUniqueValue: true,
  });
  expect(status).toBe(201);
}
