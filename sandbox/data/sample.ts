import { createRandom } from "../shared/random.ts";
import type { Random } from "../shared/random.ts";
import { FirmBook } from "./firm-book.ts";
import { phoneStyles, spellPhone } from "./firms.ts";
import type { Firm } from "./firms.ts";
import type { RecordBook } from "./record-book.ts";
import type { ConnectWiseRecord } from "./records.ts";
import { addSpecialCases } from "./sample-cases.ts";
import { identifierOf, makeClients } from "./sample-clients.ts";
import { addContactCases } from "./sample-contact-cases.ts";
import { addContacts } from "./sample-contacts.ts";
import { addDealCases } from "./sample-deal-cases.ts";
import { addDeals } from "./sample-deals.ts";

/** Ordinary clients only HubSpot knows, and as many only ConnectWise knows. */
const ONE_SIDED = 13;

const suffixes: Readonly<Record<string, readonly string[]>> = {
  "United States": ["Inc.", "LLC", ", Inc.", "Corp."],
  Canada: ["Ltd.", "Inc."],
  "United Kingdom": ["Ltd", "Limited", "PLC"],
  Germany: ["GmbH", "GmbH & Co. KG", "AG"],
  Austria: ["GmbH"],
  Switzerland: ["AG", "Sàrl"],
  Australia: ["Pty Ltd"],
  Ireland: ["Ltd."],
};

function withSuffix({ name, place }: Firm, random: Random): string {
  const suffix = random.pick(suffixes[place.country] ?? ["Ltd."]);
  return suffix.startsWith(",") ? name + suffix : `${name} ${suffix}`;
}

/** The firm's name as somebody else would type it. */
function respell(firm: Firm, random: Random): string {
  const { name } = firm;
  switch (random.integer(6)) {
    case 0:
    case 1:
      return withSuffix(firm, random);
    case 2:
      return name.toUpperCase();
    case 3:
      return `The ${name}`;
    case 4:
      return name.includes("&") ? name.replace("&", "and") : `${name} `.replace(" ", "  ").trim();
    default:
      return name;
  }
}

function respellWebsite(domain: string, random: Random): string | undefined {
  const spelling = random.pick([
    domain,
    domain,
    `www.${domain}`,
    `https://www.${domain}/`,
    `http://${domain}`,
    `https://${domain.toUpperCase()}/about-us?ref=pitch`,
    "",
  ]);
  return spelling === "" ? undefined : spelling;
}

function hubspotSpelling(firm: Firm, random: Random): Record<string, string> {
  const changes: Record<string, string> = { phone: spellPhone(firm, random.pick(phoneStyles)) };
  if (random.chance(0.12)) changes["phone"] = "";
  if (random.chance(0.1)) changes["numberofemployees"] = "";
  if (random.chance(0.1)) changes["address"] = "";
  if (random.chance(0.08)) changes["hubspot_owner_id"] = "";
  if (random.chance(0.08)) changes["support_tier"] = "";
  if (random.chance(0.08)) changes["domain"] = "";
  if (random.chance(0.15) && firm.place.country === "United States") changes["country"] = "USA";
  return changes;
}

function connectwiseSpelling(firm: Firm, random: Random): ConnectWiseRecord {
  const changes: ConnectWiseRecord = {
    name: respell(firm, random),
    phoneNumber: spellPhone(firm, random.pick(phoneStyles)),
    website: firm.domain && respellWebsite(firm.domain, random),
  };
  if (random.chance(0.12)) changes["phoneNumber"] = undefined;
  if (random.chance(0.15)) changes["numberOfEmployees"] = undefined;
  if (random.chance(0.1)) changes["numberOfEmployees"] = (firm.employees ?? 20) + 12;
  if (random.chance(0.12)) changes["city"] = firm.place.otherSpelling;
  if (random.chance(0.08)) changes["territoryManager"] = undefined;
  if (random.chance(0.08)) changes["customFields"] = undefined;
  if (random.chance(0.06)) changes["annualRevenue"] = undefined;
  return changes;
}

const creationTime = (index: number): string =>
  new Date(Date.UTC(2024, 0, 8, 9, 15) + index * 4 * 86_400_000).toISOString();

function addClients(firms: FirmBook, random: Random): void {
  const clients = makeClients(random);
  for (const [index, firm] of clients.entries()) {
    const isHubSpotOnly = index < ONE_SIDED;
    const isConnectWiseOnly = index >= clients.length - ONE_SIDED;
    const isEqual = random.chance(0.3);
    if (!isConnectWiseOnly) {
      const changes = isHubSpotOnly || isEqual ? {} : hubspotSpelling(firm, random);
      firms.addHubspot(firm, changes, creationTime(index));
    }
    if (!isHubSpotOnly) {
      const changes = isConnectWiseOnly || isEqual ? {} : connectwiseSpelling(firm, random);
      firms.addConnectwise(firm, identifierOf(firm.name), changes);
    }
  }
}

/** Contacts and deals are drawn by lots of their own, so that none of them changes the companies. */
const LOTS = { contacts: 0x63_6f_6e, deals: 0x64_65_61 };

/**
 * Adds one managed service provider's world, messy on purpose: about 150 companies, 600 contacts and
 * 120 deals.
 *
 * @param options.today - calendar day the deals' close dates lie around, `YYYY-MM-DD`
 */
export function addSample(
  book: RecordBook,
  { seed, today }: { seed: number; today: string },
): void {
  const random = createRandom(seed);
  const firms = new FirmBook(book);
  addClients(firms, random);
  addSpecialCases(firms, random);
  const placements = firms.placements();
  addContacts(book, placements, createRandom(seed ^ LOTS.contacts));
  addContactCases(book, firms);
  addDeals(book, placements, { random: createRandom(seed ^ LOTS.deals), today });
  addDealCases(book, firms, today);
}
