import { describe, expect, it } from "vitest";

import type { ControlType } from "../../sandbox/shared/control.ts";
import { firm, PATIENCE, person, type Shown, useLiveRig, type Vendor } from "./live-rig.ts";

const home = firm(1);
const seller = person(1, home);
const long = "A name that is far too long for this version of the server ".repeat(2).trim();

const hubspotCompany = (id: number, more: Record<string, string>) => ({
  id: String(id),
  properties: { name: `Only here ${id}`, country: "United States", ...more },
});
const hubspotDeal = (id: number, more: Record<string, string>) => ({
  id: String(id),
  properties: { dealname: `Deal ${id}`, pipeline: "default", dealstage: "qualifiedtobuy", ...more },
  companies: [home.hubspot.id],
  contacts: [seller.hubspot.id],
});
const email = (value: string) => [
  { type: { name: "Email" }, value, communicationType: "Email", defaultFlag: true },
];

/** Old records, from before anybody checked them; good ones lie among them. */
const world = {
  hubspot: {
    companies: [
      home.hubspot,
      hubspotCompany(101, { name: long }),
      hubspotCompany(102, {}),
      hubspotCompany(103, { country: "Atlantis" }),
      hubspotCompany(104, { numberofemployees: "about fifty" }),
    ],
    contacts: [
      seller.hubspot,
      {
        id: "201",
        properties: { lastname: "Nameless", email: "nameless@odd.example" },
        companies: [home.hubspot.id],
      },
      {
        id: "202",
        properties: { firstname: "Good", email: "good@odd.example" },
        companies: [home.hubspot.id],
      },
    ],
    deals: [
      hubspotDeal(301, { closedate: "some time next week" }),
      hubspotDeal(302, { amount: "100" }),
      hubspotDeal(303, { amount: "$18,400.00" }),
    ],
  },
  connectwise: {
    companies: [
      home.connectwise,
      {
        id: 401,
        identifier: "Left",
        name: "Manager has left",
        territoryManager: { identifier: "lbauer" },
      },
    ],
    contacts: [
      seller.connectwise,
      {
        id: 501,
        firstName: "Odd",
        company: { id: 2_001 },
        communicationItems: email("nobody at nowhere"),
      },
      {
        id: 502,
        firstName: "Fine",
        company: { id: 2_001 },
        communicationItems: email("fine@odd.example"),
      },
    ],
  },
};

describe("a record that cannot be carried over", () => {
  const live = useLiveRig(world, { connectwise: { version: "v2025.1" } });

  /** It needs attention, at a field and with something to do; its neighbour is in both systems. */
  async function expectAttention(
    [vendor, type, id]: readonly [Vendor, ControlType, string | number],
    expected: { readonly field: string; readonly message: RegExp },
    neighbour: string | number,
  ): Promise<void> {
    await expect
      .poll(() => live().issue(vendor, type, id), PATIENCE)
      .toMatchObject({
        state: "attention",
        field: expected.field,
        message: expect.stringMatching(expected.message),
        remedy: expect.stringMatching(/\w+/u),
      });
    await live().counterpart(vendor, type, neighbour);
  }

  it("has a text that is too long, and nothing is cut off", async () => {
    await expectAttention(["hubspot", "company", 101], { field: "name", message: /50/u }, 102);

    const names = (await live().records("connectwise", "company")).map(({ name }) => name);
    expect(names.filter((name: string) => long.startsWith(name.slice(0, 20)))).toEqual([]);
  });

  it("has an option that ConnectWise does not know", async () => {
    await expectAttention(
      ["hubspot", "company", 103],
      { field: "country", message: /Atlantis/u },
      102,
    );
  });

  it("has a status that HubSpot has no stage for", async () => {
    const { edit, counterpart } = live();
    const { id } = await counterpart("hubspot", "deal", 302);
    await edit("connectwise", "deal", { id, fields: { status: { name: "On hold" } } });

    await expectAttention(
      ["connectwise", "deal", id],
      { field: "stage/id+status/id", message: /no counterpart/u },
      id,
    );
  });

  it("has a date that is none", async () => {
    await expectAttention(["hubspot", "deal", 301], { field: "closedate", message: /date/u }, 302);
  });

  it("has an e-mail address that is none", async () => {
    await expectAttention(
      ["connectwise", "contact", 501],
      { field: "communications/email", message: /e-mail/u },
      502,
    );
  });

  it.each([
    ["company", 104, "numberofemployees", 102],
    ["deal", 303, "amount", 302],
  ] as const)("has a number that is none: %s", async (type, id, field, neighbour) => {
    await expectAttention(["hubspot", type, id], { field, message: /not a .*number/u }, neighbour);
  });

  it("lacks a field that ConnectWise insists on, and goes as soon as it has it", async () => {
    const missing = { field: "firstName", message: /first name/u };
    await expectAttention(["hubspot", "contact", 201], missing, 202);

    await live().edit("hubspot", "contact", { id: "201", fields: { firstname: "Known" } });

    const made = await live().counterpart("hubspot", "contact", 201);
    expect(made).toMatchObject({ firstName: "Known", lastName: "Nameless" });
    expect(await live().issue("hubspot", "contact", 201)).toBeUndefined();
  });

  it("is looked after by a member who has left: it goes without them", async () => {
    const made = await live().counterpart("connectwise", "company", 401);

    expect(made.properties["hubspot_owner_id"] ?? "").toBe("");
    expect(await live().issue("connectwise", "company", 401)).toBeUndefined();
  });

  it("is looked after by an owner whose member has vanished, until that is known", async () => {
    const { api, control, edit, counterpart, issue } = live();
    const owner = "71000002";
    await control("connectwise", "setup", { table: "members", id: 152, isGone: true });
    const create = (name: string, more: Shown) =>
      edit("hubspot", "company", { fields: { name, country: "United States", ...more } });
    const bad = await create("Nobody's darling", { hubspot_owner_id: owner });
    const good = await create("Somebody's darling", {});

    await expectAttention(
      ["hubspot", "company", bad.id],
      { field: "territoryManager", message: /Member 152/u },
      good.id,
    );

    await api("POST", "/definitions/refresh");

    const made = await counterpart("hubspot", "company", bad.id);
    expect(made.territoryManager ?? null).toBeNull();
    expect(await issue("hubspot", "company", bad.id)).toBeUndefined();
    const mapping = await api("GET", "/objects/company/mapping");
    expect(mapping.body.issues).toMatchObject([
      { hubspot: "hubspot_owner_id", options: [{ side: "hubspot", value: owner }] },
    ]);
  });
});
