import type { ConnectWiseRecord, HubSpotCompany } from "./records.ts";
import { SUPPORT_TIER_FIELD_ID } from "./records.ts";
import type { Place } from "./places.ts";

/** A made-up company of the real world, before either system has its own spelling of it. */
export interface Firm {
  name: string;
  /** Undefined when the company has no website. */
  domain?: string | undefined;
  place: Place;
  street: string;
  street2?: string;
  /** Last two digits of its phone number, as text. */
  extension: string;
  employees?: number;
  revenue?: number;
  tier?: string;
  person?: { ownerId: string; memberIdentifier: string } | undefined;
  lifecycleStage: string;
}

/** Ways to write one phone number. */
export const phoneStyles = ["international", "national", "dotted", "digits"] as const;
/** One of the ways to write a phone number. */
export type PhoneStyle = (typeof phoneStyles)[number];

/**
 * @param line - where the number is, and its last two digits
 * @returns the phone number, written in one of the usual ways
 */
export function spellPhone(
  { place, extension }: Pick<Firm, "place" | "extension">,
  style: PhoneStyle,
): string {
  const { callingCode, trunk, area, local } = place;
  const number = local + extension;
  const head = number.slice(0, 3);
  const tail = number.slice(3);
  switch (style) {
    case "international":
      return `+${callingCode} ${area} ${head} ${tail}`;
    case "national":
      return `(${trunk}${area}) ${head}-${tail}`;
    case "dotted":
      return `${trunk}${area}.${head}.${tail}`;
    case "digits":
      return `${trunk}${area}${number}`;
  }
}

/** @returns the values that are there: blanks are left out of what HubSpot holds. */
export const withoutBlanks = (values: Record<string, string | undefined>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );

/** Writes a firm down the way HubSpot holds it; `changes` are this record's own spellings, '' for blank. */
export function toHubSpot(
  firm: Firm,
  changes: Record<string, string> = {},
  createdAt?: string,
): HubSpotCompany {
  const { place } = firm;
  const properties = withoutBlanks({
    name: firm.name,
    domain: firm.domain,
    phone: spellPhone(firm, "international"),
    address: firm.street,
    address2: firm.street2,
    city: place.city,
    state: place.state,
    zip: place.zip,
    country: place.country,
    numberofemployees: firm.employees?.toString(),
    annualrevenue: firm.revenue?.toString(),
    support_tier: firm.tier,
    hubspot_owner_id: firm.person?.ownerId,
    lifecyclestage: firm.lifecycleStage,
    ...changes,
  });
  return createdAt === undefined ? { properties } : { properties, createdAt };
}

/**
 * Writes a firm down the way ConnectWise holds it.
 *
 * @param identifier - ConnectWise's short name of the company: letters and digits, unique
 * @param changes - this record's own spellings; undefined for blank
 */
export function toConnectWise(
  firm: Firm,
  identifier: string,
  changes: ConnectWiseRecord = {},
): ConnectWiseRecord {
  const { place, person } = firm;
  const company: ConnectWiseRecord = {
    identifier,
    name: firm.name,
    status: { name: "Active" },
    types: [{ name: firm.lifecycleStage === "customer" ? "Client" : "Prospect" }],
    site: { name: "Main" },
    addressLine1: firm.street,
    addressLine2: firm.street2,
    city: place.city,
    state: place.state,
    zip: place.zip,
    country: { name: place.country },
    phoneNumber: spellPhone(firm, "international"),
    website: firm.domain,
    numberOfEmployees: firm.employees,
    annualRevenue: firm.revenue,
    territoryManager: person && { identifier: person.memberIdentifier },
    customFields: firm.tier && [{ id: SUPPORT_TIER_FIELD_ID, value: firm.tier }],
    deletedFlag: false,
    ...changes,
  };
  return dropUndefined(company);
}

/** Takes the fields without a value out of a record ConnectWise is to hold. */
export function dropUndefined(record: ConnectWiseRecord): ConnectWiseRecord {
  for (const [name, value] of Object.entries(record)) {
    if (value === undefined) delete record[name];
  }
  return record;
}

/** @returns letters and digits of a name, lower case, umlauts spelled out: fit for a domain. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll("ä", "ae")
    .replaceAll("ö", "oe")
    .replaceAll("ü", "ue")
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]/g, "");
}
