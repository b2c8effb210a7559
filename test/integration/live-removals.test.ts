import { beforeAll, describe, expect, it } from "vitest";

import type { ControlType } from "../../sandbox/shared/control.ts";
import {
  firm,
  person,
  type Shown,
  type Twin,
  useLiveRig,
  type Vendor,
  worldOf,
} from "./live-rig.ts";
import { readRows } from "./server-rig.ts";

/** A record that is gone on one side, as it is known on both. */
interface Case {
  readonly type: ControlType;
  /** Where it is deleted, or merged into another one. */
  readonly vendor: Vendor;
  readonly into?: Twin;
  readonly gone: Twin;
}

const other = (vendor: Vendor): Vendor => (vendor === "hubspot" ? "connectwise" : "hubspot");
const idOn = (vendor: Vendor, twin: Twin): string => String(twin[vendor].id);

/** Each case has firms, and people, of its own. */
const firms = Array.from({ length: 16 }, (_, index) => firm(index));
const people = firms.map((company, index) => person(index, company));
const at = <T>(list: readonly T[], index: number): T => list[index] as T;

const companies: readonly Case[] = (["hubspot", "connectwise"] as const).flatMap(
  (vendor, index) => [
    { type: "company", vendor, gone: at(firms, 3 * index) },
    { type: "company", vendor, gone: at(firms, 3 * index + 1), into: at(firms, 3 * index + 2) },
  ],
);
const contacts: readonly Case[] = (["hubspot", "connectwise"] as const).flatMap((vendor, index) => [
  { type: "contact", vendor, gone: at(people, 6 + 3 * index) },
  { type: "contact", vendor, gone: at(people, 7 + 3 * index), into: at(people, 8 + 3 * index) },
]);
/** Their deals are deleted. */
const sellers = { hubspot: 12, connectwise: 13 };

/** A value that people edit, under either system's name. */
const edited: Record<ControlType, Record<Vendor, Record<string, unknown>>> = {
  company: { hubspot: { numberofemployees: "77" }, connectwise: { numberOfEmployees: 78 } },
  contact: { hubspot: { jobtitle: "Edited" }, connectwise: { title: "Edited" } },
  deal: { hubspot: { amount: "77" }, connectwise: { customerPO: "Edited", name: "Edited deal" } },
};

/** What tells a record from all others, on either side. */
const traits: Record<ControlType, Record<Vendor, (record: Shown) => string>> = {
  company: {
    hubspot: ({ properties }) => properties.name,
    connectwise: ({ name }) => name,
  },
  contact: {
    hubspot: ({ properties }) => properties.lastname,
    connectwise: ({ lastName }) => lastName,
  },
  deal: {
    hubspot: ({ properties }) => properties.dealname,
    connectwise: ({ name }) => name,
  },
};

/** ConnectWise tells of a merge no more than that a record is gone. */
const isKnownMerge = ({ vendor, into }: Case): boolean =>
  vendor === "hubspot" && into !== undefined;

describe("records that are gone on one side [S19]", () => {
  const live = useLiveRig(worldOf(firms, people));
  const deals: Case[] = [];
  let writes = -1;

  async function makeDeal(vendor: Vendor): Promise<Case> {
    const index = sellers[vendor];
    const { id, properties } = await live().edit("hubspot", "deal", {
      fields: { dealname: `Deal deleted in ${vendor}`, dealstage: "qualifiedtobuy" },
      associations: {
        companies: [at(firms, index).hubspot.id],
        contacts: [at(people, index).hubspot.id],
      },
    });
    const connectwise = await live().counterpart("hubspot", "deal", id);
    return { type: "deal", vendor, gone: { hubspot: { id, properties }, connectwise } };
  }

  async function remove({ type, vendor, gone, into }: Case): Promise<void> {
    const id = idOn(vendor, gone);
    if (into === undefined) await live().remove(vendor, type, id);
    else await live().merge(vendor, type, idOn(vendor, into), id);
  }

  const editRest = ({ type, vendor, gone }: Case): Promise<Shown> => {
    const rest = other(vendor);
    return live().edit(rest, type, { id: idOn(rest, gone), fields: edited[type][rest] });
  };

  beforeAll(async () => {
    deals.push(await makeDeal("hubspot"), await makeDeal("connectwise"));
    const cases = [...companies, ...contacts, ...deals];
    for (const each of cases) await remove(each);
    writes = await live().writesDuring(async () => {
      for (const each of cases) await editRest(each);
    });
  });

  const name = ({ type, vendor, into }: Case): string =>
    `a ${type} ${into === undefined ? "deleted" : "merged"} in ${vendor}`;

  async function expectNotMadeAgain({ type, vendor, gone }: Case): Promise<void> {
    const trait = traits[type][vendor];
    const rest = await live().record(other(vendor), type, idOn(other(vendor), gone));
    const wanted = traits[type][other(vendor)](rest);

    const found = (await live().records(vendor, type)).filter((each) => trait(each) === wanted);

    expect(found).toEqual([]);
  }

  it.each([...companies, ...contacts].map((each) => [name(each), each] as const))(
    "are not made again: %s",
    (_name, each) => expectNotMadeAgain(each),
  );

  it.each([0, 1])("are not made again: a deal, %i", (index) =>
    expectNotMadeAgain(at(deals, index)),
  );

  it("are never written again, however their other halves are edited", () => {
    expect(writes).toBe(0);
  });

  it("keep their links, which say what happened", async () => {
    const cases = [...companies, ...contacts, ...deals];
    const links = await readRows(
      live().database,
      "SELECT object_type, hubspot_id, connectwise_id, state FROM links",
    );
    const states = cases.map(({ type, gone }) => {
      const link = links.find(
        (each) =>
          each["object_type"] === type &&
          each["hubspot_id"] === gone.hubspot.id &&
          each["connectwise_id"] === idOn("connectwise", gone),
      );
      return link?.["state"];
    });

    expect(states).toEqual(cases.map((each) => (isKnownMerge(each) ? "merged" : "deleted")));
  });
});
