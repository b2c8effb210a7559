import {
  findCopies,
  findRepeatedIds,
  findSharedLinks,
  sightConnectWise,
  sightHubSpot,
} from "./duplicates.ts";
import type { Duplicate } from "./duplicates.ts";
import { Explanations } from "./explanations.ts";
import type { Explanation } from "./explanations.ts";
import { readFields } from "./fields.ts";
import type { FieldReading } from "./fields.ts";
import { connectwiseIdOf, propertyOf, textOf } from "./records.ts";
import type { ConnectWiseRecord, HubSpotRecord, People, Side } from "./records.ts";

/** A HubSpot company with the ConnectWise company it names. */
interface LinkedPair {
  hubspotId: string;
  connectwiseId: string;
}

/** A mapped field whose values do not agree. */
interface Difference extends LinkedPair {
  /** HubSpot's property name. */
  field: string;
  /** ConnectWise's field name. */
  connectwiseField: string;
  /** Values as stored; '' for blank. */
  hubspot: string;
  connectwise: string;
}

/** A record without a counterpart. */
interface UnlinkedRecord {
  side: Side;
  id: string;
  name: string;
  /** The reason given for it; undefined when nobody gave one. */
  reason: string | undefined;
}

/** What both systems hold, and what is known about it. */
export interface ComparisonInput {
  /** Every record of each stand-in, archived and deleted ones too. */
  hubspot: readonly HubSpotRecord[];
  connectwise: readonly ConnectWiseRecord[];
  people?: People;
  /** Reasons the sync gave. */
  explanations?: readonly Explanation[];
  /** Fields a person emptied on one side: blanks never erase, so the other side keeps its value. */
  clears?: readonly { side: Side; id: string; field: string }[];
  /** Ids from before the sync, so that the records it made can be told. */
  before?: Readonly<Record<Side, readonly string[]>>;
  /** Identifier of the ConnectWise member the sync works as; asked when `before` is missing. */
  syncMember?: string;
}

/** What the comparer found. `problemsIn` says which parts are wrong. */
export interface Comparison {
  linked: LinkedPair[];
  /** Linked pairs of which one record is archived or deleted; their fields are not compared. */
  deleted: LinkedPair[];
  unlinked: Record<Side, UnlinkedRecord[]>;
  /** Unlinked records nobody gave a reason for. */
  unexplained: UnlinkedRecord[];
  differences: Difference[];
  /** Differences that may stay: a person emptied a field, or the sync said why. */
  allowed: (Difference & { reason: string })[];
  duplicates: Duplicate[];
  /** HubSpot companies that name a ConnectWise company which is not there. */
  dangling: LinkedPair[];
}

const NO_PEOPLE: People = { owners: [], members: [] };
const BLANK_STAYS = "emptied by a person on one side; blanks never erase";

const isDeleted = (record: ConnectWiseRecord): boolean => record["deletedFlag"] === true;

function toDifference(
  { hubspotId, connectwiseId }: LinkedPair,
  { field, connectwiseField, hubspot, connectwise }: FieldReading,
): Difference {
  return {
    hubspotId,
    connectwiseId,
    field,
    connectwiseField,
    hubspot: hubspot.shown,
    connectwise: connectwise.shown,
  };
}

/** Decides which differences may stay. */
class Judge {
  readonly #explanations: Explanations;
  readonly #clears: Set<string>;

  constructor(input: ComparisonInput) {
    this.#explanations = new Explanations(input.explanations ?? []);
    this.#clears = new Set(
      (input.clears ?? []).map(({ side, id, field }) => JSON.stringify([side, id, field])),
    );
  }

  reasonFor(side: Side, id: string): string | undefined {
    return this.#explanations.forRecord(side, id);
  }

  /** @returns why a difference may stay, undefined when it may not. */
  excuse(pair: LinkedPair, reading: FieldReading): string | undefined {
    const names = [reading.field, reading.connectwiseField];
    const given =
      this.#explanations.forField("hubspot", pair.hubspotId, names) ??
      this.#explanations.forField("connectwise", pair.connectwiseId, names);
    if (given !== undefined) return given;
    const isCleared =
      (reading.hubspot.normal === "" && this.#isCleared("hubspot", pair.hubspotId, names)) ||
      (reading.connectwise.normal === "" &&
        this.#isCleared("connectwise", pair.connectwiseId, names));
    return isCleared ? BLANK_STAYS : undefined;
  }

  #isCleared(side: Side, id: string, names: readonly string[]): boolean {
    return names.some((name) => this.#clears.has(JSON.stringify([side, id, name])));
  }
}

function groupByLink(records: readonly HubSpotRecord[]): Map<string, HubSpotRecord[]> {
  const groups = new Map<string, HubSpotRecord[]>();
  for (const record of records) {
    const connectwiseId = propertyOf(record, "cw_company_id");
    if (connectwiseId === "") continue;
    // HubSpot keeps numbers as text; `20001.0` would be the same company.
    const key = /^\d+\.0+$/.test(connectwiseId)
      ? connectwiseId.split(".", 1).join("")
      : connectwiseId;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [record]);
    else group.push(record);
  }
  return groups;
}

function comparePair(
  pair: LinkedPair,
  readings: readonly FieldReading[],
  judge: Judge,
): Pick<Comparison, "differences" | "allowed"> {
  const differences: Difference[] = [];
  const allowed: Comparison["allowed"] = [];
  for (const reading of readings) {
    if (reading.hubspot.normal === reading.connectwise.normal) continue;
    const difference = toDifference(pair, reading);
    const reason = judge.excuse(pair, reading);
    if (reason === undefined) differences.push(difference);
    else allowed.push({ ...difference, reason });
  }
  return { differences, allowed };
}

function findDuplicates(
  input: ComparisonInput,
  links: ReadonlyMap<string, HubSpotRecord[]>,
): Duplicate[] {
  const { before, syncMember = "Lockstep" } = input;
  const knownHubspot = before && new Set(before.hubspot);
  const knownConnectwise = before && new Set(before.connectwise);
  const hubspot = input.hubspot.filter(({ archived }) => archived !== true);
  const connectwise = input.connectwise.filter((record) => !isDeleted(record));
  return [
    ...findSharedLinks(links),
    ...findRepeatedIds(
      "hubspot",
      input.hubspot.map(({ id }) => id),
    ),
    ...findRepeatedIds("connectwise", input.connectwise.map(connectwiseIdOf)),
    ...findCopies(
      "hubspot",
      hubspot.map((record) => sightHubSpot(record, knownHubspot)),
    ),
    ...findCopies(
      "connectwise",
      connectwise.map((record) => sightConnectWise(record, syncMember, knownConnectwise)),
    ),
  ];
}

function findUnlinked(
  input: ComparisonInput,
  linkedIds: ReadonlySet<string>,
  judge: Judge,
): Comparison["unlinked"] {
  const describe = (side: Side, id: string, name: string): UnlinkedRecord => ({
    side,
    id,
    name,
    reason: judge.reasonFor(side, id),
  });
  return {
    hubspot: input.hubspot
      .filter((record) => record.archived !== true && propertyOf(record, "cw_company_id") === "")
      .map((record) => describe("hubspot", record.id, propertyOf(record, "name"))),
    connectwise: input.connectwise
      .filter((record) => !linkedIds.has(connectwiseIdOf(record)))
      .map((record) => describe("connectwise", connectwiseIdOf(record), textOf(record["name"]))),
  };
}

/**
 * Compares the companies of both systems after a sync, without knowing how the sync works: links by
 * HubSpot's `cw_company_id`, and every field of the default mappings in a form of its own.
 *
 * Deleted ConnectWise companies without a link need a reason like all others, because they stay in
 * its lists; archived HubSpot companies do not. A ConnectWise company whose HubSpot counterpart was
 * merged into another one counts as unlinked, too.
 */
export function compareCompanies(input: ComparisonInput): Comparison {
  const { people = NO_PEOPLE } = input;
  const judge = new Judge(input);
  const live = groupByLink(input.hubspot.filter(({ archived }) => archived !== true));
  const archived = groupByLink(
    input.hubspot.filter((record) => record.archived === true && record.mergedInto === undefined),
  );
  const connectwiseById = new Map(
    input.connectwise.map((record) => [connectwiseIdOf(record), record]),
  );
  const comparison: Omit<Comparison, "unlinked" | "unexplained"> = {
    linked: [],
    deleted: [],
    differences: [],
    allowed: [],
    duplicates: findDuplicates(input, live),
    dangling: [],
  };
  for (const [connectwiseId, records] of live) {
    const connectwise = connectwiseById.get(connectwiseId);
    for (const hubspot of records) {
      const pair = { hubspotId: hubspot.id, connectwiseId };
      if (connectwise === undefined) comparison.dangling.push(pair);
      else if (isDeleted(connectwise)) comparison.deleted.push(pair);
      else {
        comparison.linked.push(pair);
        const found = comparePair(pair, readFields(hubspot, connectwise, people), judge);
        comparison.differences.push(...found.differences);
        comparison.allowed.push(...found.allowed);
      }
    }
  }
  for (const [connectwiseId, records] of archived) {
    if (live.has(connectwiseId) || !connectwiseById.has(connectwiseId)) continue;
    comparison.deleted.push(...records.map(({ id }) => ({ hubspotId: id, connectwiseId })));
  }
  const linkedIds = new Set([...live.keys(), ...archived.keys()]);
  const unlinked = findUnlinked(input, linkedIds, judge);
  const unexplained = [...unlinked.hubspot, ...unlinked.connectwise].filter(
    ({ reason }) => reason === undefined,
  );
  return { ...comparison, unlinked, unexplained };
}

const shown = (value: string): string => (value === "" ? "(blank)" : JSON.stringify(value));

/** Puts everything that is wrong into plain lines; none means that both systems agree. */
export function problemsIn(comparison: Comparison): string[] {
  const { differences, unexplained, duplicates, dangling } = comparison;
  return [
    ...differences.map(
      ({ hubspotId, connectwiseId, field, ...values }) =>
        `${field} differs: HubSpot ${hubspotId} has ${shown(values.hubspot)}, ConnectWise ${connectwiseId} has ${shown(values.connectwise)}`,
    ),
    ...unexplained.map(
      ({ side, id, name }) => `${side} ${id} (${name}) is not linked and nothing says why`,
    ),
    ...duplicates.map(({ side, ids, because }) => `${side} ${ids.join(", ")}: ${because}`),
    ...dangling.map(
      ({ hubspotId, connectwiseId }) =>
        `HubSpot ${hubspotId} names ConnectWise ${connectwiseId}, which is not there`,
    ),
  ];
}
