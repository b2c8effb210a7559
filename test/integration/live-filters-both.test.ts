import { beforeAll, describe, expect, it } from "vitest";

import {
  firm,
  PATIENCE,
  person,
  type Shown,
  useLiveRig,
  type Vendor,
  worldOf,
} from "./live-rig.ts";

// Each type has a chain of its own: what a parent's filter leaves out, its children are left out by.
const [home, second, third] = [firm(1), firm(2), firm(3)];
const [anna, ben] = [person(1, second), person(2, third)];

type Fields = Record<string, unknown>;

/** A filter of one side's records, and how people work with records inside and outside of it. */
interface Case {
  readonly type: "company" | "contact" | "deal";
  readonly side: Vendor;
  readonly condition: object;
  /** Another filter that leaves out the same record, and one more thing besides. */
  readonly narrower: object;
  /** A field that is mapped, as either side names it. */
  readonly field: Readonly<Record<Vendor, string>>;
  /** What takes a record out of the filter. */
  readonly outside: Fields;
  /** A new record outside of it. */
  readonly stranger: Fields;
}

const any = (path: string, ...values: string[]) => ({ path, operator: "is-any-of", values });
const none = (path: string, ...values: string[]) => ({ path, operator: "is-none-of", values });

const CASES: readonly Case[] = [
  {
    type: "company",
    side: "hubspot",
    condition: none("industry", "BANKING"),
    narrower: none("industry", "BANKING", "AIRLINES_AVIATION"),
    field: { hubspot: "city", connectwise: "city" },
    outside: { industry: "BANKING" },
    stranger: { name: "Stranger Bank", domain: "stranger-bank.example", industry: "BANKING" },
  },
  {
    type: "company",
    side: "connectwise",
    condition: none("leadSource", "Fair"),
    narrower: none("leadSource", "Fair", "Web"),
    field: { hubspot: "city", connectwise: "city" },
    outside: { leadSource: "Fair" },
    stranger: { name: "Fair Visitor", identifier: "FairVisitor", leadSource: "Fair" },
  },
  {
    type: "contact",
    side: "hubspot",
    condition: none("lifecyclestage", "subscriber"),
    narrower: none("lifecyclestage", "subscriber", "evangelist"),
    field: { hubspot: "jobtitle", connectwise: "title" },
    outside: { lifecyclestage: "subscriber" },
    stranger: {
      firstname: "Some",
      lastname: "Stranger",
      email: "stranger@strangers.example",
      lifecyclestage: "subscriber",
    },
  },
  {
    type: "contact",
    side: "connectwise",
    condition: none("school", "Private"),
    narrower: none("school", "Private", "Public"),
    field: { hubspot: "jobtitle", connectwise: "title" },
    outside: { school: "Private" },
    stranger: {
      firstName: "Hidden",
      lastName: "Visitor",
      school: "Private",
      communicationItems: [
        {
          type: { name: "Email" },
          value: "hidden@strangers.example",
          communicationType: "Email",
          defaultFlag: true,
        },
      ],
    },
  },
  {
    type: "deal",
    side: "hubspot",
    condition: none("dealtype", "existingbusiness"),
    narrower: any("dealtype", "newbusiness"),
    field: { hubspot: "dealname", connectwise: "name" },
    outside: { dealtype: "existingbusiness" },
    stranger: { dealname: "Renewal", dealstage: "qualifiedtobuy", dealtype: "existingbusiness" },
  },
  {
    type: "deal",
    side: "connectwise",
    condition: none("customerPO", "internal"),
    narrower: none("customerPO", "internal", "test"),
    field: { hubspot: "dealname", connectwise: "name" },
    outside: { customerPO: "internal" },
    stranger: { name: "Internal work", customerPO: "internal" },
  },
];

describe("filters set after a first sync, changed and removed again [S11]", () => {
  const live = useLiveRig(worldOf([home, second, third], [anna, ben]));
  /** Ids of the pair that goes out of each filter and comes back. */
  const pairs: Record<string, Record<Vendor, string>> = {};

  beforeAll(async () => {
    pairs["company"] = { hubspot: home.hubspot.id, connectwise: String(home.connectwise.id) };
    pairs["contact"] = { hubspot: anna.hubspot.id, connectwise: String(anna.connectwise.id) };
    const deal = await live().edit("hubspot", "deal", {
      fields: { dealname: "Crane", dealstage: "qualifiedtobuy", dealtype: "newbusiness" },
      associations: { companies: [third.hubspot.id], contacts: [ben.hubspot.id] },
    });
    const made = await live().counterpart("hubspot", "deal", deal.id);
    pairs["deal"] = { hubspot: deal.id, connectwise: String(made.id) };
    await live().quiet();
  });

  const setFilters = async (
    cases: readonly Case[],
    conditionOf: (one: Case) => object | null,
  ): Promise<void> => {
    for (const one of cases) {
      const condition = conditionOf(one);
      const filter = { groups: condition === null ? [] : [{ conditions: [condition] }] };
      const path = `/objects/${one.type}/filters`;
      const reply = await live().api("PUT", path, { [one.side]: filter });
      expect(reply).toMatchObject({ status: 200 });
    }
    await live().quiet();
  };
  const valueOn = async ({ type, field }: Case, vendor: Vendor): Promise<unknown> => {
    const record = await live().record(vendor, type, pairs[type]?.[vendor] ?? "");
    return (vendor === "hubspot" ? record.properties : record)[field[vendor]] ?? "";
  };
  const both = async (one: Case) => [
    await valueOn(one, "hubspot"),
    await valueOn(one, "connectwise"),
  ];
  const edit = ({ type }: Case, vendor: Vendor, fields: Fields): Promise<Shown> =>
    live().edit(vendor, type, { id: pairs[type]?.[vendor] ?? "", fields });
  const codeOf = async ({ type, side }: Case): Promise<string | undefined> =>
    (await live().issue(side, type, pairs[type]?.[side] ?? ""))?.code;
  const makeStranger = ({ type, side, stranger }: Case): Promise<Shown> => {
    const people = { companies: [third.hubspot.id], contacts: [ben.hubspot.id] };
    const parents: Record<string, object> = {
      "hubspot contact": { associations: { companies: [third.hubspot.id] } },
      "hubspot deal": { associations: people },
      "connectwise contact": { fields: { ...stranger, company: { id: third.connectwise.id } } },
      "connectwise deal": {
        fields: {
          ...stranger,
          company: { id: third.connectwise.id },
          contact: { id: ben.connectwise.id },
        },
      },
    };
    return live().edit(side, type, { fields: stranger, ...parents[`${side} ${type}`] });
  };
  const sizes = async ({ type }: Case): Promise<number[]> => [
    (await live().records("hubspot", type)).length,
    (await live().records("connectwise", type)).length,
  ];

  it.each(["hubspot", "connectwise"] as const)(
    "keep what is outside from being a source, and let it come back: %s",
    async (side) => {
      const cases = CASES.filter((one) => one.side === side);
      const target = side === "hubspot" ? "connectwise" : "hubspot";
      const codes = (): Promise<unknown> => Promise.all(cases.map(codeOf));
      const values = (): Promise<unknown[]> =>
        Promise.all(cases.map((one) => valueOn(one, target)));
      const allSizes = (): Promise<number[][]> => Promise.all(cases.map(sizes));
      const forAll = async (work: (one: Case) => Promise<unknown>): Promise<void> => {
        for (const one of cases) await work(one);
      };
      const leftOut = cases.map(() => "filtered_out");
      await setFilters(cases, ({ condition }) => condition);
      await forAll((one) => edit(one, side, one.outside));
      await expect.poll(codes, PATIENCE).toEqual(leftOut);

      // Outside: nothing of it is written, nothing is made.
      const writes = await live().writesDuring(() =>
        forAll(async (one) => {
          await edit(one, side, { [one.field[side]]: "Held back" });
          await makeStranger(one);
        }),
      );
      const held = await allSizes();
      expect(writes).toBe(0);
      expect(await values()).not.toContain("Held back");

      // Changed: the record is outside of the new one, too.
      await setFilters(cases, ({ narrower }) => narrower);
      expect(await codes()).toEqual(leftOut);
      expect(await values()).not.toContain("Held back");
      expect(await allSizes()).toEqual(held);

      // Removed: each is made once, and values are equal again by the first-link rule.
      await setFilters(cases, () => null);
      await expect.poll(codes, PATIENCE).toEqual(cases.map(() => undefined));
      const differing = async (): Promise<boolean[]> =>
        Promise.all(cases.map(async (one) => new Set(await both(one)).size > 1));
      await expect.poll(differing, PATIENCE).toEqual(cases.map(() => false));
      const made = held.map((own) =>
        own.map((size, at) => size + (at === (target === "hubspot" ? 0 : 1) ? 1 : 0)),
      );
      await expect.poll(allSizes, PATIENCE).toEqual(made);
      await forAll((one) => edit(one, side, { [one.field[side]]: `After ${one.type}` }));
      await expect.poll(values, PATIENCE).toEqual(cases.map(({ type }) => `After ${type}`));

      const later = await live().writesDuring(() => setFilters(cases, () => null));
      expect(later).toBe(0);
      expect(await allSizes()).toEqual(made);
    },
    120_000,
  );
});
