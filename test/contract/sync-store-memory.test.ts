import { createMemoryPortal } from "../simulation/memory-portal.ts";
import { createMemoryStore, transactAtOnce } from "../simulation/memory-store.ts";
import { samplesOf } from "../simulation/memory-samples.ts";
import { emptyTables } from "../simulation/memory-tables.ts";
import { CLAIM_KINDS, COMPANY } from "./sync-store-rig.ts";
import { syncStoreBattery } from "./sync-store.ts";

syncStoreBattery("memory", () => {
  const tables = emptyTables(CLAIM_KINDS);
  let now = Date.UTC(2026, 0, 5);
  return Promise.resolve({
    store: createMemoryStore(tables, { now: () => now }),
    now: () => now,
    pass: (milliseconds) => {
      now += milliseconds;
      return Promise.resolve();
    },
    portal: createMemoryPortal(
      { state: "configured", runs: [], store: tables },
      () => now,
      transactAtOnce,
    ),
    readRunItems: (runId) => Promise.resolve(tables.runItems.get(runId) ?? []),
    readRunSamples: (runId) => Promise.resolve(samplesOf(tables, runId)),
    changeMapping: () => {
      tables.mappedAt.set(COMPANY, now);
      return Promise.resolve();
    },
    readIssues: () =>
      Promise.resolve(
        Object.fromEntries(
          [...tables.issues.values()].map(({ ref, state }) => [`${ref.side}:${ref.id}`, state]),
        ),
      ),
  });
});
