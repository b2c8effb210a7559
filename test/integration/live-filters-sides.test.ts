import { beforeAll, describe, expect, it } from "vitest";

import {
  associatedWith,
  firm,
  PATIENCE,
  person,
  type Shown,
  useLiveRig,
  worldOf,
} from "./live-rig.ts";

const CUSTOMERS = {
  groups: [
    { conditions: [{ path: "lifecyclestage", operator: "is-any-of", values: ["customer"] }] },
  ],
};
const customer = firm(1, { hubspot: { lifecyclestage: "customer" } });
const anna = person(1, customer);
const BERTA = {
  firstName: "Berta",
  lastName: "Berg",
  communicationItems: [
    { type: { name: "Email" }, value: "berta@harbour.example", communicationType: "Email" },
  ],
};

describe("a company that HubSpot's filter leaves out, and what belongs to it [S11]", () => {
  const live = useLiveRig(worldOf([customer], [anna]));
  let company: Shown;
  let contact: Shown;
  let deal: Shown;
  /** The counterparts of the three in HubSpot. */
  const made: Record<string, Shown> = {};

  const setFilter = async (
    filter: object,
    side: "hubspot" | "connectwise" = "hubspot",
  ): Promise<void> => {
    const reply = await live().api("PUT", "/objects/company/filters", { [side]: filter });
    expect(reply).toMatchObject({ status: 200 });
    await live().quiet();
  };
  const codeOf = async (
    vendor: "hubspot" | "connectwise",
    type: "company" | "contact",
    id: string,
  ) => (await live().issue(vendor, type, id))?.code;

  const cardOf = async (vendor: string, id: string): Promise<Shown> =>
    (await live().api("GET", `/records/company/${vendor}/${id}/card`)).body;

  beforeAll(async () => {
    await setFilter(CUSTOMERS);
    company = await live().edit("connectwise", "company", {
      fields: { name: "Harbour Works", identifier: "Harbour", website: "harbour.example" },
    });
    made["company"] = await live().counterpart("connectwise", "company", company.id);
    await live().quiet();
    contact = await live().edit("connectwise", "contact", {
      fields: {
        ...BERTA,
        company: { id: Number(company.id) },
      },
    });
    made["contact"] = await live().counterpart("connectwise", "contact", contact.id);
    deal = await live().edit("connectwise", "deal", {
      fields: {
        name: "Crane",
        company: { id: Number(company.id) },
        contact: { id: Number(contact.id) },
      },
    });
    made["deal"] = await live().counterpart("connectwise", "deal", deal.id);
    await live().quiet();
  });

  it("has what ConnectWise's people add to it made in HubSpot", async () => {
    const berta = await live().record("hubspot", "contact", made["contact"].id);
    const crane = await live().record("hubspot", "deal", made["deal"].id);

    expect(associatedWith(berta, "companies")).toEqual([made["company"].id]);
    expect(associatedWith(crane, "companies")).toEqual([made["company"].id]);
    expect(associatedWith(crane, "contacts")).toEqual([made["contact"].id]);
    expect(crane.properties.dealname).toBe("Crane");
  });

  it("is told as left out of the record that the filter leaves out, and of no other", async () => {
    await expect
      .poll(() => codeOf("hubspot", "company", made["company"].id), PATIENCE)
      .toBe("filtered_out");
    await expect
      .poll(() => codeOf("hubspot", "contact", made["contact"].id), PATIENCE)
      .toBe("parent_excluded");
    expect(await codeOf("connectwise", "company", company.id)).toBeUndefined();
    expect(await codeOf("connectwise", "contact", contact.id)).toBeUndefined();
  });

  it("says on either record's card which of the two is left out", async () => {
    const here = await cardOf("hubspot", made["company"].id);
    const there = await cardOf("connectwise", company.id);

    const exclusion = { side: "hubspot", code: "filtered_out" };
    expect(here).toMatchObject({ state: { kind: "excluded", code: "filtered_out" }, exclusion });
    expect(here.state.message).toMatch(/^The record is outside the filter/u);
    expect(there).toMatchObject({ state: { kind: "excluded", code: "filtered_out" }, exclusion });
    expect(there.state.message).toMatch(
      /^The record in HubSpot is left out\. The record is outside/u,
    );
  });

  it("takes later edits of ConnectWise's people, and sends none of HubSpot's", async () => {
    const inConnectwise = (type: "contact" | "deal", id: string, fields: object): Promise<Shown> =>
      live().edit("connectwise", type, { id, fields: { ...fields } });
    await inConnectwise("contact", contact.id, { title: "Harbour Master" });
    await inConnectwise("deal", deal.id, { name: "Taller Crane" });
    const title = async (): Promise<unknown> =>
      (await live().record("hubspot", "contact", made["contact"].id)).properties.jobtitle;
    const name = async (): Promise<unknown> =>
      (await live().record("hubspot", "deal", made["deal"].id)).properties.dealname;
    await expect.poll(title, PATIENCE).toBe("Harbour Master");
    await expect.poll(name, PATIENCE).toBe("Taller Crane");

    await live().edit("hubspot", "contact", {
      id: made["contact"].id,
      fields: { jobtitle: "Diver" },
    });
    await live().quiet();
    const there = await live().record("connectwise", "contact", contact.id);
    expect(there.title).toBe("Harbour Master");
  });

  it("keeps what HubSpot's people add to it, until the filter is taken away", async () => {
    const email = "carl@harbour.example";
    const carl = await live().edit("hubspot", "contact", {
      fields: { firstname: "Carl", lastname: "Claus", email },
      associations: { companies: [made["company"].id] },
    });
    await expect
      .poll(() => codeOf("hubspot", "contact", carl.id), PATIENCE)
      .toBe("parent_excluded");
    const size = (await live().records("connectwise", "contact")).length;

    await setFilter({ groups: [] });

    const there = await live().counterpart("hubspot", "contact", carl.id);
    expect(there.company.id).toBe(Number(company.id));
    expect(await live().records("connectwise", "contact")).toHaveLength(size + 1);
    await expect
      .poll(() => codeOf("hubspot", "contact", made["contact"].id), PATIENCE)
      .toBeUndefined();
    const later = await live().writesDuring(() => setFilter({ groups: [] }));
    expect(later).toBe(0);
  });

  it("is left out with all that belongs to it on both sides once ConnectWise leaves it out, too", async () => {
    await setFilter(CUSTOMERS);
    expect(await codeOf("connectwise", "contact", contact.id)).toBeUndefined();

    await live().edit("connectwise", "company", {
      id: company.id,
      fields: { status: { name: "Inactive" } },
    });

    await expect
      .poll(() => codeOf("connectwise", "contact", contact.id), PATIENCE)
      .toBe("parent_excluded");
    await live().edit("connectwise", "company", {
      id: company.id,
      fields: { status: { name: "Active" } },
    });
    await expect.poll(() => codeOf("connectwise", "contact", contact.id), PATIENCE).toBeUndefined();
    expect(await codeOf("hubspot", "contact", made["contact"].id)).toBe("parent_excluded");
  });

  it("says to HubSpot's record which one was made of it, although a filter holds that one at once", async () => {
    const condition = { path: "name", operator: "contains-not", values: ["Firm"] };
    await setFilter({ groups: [{ conditions: [condition] }] }, "connectwise");
    const { id } = await live().edit("hubspot", "contact", {
      fields: { firstname: "Carla", lastname: "Cruz", email: "carla@people.example" },
      associations: { companies: [customer.hubspot.id] },
    });

    const there = await live().counterpart("hubspot", "contact", id);

    await expect
      .poll(() => codeOf("connectwise", "contact", String(there.id)), PATIENCE)
      .toBe("parent_excluded");
    expect(await codeOf("hubspot", "contact", id)).toBeUndefined();
  });

  it("tells of a refused write to it on its counterpart, so that both can be read", async () => {
    const { hubspot, connectwise } = customer;
    const permission = "Companies > Company Maintenance";
    const outside = (): Promise<unknown> =>
      codeOf("connectwise", "company", String(connectwise.id));
    await expect.poll(outside, PATIENCE).toBe("filtered_out");
    await live().control("connectwise", "permissions", {
      without: [{ permission, level: "edit" }],
    });

    await live().edit("hubspot", "company", { id: hubspot.id, fields: { city: "Largo" } });

    await expect
      .poll(() => codeOf("hubspot", "company", hubspot.id), PATIENCE)
      .toBe("permission_missing");
    expect(await outside()).toBe("filtered_out");
    await live().control("connectwise", "permissions", { without: [] });
  });
});
