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
import { readRows, until } from "./server-rig.ts";

const [home, other] = [firm(1), firm(2)];
const [anna, ben] = [person(1, home), person(2, other)];

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

const NAMES = { hubspot: "HubSpot", connectwise: "ConnectWise" };

describe("filters set after a first sync, changed and removed again [S11]", () => {
  const live = useLiveRig(worldOf([home, other], [anna, ben]));
  /** Ids of the pair that goes out of each filter and comes back. */
  const pairs: Record<string, Record<Vendor, string>> = {};

  beforeAll(async () => {
    pairs["company"] = { hubspot: home.hubspot.id, connectwise: String(home.connectwise.id) };
    pairs["contact"] = { hubspot: anna.hubspot.id, connectwise: String(anna.connectwise.id) };
    const deal = await live().edit("hubspot", "deal", {
      fields: { dealname: "Crane", dealstage: "qualifiedtobuy", dealtype: "newbusiness" },
      associations: { companies: [other.hubspot.id], contacts: [ben.hubspot.id] },
    });
    const made = await live().counterpart("hubspot", "deal", deal.id);
    pairs["deal"] = { hubspot: deal.id, connectwise: String(made.id) };
    await live().quiet();
  });

  const setFilter = async ({ type, side }: Case, condition: object | null): Promise<void> => {
    const filter = { groups: condition === null ? [] : [{ conditions: [condition] }] };
    const reply = await live().api("PUT", `/objects/${type}/filters`, { [side]: filter });
    expect(reply).toMatchObject({ status: 200 });
    await until(
      () => readRows(live().database, "SELECT 1 FROM rollouts WHERE phase <> 'done'"),
      (rows) => rows.length === 0,
    );
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
    const people = { companies: [other.hubspot.id], contacts: [ben.hubspot.id] };
    const parents: Record<string, object> = {
      "hubspot contact": { associations: { companies: [other.hubspot.id] } },
      "hubspot deal": { associations: people },
      "connectwise contact": { fields: { ...stranger, company: { id: other.connectwise.id } } },
      "connectwise deal": {
        fields: {
          ...stranger,
          company: { id: other.connectwise.id },
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

  it.each(CASES.map((one) => [`${NAMES[one.side]} ${one.type}`, one] as const))(
    "keep what is outside from being a source, and let it come back: %s",
    async (_name, one) => {
      const { side, type, field, outside } = one;
      const target = side === "hubspot" ? "connectwise" : "hubspot";
      await setFilter(one, one.condition);
      await edit(one, side, outside);
      await expect.poll(() => codeOf(one), PATIENCE).toBe("filtered_out");

      // Outside: nothing of it is written, nothing is made.
      const writes = await live().writesDuring(async () => {
        await edit(one, side, { [field[side]]: "Held back" });
        await makeStranger(one);
      });
      const held = await sizes(one);
      expect(writes).toBe(0);
      expect(await valueOn(one, target)).not.toBe("Held back");

      // Changed: the record is outside of the new one, too.
      await setFilter(one, one.narrower);
      expect(await codeOf(one)).toBe("filtered_out");
      expect(await valueOn(one, target)).not.toBe("Held back");
      expect(await sizes(one)).toEqual(held);

      // Removed: each is made once, and values are equal again by the first-link rule.
      await setFilter(one, null);
      await expect.poll(() => codeOf(one), PATIENCE).toBeUndefined();
      await expect.poll(async () => new Set(await both(one)).size, PATIENCE).toBe(1);
      const expected = held.map(
        (size, at) => size + (at === (target === "hubspot" ? 0 : 1) ? 1 : 0),
      );
      await expect.poll(() => sizes(one), PATIENCE).toEqual(expected);
      await edit(one, side, { [field[side]]: `After ${type}` });
      await expect.poll(() => valueOn(one, target), PATIENCE).toBe(`After ${type}`);

      const later = await live().writesDuring(() => setFilter(one, null));
      expect(later).toBe(0);
      expect(await sizes(one)).toEqual(expected);
    },
    120_000,
  );
});
