import { toConnectWise, toHubSpot } from "./firms.ts";
import type { Firm } from "./firms.ts";
import type { RecordBook } from "./record-book.ts";
import type { ConnectWiseRecord } from "./records.ts";

/** One person, or one deal, with the record that stands for it in each system. */
export interface Placed {
  hubspotId?: string;
  connectwiseId?: number;
}

/** A firm with the companies that stand for it in each system. */
export interface Placement {
  firm: Firm;
  /** Ids, the first company made first; none when HubSpot does not know the firm. */
  hubspotIds: string[];
  /** Ids; none when ConnectWise does not know the firm. */
  connectwiseIds: number[];
  /** Whether ConnectWise holds it as inactive or deleted, so that it is never synced. */
  isExcluded: boolean;
  /** Its people, in the order they were added. */
  contacts: Placed[];
}

/** Writes firms down as companies and remembers where each went, for contacts and deals to follow. */
export class FirmBook {
  readonly #book: RecordBook;
  readonly #placements = new Map<Firm, Placement>();

  constructor(book: RecordBook) {
    this.#book = book;
  }

  /** Adds a HubSpot company; arguments as `toHubSpot`. */
  addHubspot(firm: Firm, changes: Record<string, string> = {}, createdAt?: string): void {
    const id = this.#book.addHubspot("companies", toHubSpot(firm, changes, createdAt));
    this.#placementOf(firm).hubspotIds.push(id);
  }

  /** Adds a ConnectWise company; arguments as `toConnectWise`. */
  addConnectwise(firm: Firm, identifier: string, changes: ConnectWiseRecord = {}): void {
    const company = toConnectWise(firm, identifier, changes);
    const placement = this.#placementOf(firm);
    placement.connectwiseIds.push(this.#book.addConnectwise("companies", company));
    const { name: status } = company["status"] as { name: string };
    if (company["deletedFlag"] === true || status === "Inactive") placement.isExcluded = true;
  }

  /** @returns where the firm of this name went. @throws Error - when there is none */
  find(name: string): Placement {
    const found = this.placements().find(({ firm }) => firm.name === name);
    if (found === undefined) throw new Error(`no sample firm ${name}`);
    return found;
  }

  /** Every firm written down, in the order they came. */
  placements(): Placement[] {
    return [...this.#placements.values()];
  }

  /** The ordinary firms: one company in each system, with a domain of its own. */
  sharedPlacements(): Placement[] {
    return this.placements().filter(
      ({ firm, hubspotIds, connectwiseIds, isExcluded }) =>
        hubspotIds.length === 1 &&
        connectwiseIds.length === 1 &&
        !isExcluded &&
        firm.domain !== undefined,
    );
  }

  #placementOf(firm: Firm): Placement {
    const known = this.#placements.get(firm);
    if (known !== undefined) return known;
    const placement: Placement = {
      firm,
      hubspotIds: [],
      connectwiseIds: [],
      isExcluded: false,
      contacts: [],
    };
    this.#placements.set(firm, placement);
    return placement;
  }
}
