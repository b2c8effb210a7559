import { addCounted } from "./counted.ts";
import { RecordBook } from "./record-book.ts";
import type { Dataset } from "./records.ts";
import { addSample } from "./sample.ts";

/** What to make. */
export interface DatasetOptions {
  /** A named set; counts without a set mean generated records only. */
  dataset?: "empty" | "sample";
  /** How many generated companies to have in both systems; comes on top of a named set. */
  companies?: number;
  /** How many generated contacts of those companies to have in both systems. */
  contacts?: number;
  /** How many generated deals of those companies to have in both systems. */
  deals?: number;
  /** Whether generated records are equal in both systems; one in ten differs unless they are. */
  areEqual?: boolean;
  /** Whole number; the same seed gives the same records. 1 unless given. */
  seed?: number;
  /** Calendar day the deals' close dates lie around, `YYYY-MM-DD`; a fixed one unless given. */
  today?: string;
}

/** Records are the same whenever they are made; deals grow old unless the caller says what day it is. */
const TODAY = "2026-11-02";

function refuseOddCounts(counts: Record<string, number>): void {
  for (const [name, count] of Object.entries(counts)) {
    if (Number.isInteger(count) && count >= 0) continue;
    throw new RangeError(`${name} must be a whole number of at least 0, not ${count}`);
  }
}

/**
 * Makes the records both stand-ins start with.
 *
 * `sample` is one provider's world, messy on purpose: about 150 companies, 600 contacts and 120
 * deals. Counts give that many in both systems; contacts and deals are spread over the counted
 * companies and stand alone where there are none. Two seeds never share a name, a domain or an
 * address, so that one seed in one system and another in the other gives records without a
 * counterpart.
 *
 * @throws RangeError - when a count is not a whole number of at least 0
 */
export function generateDataset(options: DatasetOptions): Dataset {
  const { dataset = "empty", seed = 1, today = TODAY, areEqual = false } = options;
  const { companies = 0, contacts = 0, deals = 0 } = options;
  const counts = { companies, contacts, deals };
  refuseOddCounts(counts);
  const book = new RecordBook();
  if (dataset === "sample") addSample(book, { seed, today });
  addCounted(book, counts, { seed, today, areEqual });
  return book.dataset;
}
