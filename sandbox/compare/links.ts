import { connectwiseIdOf, groupBy, propertyOf } from "./records.ts";
import type { BothSides, ConnectWiseRecord, HubSpotRecord } from "./records.ts";

/** @returns the ConnectWise id a HubSpot record carries, '' when it carries none. */
export function linkOf(record: HubSpotRecord, property: string): string {
  // HubSpot keeps numbers as text; `20001.0` would be the same record.
  return propertyOf(record, property).replace(/^(\d+)\.0+$/, "$1");
}

/** @returns HubSpot records by the ConnectWise id they carry. */
export function groupByLink(
  records: readonly HubSpotRecord[],
  property: string,
): Map<string, HubSpotRecord[]> {
  return groupBy(records, (record) => linkOf(record, property) || undefined);
}

/** The records other records belong to: companies, or a deal's contacts. */
export class Parents {
  readonly #property: string;
  readonly #hubspot: ReadonlyMap<string, HubSpotRecord>;
  readonly #connectwise: ReadonlyMap<string, ConnectWiseRecord>;
  readonly #linked: ReadonlySet<string>;

  /** @param property - HubSpot property that carries the ConnectWise id */
  constructor({ hubspot, connectwise }: BothSides, property: string) {
    this.#property = property;
    const live = hubspot.filter(({ archived }) => archived !== true);
    this.#hubspot = new Map(live.map((record) => [record.id, record]));
    this.#connectwise = new Map(connectwise.map((record) => [connectwiseIdOf(record), record]));
    this.#linked = new Set(live.map((record) => linkOf(record, property)));
  }

  hubspot(id: string): HubSpotRecord | undefined {
    return this.#hubspot.get(id);
  }

  connectwise(id: string): ConnectWiseRecord | undefined {
    return this.#connectwise.get(id);
  }

  /** @returns id of the ConnectWise record linked to a HubSpot one, '' when there is none. */
  counterpartOf(hubspotId: string): string {
    const record = this.#hubspot.get(hubspotId);
    return record === undefined ? "" : linkOf(record, this.#property);
  }

  /** @returns whether a HubSpot record is linked to this ConnectWise one. */
  isLinked(connectwiseId: string): boolean {
    return connectwiseId !== "" && this.#linked.has(connectwiseId);
  }
}
