import { describe, expect, it } from "vitest";
import { generateDataset } from "../../../sandbox/data/dataset.ts";
import { members, owners, REMOVED_OWNER_ID } from "../../../sandbox/data/people.ts";
import {
  dealPipelines,
  dealTypes,
  opportunityStages,
  opportunityStatuses,
  opportunityTypes,
  stagePairs,
} from "../../../sandbox/data/sales-choices.ts";
import type { ForecastItem } from "../../../sandbox/data/sales.ts";
import type { ConnectWiseRecord, Dataset } from "../../../sandbox/data/records.ts";

const nameIn = (record: ConnectWiseRecord, field: string): string =>
  (record[field] as { name: string } | undefined)?.name ?? "";
const idIn = (record: ConnectWiseRecord, field: string): number | undefined =>
  (record[field] as { id: number } | undefined)?.id;
const linesOf = (record: ConnectWiseRecord): ForecastItem[] =>
  record["forecastItems"] as ForecastItem[];
const sumOf = (record: ConnectWiseRecord): number =>
  linesOf(record)
    .filter(({ includeFlag }) => includeFlag)
    .reduce((sum, { revenue }) => sum + revenue, 0);

const closeTimes = ({ hubspot: { deals } }: Dataset): string[] =>
  deals.flatMap(({ properties }) => properties["closedate"] ?? []);

/** Company names with their deals in each system, by which a person would pair them. */
function dealsByCompany({ hubspot, connectwise }: Dataset): Map<string, [number, number]> {
  const counts = new Map<string, [number, number]>();
  const add = (name: string, side: 0 | 1): void => {
    const key = name.replaceAll(/[^a-z]/gi, "").toLowerCase();
    const pair = counts.get(key) ?? [0, 0];
    pair[side] += 1;
    counts.set(key, pair);
  };
  for (const { companies = [] } of hubspot.deals) {
    const company = hubspot.companies.find(({ id }) => id === companies[0]);
    add(company?.properties["name"] ?? "", 0);
  }
  for (const deal of connectwise.deals) {
    const company = connectwise.companies.find(({ id }) => id === idIn(deal, "company"));
    add(String(company?.["name"]), 1);
  }
  return counts;
}

describe("stages", () => {
  it("pair every open one, with stages both systems have", () => {
    const names = opportunityStages.map(({ name }) => name);

    for (const { id: pipeline, stages } of dealPipelines) {
      const open = stages.filter(({ isClosed }) => !isClosed);
      const rows = stagePairs.filter((pair) => pair.pipeline === pipeline);
      expect(rows.map(({ stage }) => stage)).toEqual(open.map(({ id }) => id));
      expect(rows.flatMap((row) => row.opportunityStages).toSorted()).toEqual(names.toSorted());
    }
  });
});

describe("counted deals", () => {
  it("are equal in both systems but for one in ten, each with its company and contact", () => {
    const { hubspot, connectwise } = generateDataset({
      companies: 40,
      contacts: 80,
      deals: 1_000,
      seed: 4,
    });
    const equal = hubspot.deals.filter(({ properties }, index) => {
      const there = connectwise.deals[index] ?? {};
      return (
        properties["dealname"] === there["name"] &&
        Number(properties["amount"]) === sumOf(there) &&
        properties["closedate"]?.slice(0, 10) === String(there["expectedCloseDate"]).slice(0, 10) &&
        Boolean(properties["dealtype"]) === Boolean(there["type"])
      );
    });

    expect(equal.length).toBeGreaterThan(860);
    expect(equal.length).toBeLessThan(940);
    for (const [index, deal] of hubspot.deals.entries()) {
      const { companies, contacts = [] } = deal;
      const contact = hubspot.contacts.find(({ id }) => id === contacts[0]);
      expect(contact?.companies).toEqual(companies);
      const there = connectwise.deals[index] ?? {};
      expect(String(there["name"]).length).toBeLessThanOrEqual(100);
      expect(idIn(there, "company")).toBeDefined();
      expect(idIn(there, "contact")).toBeDefined();
    }
  });
});

describe("the sample's deals", () => {
  const sample = generateDataset({ dataset: "sample" });
  const { hubspot, connectwise } = sample;

  it("are about 120 in each system", () => {
    for (const { length } of [hubspot.deals, connectwise.deals]) {
      expect(length).toBeGreaterThan(95);
      expect(length).toBeLessThan(150);
    }
  });

  it("are in every stage of every pipeline, and in every stage and status", () => {
    const here = new Set(
      hubspot.deals.map(({ properties }) => `${properties["pipeline"]} ${properties["dealstage"]}`),
    );
    const there = new Set(
      connectwise.deals.map((deal) => `${nameIn(deal, "stage")} ${nameIn(deal, "status")}`),
    );

    expect([...here].toSorted()).toEqual(
      dealPipelines
        .flatMap(({ id, stages }) => stages.map((stage) => `${id} ${stage.id}`))
        .toSorted(),
    );
    expect(there.size).toBe(opportunityStages.length * opportunityStatuses.length);
  });

  it("refer to records and choices that are there", () => {
    const ids = new Set([...hubspot.companies, ...hubspot.contacts].map(({ id }) => id));
    const ownerIds = new Set([...owners.map(({ id }) => id), REMOVED_OWNER_ID]);
    const used = hubspot.deals.flatMap(({ companies = [], contacts = [] }) => [
      ...companies,
      ...contacts,
    ]);
    for (const id of used) expect(ids).toContain(id);
    const valuesOf = (name: string): string[] =>
      hubspot.deals.flatMap(({ properties }) => properties[name] ?? []);
    for (const value of valuesOf("dealtype")) {
      expect(dealTypes.map((type) => type.value)).toContain(value);
    }
    for (const id of valuesOf("hubspot_owner_id")) expect(ownerIds).toContain(id);
    const parentIds = new Set(
      [...connectwise.companies, ...connectwise.contacts].map((r) => r["id"]),
    );
    const parents = connectwise.deals.flatMap((deal) => [
      idIn(deal, "company"),
      idIn(deal, "contact") ?? [],
    ]);
    for (const id of parents.flat()) expect(parentIds).toContain(id);
    for (const { type } of connectwise.deals.filter((deal) => deal["type"] !== undefined)) {
      expect(opportunityTypes).toContain((type as { name: string }).name);
    }
    const reps = connectwise.deals.flatMap(
      ({ primarySalesRep: rep }) => (rep as { identifier: string } | undefined)?.identifier ?? [],
    );
    for (const rep of reps) expect(members.map(({ identifier }) => identifier)).toContain(rep);
  });

  it("have counterparts to be paired with, or are alone at their company", () => {
    const counts = [...dealsByCompany(sample).values()];

    expect(counts.filter(([here, there]) => here > 0 && there > 0).length).toBeGreaterThan(20);
    expect(counts.filter(([here, there]) => here > 0 && there === 0).length).toBeGreaterThan(15);
    expect(counts.filter(([here, there]) => here === 0 && there > 0).length).toBeGreaterThan(15);
  });

  it("have forecasts of one line, of many, of none and with lines that do not count", () => {
    const lines = connectwise.deals.map(linesOf);

    expect(lines.some(({ length }) => length === 0)).toBe(true);
    expect(lines.some(({ length }) => length > 3)).toBe(true);
    expect(lines.some((items) => items.some(({ includeFlag }) => !includeFlag))).toBe(true);
    expect(
      lines.some((items) => items.length > 0 && items.every(({ includeFlag }) => !includeFlag)),
    ).toBe(true);
    expect(hubspot.deals.map(({ properties }) => properties["amount"])).toContain("$18,400.00");
  });

  it("lack contacts, close dates and people who are still there", () => {
    expect(hubspot.deals.some(({ contacts }) => contacts === undefined)).toBe(true);
    expect(hubspot.deals.some(({ contacts = [] }) => contacts.length > 1)).toBe(true);
    expect(hubspot.deals.some(({ companies }) => companies === undefined)).toBe(true);
    expect(hubspot.deals.some(({ properties }) => properties["closedate"] === undefined)).toBe(
      true,
    );
    expect(
      hubspot.deals.some(({ properties }) => properties["hubspot_owner_id"] === REMOVED_OWNER_ID),
    ).toBe(true);
    expect(connectwise.deals.some(({ contact }) => contact === undefined)).toBe(true);
    expect(connectwise.deals.some(({ expectedCloseDate }) => expectedCloseDate === undefined)).toBe(
      true,
    );
  });

  it("closed long ago, close at the edge of a day, or close around the day the caller names", () => {
    const later = generateDataset({ dataset: "sample", today: "2031-05-01" });

    expect(closeTimes(sample).some((time) => time < "2024")).toBe(true);
    expect(closeTimes(sample).some((time) => time.includes("T23:30"))).toBe(true);
    expect(closeTimes(later).some((time) => time > "2031-06")).toBe(true);
    expect(later.hubspot.contacts).toEqual(hubspot.contacts);
  });
});
