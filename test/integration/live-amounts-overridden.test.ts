import { beforeAll, describe, expect, it } from "vitest";

import { PATIENCE, useLiveRig } from "./live-rig.ts";
import { makeSale, OWN_LINE, SALES_WORLD, TURNS } from "./sale.ts";

describe("an amount that is changed by turns where HubSpot's counts beside people's lines", () => {
  const live = useLiveRig(SALES_WORLD);
  beforeAll(async () => {
    await live().api("PUT", "/objects/deal/policy", { overridesForecast: true });
    await live().quiet(); // what is under way goes on under the policy that it began with
  });

  it("is what the last edit said, and then left in peace", async () => {
    const sale = await makeSale(live(), 0);
    await sale.inConnectwise({ forecastDescription: "Cabling", revenue: 500 }, "begin");
    await expect.poll(() => sale.both(), PATIENCE).toEqual([600, 600]);
    const { id } = await sale.line("Cabling");

    for (let turn = 1; turn <= TURNS; turn += 1) {
      const { revenue: own } = await sale.line(OWN_LINE);
      const isTheirs = turn % 2 === 0;
      const amount = isTheirs ? own + 700 + turn : 2_000 - 150 * turn;
      if (isTheirs) await sale.inConnectwise({ id, revenue: 700 + turn }, `turn ${turn}`);
      else await sale.inHubspot(amount);
      await expect.poll(() => sale.both(), PATIENCE).toEqual([amount, amount]);
    }

    expect(await live().writesDuring(async () => undefined)).toBe(0);
    expect(await sale.lines()).toHaveLength(2);
  });
});
