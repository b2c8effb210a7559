import type { ObjectType } from "../../server/sync/model.ts";
import type { CrmAdapter } from "../../server/sync/adapter-ports.ts";
import type { SyncStore } from "../../server/sync/store-ports.ts";
import type { SyncContext } from "../../server/usecases/engine.ts";
import { connectwiseVendor } from "./connectwise-vendor.ts";
import { hubspotVendor } from "./hubspot-vendor.ts";
import { createMemoryStore } from "./memory-store.ts";
import type { Tables } from "./memory-tables.ts";
import type { Process, Scheduler } from "./scheduler.ts";
import type { Line } from "./vendor-line.ts";
import { INACTIVE_STATUS } from "./vendor-rules.ts";
import type { World } from "./world.ts";

/** Something put between the engine and a port, to take a safeguard away. */
export interface Sabotage {
  readonly store?: (store: SyncStore, tables: Tables) => SyncStore;
  readonly adapter?: (adapter: CrmAdapter) => CrmAdapter;
}

/** What all processes of a simulation share. */
export interface Shared {
  readonly world: World;
  readonly tables: Tables;
  readonly scheduler: Scheduler;
  readonly definitions: ReadonlyMap<ObjectType, SyncContext["definition"]>;
  readonly sabotage: Sabotage | undefined;
}

/** Durations that the engine keeps to, in milliseconds. */
export const TIMING = { claimMs: 60_000, callMs: 20_000, sliceMs: 10_000 };

/** What a process works with, one context a kind of record, parents before children. */
export function makeContexts(
  shared: Shared,
  process: Process,
  line: Omit<Line, "process" | "scheduler" | "callMs">,
): readonly SyncContext[] {
  const { world, tables, scheduler, definitions, sabotage } = shared;
  const clock = { now: () => scheduler.now, monotonic: () => scheduler.now };
  const store = createMemoryStore(tables, clock, (label, effect) =>
    scheduler.perform(process, "store", label, effect),
  );
  const whole: Line = { ...line, process, scheduler, callMs: TIMING.callMs };
  const wrap = sabotage?.adapter ?? ((adapter: CrmAdapter) => adapter);
  const adapters = {
    hubspot: wrap(hubspotVendor(whole)),
    connectwise: wrap(connectwiseVendor(whole)),
  };
  const common = {
    filters: { inactiveStatusIds: new Set([INACTIVE_STATUS]), excludedIds: new Set<string>() },
    store: sabotage?.store?.(store, tables) ?? store,
    adapters,
    clock,
    hash: (text: string) => text,
    owner: process.name,
    random: () => line.dice.next(),
    timing: TIMING,
  };
  return world.objects.flatMap(({ objectType, mapping, policy, filter }) => {
    const definition = definitions.get(objectType);
    const now = filter?.mappingOf(mapping) ?? mapping;
    const settings = { mapping: now, policy, settingsVersion: now.version };
    return definition === undefined ? [] : [{ ...common, definition, ...settings }];
  });
}
