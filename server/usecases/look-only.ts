import { refKey } from "./plan-verdicts.ts";
import type { KeyedRecord } from "../sync/pair-ports.ts";
import type { SyncStore } from "../sync/store-ports.ts";

/**
 * Makes a store for a plan that is never carried out. Nothing that planning tells it is stored, while
 * what a record is known under counts for the match decisions of this plan, as it would when stored.
 */
export function lookOnly(store: SyncStore): SyncStore {
  const supposed = new Map<string, KeyedRecord>();
  const suppose = (records: readonly KeyedRecord[]): void => {
    for (const record of records) supposed.set(refKey(record.ref), record);
  };
  return {
    ...store,
    commit: (changes) => {
      suppose(changes.flatMap(({ matchKeys = [] }) => matchKeys));
      return Promise.resolve(changes.map(() => ({ kind: "fence-lost" })));
    },
    learnKeys: (_objectType, records) => {
      suppose(records);
      return Promise.resolve();
    },
    neighbourhood: (objectType, refs, strongKinds) =>
      store.neighbourhood(objectType, refs, strongKinds, [...supposed.values()]),
  };
}
