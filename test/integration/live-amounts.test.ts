import { describe, it } from "vitest";

import { PATIENCE, useLiveRig } from "./live-rig.ts";
import { makeSale, OWN_LINE, SALES_WORLD, TURNS } from "./sale.ts";

describe("an amount that is changed by turns on both sides [S15]", () => {
  const live = useLiveRig(SALES_WORLD);

  it.concurrent("is what the last edit said, in one line", async ({ expect }) => {
    const sale = await makeSale(live(), 0);
    const { id } = await sale.line(OWN_LINE);

    for (let turn = 1; turn <= TURNS; turn += 1) {
      const amount = 1_000 + turn + turn / 100;
      if (turn % 2 === 0) await sale.inConnectwise({ id, revenue: amount }, `turn ${turn}`);
      else await sale.inHubspot(amount);
      await expect.poll(() => sale.both(), PATIENCE).toEqual([amount, amount]);
    }

    expect(await sale.lines()).toMatchObject([{ id, forecastDescription: OWN_LINE }]);
  });

  it.concurrent("is ConnectWise's while people keep lines of their own", async ({ expect }) => {
    const sale = await makeSale(live(), 1);
    await sale.inConnectwise({ forecastDescription: "Cabling", revenue: 500 }, "begin");
    await expect.poll(() => sale.both(), PATIENCE).toEqual([600, 600]);
    const { id } = await sale.line("Cabling");

    for (let turn = 1; turn <= TURNS; turn += 1) {
      const said = 500 + Math.floor(turn / 2);
      if (turn % 2 === 0) await sale.inConnectwise({ id, revenue: said }, `turn ${turn}`);
      else await sale.inHubspot(9_000 + turn);
      await expect.poll(() => sale.both(), PATIENCE).toEqual([100 + said, 100 + said]);
    }

    expect(await sale.lines()).toMatchObject([
      { forecastDescription: OWN_LINE, revenue: 100 },
      { forecastDescription: "Cabling", revenue: 510 },
    ]);
  });

  it("is left in peace when nobody changes it", async ({ expect }) => {
    expect(await live().writesDuring(async () => undefined)).toBe(0);
  });

  it("arrives with the daily comparison when nothing but a line has changed", async ({
    expect,
  }) => {
    const sale = await makeSale(live(), 2);
    const { id } = await sale.line(OWN_LINE);

    await live().quiet();
    await sale.changesSilently({ id, revenue: 250 });
    await live().quiet();
    const unseen = await sale.amount();
    await live().sweep();

    await expect.poll(() => sale.both(), PATIENCE).toEqual([250, 250]);
    expect(unseen).toBe(100);
  });
});
