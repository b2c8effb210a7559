import { describe, expect, it } from "vitest";
import type { ObjectSettings, SettingsChange } from "../../../server/sync/settings-ports.ts";
import type { BothDefinitions } from "../../../server/sync/vendor-ports.ts";
import {
  changePolicy,
  listDefaults,
  type PolicyChange,
} from "../../../server/usecases/change-policy.ts";
import { refreshSettings } from "../../../server/usecases/set-up-portal.ts";
import { company, contact, type Customer, deal } from "./customer.ts";

/** Changes the policy of an object type whose settings are kept in a variable. */
async function change(customer: Customer, wish: PolicyChange, stored = customer.settings) {
  let kept: ObjectSettings = stored;
  let last: SettingsChange | null = null;
  const settings = await changePolicy(
    {
      definition: customer.definition,
      both: customer.both,
      hasRecord: async (type, id) => Promise.resolve(type === "company" && id === "19297"),
      portal: {
        async changeObjectSettings(_objectType, make) {
          last = make(kept, []);
          kept = last?.settings ?? kept;
          return Promise.resolve(kept);
        },
      },
    },
    wish,
  );
  return { settings, last: last as SettingsChange | null };
}

describe("the policy of an object type", () => {
  it("changes what is named and leaves the rest", async () => {
    const { settings, last } = await change(company, {
      direction: "to-hubspot",
      createIn: { connectwise: false },
      firstLinkRule: "hubspot",
      conflictDefault: "ask",
      matchField: "domain",
      isOn: false,
    });

    expect(settings).toMatchObject({ isOn: false, mapping: company.settings.mapping });
    expect(settings.policy).toEqual({
      ...company.settings.policy,
      direction: "to-hubspot",
      createIn: { hubspot: true, connectwise: false },
      firstLinkRule: "hubspot",
      conflictDefault: "ask",
      matchField: "domain",
    });
    expect(last?.rollout).toBe("issues");
  });

  it("keeps what ConnectWise wants of opportunities, and checks it", async () => {
    const { settings } = await change(deal, {
      defaults: { "primarySalesRep/id": "102", "type/id": "1" },
      dueInDays: { closeDate: 60 },
      createsUnpaired: true,
    });

    expect(settings.policy.createDefaults.connectwise).toEqual({
      locationId: "5",
      businessUnitId: "7",
      "primarySalesRep/id": "102",
      "type/id": "1",
    });
    expect(settings.policy.dueInDays?.connectwise).toEqual({ closeDate: 60 });
    expect(settings.policy.createsUnpaired).toBe(true);
    const removed = await change(deal, { defaults: { "type/id": null } }, settings);
    expect(removed.settings.policy.createDefaults.connectwise["type/id"]).toBeUndefined();
  });

  it.each<[string, Customer, PolicyChange, string, string]>([
    [
      "a match field of another object type",
      contact,
      { matchField: "name" },
      "unknown_match_field",
      "matchField",
    ],
    [
      "a match field for records that a person pairs",
      deal,
      { matchField: "name" },
      "unknown_setting",
      "matchField",
    ],
    [
      "a member who left",
      deal,
      { defaults: { "primarySalesRep/id": "103" } },
      "unknown_option",
      "defaults.primarySalesRep/id",
    ],
    [
      "an API member",
      deal,
      { defaults: { "primarySalesRep/id": "104" } },
      "unknown_option",
      "defaults.primarySalesRep/id",
    ],
    [
      "a location that is retired",
      deal,
      { defaults: { locationId: "6" } },
      "unknown_option",
      "defaults.locationId",
    ],
    [
      "no department",
      deal,
      { defaults: { businessUnitId: null } },
      "required_default",
      "defaults.businessUnitId",
    ],
    [
      "a field without choices",
      deal,
      { defaults: { name: "x" } },
      "unknown_field",
      "defaults.name",
    ],
    [
      "a status of nobody",
      company,
      { defaults: { "status/id": "1" } },
      "unknown_field",
      "defaults.status/id",
    ],
    ["a date that is none", deal, { dueInDays: { name: 3 } }, "unknown_setting", "dueInDays.name"],
    ["a switch of contacts", deal, { blocksFreeEmail: true }, "unknown_setting", "blocksFreeEmail"],
    [
      "free e-mail providers of deals",
      deal,
      { freeEmailDomains: { added: ["mail.example"], removed: [] } },
      "unknown_setting",
      "freeEmailDomains",
    ],
    [
      "a provider that is free and is not",
      contact,
      { freeEmailDomains: { added: ["mail.example"], removed: ["mail.example"] } },
      "contradiction",
      "freeEmailDomains.removed",
    ],
    [
      "a catch-all company",
      company,
      { catchAllCompanyId: "19297" },
      "unknown_setting",
      "catchAllCompanyId",
    ],
    [
      "a company that is gone",
      contact,
      { catchAllCompanyId: "5" },
      "record_gone",
      "catchAllCompanyId",
    ],
  ])("refuses %s", async (_what, customer, wish, code, field) => {
    const attempt = change(customer, wish);

    await expect(attempt).rejects.toMatchObject({ code, field, errorClass: "invalid" });
    await expect(attempt).rejects.toHaveProperty("remedy", expect.stringMatching(/\S/u));
  });

  it("creates contacts without a company under the catch-all company, until there is none", async () => {
    const { settings } = await change(contact, {
      catchAllCompanyId: "19297",
      namesFromEmail: true,
    });

    expect(settings.policy).toMatchObject({ catchAllId: "19297", namesFromEmail: true });
    expect(settings.policy.createDefaults.connectwise["company/id"]).toBe("19297");
    const none = await change(contact, { catchAllCompanyId: null }, settings);
    expect(none.settings.policy.catchAllId).toBeNull();
    expect(none.settings.policy.createDefaults.connectwise).toEqual({});
  });

  it("refuses to create contacts in ConnectWise while their company does not go there", async () => {
    const { policy, mapping } = contact.settings;
    const fields = mapping.fields.map((field) =>
      field.references === undefined ? field : { ...field, direction: "off" as const },
    );
    const createIn = { hubspot: true, connectwise: false };
    const stored = {
      ...contact.settings,
      policy: { ...policy, createIn },
      mapping: { ...mapping, fields },
    };

    const attempt = change(contact, { createIn: { connectwise: true } }, stored);

    await expect(attempt).rejects.toMatchObject({
      code: "required_row",
      field: "createIn.connectwise",
    });
  });

  it("lets a default that is retired give way to the usual one", async () => {
    const { settings } = await change(deal, { defaults: { "primarySalesRep/id": "102" } });
    const members = deal.both.connectwise.members.map((one) =>
      one.id === "102" ? { ...one, isInactive: true } : one,
    );
    const both = { ...deal.both, connectwise: { ...deal.both.connectwise, members } };
    const salesRep = (definitions: BothDefinitions) =>
      refreshSettings(deal.definition, settings, definitions, []).policy.createDefaults.connectwise[
        "primarySalesRep/id"
      ];

    expect(salesRep(deal.both)).toBe("102");
    expect(salesRep(both)).toBe("101");
  });

  it("lists the fields that may have a default, with the required ones marked", () => {
    const listed = listDefaults(deal.definition, deal.both);

    expect(listed.filter(({ isRequired }) => isRequired).map(({ path }) => path)).toEqual([
      "locationId",
      "businessUnitId",
      "primarySalesRep/id",
    ]);
    expect(listed.some(({ path }) => path === "company/id")).toBe(false);
  });
});
