import { describe, expect, it } from "vitest";
import { lowerBound } from "../../bench/bound.ts";
import { byType } from "../../sandbox/demo/evidence.ts";
import type {
  BothSides,
  ByType,
  ConnectwiseRecord,
  HubspotRecord,
} from "../../sandbox/demo/evidence.ts";

const hubspot = (
  id: string,
  properties: HubspotRecord["properties"],
  associations: Record<string, readonly string[]> = {},
): HubspotRecord => ({
  id,
  properties: { name: `Record ${id}`, ...properties },
  associations: Object.fromEntries(
    Object.entries(associations).map(([plural, ids]) => [
      plural,
      // A primary company is there once for each kind of association.
      { results: ids.flatMap((each) => ["primary", "plain"].map((type) => ({ id: each, type }))) },
    ]),
  ),
});
const connectwise = (id: number, values: ConnectwiseRecord): ConnectwiseRecord => ({
  id,
  name: `Record ${id}`,
  ...values,
});

const only = (type: keyof ByType<BothSides>, sides: BothSides): ByType<BothSides> =>
  byType((each) => (each === type ? sides : { hubspot: [], connectwise: [] }));

const forecast = (revenue: number) => ({ forecastItems: [{ id: 5, revenue }] });

describe("the lower bound of a first sync", () => {
  it("counts a call for each page listed and nothing else when everything is equal", () => {
    const sides = byType(() => ({
      hubspot: Array.from({ length: 101 }, (_, index) => hubspot(String(index), {})),
      connectwise: Array.from({ length: 1_001 }, (_, id) => connectwise(id, {})),
    }));

    expect(lowerBound(sides, sides).calls).toBe(3 * (2 + 2));
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

    const bound = lowerBound(only("company", before), only("company", after));

    expect(bound.types.company).toEqual({
      listed: { hubspot: 2, connectwise: 3 },
      written: { hubspot: 2, connectwise: 3 },
      overwritten: { hubspot: 1, connectwise: 1 },
      parts: { read: 0, written: 0 },
      associated: { companies: 0, contacts: 0 },
      calls: 1 + 1 + 1 + 3 + 1 + 1,
    });
    expect(bound.calls).toBe(8);
  });

  it("counts a call for each changed item of a contact, and none for those of a new one", () => {
    const mail = { id: 1, value: "a@example.com" };
    const phone = { id: 2, value: "+1 813 555 0100" };
    const before = { hubspot: [], connectwise: [connectwise(1, { communicationItems: [mail] })] };
    const after = {
      hubspot: [hubspot("7", { associatedcompanyid: "9" }, { companies: ["9"] })],
      connectwise: [
        connectwise(1, { communicationItems: [{ ...mail, value: "b@example.com" }, phone] }),
        connectwise(2, { communicationItems: [mail, phone] }),
      ],
    };

    const { contact } = lowerBound(only("contact", before), only("contact", after)).types;

    expect(contact.written).toEqual({ hubspot: 1, connectwise: 1 });
    expect(contact.parts).toEqual({ read: 0, written: 2 });
    expect(contact.associated).toEqual({ companies: 1, contacts: 0 });
    expect(contact.calls).toBe(1 + 1 + 1 + 2 + 1);
  });

  it("counts a call for each forecast of a linked opportunity, each line written, and associations by the 2,000", () => {
    const before = {
      hubspot: [],
      connectwise: [
        connectwise(1, { forecast: forecast(100) }),
        connectwise(2, { forecast: forecast(200) }),
      ],
    };
    const many = Array.from({ length: 2_001 }, (_, index) => String(index));
    const after = {
      hubspot: [hubspot("7", { cw_opportunity_id: "1" }, { companies: ["9"], contacts: many })],
      connectwise: [...before.connectwise, connectwise(3, { forecast: forecast(300) })],
    };

    const { deal } = lowerBound(only("deal", before), only("deal", after)).types;

    expect(deal.parts).toEqual({ read: 1, written: 1 });
    expect(deal.associated).toEqual({ companies: 1, contacts: 2_001 });
    expect(deal.calls).toBe(1 + 1 + 1 + (1 + 1) + (1 + 2));
  });
});
