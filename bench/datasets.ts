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

/** Contacts of companies that are in both systems; each system has every second contact alone. */
export function makeNewContactsDataset(
  counts: Pick<DatasetCounts, "companies" | "contacts">,
  seed = 1,
): Dataset {
  const { hubspot, connectwise } = generateDataset({ ...counts, seed });
  return {
    hubspot: { ...hubspot, contacts: hubspot.contacts.filter((_, index) => index % 2 === 0) },
    connectwise: {
      ...connectwise,
      contacts: connectwise.contacts.filter((_, index) => index % 2 === 1),
    },
  };
}

/** Companies with contacts, equal in both systems: all that a first sync writes is whom they are linked with. */
export function makeEqualDataset(
  counts: Pick<DatasetCounts, "companies" | "contacts">,
  seed = 1,
): Dataset {
  return generateDataset({ ...counts, seed, areEqual: true });
}

/** Companies that are in both systems, and contacts of them that only HubSpot has. */
export function makeHubspotContactsDataset(
  counts: Pick<DatasetCounts, "companies" | "contacts">,
  seed = 1,
): Dataset {
  const { hubspot, connectwise } = generateDataset({ ...counts, seed });
  return { hubspot, connectwise: { ...connectwise, contacts: [] } };
}
