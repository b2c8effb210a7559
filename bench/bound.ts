import { byType } from "../sandbox/demo/evidence.ts";
import type {
  BothSides,
  ByType,
  ConnectwiseRecord,
  HubspotRecord,
} from "../sandbox/demo/evidence.ts";
import type { ControlType } from "../sandbox/shared/control.ts";

/** Numbers of both systems. */
export interface SideCounts {
  hubspot: number;
  connectwise: number;
}

/** The least calls the records of one type can do with, and what they follow from. */
export interface TypeBound {
  /** Records listed. */
  listed: SideCounts;
  /** Records that had to receive a value. */
  written: SideCounts;
  /** Records in which a value people can edit was replaced, so that it had to be read again. */
  overwritten: SideCounts;
  /** ConnectWise's records below a record that have calls of their own: forecasts, communications. */
  parts: { read: number; written: number };
  /** Associations made in HubSpot, by the other type. */
  associated: { companies: number; contacts: number };
  calls: number;
}

/** The least calls a first sync can do with. */
export interface LowerBound {
  types: ByType<TypeBound>;
  calls: number;
}

/** HubSpot's own notes about a record; they move with every write and are nobody's value. */
const isHubspotsOwn = (name: string): boolean =>
  /^(hs_|createdate$|lastmodifieddate$|notes_|num_|associatedcompanyid$|amount_in_home)/.test(name);
/** Our properties: no person edits them. */
const isOurs = (name: string): boolean => name.startsWith("cw_");
/** What ConnectWise notes about a record, shows beside it, or has calls of its own for. */
const isConnectwisesOwn = (name: string): boolean =>
  /^(_info|id|site|lastUpdated|customFields|communicationItems|forecast|closedBy|default.*)$/.test(
    name,
  );

/** Names of values that differ. */
function changedHubspot(before: HubspotRecord, after: HubspotRecord): string[] {
  const names = new Set([...Object.keys(before.properties), ...Object.keys(after.properties)]);
  return [...names].filter(
    (name) =>
      !isHubspotsOwn(name) && (before.properties[name] ?? "") !== (after.properties[name] ?? ""),
  );
}

interface Change {
  name: string;
  /** Whether there was a value before. */
  isOverwrite: boolean;
}

function listIn(record: ConnectwiseRecord, name: string): Record<string, unknown>[] {
  const list = record[name];
  return Array.isArray(list) ? (list as Record<string, unknown>[]) : []; // -- the vendor's form
}

function customValues(record: ConnectwiseRecord): [string, unknown][] {
  return listIn(record, "customFields").map(({ id, value }) => [
    `customFields/${String(id)}`,
    value ?? null,
  ]);
}

function connectwiseValues(record: ConnectwiseRecord): Map<string, string> {
  const plain = Object.entries(record).filter(([name]) => !isConnectwisesOwn(name));
  return new Map(
    [...plain, ...customValues(record)].flatMap(([name, value]) =>
      value === null || value === undefined || value === ""
        ? []
        : [[name, JSON.stringify(value, withoutInfo)] as const],
    ),
  );
}

/** `_info` inside a reference is a link, not a value. */
function withoutInfo(key: string, value: unknown): unknown {
  return key === "_info" ? undefined : value;
}

function changedConnectwise(before: ConnectwiseRecord, after: ConnectwiseRecord): Change[] {
  const old = connectwiseValues(before);
  const now = connectwiseValues(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((name) => old.get(name) !== now.get(name))
    .map((name) => ({ name, isOverwrite: old.has(name) }));
}

interface BeforeAndAfter {
  before: BothSides;
  after: BothSides;
}

const hubspotById = ({ hubspot }: BothSides): ReadonlyMap<string, HubspotRecord> =>
  new Map(hubspot.map((record) => [record.id, record]));
const connectwiseById = ({ connectwise }: BothSides): ReadonlyMap<unknown, ConnectwiseRecord> =>
  new Map(connectwise.map((record) => [record["id"], record]));

function countHubspot({ before, after }: BeforeAndAfter): [written: number, overwritten: number] {
  const known = hubspotById(before);
  let written = 0;
  let overwritten = 0;
  for (const record of after.hubspot) {
    const old = known.get(record.id);
    const names = old === undefined ? ["new"] : changedHubspot(old, record);
    if (names.length > 0) written += 1;
    const replaced = names.some((name) => !isOurs(name) && (old?.properties[name] ?? "") !== "");
    if (replaced) overwritten += 1;
  }
  return [written, overwritten];
}

function countConnectwise({ before, after }: BeforeAndAfter): [number, number] {
  const known = connectwiseById(before);
  let written = 0;
  let overwritten = 0;
  for (const record of after.connectwise) {
    const old = known.get(record["id"]);
    const changes = old === undefined ? null : changedConnectwise(old, record);
    if (changes === null || changes.length > 0) written += 1;
    if (changes?.some(({ isOverwrite }) => isOverwrite) === true) overwritten += 1;
  }
  return [written, overwritten];
}

/** Values of a record's communication items or forecast lines, by id. */
function partsOf(record: ConnectwiseRecord | undefined): Map<string, string> {
  const { forecast, communicationItems } = record ?? {};
  const holder = (forecast ?? { communicationItems }) as ConnectwiseRecord; // -- the vendor's form
  const parts = [...listIn(holder, "forecastItems"), ...listIn(holder, "communicationItems")];
  return new Map(
    parts.map(({ id, opportunity: _above, ...values }) => [
      String(id),
      JSON.stringify(values, withoutInfo),
    ]),
  );
}

function countChangedParts(old: ConnectwiseRecord | undefined, record: ConnectwiseRecord): number {
  const known = partsOf(old);
  const now = partsOf(record);
  return [...new Set([...known.keys(), ...now.keys()])].filter(
    (id) => known.get(id) !== now.get(id),
  ).length;
}

/**
 * The items of a contact come with it, and go along with a new one; a change of one is a call. A
 * forecast is a call for each linked opportunity, and a call for each line that was written.
 */
function countParts(type: ControlType, { before, after }: BeforeAndAfter): TypeBound["parts"] {
  const known = connectwiseById(before);
  const linked = new Set(after.hubspot.map(({ properties }) => properties["cw_opportunity_id"]));
  const opportunities = type === "deal" ? before.connectwise : [];
  const holders =
    type === "deal" ? after.connectwise : after.connectwise.filter(({ id }) => known.has(id));
  return {
    read: opportunities.filter(({ id }) => linked.has(String(id))).length,
    written: holders.reduce(
      (sum, record) => sum + countChangedParts(known.get(record["id"]), record),
      0,
    ),
  };
}

const associatedWith = (record: HubspotRecord | undefined, plural: string): Set<string> =>
  new Set(record?.associations?.[plural]?.results.map(({ id }) => id));

/** Associations that are there now and were not before, seen from the record that belongs to the other. */
function countAssociated({ before, after }: BeforeAndAfter, plural: string): number {
  const known = hubspotById(before);
  return after.hubspot.reduce((sum, record) => {
    const old = associatedWith(known.get(record.id), plural);
    return sum + [...associatedWith(record, plural)].filter((id) => !old.has(id)).length;
  }, 0);
}

/** What each type belongs to; the other way round it is the same association. */
const owners: ByType<readonly (keyof TypeBound["associated"])[]> = {
  company: [],
  contact: ["companies"],
  deal: ["companies", "contacts"],
};

const pages = (count: number, size: number): number => Math.ceil(count / size);

function boundOf(type: ControlType, sides: BeforeAndAfter): TypeBound {
  const { before } = sides;
  const listed = {
    hubspot: before.hubspot.filter(({ archived }) => archived !== true).length,
    connectwise: before.connectwise.length,
  };
  const [hubspotWritten, hubspotOverwritten] = countHubspot(sides);
  const [connectwiseWritten, connectwiseOverwritten] = countConnectwise(sides);
  const parts = countParts(type, sides);
  const count = (plural: keyof TypeBound["associated"]): number =>
    owners[type].includes(plural) ? countAssociated(sides, plural) : 0;
  const associated = { companies: count("companies"), contacts: count("contacts") };
  return {
    listed,
    written: { hubspot: hubspotWritten, connectwise: connectwiseWritten },
    overwritten: { hubspot: hubspotOverwritten, connectwise: connectwiseOverwritten },
    parts,
    associated,
    calls:
      pages(listed.hubspot, 100) +
      pages(listed.connectwise, 1_000) +
      pages(hubspotWritten, 100) +
      connectwiseWritten +
      pages(hubspotOverwritten, 100) +
      pages(connectwiseOverwritten, 100) +
      parts.read +
      parts.written +
      pages(associated.companies, 2_000) +
      pages(associated.contacts, 2_000),
  };
}

/**
 * Works out the lower bound of a first sync from what both systems held before and hold after it,
 * without a look at how the sync works: pages of 100 and 1,000 for listing, batches of 100 for
 * writing to HubSpot, one call a record for writing to ConnectWise, batches of 100 for reading
 * again what is overwritten, 2,000 associations a call, and a call for each of ConnectWise's
 * records below a record.
 */
export function lowerBound(before: ByType<BothSides>, after: ByType<BothSides>): LowerBound {
  const types = byType((type) => boundOf(type, { before: before[type], after: after[type] }));
  const calls = Object.values(types).reduce((sum, bound) => sum + bound.calls, 0);
  return { types, calls };
}
