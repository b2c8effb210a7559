import type { RunSample } from "../../server/sync/store-ports.ts";
import type { Tables } from "./memory-tables.ts";

/** Samples that are kept of an object type's action. */
const KEPT = 10;

function isSame(one: RunSample, other: Omit<RunSample, "changes">): boolean {
  return (
    one.objectType === other.objectType &&
    one.action === other.action &&
    one.hubspotId === other.hubspotId &&
    one.connectwiseId === other.connectwiseId
  );
}

/** Keeps samples of a run, the first ten of each action of an object type. */
export function addSamples(tables: Tables, runId: string, samples: readonly RunSample[]): void {
  for (const sample of samples) {
    const kept = tables.runSamples.get(runId) ?? [];
    const alike = kept.filter(
      ({ objectType, action }) => objectType === sample.objectType && action === sample.action,
    );
    if (alike.length >= KEPT || kept.some((one) => isSame(one, sample))) continue;
    tables.runSamples.set(runId, [...kept, sample]);
  }
}

/** A run's samples, without those whose record has turned out to be another item's. */
export function samplesOf(tables: Tables, runId: string): readonly RunSample[] {
  const items = tables.runItems.get(runId) ?? [];
  const samples = tables.runSamples.get(runId) ?? [];
  return samples.filter((sample) => items.some((item) => isSame(sample, item)));
}
