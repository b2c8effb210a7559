import { generateCountedCompanies } from "./counted.ts";
import type { Dataset } from "./records.ts";
import { generateSample } from "./sample.ts";

/** What to make. */
export interface DatasetOptions {
  /** A named set; counts without a set mean generated companies only. */
  dataset?: "empty" | "sample";
  /** How many generated companies to have in both systems; comes on top of a named set. */
  companies?: number;
  /** Whole number; the same seed gives the same records. 1 unless given. */
  seed?: number;
}

/**
 * Makes the records both stand-ins start with.
 *
 * `sample` is about 150 companies of one provider's world, messy on purpose. A number of companies
 * gives that many in both systems; two seeds never share a name or a domain, so that one seed in
 * one system and another seed in the other gives companies without a counterpart.
 *
 * @throws RangeError - when `companies` is not a whole number of at least 0
 */
export function generateDataset(options: DatasetOptions): Dataset {
  const { dataset = "empty", companies = 0, seed = 1 } = options;
  if (!Number.isInteger(companies) || companies < 0) {
    throw new RangeError(`companies must be a whole number of at least 0, not ${companies}`);
  }
  const counted = generateCountedCompanies(companies, seed);
  if (dataset === "empty") return counted;
  const sample = generateSample(seed);
  return {
    hubspot: { companies: [...sample.hubspot.companies, ...counted.hubspot.companies] },
    connectwise: {
      companies: [...sample.connectwise.companies, ...counted.connectwise.companies],
    },
  };
}
