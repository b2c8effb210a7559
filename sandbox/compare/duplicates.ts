import { normalHost, normalText } from "./normal-forms.ts";
import { connectwiseIdOf, propertyOf, referenceText, textOf } from "./records.ts";
import type { ConnectWiseRecord, HubSpotRecord, Side } from "./records.ts";

/** Records that should be one. */
export interface Duplicate {
  side: Side;
  ids: string[];
  /** Plain words: what they have in common. */
  because: string;
}

/** What tells a copy of a record, whichever side it is on. */
export interface Sighting {
  id: string;
  name: string;
  host: string;
  city: string;
  /** Whether the sync made this record. */
  isMadeBySync: boolean;
}

const legalForms =
  /\b(inc|incorporated|llc|ltd|limited|plc|corp|corporation|co|company|gmbh|ag|kg|pty|sarl)\b/g;

/** Names that differ only in case, punctuation, "The", "and" or their legal form are one. */
function plainName(name: string): string {
  const lower = normalText(name).toLowerCase().normalize("NFKD").replaceAll(/\p{M}/gu, "");
  const words = lower.replaceAll(/[^\p{L}\p{N}]+/gu, " ").trim();
  const short = words
    .replace(/^the /, "")
    .replaceAll(/\band\b/g, " ")
    .replaceAll(legalForms, " ");
  return (short.trim() === "" ? words : short).replaceAll(/\s+/g, "");
}

/** Same name and website; without a website the city has to agree, chains have one name in many. */
function copyKey({ name, host, city }: Sighting): string | undefined {
  const plain = plainName(name);
  if (plain === "") return undefined;
  return JSON.stringify([plain, host === "" ? normalText(city).toLowerCase() : host]);
}

/** Finds records on one side that look alike and of which the sync made at least one. */
export function findCopies(side: Side, sightings: readonly Sighting[]): Duplicate[] {
  const groups = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const key = copyKey(sighting);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [sighting]);
    else group.push(sighting);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1 && group.some(({ isMadeBySync }) => isMadeBySync))
    .map((group) => ({
      side,
      ids: group.map(({ id }) => id),
      because: `same name and website or city, and the sync made ${group
        .filter(({ isMadeBySync }) => isMadeBySync)
        .map(({ id }) => id)
        .join(", ")}`,
    }));
}

/** HubSpot companies that carry one ConnectWise id between them. */
export function findSharedLinks(
  byConnectwiseId: ReadonlyMap<string, HubSpotRecord[]>,
): Duplicate[] {
  return [...byConnectwiseId].flatMap(([connectwiseId, records]) =>
    records.length < 2
      ? []
      : [
          {
            side: "hubspot" as const,
            ids: records.map(({ id }) => id),
            because: `all have cw_company_id ${connectwiseId}`,
          },
        ],
  );
}

/** Ids that come twice in one side's list. */
export function findRepeatedIds(side: Side, ids: readonly string[]): Duplicate[] {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count > 1)
    .map(([id, count]) => ({ side, ids: [id], because: `the id is there ${count} times` }));
}

/**
 * Reads what tells a copy from a HubSpot company.
 *
 * @param before - ids from before the sync; without them HubSpot's own note of the source decides
 */
export function sightHubSpot(record: HubSpotRecord, before?: ReadonlySet<string>): Sighting {
  return {
    id: record.id,
    name: propertyOf(record, "name"),
    host: normalHost(propertyOf(record, "domain")),
    city: propertyOf(record, "city"),
    isMadeBySync:
      before === undefined
        ? propertyOf(record, "hs_object_source") === "INTEGRATION"
        : !before.has(record.id),
  };
}

/**
 * Reads what tells a copy from a ConnectWise company.
 *
 * @param before - ids from before the sync; without them the member who entered the record decides
 * @param syncMember - identifier of the member the sync works as
 */
export function sightConnectWise(
  record: ConnectWiseRecord,
  syncMember: string,
  before?: ReadonlySet<string>,
): Sighting {
  const id = connectwiseIdOf(record);
  return {
    id,
    name: textOf(record["name"]),
    host: normalHost(textOf(record["website"])),
    city: textOf(record["city"]),
    isMadeBySync:
      before === undefined
        ? referenceText(record, "_info", "enteredBy") === syncMember
        : !before.has(id),
  };
}
