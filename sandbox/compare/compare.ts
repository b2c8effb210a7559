import type { Comparison, ComparisonInput, UnlinkedRecord } from "./comparison.ts";
import { SAMPLE_STAGES } from "./deal-stages.ts";
import type { StageTables } from "./deal-stages.ts";
import { findCopies, findRepeatedIds, findSharedLinks } from "./duplicates.ts";
import type { Duplicate, Sighting } from "./duplicates.ts";
import { Judge } from "./judge.ts";
import { groupByLink, linkOf, Parents } from "./links.ts";
import { companyType, contactType, dealType } from "./object-types.ts";
import type { ObjectType } from "./object-types.ts";
import { Origins } from "./origins.ts";
import { connectwiseIdOf, isDeleted } from "./records.ts";
import type { BothSides, HubSpotRecord, People, Side } from "./records.ts";

/** Companies of both systems, and the people who look after them. */
export interface CompanyInput extends ComparisonInput {
  people?: People;
}

/** Contacts of both systems, and the companies they work for. */
export interface ContactInput extends ComparisonInput {
  companies: BothSides;
}

/** Deals of both systems, and what they belong to. */
export interface DealInput extends ComparisonInput {
  companies: BothSides;
  contacts: BothSides;
  people?: People;
  /** What stages and statuses mean; the sample's unless given. */
  stages?: StageTables;
  /** The portal's zone by its IANA name, in which a close time is a day. UTC unless given. */
  timeZone?: string;
}

const isArchived = ({ archived }: HubSpotRecord): boolean => archived === true;
const NO_PEOPLE: People = { owners: [], members: [] };

/** Live and archived HubSpot records by the ConnectWise id they carry; merged ones carry none. */
interface Links {
  live: ReadonlyMap<string, HubSpotRecord[]>;
  archived: ReadonlyMap<string, HubSpotRecord[]>;
}

/** What the linked pairs give. */
type PairFindings = Omit<Comparison, "duplicates" | "unlinked" | "unexplained">;

/** The comparison of one object type, step by step. */
class TypeComparison {
  readonly #type: ObjectType;
  readonly #input: ComparisonInput;
  readonly #judge: Judge;
  readonly #origins: Origins;
  readonly #links: Links;

  constructor(type: ObjectType, input: ComparisonInput) {
    this.#type = type;
    this.#input = input;
    this.#judge = new Judge(input);
    this.#origins = new Origins(input);
    this.#links = {
      live: groupByLink(
        input.hubspot.filter((record) => !isArchived(record)),
        type.linkProperty,
      ),
      archived: groupByLink(
        input.hubspot.filter((record) => isArchived(record) && record.mergedInto === undefined),
        type.linkProperty,
      ),
    };
  }

  compare(): Comparison {
    const pairs = this.#comparePairs();
    const unlinked = this.#findUnlinked();
    const unexplained = [...unlinked.hubspot, ...unlinked.connectwise].filter(
      ({ reason }) => reason === undefined,
    );
    return { ...pairs, duplicates: this.#findDuplicates(), unlinked, unexplained };
  }

  #comparePairs(): PairFindings {
    const { live, archived } = this.#links;
    const connectwiseById = new Map(
      this.#input.connectwise.map((record) => [connectwiseIdOf(record), record]),
    );
    const found: PairFindings = {
      linked: [],
      deleted: [],
      differences: [],
      allowed: [],
      dangling: [],
    };
    for (const [connectwiseId, records] of live) {
      const connectwise = connectwiseById.get(connectwiseId);
      for (const hubspot of records) {
        const pair = { hubspotId: hubspot.id, connectwiseId };
        if (connectwise === undefined) found[this.#fateOf(hubspot)].push(pair);
        else if (isDeleted(connectwise)) found.deleted.push(pair);
        else {
          found.linked.push(pair);
          const isMadeBySync = {
            hubspot: this.#origins.isHubspotMade(hubspot),
            connectwise: this.#origins.isConnectwiseMade(connectwise),
          };
          const readings = this.#type.readFields({ hubspot, connectwise, isMadeBySync });
          const { differences, allowed } = this.#judge.compare(pair, readings);
          found.differences.push(...differences);
          found.allowed.push(...allowed);
        }
      }
    }
    for (const [connectwiseId, records] of archived) {
      if (live.has(connectwiseId) || !connectwiseById.has(connectwiseId)) continue;
      found.deleted.push(...records.map(({ id }) => ({ hubspotId: id, connectwiseId })));
    }
    return found;
  }

  /** A deleted contact or opportunity is gone without a trace: only a reason tells it from a slip. */
  #fateOf({ id }: HubSpotRecord): "deleted" | "dangling" {
    const isExplained = this.#judge.reasonFor("hubspot", id) !== undefined;
    return this.#type.isGoneWhenDeleted && isExplained ? "deleted" : "dangling";
  }

  #findDuplicates(): Duplicate[] {
    const { linkProperty, alike } = this.#type;
    return [
      ...findSharedLinks(this.#links.live, linkProperty),
      ...findRepeatedIds(
        "hubspot",
        this.#input.hubspot.map(({ id }) => id),
      ),
      ...findRepeatedIds("connectwise", this.#input.connectwise.map(connectwiseIdOf)),
      ...findCopies("hubspot", this.#sightHubspot(), alike),
      ...findCopies("connectwise", this.#sightConnectwise(), alike),
    ];
  }

  #sightHubspot(): Sighting[] {
    const { hubspot, linkProperty, hasNamesakes } = this.#type;
    const originals = new Set(
      this.#input.connectwise
        .filter((record) => !this.#origins.isConnectwiseMade(record))
        .map(connectwiseIdOf),
    );
    return this.#input.hubspot
      .filter((record) => !isArchived(record))
      .map((record) => ({
        id: record.id,
        ...hubspot.traitsOf(record),
        isMadeBySync: this.#origins.isHubspotMade(record),
        hasOriginal: hasNamesakes && originals.has(linkOf(record, linkProperty)),
      }));
  }

  #sightConnectwise(): Sighting[] {
    const { connectwise, hasNamesakes } = this.#type;
    const { live } = this.#links;
    return this.#input.connectwise
      .filter((record) => !isDeleted(record))
      .map((record) => {
        const id = connectwiseIdOf(record);
        const linked = live.get(id) ?? [];
        return {
          id,
          ...connectwise.traitsOf(record),
          isMadeBySync: this.#origins.isConnectwiseMade(record),
          hasOriginal: hasNamesakes && linked.some((each) => !this.#origins.isHubspotMade(each)),
        };
      });
  }

  #findUnlinked(): Comparison["unlinked"] {
    const { hubspot, connectwise, linkProperty } = this.#type;
    const describe = (side: Side, id: string, name: string): UnlinkedRecord => ({
      side,
      id,
      name,
      reason: this.#judge.reasonFor(side, id),
    });
    const { live, archived } = this.#links;
    return {
      hubspot: this.#input.hubspot
        .filter((record) => !isArchived(record) && linkOf(record, linkProperty) === "")
        .map((record) => describe("hubspot", record.id, hubspot.nameOf(record))),
      connectwise: this.#input.connectwise
        .map((record) => ({ record, id: connectwiseIdOf(record) }))
        .filter(({ id }) => !live.has(id) && !archived.has(id))
        .map(({ record, id }) => describe("connectwise", id, connectwise.nameOf(record))),
    };
  }
}

/**
 * Compares the companies of both systems after a sync, without knowing how the sync works: links by
 * HubSpot's `cw_company_id`, and every field of the default mappings in a form of its own.
 *
 * Deleted ConnectWise companies without a link need a reason like all others, because they stay in
 * its lists; archived HubSpot companies do not. A ConnectWise company whose HubSpot counterpart was
 * merged into another one counts as unlinked, too.
 */
export function compareCompanies({ people = NO_PEOPLE, ...input }: CompanyInput): Comparison {
  return new TypeComparison(companyType(people), input).compare();
}

/**
 * Compares the contacts of both systems, linked by `cw_contact_id`; their companies agree when the
 * companies are linked. A link to a contact that is gone needs a reason.
 */
export function compareContacts({ companies, ...input }: ContactInput): Comparison {
  const type = contactType({ companies: new Parents(companies, "cw_company_id") });
  return new TypeComparison(type, input).compare();
}

/**
 * Compares HubSpot's deals with ConnectWise's opportunities, linked by `cw_opportunity_id`. An
 * opportunity carries its forecast along as `forecast`.
 */
export function compareDeals(input: DealInput): Comparison {
  const { people = NO_PEOPLE, stages = SAMPLE_STAGES, timeZone = "UTC", ...rest } = input;
  const type = dealType({
    companies: new Parents(input.companies, "cw_company_id"),
    contacts: new Parents(input.contacts, "cw_contact_id"),
    people,
    stages,
    // Swedish writes dates the ISO way.
    days: new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }),
  });
  return new TypeComparison(type, rest).compare();
}
