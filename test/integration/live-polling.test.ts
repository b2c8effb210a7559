import { describe, expect, it } from "vitest";

import { firm, PATIENCE, person, useLiveRig, worldOf } from "./live-rig.ts";

const home = firm(1);
const worker = person(1, home);

describe.each([
  ["cloud", true],
  ["self-hosted", false],
])(
  "a %s server that refuses callbacks, and a HubSpot whose webhooks are lost [S17] [S26]",
  (_where, isCloud) => {
    const live = useLiveRig(worldOf([home], [worker]), {
      connectwise: { isCloud },
      before: async ({ control }) => {
        await control("connectwise", "permissions", { deny: ["/system/callbacks"] });
        await control("hubspot", "faults", { rate: 1, kinds: ["webhook-drop"] });
      },
    });

    it("are asked for changes in turn: edits arrive both ways, of every type", async () => {
      const { edit, record, counterpart } = live();
      const { id } = await edit("hubspot", "deal", {
        fields: { dealname: "Polled", amount: "900", dealstage: "qualifiedtobuy" },
        associations: { companies: [home.hubspot.id], contacts: [worker.hubspot.id] },
      });
      const opportunity = await counterpart("hubspot", "deal", id);

      await edit("hubspot", "company", {
        id: home.hubspot.id,
        fields: { numberofemployees: "12" },
      });
      await edit("hubspot", "contact", { id: worker.hubspot.id, fields: { jobtitle: "Pilot" } });
      await edit("connectwise", "company", { id: home.connectwise.id, fields: { city: "Kiel" } });
      await edit("connectwise", "contact", {
        id: worker.connectwise.id,
        fields: { lastName: "Flown" },
      });
      await edit("connectwise", "deal", { id: opportunity.id, fields: { name: "Renamed" } });

      await expect
        .poll(async () => {
          const [company, contact, deal] = await Promise.all([
            record("hubspot", "company", home.hubspot.id),
            record("hubspot", "contact", worker.hubspot.id),
            record("hubspot", "deal", id),
          ]);
          const [theirs, them] = await Promise.all([
            record("connectwise", "company", home.connectwise.id),
            record("connectwise", "contact", worker.connectwise.id),
          ]);
          return {
            city: company.properties.city,
            lastname: contact.properties.lastname,
            dealname: deal.properties.dealname,
            employees: theirs.numberOfEmployees,
            title: them.title,
          };
        }, PATIENCE)
        .toEqual({
          city: "Kiel",
          lastname: "Flown",
          dealname: "Renamed",
          employees: 12,
          title: "Pilot",
        });
    });
  },
);
