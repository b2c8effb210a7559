import type { ConnectWiseRecord, Dataset, HubSpotDeal, RecordKind } from "./records.ts";

/**
 * Ids a vendor's records count up from. No two lists of one vendor share an id, so that a mix-up of
 * object types cannot go unseen.
 */
const firstIds = {
  hubspot: { companies: 20_000_000_001, contacts: 30_000_000_001, deals: 40_000_000_001 },
  connectwise: { companies: 20_001, contacts: 58_001, deals: 9_001 },
};

/** What a HubSpot record of each list may have. */
type HubSpotParts = Omit<HubSpotDeal, "id">;

/** Collects records and gives each its id, so that others can refer to it. */
export class RecordBook {
  readonly dataset: Dataset = {
    hubspot: { companies: [], contacts: [], deals: [] },
    connectwise: { companies: [], contacts: [], deals: [] },
  };

  /** @returns the record's id */
  addHubspot(kind: RecordKind, record: HubSpotParts): string {
    const list: HubSpotDeal[] = this.dataset.hubspot[kind];
    const id = String(firstIds.hubspot[kind] + list.length);
    list.push({ id, ...record });
    return id;
  }

  /** @returns the record's id */
  addConnectwise(kind: RecordKind, record: ConnectWiseRecord): number {
    const list = this.dataset.connectwise[kind];
    const id = firstIds.connectwise[kind] + list.length;
    list.push({ id, ...record });
    return id;
  }
}
