import type { ComparisonInput } from "./comparison.ts";
import { connectwiseIdOf, propertyOf, referenceText } from "./records.ts";
import type { ConnectWiseRecord, HubSpotRecord } from "./records.ts";

/**
 * Tells the records the sync made: by the ids from before it, else by HubSpot's own note of the
 * source and by the member who entered a ConnectWise record. ConnectWise notes that for no contact.
 */
export class Origins {
  readonly #hubspotBefore: ReadonlySet<string> | undefined;
  readonly #connectwiseBefore: ReadonlySet<string> | undefined;
  readonly #syncMember: string;

  constructor({ before, syncMember = "Lockstep" }: ComparisonInput) {
    this.#hubspotBefore = before && new Set(before.hubspot);
    this.#connectwiseBefore = before && new Set(before.connectwise);
    this.#syncMember = syncMember;
  }

  isHubspotMade(record: HubSpotRecord): boolean {
    return this.#hubspotBefore === undefined
      ? propertyOf(record, "hs_object_source") === "INTEGRATION"
      : !this.#hubspotBefore.has(record.id);
  }

  isConnectwiseMade(record: ConnectWiseRecord): boolean {
    return this.#connectwiseBefore === undefined
      ? referenceText(record, "_info", "enteredBy") === this.#syncMember
      : !this.#connectwiseBefore.has(connectwiseIdOf(record));
  }
}
