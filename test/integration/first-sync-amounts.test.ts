import { describe, expect, it } from "vitest";

import type { ServerRig } from "./server-rig.ts";
import { firm, person, type Shown, useLiveRig, worldOf } from "./live-rig.ts";

const FORECAST = "GET /:codebase/apis/3.0/sales/opportunities/:id/forecast";

const firms = [firm(1), firm(2), firm(3), firm(4), firm(5)];
const people = firms.map((company, index) => person(index, company));
const [blank, other, alone, unsure] = [0, 1, 2, 3] as const;

function deal(id: number, index: number, properties: object = {}): object {
  return {
    id: String(id),
    properties: {
      dealname: `Sale ${index}`,
      pipeline: "default",
      dealstage: "qualifiedtobuy",
      ...properties,
    },
    companies: [firms[index]?.hubspot.id],
    contacts: [people[index]?.hubspot.id],
  };
}

function opportunity(id: number, index: number, revenue: number): object {
  return {
    id,
    name: `Sale ${index}`,
    company: { id: firms[index]?.connectwise.id },
    contact: { id: people[index]?.connectwise.id },
    stage: { name: "Prospect" },
    status: { name: "Open" },
    primarySalesRep: { identifier: "dkim" },
    locationId: 2,
    businessUnitId: 10,
    forecastItems: [
      { forecastType: "Product", forecastDescription: "Hardware", revenue, includeFlag: true },
    ],
  };
}

const world = worldOf(firms, people);

/** An earlier installation had made our properties, and paired two deals. */
async function pairTwo(rig: ServerRig): Promise<void> {
  await rig.install();
  for (const [id, cw_opportunity_id] of Object.entries({ 7_000: "8000", 7_001: "8001" })) {
    await rig.control("hubspot", "edit", { type: "deal", id, fields: { cw_opportunity_id } });
  }
}

describe("amounts in a first sync", () => {
  const systems = {
    hubspot: {
      ...world.hubspot,
      deals: [
        deal(7_000, blank),
        deal(7_001, other, { amount: "100" }),
        deal(7_003, unsure, { amount: "100" }),
      ],
    },
    connectwise: {
      ...world.connectwise,
      deals: [
        opportunity(8_000, blank, 500),
        opportunity(8_001, other, 600),
        opportunity(8_002, alone, 700),
        opportunity(8_003, unsure, 800),
      ],
    },
  };
  const live = useLiveRig(systems, { before: pairTwo });
  const amountOf = async (id: string): Promise<string> =>
    (await live().record("hubspot", "deal", id)).properties.amount;
  const linesOf = async (id: number): Promise<number[]> => {
    const { forecast } = await live().record("connectwise", "deal", id);
    return forecast.forecastItems.map(({ revenue }: Shown) => revenue);
  };

  it("are the forecast's where a deal knows its opportunity, and nothing is taken for blank", async () => {
    expect(await amountOf("7000")).toBe("500");
    expect(await amountOf("7001")).toBe("600");
    expect(await linesOf(8_000)).toEqual([500]);
    expect(await linesOf(8_001)).toEqual([600]);
  });

  it("come along with a deal that is created", async () => {
    const made = await live().counterpart("connectwise", "deal", 8_002);

    expect(made.properties.amount).toBe("700");
  });

  it("are not asked for where people have to pair first", async () => {
    const { byRoute } = await live().control("connectwise", "requests");

    expect(await live().issue("connectwise", "deal", 8_003)).toMatchObject({ state: "review" });
    // Two for the dry run, three for the first sync, one of them for the deal that it creates.
    expect(byRoute[FORECAST].count).toBe(5);
  });
});
