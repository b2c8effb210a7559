import { describe, expect, it } from "vitest";

import { listStandardFilters } from "../../../server/usecases/list-standard-filters.ts";
import { company, contact, type Customer, deal } from "./customer.ts";

describe("the rules that are always on", () => {
  // object, side | codes
  it.each<[Customer, "hubspot" | "connectwise", readonly string[]]>([
    [company, "hubspot", ["made_by_hubspot", "deleted"]],
    [company, "connectwise", ["own_company", "inactive_in_connectwise", "deleted"]],
    [contact, "hubspot", ["no_email", "free_email", "deleted", "parent_not_synced"]],
    [
      contact,
      "connectwise",
      ["inactive_in_connectwise", "no_email", "free_email", "deleted", "parent_not_synced"],
    ],
    [deal, "hubspot", ["closed_long_ago", "deleted", "parent_not_synced"]],
    [deal, "connectwise", ["closed_long_ago", "deleted", "parent_not_synced"]],
  ])("are listed for $definition.objectType, %s", ({ definition, settings }, side, codes) => {
    expect(listStandardFilters(definition, settings.policy, side)).toEqual(codes);
  });

  it("leave out those that the customer has switched off", () => {
    const policy = { ...contact.settings.policy, blocksFreeEmail: false };

    expect(listStandardFilters(contact.definition, policy, "hubspot")).not.toContain("free_email");
  });
});
