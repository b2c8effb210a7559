import { expect } from "vitest";

import { firm, type LiveRig, PATIENCE, person, type Shown, worldOf } from "./live-rig.ts";

/** How often an amount is changed, by one side and the other. */
export const TURNS = 20;
/** Description of the line of a forecast that stands for HubSpot's amount. */
export const OWN_LINE = "HubSpot amount";

const firms = [firm(1), firm(2), firm(3)];
const people = firms.map((company, index) => person(index, company));

/** Companies with a contact each, in both systems. */
export const SALES_WORLD = worldOf(firms, people);

/** A deal and its opportunity, whose amounts are changed by turns. */
export class Sale {
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

  async line(description: string): Promise<Shown> {
    const lines = await this.lines();
    return lines.find(({ forecastDescription }) => forecastDescription === description);
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

/** Makes a deal over 100 with one of the companies, and waits for its opportunity. */
export async function makeSale(rig: LiveRig, index: number): Promise<Sale> {
  const { id } = await rig.edit("hubspot", "deal", {
    fields: { dealname: `Sale ${index}`, amount: "100", dealstage: "qualifiedtobuy" },
    associations: {
      companies: [firms[index]?.hubspot.id ?? ""],
      contacts: [people[index]?.hubspot.id ?? ""],
    },
  });
  const made = await rig.counterpart("hubspot", "deal", id);
  const sale = new Sale(rig, { deal: id, opportunity: String(made.id) });
  await expect.poll(() => sale.both(), PATIENCE).toEqual([100, 100]);
  return sale;
}
