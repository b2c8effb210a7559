import { describe, expect, it } from "vitest";
import { generateDataset } from "../../../sandbox/data/dataset.ts";
import { members, owners, REMOVED_OWNER_ID } from "../../../sandbox/data/people.ts";
import {
  companyProperties,
  owners as portalOwners,
} from "../../../sandbox/hubspot/setup-tables.ts";
import { setupTables } from "../../../sandbox/connectwise/setup-tables.ts";
import { findChoice } from "../../../sandbox/data/choices.ts";
import { compareCompanies } from "../../../sandbox/compare/compare.ts";
import type { Dataset } from "../../../sandbox/data/records.ts";

const namesOf = ({ hubspot }: Dataset): string[] =>
  hubspot.companies.map(({ properties }) => properties["name"] ?? "");
const domainsOf = ({ hubspot }: Dataset): string[] =>
  hubspot.companies.map(({ properties }) => properties["domain"] ?? "");

/** Links each counted pair, so that the comparer can look at it. */
function comparePairs(dataset: Dataset): ReturnType<typeof compareCompanies> {
  return compareCompanies({
    hubspot: dataset.hubspot.companies.map(({ id = "", properties }, index) => ({
      id,
      properties: {
        ...properties,
        cw_company_id: String(dataset.connectwise.companies[index]?.["id"]),
        cw_company_identifier: String(dataset.connectwise.companies[index]?.["identifier"]),
        cw_company_status: "Active",
        cw_company_types: "Client",
      },
    })),
    connectwise: dataset.connectwise.companies,
    people: { owners, members },
  });
}

describe("counted companies", () => {
  it("are the same again for the same seed", () => {
    expect(generateDataset({ companies: 200, seed: 7 })).toEqual(
      generateDataset({ companies: 200, seed: 7 }),
    );
  });

  it("share no name, domain or identifier between seeds, or within one", () => {
    const sets = [0, 1, 2, 36, 37, 4_000_000_000].map((seed) =>
      generateDataset({ companies: 1_500, seed }),
    );
    const identifiers = sets.flatMap(({ connectwise }) =>
      connectwise.companies.map(({ identifier }) => String(identifier).toLowerCase()),
    );

    for (const values of [sets.flatMap(namesOf), sets.flatMap(domainsOf), identifiers]) {
      expect(new Set(values).size).toBe(9_000);
    }
  });

  it("pair by domain and name, and about one in ten differs", () => {
    const dataset = generateDataset({ companies: 2_000, seed: 3 });
    const { connectwise } = dataset;

    const { differences } = comparePairs(dataset);

    expect(connectwise.companies.map(({ name }) => name)).toEqual(namesOf(dataset));
    expect(connectwise.companies.map(({ website }) => website)).toEqual(domainsOf(dataset));
    const blanks = differences.filter((each) => each.hubspot === "" || each.connectwise === "");
    expect(new Set(differences.map(({ hubspotId }) => hubspotId)).size).toBe(differences.length);
    expect(blanks.length / 2_000).toBeGreaterThan(0.035);
    expect(blanks.length / 2_000).toBeLessThan(0.065);
    expect((differences.length - blanks.length) / 2_000).toBeGreaterThan(0.035);
    expect((differences.length - blanks.length) / 2_000).toBeLessThan(0.065);
  });

  it("fit the shortest limits any ConnectWise version has", () => {
    const { companies } = generateDataset({ companies: 3_000, seed: 4_294_967_295 }).connectwise;

    for (const { name, identifier, phoneNumber, zip } of companies) {
      expect(String(name).length).toBeLessThanOrEqual(50);
      expect(String(identifier)).toMatch(/^[A-Za-z0-9]+( [A-Za-z0-9]+)*$/);
      expect(String(identifier).length).toBeLessThanOrEqual(25);
      expect(String(phoneNumber).length).toBeLessThanOrEqual(30);
      expect(String(zip).length).toBeLessThanOrEqual(12);
    }
  });

  it("refuses a number of companies that is none", () => {
    expect(() => generateDataset({ companies: -1 })).toThrow(RangeError);
    expect(generateDataset({}).hubspot.companies).toEqual([]);
  });
});

describe("the sample", () => {
  const sample = generateDataset({ dataset: "sample" });
  const named = (name: string): Dataset["hubspot"]["companies"] =>
    sample.hubspot.companies.filter(({ properties }) => properties["name"] === name);
  const inConnectwise = (name: string): Record<string, unknown>[] =>
    sample.connectwise.companies.filter((company) => company["name"] === name);

  it("is the same again for the same seed and another one for another seed", () => {
    expect(generateDataset({ dataset: "sample", seed: 1 })).toEqual(sample);
    expect(generateDataset({ dataset: "sample", seed: 2 })).not.toEqual(sample);
  });

  it("holds about 150 companies, most of them in both systems", () => {
    expect(sample.hubspot.companies.length).toBeGreaterThan(130);
    expect(sample.connectwise.companies.length).toBeGreaterThan(130);
  });

  it("holds twins, namesakes, inactive and deleted companies", () => {
    expect(named("Pelican Cove Realty")).toHaveLength(2);
    expect(inConnectwise("Pelican Cove Realty")).toHaveLength(0);
    expect(named("Springfield Auto Glass")).toHaveLength(2);
    expect(inConnectwise("Springfield Auto Glass")).toHaveLength(2);
    const { companies } = sample.connectwise;
    expect(
      companies.filter(({ status }) => JSON.stringify(status).includes("Inactive")),
    ).toHaveLength(4);
    expect(companies.filter(({ deletedFlag }) => deletedFlag === true)).toHaveLength(2);
    const shared = sample.hubspot.companies.filter(
      ({ properties }) => properties["domain"] === "meridian-family.com",
    );
    expect(shared).toHaveLength(3);
  });

  it("holds a name longer than each ConnectWise limit, invisible characters and foreign scripts", () => {
    const names = namesOf(sample);

    expect(names.filter((name) => name.length > 156)).toHaveLength(1);
    expect(names.filter((name) => name.length > 50 && name.length <= 156)).toHaveLength(1);
    expect(names.some((name) => name.includes("\u200B"))).toBe(true);
    expect(names.some((name) => /\p{Script=Han}/u.test(name))).toBe(true);
    expect(names.some((name) => /[äöü]/.test(name))).toBe(true);
  });

  it("uses identifiers ConnectWise takes, each once", () => {
    const identifiers = sample.connectwise.companies.map(({ identifier }) => String(identifier));

    expect(identifiers.filter((each) => !/^[A-Za-z0-9]{1,25}$/.test(each))).toEqual([]);
    expect(new Set(identifiers.map((each) => each.toLowerCase())).size).toBe(identifiers.length);
  });

  it("names only properties, owners, members and countries the stand-ins have", () => {
    const properties = new Set(companyProperties().map(({ name }) => name));
    const ownerIds = new Set([...portalOwners.map(({ id }) => id), REMOVED_OWNER_ID]);
    const tables = setupTables();
    const countries = new Set(tables.countries.map(({ name }) => name));
    const identifiers = new Set(tables.members.map(({ identifier }) => identifier));

    for (const company of sample.hubspot.companies) {
      for (const name of Object.keys(company.properties)) expect(properties).toContain(name);
    }
    for (const { country } of sample.connectwise.companies) {
      expect(countries).toContain((country as { name: string }).name);
    }
    const usedOwners = sample.hubspot.companies.flatMap(
      (company) => company.properties["hubspot_owner_id"] ?? [],
    );
    const usedMembers = sample.connectwise.companies.flatMap(({ territoryManager }) => {
      const member = territoryManager as { identifier: string } | undefined;
      return member?.identifier ?? [];
    });
    expect(usedOwners.filter((id) => !ownerIds.has(id))).toEqual([]);
    expect(usedOwners).toContain(REMOVED_OWNER_ID);
    expect(usedMembers.filter((identifier) => !identifiers.has(identifier))).toEqual([]);
    expect(owners.map(({ id, email }) => ({ id, email }))).toEqual(
      portalOwners.map(({ id, email }) => ({ id, email })),
    );
    for (const { id, officeEmail, inactiveFlag } of members) {
      expect(tables.members).toContainEqual(
        expect.objectContaining({ id, officeEmail, inactiveFlag }),
      );
    }
  });
});

describe("choices", () => {
  it("finds every industry of the HubSpot stand-in by its value and by its label", () => {
    const industry = companyProperties().find(({ name }) => name === "industry");

    for (const { value, label } of industry?.options ?? []) {
      expect(findChoice("industry", value)).toBe(value);
      expect(findChoice("industry", label)).toBe(value);
    }
    expect(findChoice("industry", "Hospital & Health Care")).toBe("HOSPITAL_HEALTH_CARE");
    expect(findChoice("industry", "Industrials")).toBeUndefined();
  });
});
