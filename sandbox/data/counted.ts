import { createRandom } from "../shared/random.ts";
import type { Random } from "../shared/random.ts";
import { spellPhone, toConnectWise, toHubSpot } from "./firms.ts";
import type { Firm } from "./firms.ts";
import { pairedPeople } from "./people.ts";
import { places } from "./places.ts";
import { SUPPORT_TIERS } from "./records.ts";
import type { ConnectWiseCompany, Dataset } from "./records.ts";

const firsts =
  `Cedar Harbor Summit Granite Willow Beacon Prairie Falcon Juniper Copper Meadow Anchor
  Cobalt Orchard Sierra Lantern Maple Quarry Raven Tidewater`.split(/\s+/);
const seconds = `Logistics Dental Legal Foods Realty Insurance Printing Medical Freight Analytics
  Plumbing Textiles Robotics Catering Energy Accounting`.split(/\s+/);

/** Share of the companies that differ in one field, and again of those with a blank on one side. */
const DIFFERING_SHARE = 0.05;

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

type Changes = { hubspot?: Record<string, string>; connectwise?: ConnectWiseCompany };

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

function changesFor(firm: Firm, random: Random): Changes {
  const share = random.next();
  if (share < DIFFERING_SHARE) return difference(firm, random);
  return share < 2 * DIFFERING_SHARE ? blank(random) : {};
}

/**
 * Makes companies that are in both systems, found by domain and name; nine of ten are equal there.
 *
 * The seed is part of every name, domain and identifier: what two seeds make never matches.
 */
export function generateCountedCompanies(count: number, seed: number): Dataset {
  const random = createRandom(seed);
  const prefix = (seed >>> 0).toString(36).toUpperCase();
  const dataset: Dataset = { hubspot: { companies: [] }, connectwise: { companies: [] } };
  for (let index = 0; index < count; index += 1) {
    const number = (index + 1).toString(36).toUpperCase();
    const firm = makeFirm(`S${prefix}-${number}`, random);
    const changes = changesFor(firm, random);
    dataset.hubspot.companies.push(toHubSpot(firm, changes.hubspot));
    const identifier = `${firm.name.slice(0, 3)} S${prefix} ${number}`;
    dataset.connectwise.companies.push(toConnectWise(firm, identifier, changes.connectwise));
  }
  return dataset;
}
