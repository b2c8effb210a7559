import { createRandom } from "../shared/random.ts";
import type { Random } from "../shared/random.ts";
import { spellPhone, toConnectWise, toHubSpot } from "./firms.ts";
import type { Firm, PhoneStyle } from "./firms.ts";
import type { ConnectWiseCompany, Dataset } from "./records.ts";
import { addSpecialCases } from "./sample-cases.ts";
import { identifierOf, makeClients } from "./sample-clients.ts";

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

const phoneStyles: readonly PhoneStyle[] = ["international", "national", "dotted", "digits"];

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

function connectwiseSpelling(firm: Firm, random: Random): ConnectWiseCompany {
  const changes: ConnectWiseCompany = {
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

function addClients(dataset: Dataset, random: Random): void {
  const clients = makeClients(random);
  for (const [index, firm] of clients.entries()) {
    const isHubSpotOnly = index < ONE_SIDED;
    const isConnectWiseOnly = index >= clients.length - ONE_SIDED;
    const isEqual = random.chance(0.3);
    if (!isConnectWiseOnly) {
      const changes = isHubSpotOnly || isEqual ? {} : hubspotSpelling(firm, random);
      dataset.hubspot.companies.push(toHubSpot(firm, changes, creationTime(index)));
    }
    if (!isHubSpotOnly) {
      const changes = isConnectWiseOnly || isEqual ? {} : connectwiseSpelling(firm, random);
      const identifier = identifierOf(firm.name);
      dataset.connectwise.companies.push(toConnectWise(firm, identifier, changes));
    }
  }
}

/** Makes about 150 companies of one managed service provider's world, messy on purpose. */
export function generateSample(seed: number): Dataset {
  const random = createRandom(seed);
  const dataset: Dataset = { hubspot: { companies: [] }, connectwise: { companies: [] } };
  addClients(dataset, random);
  addSpecialCases(dataset, random);
  return dataset;
}
