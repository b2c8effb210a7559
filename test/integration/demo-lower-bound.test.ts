import { describe, expect, it } from "vitest";
import { lowerBound } from "../../bench/bound.ts";
import type { ConnectwiseCompany, HubspotCompany } from "../../sandbox/demo/evidence.ts";

const hubspot = (id: string, properties: HubspotCompany["properties"]): HubspotCompany => ({
  id,
  properties: { name: `Company ${id}`, ...properties },
});
const connectwise = (id: number, values: ConnectwiseCompany): ConnectwiseCompany => ({
  id,
  name: `Company ${id}`,
  ...values,
});

describe("the lower bound of a first sync", () => {
  it("counts a call for each page listed and nothing else when everything is equal", () => {
    const hubspotCompanies = Array.from({ length: 101 }, (_, index) => hubspot(String(index), {}));
    const connectwiseCompanies = Array.from({ length: 1_001 }, (_, id) => connectwise(id, {}));
    const sides = { hubspot: hubspotCompanies, connectwise: connectwiseCompanies };

    expect(lowerBound(sides, sides).calls).toBe(2 + 2);
  });

  it("counts batches for HubSpot, single calls for ConnectWise, and reads of what is overwritten", () => {
    const before = {
      hubspot: [hubspot("1", { city: "Tampa" }), hubspot("2", {})],
      connectwise: [
        connectwise(1, { city: "Tampa", _info: { lastUpdated: "a" } }),
        connectwise(2, { customFields: [{ id: 12, value: "Gold" }] }),
        connectwise(3, {}),
      ],
    };
    const after = {
      hubspot: [
        hubspot("1", { city: "Miami", cw_company_id: "1", hs_lastmodifieddate: "later" }),
        hubspot("2", { cw_company_id: "2" }),
      ],
      connectwise: [
        connectwise(1, { city: "Tampa", _info: { lastUpdated: "b" } }),
        connectwise(2, { customFields: [{ id: 12, value: "Silver" }] }),
        connectwise(3, { phoneNumber: "+1 813 555 0100" }),
        connectwise(4, {}),
      ],
    };

    const bound = lowerBound(before, after);

    expect(bound).toEqual({
      listed: { hubspot: 2, connectwise: 3 },
      written: { hubspot: 2, connectwise: 3 },
      overwritten: { hubspot: 1, connectwise: 1 },
      calls: 1 + 1 + 1 + 3 + 1 + 1,
    });
  });
});
