import { createRandom } from "../shared/random.ts";
import type { Random } from "../shared/random.ts";
import { spellPhone, toConnectWise, toHubSpot } from "./firms.ts";
import type { Firm } from "./firms.ts";
import { pairedPeople } from "./people.ts";
import { places } from "./places.ts";
import type { RecordBook } from "./record-book.ts";
import { SUPPORT_TIERS } from "./records.ts";
import type { ConnectWiseRecord } from "./records.ts";

const firsts =
  `Cedar Harbor Summit Granite Willow Beacon Prairie Falcon Juniper Copper Meadow Anchor
  Cobalt Orchard Sierra Lantern Maple Quarry Raven Tidewater`.split(/\s+/);
const seconds = `Logistics Dental Legal Foods Realty Insurance Printing Medical Freight Analytics
  Plumbing Textiles Robotics Catering Energy Accounting`.split(/\s+/);

/** Share of the records that differ in one field, and again of those with a blank on one side. */
const DIFFERING_SHARE = 0.05;

/** What one record has otherwise than its counterpart. */
export interface Changes {
  hubspot?: Record<string, string>;
  connectwise?: ConnectWiseRecord;
}

/**
 * @param choices - changes of which one is drawn when the record is to differ, or to have a blank
 * @returns no change for nine records of ten
 */
export function drawChanges(
  random: Random,
  choices: { different: () => Changes; blank: () => Changes },
): Changes {
  const share = random.next();
  if (share < DIFFERING_SHARE) return choices.different();
  return share < 2 * DIFFERING_SHARE ? choices.blank() : {};
}

/** Draws what a record has otherwise than its counterpart. */
export type DrawChanges = typeof drawChanges;

/** For records that are equal in both systems. */
export const drawNone: DrawChanges = () => ({});

/** What tells a counted record from all others, in capitals: the seed, and its number. */
export function tokenFor(seed: number, index: number): { prefix: string; number: string } {
  return {
    prefix: `S${(seed >>> 0).toString(36).toUpperCase()}`,
    number: (index + 1).toString(36).toUpperCase(),
  };
}

function makeFirm(token: string, random: Random): Firm {
  const place = random.pick(places);
  const name = `${random.pick(firsts)} ${random.pick(seconds)} ${token}`;
  return {
    name,
    domain: `${name.toLowerCase().replaceAll(" ", "-")}.example`,
    place,
    street: `${1 + random.integer(9_998)} ${place.street}`,
    extension: String(10 + random.integer(90)),
    employees: 5 + random.integer(900),
    revenue: 1_000 * (100 + random.integer(90_000)),
    tier: random.pick(SUPPORT_TIERS),
    person: random.pick(pairedPeople),
    lifecycleStage: "customer",
  };
}

function difference(firm: Firm, random: Random): Changes {
  const other = { ...firm, extension: String(10 + ((Number(firm.extension) - 9) % 90)) };
  return random.pick<Changes>([
    { hubspot: { numberofemployees: String((firm.employees ?? 0) + 7) } },
    { hubspot: { annualrevenue: String((firm.revenue ?? 0) + 5_000) } },
    { connectwise: { phoneNumber: spellPhone(other, "international") } },
    { connectwise: { city: firm.place.otherSpelling } },
    { connectwise: { addressLine1: `${firm.street}, Suite 200` } },
  ]);
}

function blank(random: Random): Changes {
  return random.pick<Changes>([
    { hubspot: { phone: "" } },
    { hubspot: { numberofemployees: "" } },
    { hubspot: { address: "" } },
    { connectwise: { phoneNumber: undefined } },
    { connectwise: { annualRevenue: undefined } },
    { connectwise: { customFields: undefined } },
  ]);
}

/** A counted company with its ids. */
export interface CountedFirm {
  firm: Firm;
  hubspotId: string;
  connectwiseId: number;
}

/**
 * Adds companies that are in both systems, found by domain and name; nine of ten are equal there.
 *
 * The seed is part of every name, domain and identifier: what two seeds make never matches.
 */
export function addCountedFirms(
  book: RecordBook,
  { count, seed, draw }: { count: number; seed: number; draw: DrawChanges },
): CountedFirm[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => {
    const { prefix, number } = tokenFor(seed, index);
    const firm = makeFirm(`${prefix}-${number}`, random);
    const changes = draw(random, {
      different: () => difference(firm, random),
      blank: () => blank(random),
    });
    const company = toConnectWise(
      firm,
      `${firm.name.slice(0, 3)} ${prefix} ${number}`,
      changes.connectwise,
    );
    return {
      firm,
      hubspotId: book.addHubspot("companies", toHubSpot(firm, changes.hubspot)),
      connectwiseId: book.addConnectwise("companies", company),
    };
  });
}
