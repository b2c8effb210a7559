import { describe, expect, it } from "vitest";
import { compareContacts, compareDeals } from "../../../sandbox/compare/compare.ts";
import type { Comparison } from "../../../sandbox/compare/comparison.ts";
import type { BothSides, HubSpotRecord } from "../../../sandbox/compare/records.ts";
import { generateDataset } from "../../../sandbox/data/dataset.ts";
import { members, owners } from "../../../sandbox/data/people.ts";
import type { HubSpotDeal, RecordKind } from "../../../sandbox/data/records.ts";

const dataset = generateDataset({ companies: 40, contacts: 1_000, deals: 1_000, seed: 3 });

function associationsOf({
  companies = [],
  contacts = [],
}: HubSpotDeal): NonNullable<HubSpotRecord["associations"]> {
  return {
    companies: { results: companies.map((id) => ({ id, type: "primary" })) },
    contacts: { results: contacts.map((id) => ({ id, type: "deal_to_contact" })) },
  };
}

/** The records of a kind as the stand-ins answer them, each counted pair linked. */
function linked(kind: RecordKind, property: string): BothSides {
  const there = dataset.connectwise[kind];
  return {
    hubspot: dataset.hubspot[kind].map((record, index) => ({
      id: record.id ?? "",
      properties: { ...record.properties, [property]: String(there[index]?.["id"]) },
      associations: associationsOf(record),
    })),
    connectwise: there.map(({ forecastItems, ...record }) => ({
      ...record,
      forecast: { forecastItems },
    })),
  };
}

function expectOneInTenToDiffer({ linked: pairs, differences }: Comparison): void {
  expect(pairs).toHaveLength(1_000);
  expect(new Set(differences.map(({ hubspotId }) => hubspotId)).size).toBe(differences.length);
  expect(differences.length).toBeGreaterThan(70);
  expect(differences.length).toBeLessThan(130);
}

describe("counted records", () => {
  const companies = linked("companies", "cw_company_id");
  const contacts = linked("contacts", "cw_contact_id");
  const deals = linked("deals", "cw_opportunity_id");

  it("are equal but for one field in about one of ten contacts", () => {
    expectOneInTenToDiffer(compareContacts({ ...contacts, companies }));
  });

  it.each(["UTC", "America/New_York", "Europe/Berlin"])(
    "are equal but for one field in about one of ten deals, in %s",
    (timeZone) => {
      const people = { owners, members };

      expectOneInTenToDiffer(compareDeals({ ...deals, companies, contacts, people, timeZone }));
    },
  );
});
