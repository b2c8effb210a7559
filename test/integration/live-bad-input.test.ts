import { describe, expect, it } from "vitest";

import type { ControlType } from "../../sandbox/shared/control.ts";
import { firm, PATIENCE, person, type Shown, useLiveRig, type Vendor } from "./live-rig.ts";

const home = firm(1);
const seller = person(1, home);
const other = firm(2);
const buyer = person(2, other);
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
      other.hubspot,
      hubspotCompany(101, { name: long }),
      hubspotCompany(102, {}),
      hubspotCompany(103, { country: "Atlantis" }),
      hubspotCompany(104, { numberofemployees: "about fifty" }),
      { id: "105", properties: { domain: "nameless.example", country: "United States" } },
    ],
    contacts: [
      seller.hubspot,
      buyer.hubspot,
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
      {
        id: "203",
        properties: { firstname: "Odd", email: "nobody at nowhere" },
        companies: [home.hubspot.id],
      },
    ],
    deals: [
      hubspotDeal(301, { closedate: "some time next week" }),
      hubspotDeal(302, { amount: "100" }),
      hubspotDeal(303, { amount: "$18,400.00" }),
      hubspotDeal(304, { dealstage: "a-stage-of-long-ago" }),
      hubspotDeal(305, { dealname: long }),
      hubspotDeal(306, { dealname: "" }),
    ],
  },
  connectwise: {
    companies: [
      home.connectwise,
      other.connectwise,
      {
        id: 401,
        identifier: "Left",
        name: "Manager has left",
        territoryManager: { identifier: "lbauer" },
      },
    ],
    contacts: [
      seller.connectwise,
      buyer.connectwise,
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
    deals: [
      {
        id: 601,
        name: "Sold by one who has left",
        company: { id: other.connectwise.id },
        contact: { id: buyer.connectwise.id },
        primarySalesRep: { identifier: "lbauer" },
      },
    ],
  },
};

describe("a record that cannot be carried over [S21]", () => {
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

  it.each([
    ["company", 101, "name", /at most 50/u, 102],
    ["deal", 305, "dealname", /at most 100/u, 302],
  ] as const)(
    "has a text that is too long, and nothing is cut off: %s",
    async (type, id, field, message, neighbour) => {
      await expectAttention(["hubspot", type, id], { field, message }, neighbour);

      const names = (await live().records("connectwise", type)).map(({ name }) => name);
      expect(names.filter((name: string) => long.startsWith(name.slice(0, 20)))).toEqual([]);
    },
  );

  it.each([
    ["company", 103, "country", /Atlantis/u, 102],
    ["deal", 304, "pipeline+dealstage", /a-stage-of-long-ago/u, 302],
  ] as const)(
    "has an option that ConnectWise does not know: %s",
    async (type, id, field, message, neighbour) => {
      await expectAttention(["hubspot", type, id], { field, message }, neighbour);
    },
  );

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

  it.each([
    ["connectwise", 501, "communications/email", 502],
    ["hubspot", 203, "email", 202],
  ] as const)("has an e-mail address that is none: in %s", async (vendor, id, field, neighbour) => {
    const expected = { field, message: /not an e-mail address/u };
    await expectAttention([vendor, "contact", id], expected, neighbour);
  });

  it.each([
    ["company", 104, "numberofemployees", 102],
    ["deal", 303, "amount", 302],
  ] as const)("has a number that is none: %s", async (type, id, field, neighbour) => {
    await expectAttention(["hubspot", type, id], { field, message: /not a .*number/u }, neighbour);
  });

  it.each([
    ["company", 105, /company name/u, 102],
    ["deal", 306, /needs a name/u, 302],
  ] as const)("lacks a name, which ConnectWise insists on: %s", async (type, id, message, next) => {
    await expectAttention(["hubspot", type, id], { field: "name", message }, next);
  });

  it("lacks a field that ConnectWise insists on, and goes as soon as it has it", async () => {
    const missing = { field: "firstName", message: /first name/u };
    await expectAttention(["hubspot", "contact", 201], missing, 202);

    await live().edit("hubspot", "contact", { id: "201", fields: { firstname: "Known" } });

    const made = await live().counterpart("hubspot", "contact", 201);
    expect(made).toMatchObject({ firstName: "Known", lastName: "Nameless" });
    expect(await live().issue("hubspot", "contact", 201)).toBeUndefined();
  });

  it("is looked after by a member who has left: it goes without them [S13]", async () => {
    const made = await live().counterpart("connectwise", "company", 401);

    expect(made.properties["hubspot_owner_id"] ?? "").toBe("");
    expect(await live().issue("connectwise", "company", 401)).toBeUndefined();
  });

  it("was sold by a member who has left: it goes without them, and they keep it", async () => {
    const made = await live().counterpart("connectwise", "deal", 601);

    expect(made.properties["hubspot_owner_id"] ?? "").toBe("");
    expect(await live().issue("connectwise", "deal", 601)).toBeUndefined();
    expect(await live().record("connectwise", "deal", 601)).toMatchObject({
      primarySalesRep: { identifier: "lbauer" },
    });
  });

  it.each([
    ["company", home.hubspot.id, "phone", "1".repeat(40), "+1 813 555 0142", /at most 30/u],
    [
      "contact",
      seller.hubspot.id,
      "email",
      `${"a".repeat(240)}@people.example`,
      "new@people.example",
      /at most 250/u,
    ],
    ["deal", "302", "dealname", long, "Short", /at most 100/u],
  ] as const)(
    "is linked and gets a wrong value: the other side keeps its own until it is mended (%s)",
    async (type, id, field, wrong, right, message) => {
      const { edit, counterpart, issue, record } = live();
      const { id: otherId } = await counterpart("hubspot", type, id);
      const held = async (): Promise<string> => {
        const found = await record("connectwise", type, otherId);
        const items: Shown[] = found.communicationItems ?? [];
        const values = {
          company: found.phoneNumber,
          contact: items[0]?.value,
          deal: found.name,
        };
        return String(values[type] ?? "");
      };
      const before = await held();

      await edit("hubspot", type, { id, fields: { [field]: wrong } });
      await expectAttention(["hubspot", type, id], { field, message }, id);
      const meanwhile = await held();
      await edit("hubspot", type, { id, fields: { [field]: right } });

      await expect.poll(held, PATIENCE).toBe(right);
      await expect.poll(() => issue("hubspot", type, id), PATIENCE).toBeUndefined();
      expect(meanwhile).toBe(before);
    },
  );

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
