import type { ObjectDefinition } from "../../../server/sync/objects/definition.ts";
import { DEFAULT_TIMING, type SyncContext } from "../../../server/usecases/engine.ts";
import { createMemoryStore } from "../../simulation/memory-store.ts";
import { emptyTables } from "../../simulation/memory-tables.ts";

/** A context of one object type over an empty store; vendors that are not given must not be called. */
export function loneContext(
  definition: ObjectDefinition,
  adapters: Partial<SyncContext["adapters"]> = {},
): SyncContext {
  const clock = { now: () => 1_000_000, monotonic: () => 0 };
  return {
    definition,
    mapping: { version: 1, fields: definition.defaultMappings, valueMaps: {} },
    policy: {
      direction: "both",
      createIn: { hubspot: false, connectwise: false },
      firstLinkRule: "connectwise",
      createDefaults: { hubspot: {}, connectwise: {} },
      limits: { hubspot: {}, connectwise: {} },
    },
    settingsVersion: 1,
    filters: { inactiveStatusIds: new Set(), excludedIds: new Set() },
    store: createMemoryStore(emptyTables({ [definition.objectType]: [] }), clock),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as said
    adapters: adapters as SyncContext["adapters"],
    clock,
    hash: (text) => text,
    owner: "a",
    random: () => 0,
    timing: DEFAULT_TIMING,
  };
}
