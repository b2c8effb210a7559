import { beforeAll, describe, expect, it } from "vitest";

import {
  firm,
  type LiveRig,
  PATIENCE,
  person,
  type Shown,
  useLiveRig,
  worldOf,
} from "./live-rig.ts";

const TURNS = 20;
/** Description of the line of a forecast that stands for HubSpot's amount. */
const OWN_LINE = "HubSpot amount";

const firms = [firm(1), firm(2), firm(3), firm(4)];
const people = firms.map((company, index) => person(index, company));

/** A deal and its opportunity, whose amounts are changed by turns. */
class Sale {
  readonly #rig: LiveRig;
  readonly #ids: { readonly deal: string; readonly opportunity: string };

  constructor(rig: LiveRig, ids: { deal: string; opportunity: string }) {
    this.#rig = rig;
    this.#ids = ids;
  }

  async amount(): Promise<number> {
    const { properties } = await this.#rig.record("hubspot", "deal", this.#ids.deal);
    return Number(properties.amount);
  }

  async lines(): Promise<Shown[]> {
    const { forecast } = await this.#rig.record("connectwise", "deal", this.#ids.opportunity);
    return forecast.forecastItems ?? [];
  }

  async sum(): Promise<number> {
    const included = (await this.lines()).filter(({ includeFlag }) => includeFlag === true);
    return included.reduce((total, { revenue }) => total + revenue, 0);
  }

  async inHubspot(amount: number): Promise<void> {
    const fields = { amount: String(amount) };
    await this.#rig.edit("hubspot", "deal", { id: this.#ids.deal, fields });
  }

  /** Changes a line, or adds one; with a note, as ConnectWise does not tell of lines alone. */
  async inConnectwise(line: object, note: string): Promise<void> {
    const fields = { forecastItems: [line], customerPO: note };
    await this.#rig.edit("connectwise", "deal", { id: this.#ids.opportunity, fields });
  }

  async changesSilently(line: object): Promise<void> {
    const fields = { forecastItems: [line] };
    await this.#rig.edit("connectwise", "deal", { id: this.#ids.opportunity, fields });
  }

  /** The deal's amount, and what the forecast adds up to. */
  both(): Promise<[amount: number, sum: number]> {
    return Promise.all([this.amount(), this.sum()]);
  }
}

const lineOf = async (sale: Sale, description: string): Promise<Shown> =>
  (await sale.lines()).find(({ forecastDescription }) => forecastDescription === description);

describe("an amount that is changed by turns on both sides", () => {
  const live = useLiveRig(worldOf(firms, people));

  async function makeSale(index: number): Promise<Sale> {
    const [company, contact] = [firms[index], people[index]];
    const { id } = await live().edit("hubspot", "deal", {
      fields: { dealname: `Sale ${index}`, amount: "100", dealstage: "qualifiedtobuy" },
      associations: {
        companies: [company?.hubspot.id ?? ""],
        contacts: [contact?.hubspot.id ?? ""],
      },
    });
    const made = await live().counterpart("hubspot", "deal", id);
    const sale = new Sale(live(), { deal: id, opportunity: String(made.id) });
    await expect.poll(() => sale.both(), PATIENCE).toEqual([100, 100]);
    return sale;
  }

  it("is what the last edit said, in one line", { timeout: 120_000 }, async () => {
    const sale = await makeSale(0);
    const { id } = await lineOf(sale, OWN_LINE);

    for (let turn = 1; turn <= TURNS; turn += 1) {
      const amount = 1_000 + turn + turn / 100;
      if (turn % 2 === 0) await sale.inConnectwise({ id, revenue: amount }, `turn ${turn}`);
      else await sale.inHubspot(amount);
      await expect.poll(() => sale.both(), PATIENCE).toEqual([amount, amount]);
    }

    expect(await live().writesDuring(async () => undefined)).toBe(0);
    expect(await sale.lines()).toMatchObject([{ id, forecastDescription: OWN_LINE }]);
  });

  it("is ConnectWise's while people keep lines of their own", { timeout: 120_000 }, async () => {
    const sale = await makeSale(1);
    await sale.inConnectwise({ forecastDescription: "Cabling", revenue: 500 }, "begin");
    await expect.poll(() => sale.both(), PATIENCE).toEqual([600, 600]);
    const { id } = await lineOf(sale, "Cabling");

    for (let turn = 1; turn <= TURNS; turn += 1) {
      const said = 500 + Math.floor(turn / 2);
      if (turn % 2 === 0) await sale.inConnectwise({ id, revenue: said }, `turn ${turn}`);
      else await sale.inHubspot(9_000 + turn);
      await expect.poll(() => sale.both(), PATIENCE).toEqual([100 + said, 100 + said]);
    }

    expect(await live().writesDuring(async () => undefined)).toBe(0);
    expect(await sale.lines()).toMatchObject([
      { forecastDescription: OWN_LINE, revenue: 100 },
      { forecastDescription: "Cabling", revenue: 510 },
    ]);
  });

  it("arrives with the daily comparison when nothing but a line has changed", async () => {
    const sale = await makeSale(3);
    const { id } = await lineOf(sale, OWN_LINE);

    await live().quiet();
    await sale.changesSilently({ id, revenue: 250 });
    await live().quiet();
    const unseen = await sale.amount();
    await live().sweep();

    await expect.poll(() => sale.both(), PATIENCE).toEqual([250, 250]);
    expect(unseen).toBe(100);
  });

  describe("when HubSpot's amount counts all the same", () => {
    beforeAll(() => live().changePolicy("deal", { overridesForecast: true }));

    it("is what the last edit said, beside people's lines", { timeout: 120_000 }, async () => {
      const sale = await makeSale(2);
      await sale.inConnectwise({ forecastDescription: "Cabling", revenue: 500 }, "begin");
      await expect.poll(() => sale.both(), PATIENCE).toEqual([600, 600]);
      const { id } = await lineOf(sale, "Cabling");

      for (let turn = 1; turn <= TURNS; turn += 1) {
        const { revenue: own } = await lineOf(sale, OWN_LINE);
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
});
