import { generateDataset } from "../sandbox/data/dataset.ts";
import type { Dataset } from "../sandbox/data/records.ts";

/** How many records of each type. */
export interface DatasetCounts {
  companies: number;
  contacts: number;
  deals: number;
}

/**
 * Companies and contacts that are in both systems, and deals of which each system has every second
 * one: deals in both would only wait for a person to pair them.
 */
export function makeMatchedDataset(counts: DatasetCounts, seed = 1): Dataset {
  const { hubspot, connectwise } = generateDataset({ ...counts, seed });
  return {
    hubspot: { ...hubspot, deals: hubspot.deals.filter((_, index) => index % 2 === 0) },
    connectwise: {
      ...connectwise,
      deals: connectwise.deals.filter((_, index) => index % 2 === 1),
    },
  };
}
