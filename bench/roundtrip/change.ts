import type {
  BothSides,
  ByType,
  ConnectwiseRecord,
  HubspotRecord,
} from "../../sandbox/demo/evidence.ts";
import type { Stack } from "../../sandbox/demo/stack.ts";
import type { ControlType } from "../../sandbox/shared/control.ts";

/** Every record of both systems at one moment. */
export type Everything = ByType<BothSides>;

/** A change a person makes, and how to see that it arrived. */
export interface Change {
  name: string;
  /** Whose records show that it arrived. */
  type: ControlType;
  make: () => Promise<unknown>;
  hasArrived: (now: BothSides) => boolean;
}

/** Two records that are linked. */
export interface Pair {
  hubspotId: string;
  connectwiseId: string;
}

/** What changes of one type are made with; `round` keeps values and names apart. */
export interface ChangeContext {
  stack: Stack;
  /** Everything as it was before the first change. */
  start: Everything;
  round: number;
}

const linkProperties: ByType<string> = {
  company: "cw_company_id",
  contact: "cw_contact_id",
  deal: "cw_opportunity_id",
};

/** @returns the HubSpot record with the id, if it is there */
export function hubspotOf({ hubspot }: BothSides, id: string): HubspotRecord | undefined {
  return hubspot.find((record) => record.id === id);
}

/** @returns the ConnectWise record with the id, if it is there */
export function connectwiseOf(
  { connectwise }: BothSides,
  id: string,
): ConnectwiseRecord | undefined {
  return connectwise.find((record) => String(record["id"]) === id);
}

/** @returns a part of a ConnectWise reference as text, '' when there is none */
export function referenceIn(
  record: ConnectwiseRecord | undefined,
  field: string,
  part = "id",
): string {
  const reference = (record?.[field] ?? {}) as Record<string, string | number>; // -- the vendor's form
  return String(reference[part] ?? "");
}

/** @returns the ConnectWise record that a HubSpot one is linked to, if it is there */
export function counterpartOf(
  type: ControlType,
  now: BothSides,
  record: HubspotRecord | undefined,
): ConnectwiseRecord | undefined {
  return connectwiseOf(now, record?.properties[linkProperties[type]] ?? "");
}

/** @returns the HubSpot record that is linked to a ConnectWise one, if there is any */
export function linkedTo(
  type: ControlType,
  { hubspot }: BothSides,
  connectwiseId: string,
): HubspotRecord | undefined {
  const property = linkProperties[type];
  return hubspot.find(({ properties }) => properties[property] === connectwiseId);
}

/** @returns ids of the records a HubSpot record is associated with. @param plural - `companies` */
export function associatedWith(record: HubspotRecord | undefined, plural: string): string[] {
  return [...new Set(record?.associations?.[plural]?.results.map(({ id }) => id))];
}

/** @returns pairs that fit, linked and live on both sides */
export function findPairs(
  type: ControlType,
  now: BothSides,
  fits: (hubspot: HubspotRecord, connectwise: ConnectwiseRecord) => boolean,
): Pair[] {
  return now.hubspot.flatMap((record) => {
    const other = counterpartOf(type, now, record);
    if (other === undefined || record.archived === true || !fits(record, other)) return [];
    return [{ hubspotId: record.id, connectwiseId: String(other["id"]) }];
  });
}

/** @returns active companies */
export function activeCompanies({ company }: Everything): Pair[] {
  return findPairs(
    "company",
    company,
    ({ properties }, { deletedFlag }) =>
      deletedFlag !== true && properties["cw_company_status"] === "Active",
  );
}

/** @returns so many pairs of them that no other round has. @throws Error - when there are too few */
export function takePairs(pairs: readonly Pair[], count: number, round: number): Pair[] {
  const taken = pairs.slice((round - 1) * count, round * count);
  if (taken.length < count) throw new Error(`there are only ${pairs.length} plain pairs`);
  return taken;
}
