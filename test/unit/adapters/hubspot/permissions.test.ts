import { describe, expect, it } from "vitest";

import {
  checkPermissions,
  neededPermissions,
  SCOPES,
} from "../../../../server/adapters/hubspot/permissions.ts";
import type { Refusal } from "../../../../server/sync/permission-ports.ts";

const REFUSAL: Refusal = {
  side: "hubspot",
  objectType: "company",
  action: "update",
  remedy: "Ask your HubSpot admin.",
};

describe("scopes of the HubSpot app [S25]", () => {
  it("are all needed", () => {
    expect(neededPermissions().map(({ permission }) => permission)).toEqual(SCOPES);
    expect(neededPermissions().every(({ neededFor }) => neededFor !== "")).toBe(true);
  });

  it("are granted when the token has them", () => {
    const states = checkPermissions(SCOPES, []).map(({ state }) => state);

    expect(new Set(states)).toEqual(new Set(["granted"]));
  });

  it("are missing when it does not, with where to give them", () => {
    const granted = SCOPES.filter((scope) => scope !== "crm.objects.deals.write");

    const missing = checkPermissions(granted, []).filter(({ state }) => state === "missing");

    expect(missing).toMatchObject([
      {
        side: "hubspot",
        permission: "crm.objects.deals.write",
        neededFor: "creating and changing deals",
        remedy: expect.stringContaining("Connected apps"),
      },
    ]);
  });

  it("prove nothing about what HubSpot refuses although they were given", () => {
    const doubted = checkPermissions(SCOPES, [REFUSAL]).filter(({ state }) => state !== "granted");

    expect(doubted).toMatchObject([
      {
        permission: "crm.objects.companies.write",
        state: "unproven",
        remedy: "Ask your HubSpot admin.",
      },
    ]);
    expect(
      checkPermissions(SCOPES, [{ ...REFUSAL, side: "connectwise" }]).every(
        ({ state }) => state === "granted",
      ),
    ).toBe(true);
  });
});
