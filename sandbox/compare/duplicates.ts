import { normalText } from "./normal-forms.ts";
import { groupBy } from "./records.ts";
import type { HubSpotRecord, Side } from "./records.ts";

/** Records that should be one. */
export interface Duplicate {
  side: Side;
  ids: string[];
  /** Plain words: what they have in common. */
  because: string;
}

/** What tells a copy of a record, whichever side it is on. */
export interface Traits {
  /** What the record has in common with its copies, and with namesakes. */
  keys: readonly string[];
  /** The one of them by which this record would be a copy; undefined when nothing tells. */
  copyKey: string | undefined;
}

/** A record as the search for copies sees it. */
export interface Sighting extends Traits {
  id: string;
  isMadeBySync: boolean;
  /** Whether it is linked to a record that was there before the sync: then it is that one's own. */
  hasOriginal: boolean;
}

const legalForms =
  /\b(inc|incorporated|llc|ltd|limited|plc|corp|corporation|co|company|gmbh|ag|kg|pty|sarl)\b/g;

/** A name without case, punctuation and accents; '' when nothing is left of it. */
export function bareName(name: string): string {
  const lower = normalText(name).toLowerCase().normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return lower.replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** Company names that differ only in spelling, "The", "and" or their legal form are one. */
export function bareCompanyName(name: string): string {
  const words = bareName(name);
  const short = words
    .replace(/^the /, "")
    .replaceAll(/\band\b/g, " ")
    .replaceAll(legalForms, " ");
  return (short.trim() === "" ? words : short).replaceAll(/\s+/g, "");
}

/**
 * Finds records on one side that look alike and of which the sync made at least one.
 *
 * @param alike - what such records have in common, in plain words
 */
export function findCopies(side: Side, sightings: readonly Sighting[], alike: string): Duplicate[] {
  const keyed = sightings.flatMap((sighting) => sighting.keys.map((key) => ({ key, sighting })));
  return [...groupBy(keyed, ({ key }) => key)].flatMap(([key, entries]) => {
    const group = entries.map(({ sighting }) => sighting);
    const copies = group.filter((each) => each.isMadeBySync && each.copyKey === key);
    const areOwn = group.every(({ hasOriginal }) => hasOriginal);
    if (group.length < 2 || copies.length === 0 || areOwn) return [];
    const made = copies.map(({ id }) => id).join(", ");
    return [
      { side, ids: group.map(({ id }) => id), because: `${alike}, and the sync made ${made}` },
    ];
  });
}

/** HubSpot records that carry one ConnectWise id between them. */
export function findSharedLinks(
  byConnectwiseId: ReadonlyMap<string, HubSpotRecord[]>,
  linkProperty: string,
): Duplicate[] {
  return [...byConnectwiseId].flatMap(([connectwiseId, records]) =>
    records.length < 2
      ? []
      : [
          {
            side: "hubspot" as const,
            ids: records.map(({ id }) => id),
            because: `all have ${linkProperty} ${connectwiseId}`,
          },
        ],
  );
}

/** Ids that come twice in one side's list. */
export function findRepeatedIds(side: Side, ids: readonly string[]): Duplicate[] {
  return [...groupBy(ids, (id) => id)]
    .filter(([, group]) => group.length > 1)
    .map(([id, group]) => ({ side, ids: [id], because: `the id is there ${group.length} times` }));
}
