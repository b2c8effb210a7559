import { beforeAll, describe, expect, it } from "vitest";

import { associatedWith, firm, person, PATIENCE, useLiveRig } from "./live-rig.ts";

const home = firm(1);
const catchAll = { id: 2_900, identifier: "Catchall", name: "Catchall (for all)" };
const walkIn = {
  id: 4_900,
  firstName: "Walk",
  lastName: "In",
  company: { id: catchAll.id },
  communicationItems: [
    { type: { name: "Email" }, value: "walk.in@people.example", communicationType: "Email" },
  ],
};
const stray = {
  id: "3901",
  properties: { firstname: "Stray", lastname: "Dog", email: "stray@people.example" },
};
const anna = person(1, home);

/** Both systems with a company in common, and people on either side who belong to none. */
const world = {
  hubspot: { companies: [home.hubspot], contacts: [anna.hubspot, stray] },
  connectwise: {
    companies: [
      home.connectwise,
      { ...catchAll, status: { name: "Active" }, country: { name: "United States" } },
    ],
    contacts: [anna.connectwise, walkIn],
  },
};

describe("records without a company [S9]", () => {
  const live = useLiveRig(world);

  it("wait, and those of the catch-all company stay out, while nobody chose one", async () => {
    const { issue, quiet } = live();
    await quiet();

    expect(await issue("hubspot", "contact", stray.id)).toMatchObject({
      state: "waiting",
      code: "no_company",
    });
    expect(await issue("connectwise", "contact", walkIn.id)).toMatchObject({ state: "excluded" });
  });

  describe("once a catch-all company is chosen", () => {
    beforeAll(async () => {
      for (const type of ["contact", "deal"]) {
        await live().api("PUT", `/objects/${type}/policy`, {
          catchAllCompanyId: String(catchAll.id),
        });
      }
      // A job that is under way ends under the settings that it began with.
      await live().quiet();
    });

    it("go under it, and those under it come without a company", async () => {
      const { counterpart, issue, records } = live();

      const made = await counterpart("hubspot", "contact", stray.id);
      const brought = await counterpart("connectwise", "contact", walkIn.id);

      expect(made).toMatchObject({ firstName: "Stray", company: { id: catchAll.id } });
      expect(brought.properties).toMatchObject({ firstname: "Walk", lastname: "In" });
      expect(associatedWith(brought, "companies")).toEqual([]);
      expect(await issue("connectwise", "company", catchAll.id)).toMatchObject({
        state: "excluded",
      });
      const names = (await records("hubspot", "company")).map(({ properties }) => properties.name);
      expect(names).not.toContain(catchAll.name);
    });

    it("take their deals along, both ways", async () => {
      const { counterpart, edit, record } = live();
      const contact = await counterpart("hubspot", "contact", stray.id);
      const deal = await edit("hubspot", "deal", {
        fields: { dealname: "Stray business", amount: "100" },
        associations: { contacts: [stray.id] },
      });
      const opportunity = await counterpart("hubspot", "deal", deal.id);
      expect(opportunity).toMatchObject({
        name: "Stray business",
        company: { id: catchAll.id },
        contact: { id: contact.id },
      });

      const other = await edit("connectwise", "deal", {
        fields: {
          name: "Walk-in business",
          company: { id: catchAll.id },
          contact: { id: walkIn.id },
        },
      });
      const brought = await counterpart("connectwise", "deal", other.id);
      const guest = await counterpart("connectwise", "contact", walkIn.id);
      expect(brought.properties).toMatchObject({ dealname: "Walk-in business" });
      const broughtNow = () => record("hubspot", "deal", brought.id);
      await expect
        .poll(async () => associatedWith(await broughtNow(), "contacts"), PATIENCE)
        .toEqual([guest.id]);
      expect(associatedWith(await broughtNow(), "companies")).toEqual([]);
    });

    it("are paired by a person where both systems have such deals of their own", async () => {
      const { api, edit, issue, quiet, counterpart } = live();
      await api("PUT", "/objects/deal/policy", {
        createIn: { hubspot: false, connectwise: false },
      });
      await quiet();
      const here = await edit("hubspot", "deal", {
        fields: { dealname: "One and the same" },
        associations: { contacts: [stray.id] },
      });
      const there = await edit("connectwise", "deal", {
        fields: {
          name: "One and the same?",
          company: { id: catchAll.id },
          contact: { id: walkIn.id },
        },
      });
      await quiet();
      await api("PUT", "/objects/deal/policy", { createIn: { hubspot: true, connectwise: true } });

      await expect
        .poll(() => issue("hubspot", "deal", here.id), PATIENCE)
        .toMatchObject({ state: "review", code: "unpaired_counterparts" });
      const linked = await api("POST", "/records/link", {
        objectType: "deal",
        hubspotId: here.id,
        connectwiseId: there.id,
      });
      expect(linked.status).toBe(200);
      expect(String((await counterpart("hubspot", "deal", here.id)).id)).toBe(there.id);
    });

    it("leave it when they get a company in HubSpot, and nothing is written after that", async () => {
      const { edit, record, counterpart, writesDuring } = live();
      const contact = await counterpart("hubspot", "contact", stray.id);

      const writes = await writesDuring(async () => {
        await edit("hubspot", "contact", {
          id: stray.id,
          associations: { companies: [home.hubspot.id] },
        });
        await expect
          .poll(
            async () => (await record("connectwise", "contact", contact.id)).company.id,
            PATIENCE,
          )
          .toBe(home.connectwise.id);
      });

      expect(writes).toBe(1);
      const still = await record("hubspot", "contact", stray.id);
      expect(associatedWith(still, "companies")).toEqual([home.hubspot.id]);
    });
  });
});
